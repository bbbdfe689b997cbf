"""Who is told of what is due, in which order and when, on a clock that the tests set."""

from datetime import UTC, datetime, time, timedelta
from threading import Thread

import pytest
from django.db import connections

from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.duty.actions import add_task, finish_tasks, set_clocks
from homeward.foundation.duty.actions.channels import set_quiet_hours
from homeward.foundation.duty.actions.notices import acknowledge
from homeward.foundation.duty.models import Delivery, Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.quiet import quiet_until
from homeward.foundation.duty.sweeping import escalate, raise_due, sweep_duty
from homeward.foundation.guard.context import opened
from tests.duty.roster import a_role, on_shift
from tests.people import People, a_case

# Ahead of the real clock, which stamps what is made: every task here is older than NOW.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
LIFE, URGENT = timedelta(minutes=5), timedelta(minutes=30)
KIND = "cooperation.acknowledge"


def a_task(people: People, due: timedelta | None = timedelta(minutes=1), **more: object) -> Task:
    with opened(people.carol.actor):
        return add_task(
            KIND,
            actor=people.carol.actor,
            subject=("request", "R1"),
            url="/requests/",
            due_at=NOW + due if due is not None else None,
            reference="XA-2026-R1",
            state="XB",
            **{"team": people.police, **more},  # type: ignore[arg-type]
        )


def told() -> list[str]:
    """Everybody who was told, in order."""
    with opened(DUTY):
        rows = Delivery.objects.select_related("user").order_by("pk")
        return [str(row.user) for row in rows]


def the_notice() -> Notice:
    with opened(DUTY):
        return Notice.objects.filter(closed_at__isnull=True).get()


@pytest.fixture
def shift(people: People) -> People:
    """Alice is called first, Dan second; Carol is the supervisor on duty and Olga oversees."""
    role = a_role(people.police)
    on_shift(role, people.alice, 1)
    on_shift(role, people.dan, 2)
    on_shift(a_role(people.police, "supervisor"), people.carol)
    return people


def test_an_overdue_task_climbs_the_shift_the_supervisor_and_oversight(shift: People) -> None:
    a_task(shift)
    sweep_duty(NOW)
    assert told() == ["Alice"], "due soon is told once, and does not climb"
    late = NOW + timedelta(minutes=2)
    sweep_duty(late)
    assert told() == ["Alice", "Alice"], "the overdue one replaces it"
    expected = ["Alice", "Alice"]
    for step, name in enumerate(["Dan", "Carol", "Olga"], start=1):
        sweep_duty(late + URGENT * step - timedelta(seconds=1))
        assert told() == expected
        sweep_duty(late + URGENT * step)
        expected.append(name)
        assert told() == expected
    for hours in (2, 3, 200):
        sweep_duty(late + timedelta(hours=hours))
    assert told() == expected, "nobody is left, and nobody is told twice"
    assert the_notice().escalate_at is None


def test_an_answer_stops_it(shift: People) -> None:
    a_task(shift)
    sweep_duty(NOW + timedelta(minutes=2))
    with opened(shift.alice.actor):
        assert acknowledge(the_notice_of(shift.alice), user=shift.alice)
    sweep_duty(NOW + timedelta(hours=9))
    assert told() == ["Alice"]


def the_notice_of(person: User) -> Notice:
    return Notice.objects.get(told__contains=[person.pk], closed_at__isnull=True)


def test_a_task_that_is_done_stops_it(shift: People) -> None:
    a_task(shift)
    sweep_duty(NOW + timedelta(minutes=2))
    with opened(shift.alice.actor):
        assert finish_tasks(("request", "R1"), actor=shift.alice.actor) == 1
    sweep_duty(NOW + timedelta(hours=9))
    assert told() == ["Alice"]
    with opened(DUTY):
        assert not Notice.objects.filter(closed_at__isnull=True).exists()


def test_life_at_risk_climbs_in_minutes_and_a_task_may_set_its_own_time(shift: People) -> None:
    a_task(shift, life_at_risk=True)
    late = NOW + timedelta(minutes=2)
    sweep_duty(late)
    sweep_duty(late + LIFE)
    assert told() == ["Alice", "Dan"]
    with opened(shift.carol.actor):
        finish_tasks(("request", "R1"), actor=shift.carol.actor)
    a_task(shift, escalate_after=timedelta(minutes=90))
    sweep_duty(late)
    sweep_duty(late + timedelta(minutes=89))
    assert told() == ["Alice", "Dan", "Alice"]
    sweep_duty(late + timedelta(minutes=90))
    assert told()[3:] == ["Dan"]


def test_a_silence_is_told_once_for_each_time_it_is_set(shift: People) -> None:
    a_task(shift, due=None, remind_at=NOW + timedelta(hours=2), role="duty_officer")
    sweep_duty(NOW + timedelta(hours=1))
    assert told() == []
    with opened(shift.alice.actor):
        again = NOW + timedelta(hours=4)
        set_clocks(("request", "R1"), actor=shift.alice.actor, due_at=None, remind_at=again)
    sweep_duty(NOW + timedelta(hours=3))
    assert told() == [], "somebody was heard of, so the clock began anew"
    for minutes in (0, 1, 2):
        sweep_duty(NOW + timedelta(hours=4, minutes=minutes))
    assert told() == ["Alice"]


def sleeps(person: User, start: time, end: time, zone: str = "UTC") -> None:
    with opened(person.actor):
        set_quiet_hours(start, end, zone, user=person)


def around(moment: datetime, hours: float) -> tuple[time, time]:
    return (moment - timedelta(hours=hours)).time(), (moment + timedelta(hours=hours)).time()


def test_quiet_hours_wake_the_next_instead_unless_a_life_is_at_risk(shift: People) -> None:
    late = NOW + timedelta(minutes=2)
    sleeps(shift.alice, *around(late, 3))
    a_task(shift)
    sweep_duty(late)
    assert told() == ["Alice", "Dan"], "Dan is awake; Alice finds it in the page"
    sweep_duty(late + URGENT)
    assert told()[2:] == ["Carol"]
    with opened(shift.carol.actor):
        finish_tasks(("request", "R1"), actor=shift.carol.actor)
    a_task(shift, life_at_risk=True)
    sweep_duty(late)
    assert told()[3:] == ["Alice"], "she is woken, and the others wait for her answer"


def test_when_all_sleep_the_clock_begins_when_the_first_wakes(people: People) -> None:
    role = a_role(people.police)
    on_shift(role, people.dan)
    late = NOW + timedelta(minutes=2)
    for person in (people.dan, people.carol, people.olga):
        sleeps(person, *around(late, 3))
    sleeps(people.dan, *around(late, 2))
    a_task(people)
    sweep_duty(late)
    wakes = (late + timedelta(hours=2)).replace(microsecond=0)
    assert set(told()) == {"Dan", "Carol", "Olga"}
    assert the_notice().escalate_at == wakes + URGENT


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "start", "end", "zone", "until"),
    [
        ("2026-06-01T23:30+02:00", "22:00", "06:00", "Europe/Paris", "2026-06-02T06:00+02:00"),
        ("2026-06-02T05:59+02:00", "22:00", "06:00", "Europe/Paris", "2026-06-02T06:00+02:00"),
        ("2026-06-02T06:00+02:00", "22:00", "06:00", "Europe/Paris", None),
        ("2026-06-01T21:59+02:00", "22:00", "06:00", "Europe/Paris", None),
        ("2026-06-01T13:00+02:00", "12:00", "14:00", "Europe/Paris", "2026-06-01T14:00+02:00"),
        # The clocks go forward at 01:00 UTC: the night is an hour shorter, and ends by the wall.
        ("2026-03-28T23:30+01:00", "22:00", "06:00", "Europe/Paris", "2026-03-29T06:00+02:00"),
        # They go back: it is an hour longer.
        ("2026-10-25T05:30+01:00", "22:00", "06:00", "Europe/Paris", "2026-10-25T06:00+01:00"),
        # The same moment is night in one zone and day in another.
        ("2026-06-01T23:30+02:00", "22:00", "06:00", "Pacific/Auckland", None),
        ("2026-06-01T12:00+00:00", "00:00", "00:00", "UTC", None),
    ],
)
def test_quiet_hours_follow_the_wall_clock(
    now: str, start: str, end: str, zone: str, until: str | None
) -> None:
    found = quiet_until(at(now), time.fromisoformat(start), time.fromisoformat(end), zone)
    assert found == (at(until) if until else None)


def test_a_person_who_moves_to_another_zone_sleeps_there(shift: People) -> None:
    noon = NOW.replace(hour=12, minute=0, second=0)
    sleeps(shift.alice, time(22), time(6), "UTC")
    assert quiet_until(noon, time(22), time(6), "UTC") is None
    sleeps(shift.alice, time(22), time(6), "Pacific/Auckland")
    assert quiet_until(noon, time(22), time(6), "Pacific/Auckland") is not None


def side_by_side(work: object) -> None:
    threads = [Thread(target=_closing, args=(work,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _closing(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    finally:
        connections.close_all()


def test_workers_side_by_side_raise_one_and_climb_one_step(shift: People) -> None:
    a_task(shift)
    late = NOW + timedelta(minutes=2)
    side_by_side(lambda: sweep_duty(late))
    assert told() == ["Alice"]
    side_by_side(lambda: sweep_duty(late + URGENT))
    assert told() == ["Alice", "Dan"]


def test_a_worker_that_dies_leaves_nothing_half_done(
    shift: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step it dies at, the transaction is gone, and the next sweep does it once."""
    a_task(shift)
    late = NOW + timedelta(minutes=2)

    class Killed(BaseException):
        """Not an error that the code could catch."""

    def die(*_: object, **__: object) -> None:
        raise Killed

    for step in (raise_due, escalate):
        before = told()
        with monkeypatch.context() as patched:
            patched.setattr("homeward.foundation.duty.actions.notices._deliver", die)
            with pytest.raises(Killed), opened(DUTY):
                step(late)
        assert told() == before
        sweep_duty(late)
        assert told() == [*before, "Alice" if step is raise_due else "Dan"]
        late += URGENT


def test_what_cannot_be_told_is_put_off_and_the_others_go_on(
    shift: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = a_task(shift)
    with opened(shift.carol.actor):
        Task.objects.filter(pk=broken.pk).update(kind="gone.away")
    a_task(shift)
    late = NOW + timedelta(minutes=2)
    sweep_duty(late)
    assert told() == ["Alice"]
    with opened(DUTY):
        assert Task.objects.get(pk=broken.pk).next_notice_at == late + timedelta(minutes=15)


def test_a_clock_that_was_ahead_does_not_silence_a_notice(shift: People) -> None:
    a_task(shift)
    ahead = NOW + timedelta(days=30)
    sweep_duty(ahead)
    assert told() == ["Alice"], "no shift is entered for then: the desk is told"
    sweep_duty(NOW + timedelta(minutes=3))
    assert told() == ["Alice", "Dan"], "it does not wait for a month"


def test_told_persons_each_answer_for_themselves(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        tell(
            [people.bob, people.olga],
            KIND,
            actor=people.alice.actor,
            subject=("case", case.pk),
            url="/cases/",
            case_id=case.pk,
            reference=case.reference,
            state="XB",
        )
    assert told() == ["Bob", "Olga"]
    with opened(people.bob.actor):
        acknowledge(the_notice_of(people.bob), user=people.bob)
    with opened(people.olga.actor):
        assert the_notice_of(people.olga)
    sweep_duty(datetime.now(UTC) + timedelta(days=9))
    assert told() == ["Bob", "Olga"], "what endangers no life waits for them"

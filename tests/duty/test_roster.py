"""The roster: who may enter what, gaps, overlaps, hand-over; and the way in for whoever is locked
out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Thread

import pytest
from django.db import DatabaseError, connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.lockouts import lift_lock_out, locked_out
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions.roster import add_shift, cancel_shift
from homeward.foundation.duty.errors import ShiftOverlaps
from homeward.foundation.duty.gaps import gaps
from homeward.foundation.duty.models import Channel, DutyRole, HandOver, Shift
from homeward.foundation.guard.actor import ANONYMOUS, service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in, with_second_factor
from tests.duty.roster import a_role, now_about, on_shift
from tests.page_checks import check_page
from tests.people import PASSWORD, People

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 1, tzinfo=UTC)


def entered(role: DutyRole, person: User, start: datetime, end: datetime, **more: object) -> dict:  # type: ignore[type-arg]
    form = {"role": role.pk, "person": person.pk, "order": 1}
    return (
        form | {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}"} | more
    )


@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 12)), max_size=8))
def test_gaps_are_the_hours_that_no_shift_covers(shifts: list[tuple[int, int]]) -> None:
    """Against counting hour by hour."""
    times = [(START + HOUR * begin, START + HOUR * (begin + length)) for begin, length in shifts]
    found = gaps(times, START, START + HOUR * 24)
    open_hours = {
        hour
        for hour in range(24)
        if not any(begin <= hour < begin + length for begin, length in shifts)
    }
    told = {
        hour
        for gap in found
        for hour in range(24)
        if gap.starts_at <= START + HOUR * hour < gap.ends_at
    }
    assert told == open_hours
    assert all(a.ends_at < b.starts_at for a, b in pairwise(found))


def test_a_supervisor_sets_up_the_duty_and_enters_who_keeps_it(people: People) -> None:
    carol, now = signed_in(people.carol), now_about()
    assert "No duty is set up" in check_page(carol.get("/duty/"))
    sent = {"team": people.central.pk, "code": "duty_officer", "kind": "working", "always": "on"}
    assert carol.post("/duty/roles/new/", sent).status_code == 302
    again = check_page(carol.post("/duty/roles/new/", sent), status=400)
    assert "has such a duty role already" in again
    role = DutyRole.objects.none()
    with opened(people.carol.actor):
        role = DutyRole.objects.get()
    page = check_page(carol.get("/duty/"))
    assert "Nobody is on duty" in page
    assert "Nobody is entered" in page
    assert "Nobody is entered as Duty officer" in check_page(carol.get("/"))
    until = now + timedelta(days=13)
    form = entered(role, people.alice, now - HOUR, until)
    assert carol.post("/duty/shifts/new/", form).status_code == 302
    page = check_page(carol.get("/duty/"))
    assert "On duty" in page
    assert "Nobody is entered" in page, "the fourteenth day is open"
    assert "Nobody is entered as" not in check_page(carol.get("/"))


@pytest.mark.parametrize(
    ("start", "end", "field", "said"),
    [
        (2, 1, "ends_at", "must end after it begins"),
        (1, 1, "ends_at", "must end after it begins"),
        (-40, 4, "starts_at", "more than a day ago"),
        (-5, -1, "ends_at", "would be over already"),
        (1, 24 * 15, "ends_at", "fourteen days at most"),
        (24 * 500, 24 * 501, "starts_at", "more than a year away"),
    ],
)
def test_an_impossible_shift_is_refused_at_its_field(
    people: People, start: float, end: float, field: str, said: str
) -> None:
    role, now = a_role(people.central), now_about()
    form = entered(role, people.alice, now + HOUR * start, now + HOUR * end)
    page = check_page(signed_in(people.carol).post("/duty/shifts/new/", form), status=400)
    assert said in page
    assert f'href="#id_{field}"' in page
    with opened(people.carol.actor):
        assert not Shift.objects.exists()


def test_shifts_of_one_order_or_one_person_do_not_overlap(people: People) -> None:
    role, now = a_role(people.central), now_about()
    kept = on_shift(role, people.alice, start=now, hours=8)
    carol = signed_in(people.carol)
    for person, more in ((people.dan, {}), (people.alice, {"order": 2})):
        form = entered(role, person, now + HOUR * 7, now + HOUR * 9, **more)
        page = check_page(carol.post("/duty/shifts/new/", form), status=400)
        assert "Alice is on this duty from" in page
        assert 'href="#id_starts_at"' in page
    touching = entered(role, people.dan, now + HOUR * 8, now + HOUR * 9)
    second = entered(role, people.olga, now, now + HOUR * 4, order=2)
    for form in (touching, second):
        assert carol.post("/duty/shifts/new/", form).status_code == 302
    assert carol.post(f"/duty/shifts/{kept.pk}/cancel/").status_code == 302
    assert carol.post(f"/duty/shifts/{kept.pk}/cancel/").status_code == 409
    assert carol.post("/duty/shifts/new/", entered(role, people.bob, now, now + HOUR)).status_code
    with opened(people.carol.actor):
        assert Shift.objects.filter(cancelled_at__isnull=True).count() == 3


def test_two_planners_at_once_enter_one(people: People) -> None:
    role, now = a_role(people.central), now_about()
    setup, refused = service("setup"), []

    def enter(person: User) -> None:
        try:
            with opened(setup):
                add_shift(role, person, now, now + HOUR, actor=setup)
        except ShiftOverlaps:
            refused.append(person)
        finally:
            connections.close_all()

    threads = [Thread(target=enter, args=(p,)) for p in (people.alice, people.dan, people.bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened(setup):
        assert Shift.objects.count() == 1
    assert len(refused) == 2


def test_only_planners_of_the_team_change_a_roster(people: People) -> None:
    role, now = a_role(people.police), now_about()
    shift = on_shift(role, people.alice)
    form = entered(role, people.dan, now + HOUR * 30, now + HOUR * 40)
    for person, status in ((people.alice, 403), (people.carol, 400), (people.adam, 302)):
        client = signed_in(person)
        assert client.post("/duty/shifts/new/", form).status_code == status, person
        if person is not people.adam:
            assert client.post(f"/duty/shifts/{shift.pk}/cancel/").status_code == 403
            assert client.post(f"/duty/roles/{role.pk}/close/").status_code == 403
            assert "Cancel the shift" not in check_page(client.get("/duty/"))
    # The database holds as well, where an action would be called without the page's door.
    with pytest.raises(Shift.DoesNotExist), opened(people.alice.actor):
        cancel_shift(shift, actor=people.alice.actor)
    with pytest.raises(DatabaseError), opened(people.alice.actor):
        Shift.objects.create(
            role=role, user=people.alice, starts_at=now + HOUR * 50, ends_at=now + HOUR * 51
        )
    with opened(ANONYMOUS):
        assert not Shift.objects.exists()
        assert not Channel.objects.exists()


def test_ways_to_be_reached_and_quiet_hours_are_ones_own(people: People) -> None:
    alice = signed_in(people.alice)
    wrong = {"kind": "email", "address": "not an address", "order": 1}
    assert 'href="#id_address"' in check_page(alice.post("/duty/reach/", wrong), status=400)
    wrong = {"kind": "phone", "address": "call me", "order": 1}
    assert "with figures" in check_page(alice.post("/duty/reach/", wrong), status=400)
    right = {"kind": "phone", "address": "+00 000 000 001", "order": 1}
    assert alice.post("/duty/reach/", right).status_code == 302
    assert alice.post("/duty/reach/", right | {"order": ""}).status_code == 302
    half = {"quiet": 1, "starts": "22:00", "ends": "", "zone": "UTC"}
    assert "Give both times" in check_page(alice.post("/duty/reach/", half), status=400)
    assert alice.post("/duty/reach/", half | {"ends": "06:00"}).status_code == 302
    assert 'value="06:00"' in check_page(alice.get("/duty/reach/"))
    with opened(people.alice.actor):
        channel = Channel.objects.get()
    assert signed_in(people.dan).post(f"/duty/reach/{channel.pk}/remove/").status_code == 404
    on_shift(a_role(people.police), people.alice)
    assert "+00 000 000 001" in check_page(signed_in(people.dan).get("/duty/"))
    assert alice.post(f"/duty/reach/{channel.pk}/remove/").status_code == 302
    assert "+00 000 000 001" not in check_page(alice.get("/duty/"))


def test_a_shift_is_handed_over_and_taken_over(people: People) -> None:
    role = a_role(people.police)
    on_shift(role, people.alice, hours=2)
    on_shift(role, people.dan, start=now_about() + HOUR, hours=8)
    note = {"role": role.pk, "receiver": people.dan.pk, "note": "The line to XB is slow."}
    alice, dan = signed_in(people.alice), signed_in(people.dan)
    assert 'href="#id_receiver"' in check_page(
        alice.post("/duty/hand-overs/new/", note | {"receiver": ""}), status=400
    )
    note["form_token"] = "00000000-0000-4000-8000-000000000009"
    assert alice.post("/duty/hand-overs/new/", note).status_code == 302
    assert alice.post("/duty/hand-overs/new/", note).status_code == 409
    with opened(people.alice.actor):
        given = HandOver.objects.get()
    assert "Duty officer: hand-over by Alice" in check_page(dan.get("/"))
    address = f"/duty/hand-overs/{given.pk}/"
    assert "The line to XB is slow." in check_page(dan.get(address))
    for stranger in (people.carol, people.adam, people.alice):
        assert signed_in(stranger).get(address).status_code == 404
        assert signed_in(stranger).post(f"{address}take/").status_code == 404
    assert "The line" not in check_page(signed_in(people.carol).get("/duty/hand-overs/"))
    assert dan.post(f"{address}take/").status_code == 302
    assert "hand-over by Alice" not in check_page(dan.get("/"))
    assert "Taken over" in check_page(alice.get("/duty/hand-overs/"))


def enter(client: Client, password: str = PASSWORD) -> int:
    return client.post("/account/login/", {"login": "alice", "password": password}).status_code


def test_a_colleague_on_duty_lets_a_locked_out_officer_try_again(people: People) -> None:
    with_second_factor(people.alice)
    role = a_role(people.police)
    on_shift(role, people.alice, 1)
    office = Client()
    for _ in range(5):
        enter(office, "wrong")
    assert enter(office) == 400, "the right password waits as well"
    form = {"person": people.alice.pk}
    for stranger in (people.dan, people.carol):
        assert signed_in(stranger).get("/duty/sign-in/").status_code == 403
        assert signed_in(stranger).post("/duty/sign-in/", form).status_code == 403
    on_shift(role, people.dan, 2)
    dan = signed_in(people.dan)
    page = check_page(dan.get("/duty/sign-in/"))
    assert "Locked out in the last five minutes" in page
    assert dan.post("/duty/sign-in/", form).status_code == 302
    assert enter(office) == 302
    office = Client()  # the first one waits for a code
    for _ in range(5):
        assert enter(office, "wrong") == 400
    assert enter(office) == 400, "the limit counts anew, and holds"
    with opened(service("verifier")):
        (entry,) = Entry.objects.filter(verb="access.lock_out_lifted")
    assert (entry.actor_id, entry.subject_id) == (people.dan.pk, str(people.alice.pk))


def test_wrong_codes_are_lifted_too_and_lifting_is_no_way_to_guess_on(people: People) -> None:
    with_second_factor(people.alice)
    client = Client()
    enter(client)
    for _ in range(5):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    too_many = "Wait five minutes"
    assert too_many in client.post("/account/2fa/authenticate/", {"code": "1"}).content.decode()
    setup = service("setup")
    with opened(setup):
        assert [p.username for p in locked_out([people.alice, people.dan])] == ["alice"]
        assert lift_lock_out(people.alice, actor=setup)
        assert locked_out([people.alice, people.dan]) == []
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong
    with opened(setup):
        assert [lift_lock_out(people.alice, actor=setup) for _ in range(4)] == [*[True] * 3, False]
    with pytest.raises(Forbidden), opened(people.alice.actor):
        lift_lock_out(people.alice, actor=people.alice.actor)
    page = signed_in(people.adam).post("/duty/sign-in/", {"person": people.alice.pk})
    assert "four times within the hour" in check_page(page, status=400)

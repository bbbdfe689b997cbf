"""Clocks of deadline and silence follow from the contacts, in whatever order they are written."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.response.actions.clocks import cancel_clock
from homeward.casework.response.actions.contacts import NewContact, record_contact
from homeward.casework.response.clockwork import Entry, Wanted, deadline_of, silence_of
from homeward.casework.response.models import Clock
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.duty.models import Task
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.guard.context import opened
from tests.people import People
from tests.response.team import HOUR, NOW, a_team, give, hear

DAWN = datetime(2026, 3, 1, tzinfo=UTC)
minutes = st.integers(0, 30).map(lambda n: DAWN + timedelta(minutes=n))


@st.composite
def rows(draw: st.DrawFn) -> list[Entry]:
    """Contacts in the order in which they were written down."""
    return [
        Entry(
            number=n,
            at=draw(minutes),
            reached=draw(st.booleans()),
            expected=draw(st.none() | minutes),
            deadline=draw(st.none() | minutes),
            lifts_deadline=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 7)))
    ]


def later(one: Entry, other: Entry) -> bool:
    return (one.at, one.number) > (other.at, other.number)


@given(rows())
def test_the_silence_runs_from_the_last_contact_that_speaks_of_it(entries: list[Entry]) -> None:
    """The oracle looks for an entry that sets a time and that no later one ends or moves."""
    standing = [
        one
        for one in entries
        if one.expected and not any(later(o, one) and (o.expected or o.reached) for o in entries)
    ]
    assert len(standing) <= 1
    one = standing[0] if standing else None
    assert silence_of(entries) == (
        Wanted(one.number, one.expected) if one and one.expected else None
    )


@given(rows(), st.randoms())
def test_writing_late_changes_nothing(entries: list[Entry], chance: object) -> None:
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert silence_of(mixed) == silence_of(entries)
    assert deadline_of(mixed) == deadline_of(entries)


@given(rows())
def test_a_deadline_stands_until_it_is_moved_or_lifted(entries: list[Entry]) -> None:
    standing = [
        one
        for one in entries
        if one.deadline
        and not any(later(o, one) and (o.deadline or o.lifts_deadline) for o in entries)
    ]
    one = standing[0] if standing else None
    assert deadline_of(entries) == (
        Wanted(one.number, one.deadline) if one and one.deadline else None
    )


def running(case: object, kind: str) -> Clock | None:
    return Clock.objects.filter(case=case, kind=kind, ended_at=None).first()


def test_the_next_contact_ends_the_silence_whoever_records_it(people: People) -> None:
    case = a_team(people)
    give(case, "negotiation_coordinator", people.dan, by=people.alice)
    due = NOW + 2 * HOUR
    hear(case, people.carol, next_expected=due, deadline_stated=NOW + 5 * HOUR)
    with opened(people.dan.actor):
        kinds = {task.kind: task.due_at for task in open_tasks(people.dan)}
        assert kinds == {"response.silence": due, "response.deadline": NOW + 5 * HOUR}
    # A try that nobody answers ends nothing.
    hear(case, people.alice, ago=HOUR / 2, direction="outgoing", reached=False)
    with opened(people.alice.actor):
        assert running(case, "silence") is not None
    # Alice cannot see Dan's task, and still ends it.
    hear(case, people.alice, ago=HOUR / 4)
    with opened(people.alice.actor):
        assert not Task.objects.filter(assignee=people.dan).exists()
        assert running(case, "silence") is None
        assert running(case, "deadline") is not None
    with opened(people.dan.actor):
        assert [task.kind for task in open_tasks(people.dan)] == ["response.deadline"]


def test_a_contact_written_late_does_not_end_a_newer_silence(people: People) -> None:
    case = a_team(people)
    hear(case, people.carol, ago=HOUR, next_expected=NOW + HOUR)
    hear(case, people.carol, ago=3 * HOUR)
    with opened(people.carol.actor):
        clock = running(case, "silence")
        assert clock is not None
        assert clock.due_at == NOW + HOUR


def test_the_earlier_of_two_deadlines_counts_and_a_correction_moves_it(people: People) -> None:
    case = a_team(people)
    first = hear(case, people.carol, deadline_stated=NOW + 6 * HOUR, deadline_real=NOW + 4 * HOUR)
    with opened(people.carol.actor):
        clock = running(case, "deadline")
        assert clock is not None
        assert clock.due_at == NOW + 4 * HOUR
        new = NewContact(
            direction="incoming",
            channel="phone",
            starts_at=first.starts_at,
            deadline_stated=NOW + 3 * HOUR,
        )
        record_contact(case, new, user=people.carol, corrects=first)
        moved = running(case, "deadline")
        assert moved is not None
        assert moved.due_at == NOW + 3 * HOUR
        assert Clock.objects.get(pk=clock.pk).end == "moved"


def test_what_was_cancelled_stays_cancelled(people: People) -> None:
    case = a_team(people)
    hear(case, people.carol, next_expected=NOW + HOUR)
    with opened(people.carol.actor):
        clock = running(case, "silence")
        assert clock is not None
        cancel_clock(clock, "They said that they travel.", user=people.carol)
        assert open_tasks(people.carol).count() == 0
    hear(case, people.carol, ago=3 * HOUR)  # written late: what should run is computed anew
    with opened(people.carol.actor):
        assert running(case, "silence") is None


def test_correcting_a_word_does_not_bring_back_what_was_cancelled(people: People) -> None:
    case = a_team(people)
    first = hear(case, people.carol, deadline_stated=NOW + HOUR)
    with opened(people.carol.actor):
        clock = running(case, "deadline")
        assert clock is not None
        cancel_clock(clock, "It was a trick.", user=people.carol)
        plain = {"direction": "incoming", "channel": "phone", "starts_at": first.starts_at}
        same = NewContact(**plain, deadline_stated=NOW + HOUR)  # type: ignore[arg-type]
        again = record_contact(case, same, user=people.carol, corrects=first)
        assert running(case, "deadline") is None
        other = NewContact(**plain, deadline_stated=NOW + 2 * HOUR)  # type: ignore[arg-type]
        record_contact(case, other, user=people.carol, corrects=again)
        moved = running(case, "deadline")
        assert moved is not None, "another time is another deadline"
        assert moved.due_at == NOW + 2 * HOUR


def test_clocks_stand_before_somebody_who_may_see_them(people: People) -> None:
    """A role gives no place: whoever has none in the crisis is told nothing of its clocks."""
    case = a_team(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.bob, "investigation", actor=people.alice.actor)
    give(case, "tactical", people.bob, by=people.alice)
    hear(case, people.carol, deadline_stated=NOW + HOUR)
    with opened(people.bob.actor):
        assert open_tasks(people.bob).count() == 0
    with opened(people.carol.actor):
        assert [task.kind for task in open_tasks(people.carol)] == ["response.deadline"]


def test_a_change_of_shift_takes_the_clocks_along(people: People) -> None:
    from homeward.casework.response.actions.hand_overs import (
        Note,
        confirm_hand_over,
        write_hand_over,
    )

    case = a_team(people)
    row = give(case, "negotiation_coordinator", people.dan, by=people.alice)
    hear(case, people.alice, next_expected=NOW + HOUR)
    with opened(people.dan.actor):
        assert open_tasks(people.dan).count() == 1
        note = Note(receiver=people.carol, situation="Quiet.")
        made = write_hand_over(row, note, user=people.dan)
    with opened(people.carol.actor):
        assert confirm_hand_over(made, user=people.carol)
        assert [task.kind for task in open_tasks(people.carol)] == ["response.silence"]
    with opened(people.dan.actor):
        assert open_tasks(people.dan).count() == 0

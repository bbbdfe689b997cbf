"""The timeline: its order and filters against an oracle, and what officers report."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.casework.cases.actions import (
    Reported,
    add_event,
    correct_event,
    report_event,
    verify_event,
)
from homeward.casework.cases.errors.casefile import (
    AlreadyCorrected,
    AlreadyVerified,
    EndsBeforeBeginning,
    NotHappenedYet,
    NotReported,
)
from homeward.casework.cases.models import Case, Event
from homeward.casework.cases.queries.timeline import (
    TimelineLine,
    Wanted,
    place_in,
    timeline_page,
)
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.casefile import as_
from tests.page_checks import check_page
from tests.people import People, a_case

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def told(text: str = "Seen at the mill", minutes: int = 0, **more: object) -> Reported:
    at = START + timedelta(minutes=minutes)
    return Reported(text=text, at=at, source="A witness", **more)  # type: ignore[arg-type]


def all_pages(viewer: User, case: Case, wanted: Wanted, size: int) -> list[TimelineLine]:
    """Every line, page by page, and the same way back."""
    found, place = [], None
    pages = []
    while True:
        page = timeline_page(viewer, case, wanted, place, size)
        pages.append(page)
        found += page.lines
        if page.earlier is None:
            break
        place = place_in(str(page.earlier))
    back: list[TimelineLine] = list(pages[-1].lines)
    place = pages[-1].later
    while place is not None:
        page = timeline_page(viewer, case, wanted, place_in(str(place), later=True), size)
        back = page.lines + back
        place = page.later
    assert [line.id for line in back] == [line.id for line in found]
    return found


entries = st.lists(
    st.tuples(
        st.integers(0, 5),  # when: few moments, so that many are equal
        st.none() | st.integers(0, 4),  # how long
        st.sampled_from(["investigation", "crisis", "finance", "victims"]),
        st.sampled_from(["node", "reported", "verified"]),
    ),
    max_size=14,
)
filters = st.builds(
    Wanted,
    room=st.sampled_from(["", "case", "cooperation", "other"]),
    compartment=st.sampled_from(["", "investigation", "finance"]),
    standing=st.sampled_from(["", "recorded", "reported", "verified"]),
    since=st.none() | st.integers(0, 6).map(lambda m: START + timedelta(minutes=m)),
    up_to=st.none() | st.integers(0, 6).map(lambda m: START + timedelta(minutes=m)),
    words=st.sampled_from(["", "mill", "MILL", "witness", "nothing of it"]),
)


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=entries, wanted=filters, size=st.integers(1, 5))
def test_order_and_filters_are_those_of_the_oracle(
    people: People, entries: list[tuple[int, int | None, str, str]], wanted: Wanted, size: int
) -> None:
    case = a_case(people)
    expected: list[tuple[datetime, int, datetime, str, str, str]] = []
    with opened(people.alice.actor) as actor:
        for when, long, wall, how in entries:
            at = START + timedelta(minutes=when)
            until = None if long is None else at + timedelta(minutes=long)
            if how == "node":
                line = add_event(
                    case, "cooperation.drafted", actor=actor, compartment=wall, at=at,
                    until=until, reference="R", state="XB",
                )  # fmt: skip
                kind, standing = "cooperation", "recorded"
            else:
                line = report_event(
                    case, told(minutes=when, until=until, compartment=wall), actor=actor
                )
                kind, standing = "case", how
            if how == "verified":
                verify_event(line, "Looked there", actor=actor)
            expected.append((at, line.pk, until or at, wall, standing, kind))
        opening = Event.objects.get(case=case, kind="case.opened")
        expected.append((opening.at, opening.pk, opening.at, "investigation", "recorded", "case"))
    for viewer, walls in (
        (people.alice, {"investigation", "crisis", "finance", "victims"}),
        (people.bob, {"finance"}),
        (people.dan, set()),
    ):
        right = [
            pk
            for at, pk, end, wall, standing, room in sorted(expected, reverse=True)
            if wall in walls
            and wanted.room in ("", room)
            and wanted.compartment in ("", wall)
            and wanted.standing in ("", standing)
            and (wanted.since is None or end >= wanted.since)
            and (wanted.up_to is None or at <= wanted.up_to)
            and (not wanted.words or (standing != "recorded" and wanted.words.lower()
                 in ("mill", "witness")))
        ]  # fmt: skip
        with opened(viewer.actor):
            assert [line.id for line in all_pages(viewer, case, wanted, size)] == right


def test_an_entry_is_reported_verified_and_corrected_once(people: People, case: Case) -> None:
    alice = people.alice
    entry = as_(alice, lambda: report_event(case, told(), actor=alice.actor))
    as_(alice, lambda: verify_event(entry, "A camera shows it", actor=alice.actor))
    with pytest.raises(AlreadyVerified):
        as_(alice, lambda: verify_event(entry, "Again", actor=alice.actor))
    better = as_(alice, lambda: correct_event(entry, told("At the weir"), actor=alice.actor))
    with pytest.raises(AlreadyCorrected):
        as_(alice, lambda: correct_event(entry, told("At the bridge"), actor=alice.actor))
    with pytest.raises(AlreadyCorrected):
        as_(alice, lambda: verify_event(entry, "Late", actor=alice.actor))
    opening = as_(alice, lambda: Event.objects.get(kind="case.opened"))
    with pytest.raises(NotReported):
        as_(alice, lambda: verify_event(opening, "x", actor=alice.actor))
    with opened(alice.actor):
        lines = {line.id: line for line in timeline_page(alice, case).lines}
    assert (lines[entry.pk].standing, lines[entry.pk].verified_by) == ("verified", "Alice")
    assert lines[entry.pk].corrected_by == better.pk
    assert (lines[better.pk].standing, lines[better.pk].corrects) == ("reported", entry.pk)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"minutes": 60 * 24 * 3650}, NotHappenedYet),
        ({"until": START - timedelta(minutes=1)}, EndsBeforeBeginning),
    ],
)
def test_a_wrong_time_enters_nothing(
    people: People, case: Case, wrong: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        as_(people.alice, lambda: report_event(case, told(**wrong), actor=people.alice.actor))  # type: ignore[arg-type]
    with opened(people.alice.actor):
        assert not Event.objects.filter(kind="case.reported").exists()


FORM = {
    "text": "Seen at the mill",
    "at": "2026-03-01T12:00",
    "until": "2026-03-01T13:00",
    "place": "The mill",
    "source": "A witness",
    "compartment": "investigation",
}


def test_the_page_shows_list_and_chart_of_the_same_entries(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    there = f"/cases/{case.reference}/timeline/"
    check_page(client.get(there + "new/"))
    page = check_page(client.post(there + "new/", FORM, follow=True))
    with opened(people.alice.actor):
        entry = Event.objects.get(kind="case.reported")
    assert f'href="#entry-{entry.pk}" class="event-mark event-reported"' in page
    assert f'<tr id="entry-{entry.pk}"' in page
    check_page(client.get(f"{there}{entry.pk}/verify/"))
    page = check_page(
        client.post(f"{there}{entry.pk}/verify/", {"how": "A camera shows it"}, follow=True)
    )
    assert "A camera shows it" in page
    fixed = FORM | {"text": "Seen at the weir"}
    page = check_page(client.post(f"{there}{entry.pk}/correct/", fixed, follow=True))
    assert '<del dir="auto">Seen at the mill</del>' in page
    again = client.post(f"{there}{entry.pk}/correct/", fixed | {"text": "At the bridge"})
    assert "was corrected by another one" in check_page(again, status=409)
    found = check_page(client.get(there + "?words=weir&standing=reported"))
    assert "Seen at the weir" in found
    assert "Case XA-" not in found
    assert "No entry fits" in check_page(client.get(there + "?words=nothing+of+it"))
    check_page(client.get(there + "?since=nonsense"), status=400)
    for nonsense in ("before=x", "after=", "before=9999999999999999.1", "before=²²².1"):
        check_page(client.get(f"{there}?{nonsense}"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "id_text"),
        ({"at": "2100-01-01T00:00"}, "id_at"),
        ({"until": "2026-03-01T11:00"}, "id_until"),
        ({"source": ""}, "id_source"),
        ({"compartment": "elsewhere"}, "id_compartment"),
    ],
)
def test_a_wrong_entry_names_its_field(
    people: People, case: Case, change: dict[str, str], field: str
) -> None:
    client = signed_in(people.alice)
    answer = client.post(f"/cases/{case.reference}/timeline/new/", FORM | change)
    assert f'href="#{field}"' in check_page(answer, status=400)
    with opened(people.alice.actor):
        assert not Event.objects.filter(kind="case.reported").exists()


def test_another_compartment_and_strangers_reach_no_entry(people: People, case: Case) -> None:
    alice = people.alice
    entry = as_(alice, lambda: report_event(case, told(), actor=alice.actor))
    for person in (people.bob, people.dan, people.olga, people.adam):
        client = signed_in(person)
        for part in ("verify/", "correct/"):
            address = f"/cases/{case.reference}/timeline/{entry.pk}/{part}"
            check_page(client.get(address), status=404)
            check_page(client.post(address, FORM | {"how": "x"}), status=404)
    assert "Seen at the mill" not in check_page(
        signed_in(people.bob).get(f"/cases/{case.reference}/timeline/")
    )

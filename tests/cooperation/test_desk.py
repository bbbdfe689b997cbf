"""The desk: its queue, who has a request, cross-checks and figures, through their pages."""

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import psycopg
import pytest

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.models import Case, Identifier
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cooperation.desk import queue
from homeward.casework.cooperation.desk.figures import DONE, SUBSTANCE, heaps_of
from homeward.casework.cooperation.desk.indexes import OPEN
from homeward.casework.cooperation.desk.places import PAGE, Place
from homeward.casework.cooperation.desk.queue import (
    BY_URGENCY,
    Wanted,
    queue_page,
    queue_with_counts,
)
from homeward.casework.cooperation.lifecycle import RequestState
from homeward.casework.cooperation.models import CrossCheck, Request
from homeward.foundation.access.models import Team, User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.cooperation.arriving import arrived, placed
from tests.cooperation.officers import change, consulted
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

DESK = "/requests/desk/"


def _at_central(people: People, person: User) -> None:
    with opened(service("setup")):
        Team.objects.get(pk=people.central.pk).members.add(person)


def _pages(viewer: User, wanted: Wanted) -> list[list[Request]]:
    """Every page of the queue, each from the place that the one before wrote."""
    found, place = [], None
    with opened(viewer.actor):
        while True:
            page = queue_page(viewer, wanted, place)
            read_at_once, _counts = queue_with_counts(viewer, wanted, place)
            assert read_at_once == page
            found.append(page.requests)
            if page.next is None:
                return found
            place = Place.read(str(page.next), BY_URGENCY)
            assert place == page.next


def test_the_queue_is_by_urgency_and_limit_and_paged_without_gaps(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the plain sort of all rows: same limits, no limits, several pages, a row between."""
    now = datetime.now(UTC)
    known = []
    for n in range(2 * PAGE + 7):
        one = arrived(
            thread=UUID(int=2**80 + n * 7919 % 997), urgency=BY_URGENCY[n % 3], reference=f"XB-{n}"
        )
        due = None if n % 13 == 5 else now + timedelta(days=n % 4)
        placed(one, due_at=due)
        known.append((n % 3, due is None, due or now, one.pk))
    found = _pages(people.carol, Wanted())
    assert [len(page) for page in found] == [PAGE, PAGE, 7]
    assert [one.pk for page in found for one in page] == [pk for *_rest, pk in sorted(known)]
    monkeypatch.setattr(queue, "COUNTED", 20)  # more than this is not read at once
    with opened(people.carol.actor):
        page, counted = queue_with_counts(people.carol, Wanted())
    assert page.requests == found[0]
    assert (counted["all"].is_more, counted["all"].number) == (True, 20)
    assert counted["life"] == queue.Counted(sum(n % 3 == 0 for n in range(2 * PAGE + 7)), False)
    urgent = _pages(people.carol, Wanted(urgency="urgent"))
    assert {one.urgency for page in urgent for one in page} == {"urgent"}
    assert sum(map(len, urgent)) == sum(n % 3 == 1 for n in range(2 * PAGE + 7))
    assert _pages(people.dan, Wanted()) == [[]]


def test_the_page_filters_and_turns_over(people: People) -> None:
    requests = [arrived(reference=f"XB-2026-{n:06}/01") for n in range(PAGE + 1)]
    late, last = requests[0], requests[1]
    placed(late, due_at=datetime.now(UTC) - timedelta(hours=1), urgency="routine")
    placed(last, urgency="routine", due_at=datetime.now(UTC) + timedelta(days=9))
    carol = signed_in(people.carol)
    page = check_page(carol.get(DESK))
    assert f"/requests/{late.pk}/" in page
    assert f"/requests/{last.pk}/" not in page
    address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = check_page(carol.get(DESK + address.replace("&amp;", "&")))
    assert f"/requests/{last.pk}/" in second
    assert f"/requests/{late.pk}/" not in second
    assert "First page" in second
    overdue = check_page(carol.get(f"{DESK}?overdue=on"))
    assert f"/requests/{late.pk}/" in overdue
    assert f"/requests/{last.pk}/" not in overdue
    for query, is_shown in (
        ("?state=delivered&kind=freezing&other_state=XB&side=requested&urgency=routine", True),
        ("?waits=there", False),
        ("?waits=all", True),
        ("?whose=mine", False),
        ("?whose=nobody&overdue=on", True),
        ("?other_state=XC", False),
    ):
        page = check_page(carol.get(DESK + query))
        assert (f"/requests/{late.pk}/" in page) == is_shown, query
    for wrong in ("after=x", "after=routine~x~y", f"after=none~-~{late.pk}", "waits=zzz&kind=x"):
        assert requests[2].reference in check_page(carol.get(f"{DESK}?{wrong}"))
    for language in ("fr",):
        check_page(signed_in(people.carol, language=language).get(DESK), language)


def test_the_list_of_all_turns_over_by_key(people: People) -> None:
    requests = [arrived(reference=f"XB-2026-{n:06}/01") for n in range(PAGE + 2)]
    carol = signed_in(people.carol)
    page = check_page(carol.get("/requests/"))
    assert requests[-1].reference in page
    assert requests[0].reference not in page
    address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = check_page(carol.get("/requests/" + address.replace("&amp;", "&")))
    assert [r.reference in second for r in requests] == [True, True] + [False] * PAGE
    for words in ("XB-2026-000003", "xb-2026-000003/01", "000003/0"):
        found = check_page(carol.get("/requests/", {"words": words}))
        assert [r.reference in found for r in requests].index(True) == 3
        assert sum(f"/requests/{r.pk}/" in found for r in requests) == 1


def test_a_request_is_given_taken_and_laid_back(people: People) -> None:
    pin("XB")
    request = arrived(reference="XB-2026-000001/01")
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    address = f"/requests/{request.pk}/assign/"
    check_page(alice.get(address), status=404)
    _at_central(people, people.alice)
    form = check_page(alice.get(address))
    assert "Alice" in form
    assert "Carol" not in form.split("<main")[1], "who may not give finds himself only"
    assert alice.post(address, {"before": "", "person": people.alice.pk}).status_code == 302
    assert "with Alice" in check_page(carol.get(f"/requests/{request.pk}/"))
    assert _tasks(people.alice) == {"cooperation.acknowledge", "cooperation.assigned"}
    # Carol decided while nobody had it: she is told, and decides anew.
    stale = carol.post(address, {"before": "", "person": people.carol.pk})
    check_page(stale, status=409)
    outside = carol.post(address, {"before": people.alice.pk, "person": people.dan.pk})
    check_page(outside, status=400)
    assert f"/requests/{request.pk}/" in check_page(alice.get(f"{DESK}?whose=mine"))
    # Her step is made, the next one is still hers; what the other State sends changes nothing.
    assert change(alice, people.alice, request, "acknowledge").status_code == 302
    assert _tasks(people.alice) == {"cooperation.assigned"}
    given = carol.post(address, {"before": people.alice.pk, "person": people.carol.pk})
    assert given.status_code == 302
    assert _tasks(people.alice) == set()
    assert alice.post(address, {"before": people.carol.pk, "person": ""}).status_code == 403
    assert carol.post(address, {"before": people.carol.pk, "person": ""}).status_code == 302
    assert _tasks(people.carol) == set()
    with opened(people.olga.actor):
        noted = Entry.objects.filter(verb="cooperation.assigned").order_by("number")
        people_noted = [entry.data["person"] for entry in noted]
    assert people_noted == [people.alice.pk, people.carol.pk, 0]
    placed(request, state="closed")
    check_page(carol.get(address), status=409)


def _tasks(person: User) -> set[str]:
    run_jobs("cooperation.remind")
    with opened(person.actor):
        from homeward.foundation.duty.queries.tasks import open_tasks

        return set(open_tasks(person).values_list("kind", flat=True))


def _suspect(people: People, case: Case, name: str, phone: str) -> None:
    with opened(people.alice.actor):
        person = add_person(case, PersonRole.SUSPECT, name=name, actor=people.alice.actor)
        Identifier.objects.create(
            case=case,
            compartment=person.compartment,
            person=person,
            kind="phone",
            typed=phone,
            plain=phone.replace(" ", ""),
            added_by=people.alice.pk,
        )


def test_a_cross_check_shows_each_reader_what_he_may_see(people: People) -> None:
    case = a_case(people)
    _suspect(people, case, "Ana Maria Duarte", "+41 79 123 45 67")
    request = arrived(facts="Duarte, Ana Maria called from 0041 79 123 45 67 on Monday.")
    other = arrived(reference="XB-2026-000001/02")
    arrived(reference="XB-2026-000002/01")
    _at_central(people, people.alice)
    address = f"/requests/{request.pk}/cross-check/"
    found = check_page(signed_in(people.alice).get(address))
    assert found.count("Ana Maria Duarte") == 2, "by the number and by the name"
    assert case.reference in found
    assert "may be another person" in found
    assert other.reference in found
    assert "XB-2026-000002/01" not in found
    assert f"/requests/{request.pk}/link/?case={case.reference}" in found
    hidden = check_page(signed_in(people.carol).get(address))
    assert "Ana Maria Duarte" not in hidden
    assert case.reference not in hidden
    with opened(people.alice.actor):
        checks = list(CrossCheck.objects.order_by("pk").values_list("made_by", "exact", "alike"))
        entry = Entry.objects.get(verb="cooperation.cross_checked", actor_id=people.alice.pk)
    assert checks == [(people.alice.pk, 2, 1), (people.carol.pk, 1, 0)]
    assert entry.data["cases"] == [case.pk]
    assert len(entry.data["people"]) == 1
    assert "Cross-check again" in check_page(
        signed_in(people.carol).get(f"/requests/{request.pk}/")
    )


def test_figures_are_of_all_requests_and_open_no_request(people: People) -> None:
    now = datetime.now(UTC)
    begun = now - timedelta(days=20)
    for n in range(6):
        one = arrived(reference=f"XB-2026-{n:06}/01")
        placed(one, issued_at=begun, due_at=begun + timedelta(days=5 if n else 1))
        _step(one, "acknowledge", "acknowledged", begun + timedelta(hours=n))
        if n == 5:
            _step(one, "refuse", "refused", begun + timedelta(days=2), ground="form")
        elif n:
            if n == 1:
                _step(one, "ask_information", "information_asked", begun + timedelta(days=1))
            _step(one, "execute", "executed", begun + timedelta(days=n))
        _step(one, "withdraw", "", begun)  # it crossed and does not stand
    with opened(people.olga.actor):
        (heap,) = heaps_of(people.olga, begun, now, now)
    assert (heap.issued, heap.answered, heap.refused, heap.withdrawn) == (6, 5, 1, 0)
    assert (heap.judged, heap.complete, heap.open_late, heap.answered_late) == (5, 4, 1, 0)
    assert sorted(heap.acknowledged) == [n * 3600 for n in range(6)]
    assert sorted(heap.executed) == [n * 86400 for n in range(1, 5)]
    assert sorted(heap.substantial) == sorted([*heap.executed, 2 * 86400])
    with opened(people.alice.actor):
        assert heaps_of(people.alice, begun, now, now) == []
    page = check_page(signed_in(people.olga).get("/requests/figures/"))
    assert "2.5" in page, "the median of 0 to 5 hours"
    assert "too few (4)" in page
    assert "UNTOC 18(21)(a)" in page
    assert "XB-2026" not in page
    check_page(signed_in(people.alice).get("/requests/figures/"), status=404)
    check_page(
        signed_in(people.olga, language="fr").get("/requests/figures/?side=requesting"), "fr"
    )
    check_page(signed_in(people.olga).get("/requests/figures/?since=2026-05-02&until=2026-05-01"))
    table = signed_in(people.olga).get("/requests/figures/tables.csv?side=requested")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    (by_state,) = (row for row in rows if row["table"] == "partner")
    assert (by_state["code"], by_state["issued"], by_state["executed_count"]) == ("XB", "6", "4")
    assert by_state["acknowledged_median_h"] == "2.5"
    assert by_state["executed_median_h"] == "", "too few is not zero"
    (ground,) = (row for row in rows if row["table"] == "ground")
    assert (ground["code"], ground["refused"]) == ("form", "1")


def _step(request: Request, name: str, led_to: str, at: datetime, **data: str) -> None:
    with opened(service("exchange")):
        number = request.changes.count()
        request.changes.create(
            name=name,
            side="requested",
            at=at,
            authority="XA-X",
            led_to=led_to,
            data=data,
            number=number,
        )
        if led_to:
            Request.objects.filter(pk=request.pk).update(state=led_to)


def test_what_the_desk_names_are_states_of_requests() -> None:
    known = set(RequestState.values)
    assert set(OPEN) <= known
    assert set(DONE) & known
    assert all(a < b for a, b in pairwise(OPEN)), "in one order, or the index is another"
    assert set(SUBSTANCE) & set(OPEN) <= known


def test_every_step_is_told_to_the_statistics_without_names(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    """The application reads no fact; the superuser looks at the table for the test."""
    pin("XB")
    request = arrived(reference="XB-2026-000001/01")
    carol = signed_in(people.carol)
    change(carol, people.carol, request, "acknowledge")
    consulted(people.carol, request)
    made = change(carol, people.carol, request, "refuse", ground="form", text="Ana is not named.")
    assert made.status_code == 302
    run_jobs("cooperation.note_step")
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as db:
        found = db.execute(
            "select case_id, data from journal_fact where kind = 'cooperation.step' order by at"
        ).fetchall()
    assert [(case, data["step"], data["led_to"], data["by"]) for case, data in found] == [
        (None, "issue", "issued", "requesting"),
        (None, "acknowledge", "acknowledged", "requested"),
        (None, "consult", "consultation", "requested"),
        (None, "refuse", "refused", "requested"),
    ]
    last = found[-1][1]
    assert (last["grounds"], last["late"], last["hours"]) == (["form"], False, 0)
    assert last["complete"], "nothing was left out and nothing more was asked for"
    assert (last["side"], last["partner"], last["request_kind"]) == ("requested", "XB", "freezing")
    assert "Ana" not in str(found)
    assert "XB-2026" not in str(found)

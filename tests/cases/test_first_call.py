"""A first call: kept screen by screen, opened in one piece, seen by its officer alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases import ports
from homeward.casework.cases.models import Case, Event, Incident, Item, Person, Ransom, SafetyFlag
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import Draft
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cases.test_pages import address
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People, a_case

BEGUN = re.compile(r"^/cases/first-call/([0-9a-f-]{36})/caller/$")
NOON = "2026-11-20T12:00"
SOON = (datetime.now(UTC) + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
CALL: dict[str, dict[str, Any]] = {
    "caller": {"callback": "+99 1", "caller_name": "Mira Sol", "caller_part": "relative"},
    "event": {
        "description": "A van stopped",
        "seen": "saw",
        "place": "Mill lane",
        "occurred_from": "2026-11-20T11:40",
        "occurred_to": NOON,
        "moved": "yes",
        "location_known": "no",
    },
    "explanations": {"other_missing": "ruled_out", "other_hoax": "possible"},
    "confirm": {"demand_received": "yes"},
    "victims": {"victims": "3", "clothing": "Red coat"},
    "each-victim": {"name_1": "Ilo Sol", "age_1": "child", "age_2": "adult"},
    "health": {"medicine": "Insulin", "medicine_by": SOON},
    "danger": {"relatives_threatened": "yes", "police_visible": "no", "suspects_near": "unknown"},
    "demand": {
        "amount": "25,000",
        "currency": "xad",
        "deadline_said": "by sunset",
        "deadline": SOON,
    },
    "type": {
        "typology": "extortion",
        "modalities": ["express", "cross_border"],
        "purposes": ["gain"],
    },
}
REVIEW = {"title": "Taken at the mill", "lead_authority": "XA-POLICE", "iccs_code": "proposed"}


def begin(client: Client) -> str:
    found = BEGUN.match(client.post("/cases/first-call/")["Location"])
    assert found
    return found[1]


def at(call: str, screen: str) -> str:
    return f"/cases/first-call/{call}/{screen}/"


def answered(client: Client, changed: dict[str, dict[str, Any]] | None = None) -> str:
    """A call with every screen sent, each leading to the next."""
    call = begin(client)
    order = [*CALL, "review"]
    for screen, answers in CALL.items():
        sent = {**answers, **(changed or {}).get(screen, {})}
        answer = client.post(at(call, screen), sent)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        assert answer["Location"] == at(call, order[order.index(screen) + 1])
    return call


def opened_case(people: People, client: Client, call: str, **changed: str) -> Case:
    answer = client.post(at(call, "review"), REVIEW | changed)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    with opened(people.alice.actor):
        return Case.objects.get()


def test_a_call_opens_its_case_with_everything_in_one_piece(people: People) -> None:
    client = signed_in(people.alice)
    heard: list[tuple[Case, dict[str, Any]]] = []
    ports.register_opened("test", lambda case, actor, facts: heard.append((case, dict(facts))))
    try:
        call = answered(client)
        page = check_page(client.get(at(call, "review")))
        assert "A gain is the purpose of the detention" in page
        assert "Insulin" in page
        case = opened_case(people, client, call)
    finally:
        ports._opened.pop("test")
    with opened(people.alice.actor):
        assert (case.iccs_code, case.iccs_reason) == ("020221", "")
        assert "A gain is the purpose" in case.iccs_reason_words
        assert (case.modalities, case.purposes) == (["express", "cross_border"], ["gain"])
        assert case.confirmation == "unconfirmed"
        victims = Person.objects.filter(role="victim").order_by("pk")
        assert [(v.name, v.outcome) for v in victims] == [
            ("Ilo Sol", "unknown"),
            ("", "unknown"),
            ("", "unknown"),
        ]
        incident = Incident.objects.get()
        assert incident.reported_by is not None
        assert incident.reported_by.name == "Mira Sol"
        assert incident.occurred_to is not None
        assert incident.occurred_to - incident.occurred_from == timedelta(minutes=20)
        assert Ransom.objects.get().demanded == 2_500_000
        flags = {flag.kind: flag for flag in SafetyFlag.objects.all()}
        assert set(flags) == {"medicine", "child", "relatives", "police_hidden"}
        assert flags["medicine"].needed_by is not None
        tasks = {task.kind: task for task in Task.objects.filter(kind__startswith="cases.")}
        assert set(tasks) == {
            "cases.confirm",
            "cases.call_back",
            "cases.medicine",
            "cases.deadline",
        }
        assert tasks["cases.medicine"].due_at == flags["medicine"].needed_by
        at_risk = {kind for kind, task in tasks.items() if task.life_at_risk}
        assert at_risk == {"cases.medicine", "cases.deadline"}
        assert {task.assignee for task in tasks.values()} == {people.alice}
        assert "Red coat" in Item.objects.get().text
        assert "by sunset" in Item.objects.get().text
        assert not Draft.objects.exists()
        said = str(list(Event.objects.values_list("params", flat=True)))
    with opened(people.olga.actor):
        said += str(list(Entry.objects.values_list("data", flat=True)))
    assert not any(word in said for word in ("Sol", "Insulin", "coat", "+99", "van"))
    facts = heard[0][1]
    assert facts["child"] is True
    assert (facts["location_known"], facts["suspects_near"], facts["victims"]) == (False, None, 3)
    assert "Sol" not in str(facts)
    page = check_page(client.get(address(case)))
    assert page.count("Medicine needed") >= 2, "in the strip and among the dangers"
    assert "Confirm or rule out" in check_page(client.get("/"))


def test_the_nameless_facts_are_written(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    import psycopg

    client = signed_in(people.alice)
    opened_case(people, client, answered(client))
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        rows = dict(owner.execute("select kind, data from journal_fact").fetchall())
    assert rows["case.counted"] == {"victims": 3, "incidents": 1}
    assert rows["case.opened"]["modalities"] == ["express", "cross_border"]
    assert rows["case.opened"]["iccs_code"] == "020221"


def test_when_a_room_fails_nothing_is_half_opened(people: People) -> None:
    client = signed_in(people.alice)
    call = answered(client)

    def fails(case: Case, actor: object, facts: object) -> None:
        raise ZeroDivisionError

    ports.register_opened("test", fails)
    try:
        with pytest.raises(ZeroDivisionError):
            client.post(at(call, "review"), REVIEW)
    finally:
        ports._opened.pop("test")
    with opened(people.alice.actor):
        assert not Case.objects.exists()
        assert not Task.objects.exists()
        assert Draft.objects.count() == 1, "the call is still there to be opened"
    opened_case(people, client, call)


def test_a_screen_keeps_what_is_wrong_and_says_so(people: People) -> None:
    client = signed_in(people.alice)
    call = begin(client)
    ahead = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    wrong = {"description": "Half a word", "occurred_from": ahead}
    page = check_page(client.post(at(call, "event"), wrong), status=400)
    assert "has not come yet" in page
    assert "Half a word" in page
    back = client.post(at(call, "event"), wrong | {"go": "caller"})
    assert back["Location"] == at(call, "caller")
    page = check_page(client.get(at(call, "event")))
    assert "Half a word" in page
    assert f'value="{ahead}"' in page
    assert "has not come yet" not in page
    page = check_page(client.post(at(call, "review"), REVIEW), status=400)
    assert "To mend" in page
    with opened(people.alice.actor):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("screen", "sent", "words"),
    [
        ("demand", {"amount": "5", "currency": ""}, "Write the currency"),
        ("demand", {"amount": "five", "currency": "XAD"}, "is not an amount"),
        (
            "event",
            {"occurred_from": NOON, "occurred_to": "2026-11-20T11:00"},
            "before the earliest",
        ),
        ("confirm", {"confirmation": "other"}, "Choose the explanation that was found"),
        ("confirm", {"explanation": "hoax"}, "Choose “None”"),
        ("health", {"medicine_by": SOON}, "Write which medicine"),
        ("health", {"medicine": "x", "medicine_by": "2096-01-01T00:00"}, "more than a year"),
        ("victims", {"victims": "501"}, "less than or equal to 500"),
        ("type", {"modalities": ["invented"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    people: People, screen: str, sent: dict[str, Any], words: str
) -> None:
    client = signed_in(people.alice)
    assert words in check_page(client.post(at(begin(client), screen), sent), status=400)


def test_another_class_needs_its_reason(people: People) -> None:
    client = signed_in(people.alice)
    call = answered(client)
    refused = client.post(at(call, "review"), REVIEW | {"iccs_code": "020222"})
    assert "Write why another class" in check_page(refused, status=400)
    case = opened_case(people, client, call, iccs_code="020222", iccs_reason="Held at home.")
    assert (case.iccs_code, case.iccs_reason_words) == ("020222", "Held at home.")


def test_a_virtual_kidnapping_is_marked_as_none(people: People) -> None:
    client = signed_in(people.alice)
    call = answered(client, {"type": {"modalities": ["virtual"], "purposes": ["gain"]}})
    assert "Nobody is deprived of liberty" in check_page(client.get(at(call, "review")))
    case = opened_case(people, client, call)
    assert case.iccs_code == "none"
    with opened(people.alice.actor):
        assert SafetyFlag.objects.filter(kind="nobody_held").exists()
        assert Incident.objects.get().kind == "demand"
    assert "It counts as no kidnapping" in check_page(client.get(address(case)))


def test_a_call_is_opened_once_and_its_old_address_leads_to_the_case(people: People) -> None:
    client = signed_in(people.alice)
    call = answered(client)
    case = opened_case(people, client, call)
    for again in (client.post(at(call, "review"), REVIEW), client.get(at(call, "type"))):
        assert again["Location"] == address(case)
    with opened(people.alice.actor):
        assert Case.objects.count() == 1


def test_two_windows_that_send_it_at_once_open_one_case(people: People) -> None:
    client = signed_in(people.alice)
    call = answered(client)
    together = Barrier(2)

    def send(_: int) -> str:
        window = Client()
        window.cookies = client.cookies
        together.wait(10)
        try:
            return str(window.post(at(call, "review"), REVIEW).headers.get("Location"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        led = list(pool.map(send, range(2)))
    with opened(people.alice.actor):
        case = Case.objects.get()
    assert led == [address(case)] * 2


def test_nobody_else_learns_of_a_call_that_is_not_opened(people: People) -> None:
    alice, dan = signed_in(people.alice), signed_in(people.dan)
    call = answered(alice)
    for answer in (dan.get(at(call, "event")), dan.post(at(call, "event"), {"go": "keep"})):
        check_page(answer, status=404)
    assert "Mill lane" not in dan.get("/cases/first-call/").content.decode()
    assert "Mill lane" in alice.get("/cases/first-call/").content.decode()
    assert "Mill lane" in alice.get("/").content.decode()
    with opened(people.dan.actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_draft")
        assert cursor.fetchone() == (0,)
    for person in (people.olga, people.adam):
        check_page(signed_in(person).get("/cases/first-call/"), status=403)
    assert alice.post("/cases/first-call/", {"discard": call}).status_code == 302
    check_page(alice.get(at(call, "event")), status=404)


def test_the_flags_are_not_for_finance_and_are_lifted_with_a_reason(people: People) -> None:
    client = signed_in(people.alice)
    case = opened_case(people, client, answered(client))
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.bob, "finance", actor=actor)
        flag = SafetyFlag.objects.get(kind="medicine")
    bob = signed_in(people.bob)
    assert "Insulin" not in check_page(bob.get(address(case)))
    lift = address(case, f"flags/{flag.pk}/")
    check_page(bob.get(lift), status=404)
    check_page(client.post(lift, {"reason": ""}), status=400)
    assert client.post(lift, {"reason": "Delivered."}).status_code == 302
    check_page(client.get(lift), status=404)
    with opened(people.alice.actor):
        assert Task.objects.get(kind="cases.medicine").done_at is not None
    assert "Medicine needed" not in check_page(client.get(address(case)))


def test_a_colleague_ends_the_clock_of_a_flag_and_of_the_confirmation(people: People) -> None:
    client = signed_in(people.alice)
    case = opened_case(people, client, answered(client))
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.dan, "investigation", actor=actor)
        flag = SafetyFlag.objects.get(kind="medicine")
        revision = Case.objects.get(pk=case.pk).revision
    dan = signed_in(people.dan)
    lifted = dan.post(address(case, f"flags/{flag.pk}/"), {"reason": "Delivered."})
    assert lifted.status_code == 302
    sure = {"confirmation": "confirmed", "reason": "Two saw it.", "revision": revision}
    assert dan.post(address(case, "confirmation/"), sure).status_code == 302
    with opened(people.alice.actor):
        left = Task.objects.filter(kind__in=("cases.medicine", "cases.confirm"), done_at=None)
        assert not left.exists()


def changed(client: Client, case: Case, part: str, **sent: Any) -> HttpResponse:
    return client.post(address(case, part), sent)


def test_class_and_confirmation_change_with_reason_and_history(people: People) -> None:
    client = signed_in(people.alice)
    case = opened_case(people, client, answered(client))
    new = {"iccs_code": "020222", "typology": "political", "purposes": ["compel"], "revision": "1"}
    check_page(changed(client, case, "class/", **new), status=400)
    assert changed(client, case, "class/", **new, reason="Held at home.").status_code == 302
    sent = {"confirmation": "confirmed", "revision": "2", "reason": "A sign of life came."}
    assert changed(client, case, "confirmation/", **sent).status_code == 302
    late = changed(client, case, "confirmation/", **sent)
    assert "Someone changed this meanwhile" in check_page(late, status=409)
    page = check_page(client.get(address(case, "class/")))
    assert "Held at home." in page
    assert "A sign of life came." in page
    timeline = check_page(client.get(address(case, "timeline/")))
    assert "Confirmed: it is a kidnapping" in timeline
    assert "020222 Illegal restraint" in timeline
    assert "Held at home." not in timeline
    with opened(people.alice.actor):
        assert Task.objects.get(kind="cases.confirm").done_at is not None
    bob = signed_in(people.bob)
    check_page(bob.get(address(case, "class/")), status=404)


def test_the_short_form_still_opens_a_case_without_flags(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        assert not SafetyFlag.objects.exists()
    assert "Not confirmed yet" in check_page(signed_in(people.alice).get(address(case)))

"""Consultation, conditions, parts, drafts and what is said beside the state, through the pages.

One side is this node, the other speaks through real envelopes.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from homeward.casework.cases.actions.exports import make_export
from homeward.casework.cases.actions.items import add_item, change_item
from homeward.casework.cases.bounds import Use
from homeward.casework.cases.codes import Codes
from homeward.casework.cases.errors.case import LaxerThanSources, UseBound
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.cooperation.actions.calendar import CalendarFacts, keep_calendar
from homeward.casework.cooperation.actions.clocks import end_there
from homeward.casework.cooperation.models import Request, TakenItem
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, change, draft, issued, let_in, made, write
from tests.cooperation.other_node import CONSULTATION, OtherNode, last_sent, request_of, stands
from tests.page_checks import check_page
from tests.people import People, a_case

TEXT = {"data": {"text": "In words."}}
INFORMATION = {"information": "The number is his."}
ANSWER = {"data": {"fields": INFORMATION}}


def worked_here(people: People, kind: str = "police_information") -> tuple[OtherNode, Request]:
    """A request of XB, for police information or of another kind, acknowledged and linked to a case
    of Carol's."""
    at_police(people)
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    node = OtherNode()
    request = node.request(kind)
    made(people.carol, request, "acknowledge")
    linked = signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert linked.status_code == 302
    return node, request


def sent_from_here(people: People) -> tuple[OtherNode, Request, Case]:
    """A police request of this State that XB executes."""
    at_police(people)
    case, node = a_case(people), OtherNode()
    request = issued(people, case)
    for step in ("acknowledge", "begin"):
        assert node.change(request, step) == (200, "")
    return node, request, case


def clocks(request: Request) -> dict[str, datetime | None]:
    with opened(EXCHANGE):
        found = Task.objects.filter(subject_id=str(request.pk), done_at__isnull=True)
        return {task.kind: task.due_at for task in found}


def test_conditions_are_accepted_and_it_goes_on_where_it_was(people: People) -> None:
    node, request = worked_here(people)
    made(people.carol, request, "begin")
    made(people.carol, request, "propose_conditions", text="No press.")
    assert stands(request) == "conditions_proposed"
    assert node.change(request, "accept_conditions") == (200, "")
    assert stands(request) == "in_execution"
    assert "No press." in check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))


def test_declined_conditions_lead_into_consultation_and_from_there_to_a_refusal(
    people: People,
) -> None:
    node, request = worked_here(people)
    words = {"ground": "domestic_law", "text": "It may not."}
    assert (
        change(signed_in(people.carol), people.carol, request, "refuse", **words).status_code == 409
    )
    made(people.carol, request, "propose_conditions", text="No press.")
    assert node.change(request, "decline_conditions", **TEXT) == (200, "")
    assert stands(request) == "consultation"
    assert made(people.carol, request, "refuse", **words).state == "refused"


def test_the_other_side_gives_its_view_once_it_is_consulted(people: People) -> None:
    node, request = worked_here(people)
    assert node.change(request, "give_view", **TEXT) == (422, "not_now")
    made(people.carol, request, "consult", intention="refuse", reasons="The court doubts.")
    assert node.change(request, "give_view", data={"text": "It is the only proof."}) == (200, "")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    for words in ("The court doubts.", "It is the only proof.", "Refuse the request"):
        assert words in page
    assert made(people.carol, request, "end_consultation").state == "acknowledged"


def test_what_is_postponed_has_a_clock_until_it_is_resumed(people: People) -> None:
    _node, request = worked_here(people)
    zone = ZoneInfo("Pacific/Kiritimati")
    kept = CalendarFacts(
        zone=zone.key, weekdays=(1, 2, 3, 4, 5), with_public=False, days={}, source="Law"
    )
    with opened(people.carol.actor):
        keep_calendar("XA", kept, user=people.carol, revision=0)
    made(people.carol, request, "begin")
    made(people.carol, request, "consult", intention="postpone", reasons="A search is near.")
    day = datetime.now(UTC).date() + timedelta(days=20)
    made(people.carol, request, "postpone", reason="A search is near.", until=day.isoformat())
    end = datetime.combine(day, time(23, 59), zone)
    assert clocks(request) == {"cooperation.look_again": end}, "the day ends where it is answered"
    with opened(EXCHANGE):
        asked = Request(side="requesting", other_state="XA", other_authority="XA-POLICE")
        assert end_there(asked, day) == end, "and on the other node with it"
    assert made(people.carol, request, "resume").state == "in_execution"
    assert "cooperation.look_again" not in clocks(request)


def test_a_joint_investigation_has_a_last_day_that_both_prolong(people: People) -> None:
    """UNTOC 19: either State proposes a later day, which counts once the other agrees."""
    node, first = worked_here(people, "joint_investigation")
    joined = {
        "agreed_on": datetime.now(UTC).date().isoformat(),
        "lead": "Police of either",
        "members": "Police of XA",
    }
    request = made(people.carol, first, "join", **joined)
    ends = date.fromisoformat(request.content["ends_on"])
    assert clocks(request)["cooperation.joint_ends"] == end_there(request, ends)
    for later, agreed in ((30, False), (60, True), (90, True)):
        day = ends + timedelta(days=later)
        told = {"longer_until": day.isoformat(), "longer_why": "A trace is being followed."}
        if later == 90:  # this State proposes
            same = {**told, "longer_until": ends.isoformat()}
            refused = change(signed_in(people.carol), people.carol, request, "ask_longer", **same)
            assert "Write a later day" in check_page(refused, status=400)
            made(people.carol, request, "ask_longer", **told)
            assert node.change(request, "agree_longer", **TEXT) == (200, "")
        else:
            assert node.change(request, "ask_longer", data={"fields": told}) == (200, "")
            step = "agree_longer" if agreed else "decline_longer"
            made(people.carol, request, step, text="Until then.")
        ends = day if agreed else ends
        due = end_there(request, ends)
        assert clocks(request)["cooperation.joint_ends"] == due, later
    assert made(people.carol, request, "end", text="The aim is reached.").state == "ended"
    assert "cooperation.joint_ends" not in clocks(request)


def test_progress_costs_and_the_end_of_the_need_never_move_a_request(people: People) -> None:
    node, request = worked_here(people)
    made(people.carol, request, "begin")
    assert node.change(request, "ask_progress", **TEXT) == (200, "")
    made(people.carol, request, "report_progress", text="Next week.")
    costs = {"amount": "XAD 12,000.00", "costs_for": "A laboratory."}
    made(people.carol, request, "raise_costs", **costs)
    again = change(signed_in(people.carol), people.carol, request, "raise_costs", **costs)
    assert again.status_code == 409, "they are raised already"
    assert node.change(request, "agree_costs", **TEXT) == (200, "")
    assert node.change(request, "decline_costs", **TEXT) == (422, "not_now")
    assert node.change(request, "end_need", **TEXT) == (200, "")
    assert stands(request) == "in_execution"
    assert "12,000.00" in check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))


def test_nobody_says_that_he_answered_before_he_was_asked_or_will_later(people: People) -> None:
    at_police(people)
    node, request = OtherNode(), issued(people, a_case(people))
    for away in (timedelta(days=-30), timedelta(days=400)):
        at = (datetime.now(UTC) + away).isoformat()
        assert node.change(request, "acknowledge", at=at) == (422, "malformed_payload")
    assert node.change(request, "acknowledge") == (200, "")


def test_an_answer_in_part_is_kept_and_the_rest_may_be_withdrawn(people: People) -> None:
    node, request = worked_here(people)
    made(people.carol, request, "begin")
    part = made(people.carol, request, "execute_partly", information="Half.", text="The rest.")
    assert (part.state, part.answer) == ("partly_executed", {"information": "Half."})
    assert node.change(request, "withdraw", **TEXT) == (200, "")
    assert by_id(people.carol, request.pk).answer == {"information": "Half."}
    told = made(people.carol, request, "report_done", text="The copies are destroyed.")
    assert told.state == "withdrawn"


def test_a_draft_is_shown_and_commented_on_and_the_request_takes_its_place(people: People) -> None:
    at_police(people)
    node, case = OtherNode(), a_case(people)
    request = draft(people.alice, case)
    assert write(people.alice, request, questions="").status_code == 302
    made(people.carol, request, "show_draft", text="Would this do?")
    assert last_sent(request).type == "cooperation.draft"
    assert write(people.alice, request).status_code == 302, "a draft that was shown is still one"
    assert node.change(request, "comment_draft", data={"text": "Name the court."}) == (200, "")
    assert by_id(people.alice, request.pk).state == "draft_shown"
    assert "Name the court." in check_page(signed_in(people.alice).get(f"/requests/{request.pk}/"))
    assert made(people.carol, request, "approve", "issue").state == "issued"
    with opened(EXCHANGE):
        types = OutMessage.objects.filter(thread=request.pk).values_list("type", flat=True)
        assert sorted(types) == ["cooperation.draft", "cooperation.request"]


def test_a_draft_of_another_state_is_read_here_and_gives_way_to_the_request(people: People) -> None:
    at_police(people)
    node = OtherNode()
    request = Request(pk=node.thread())
    shown = {**request_of("police_information", due=None), "question": "Would this do?"}
    shown["content"] = {**shown["content"], "questions": ""}
    assert node.send("cooperation.draft", shown, request.pk) == (200, "")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "This is a draft" in page
    assert "Would this do?" in page
    assert made(people.carol, request, "comment_draft", text="It would.").state == "draft_shown"
    whole = request_of("police_information")
    assert node.send("cooperation.request", whole, request.pk) == (200, "")
    assert stands(request) == "delivered"
    assert node.send("cooperation.request", whole, request.pk) == (422, "request_exists")
    assert made(people.carol, request, "acknowledge").state == "acknowledged"


def taken(people: People, request: Request, node: OtherNode, **limits: str) -> Item:
    """The item that Alice makes of the answer."""
    sent = {"fields": INFORMATION, **({"limits": limits} if limits else {})}
    assert node.change(request, "execute", data=sent) == (200, "")
    with opened(EXCHANGE):
        answer = request.changes.get(name="execute")
    client = signed_in(people.alice)
    assert "Take into the case" in check_page(client.get(f"/requests/{request.pk}/"))
    assert client.post(f"/requests/{request.pk}/take/{answer.pk}/").status_code == 302
    assert client.post(f"/requests/{request.pk}/take/{answer.pk}/").status_code == 409
    with opened(people.alice.actor):
        return TakenItem.objects.get(request=request).item


def package(people: People, case: Case, item: Item, use: str = "") -> None:
    with opened(people.alice.actor):
        make_export(case, [item], user=people.alice, recipient="Court", purpose="Trial", use=use)


def test_an_answer_is_used_for_what_the_request_states_until_more_is_allowed(
    people: People,
) -> None:
    node, request, case = sent_from_here(people)
    item = taken(people, request, node, limit_words="Not in public.")
    assert (item.handling, item.limits) == ("H2", "Not in public.")
    assert INFORMATION["information"] in item.text
    page = check_page(signed_in(people.alice).get(f"/cases/{case.reference}/items/{item.pk}/"))
    assert "UNTOC 18(19)" in page
    for use in ("", Use.ALLOWED, Use.CLEARING):
        with pytest.raises(UseBound):
            package(people, case, item, use)
    package(people, case, item, Use.STATED)
    purpose = {"other_purpose": "A tax case.", "other_parts": "All."}
    made(people.carol, request, "ask_use", **purpose)
    with pytest.raises(UseBound):
        package(people, case, item, Use.ALLOWED)
    allowed = {"data": {"fields": {"allowed": "The tax case."}}}
    assert node.change(request, "allow_use", **allowed) == (200, "")
    package(people, case, item, Use.ALLOWED)
    early = node.change(request, "ask_clearing", data={"text": "Which part?"})
    assert early[0] != 200, "nothing was notified yet"
    made(people.carol, request, "notify_clearing", text="It clears the driver.")
    package(people, case, item, Use.CLEARING)
    assert node.change(request, "ask_clearing", data={"text": "Which part?"}) == (200, "")
    with pytest.raises(UseBound):  # the State that gave it is to be consulted first
        package(people, case, item, Use.CLEARING)
    made(people.carol, request, "consult_clearing", text="The hour only.")
    package(people, case, item, Use.CLEARING)


def test_what_is_made_of_a_bound_item_is_bound_and_its_codes_are_not_made_laxer(
    people: People,
) -> None:
    node, request, case = sent_from_here(people)
    item = taken(people, request, node)
    with opened(people.alice.actor):
        made_of_it = add_item(
            case,
            ItemKind.NOTE,
            "A note",
            actor=people.alice.actor,
            sources=[item.pk],
            inherit=True,
        )
    with pytest.raises(UseBound):
        package(people, case, made_of_it)
    facts = {"kind": item.kind, "title": item.title, "text": item.text, "lawful_basis": ""}
    with opened(people.alice.actor), pytest.raises(LaxerThanSources):
        change_item(
            item, facts, Codes(handling="H0"), [], actor=people.alice.actor, revision=item.revision
        )


def test_an_answer_without_limits_is_free(people: People) -> None:
    node, request, case = sent_from_here(people)
    item = taken(people, request, node, limit_use="free", limit_secrecy="open")
    package(people, case, item)


def test_a_consultation_of_the_other_side_is_answered_here(people: People) -> None:
    node, request, _case = sent_from_here(people)
    assert node.change(request, "consult", **CONSULTATION) == (200, "")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Give the view of this State" in page
    made(people.carol, request, "give_view", text="It is the only proof.")
    again = change(signed_in(people.carol), people.carol, request, "give_view", text="Again.")
    assert again.status_code == 409
    until = (datetime.now(UTC).date() + timedelta(days=20)).isoformat()
    postponed = {"data": {"fields": {"reason": "A search is near.", "until": until}}}
    assert node.change(request, "postpone", **postponed) == (200, "")
    assert "cooperation.ask_again" in clocks(request), "on that day this State asks"
    assert node.change(request, "resume") == (200, "")
    assert "cooperation.ask_again" not in clocks(request)
    assert node.change(request, "consult", **CONSULTATION) == (200, "")
    assert node.change(request, "end_consultation") == (200, "")
    assert stands(request) == "in_execution"


def test_what_was_withdrawn_is_drafted_again_with_what_was_written(people: People) -> None:
    _node, request, case = sent_from_here(people)
    alice, again = signed_in(people.alice), f"/requests/{request.pk}/again/"
    assert alice.post(again).status_code == 409, "it is still open"
    made(people.carol, request, "withdraw", text="We have him.")
    assert again in check_page(alice.get(f"/requests/{request.pk}/"))
    drafted = alice.post(again)
    assert drafted.status_code == 302
    draft = by_id(people.alice, drafted["Location"].split("/")[2])
    assert (draft.state, draft.content, draft.follows_id) == ("draft", request.content, request.pk)
    assert draft.reference == f"{case.reference}/02"
    assert draft.is_work_of(people.alice.pk), "another person approves it"
    assert "Drafted again after" in check_page(alice.get(f"/requests/{draft.pk}/"))
    assert draft.reference in check_page(alice.get(f"/requests/{request.pk}/"))
    assert signed_in(people.dan).post(again).status_code == 404

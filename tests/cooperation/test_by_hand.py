"""Requests to a State without a node: letters out, receipts and answers entered from papers."""

from datetime import timedelta
from hashlib import sha256

import pytest

from homeward.casework.cases.models import Case, Event
from homeward.casework.cooperation.models import Change, Paper, Request, RequestFile
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation import on_paper as desk
from tests.page_checks import check_page
from tests.people import People, a_case

ANSWERED = {"information": "The number belongs to a shop in Drovnia."}


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def request_(people: People, case: Case) -> Request:
    return desk.on_paper(people, case)


def _page(people: People, request: Request) -> str:
    return check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))


def _state(people: People, request: Request) -> str:
    return desk.by_id(people.carol, request.pk).state


def test_what_is_issued_to_a_state_without_a_node_goes_by_hand(
    people: People, request_: Request
) -> None:
    assert (request_.state, request_.way) == ("issued", "hand")
    assert len(request_.code) == 9
    page = _page(people, request_)
    assert request_.code in page
    assert "A letter waits to be sent" in page
    with opened(people.carol.actor):
        assert not OutMessage.objects.exists()
        assert Task.objects.get(done_at=None).kind == "cooperation.send_letter"
    assert "By hand" in check_page(signed_in(people.carol).get("/requests/"))
    found = check_page(signed_in(people.carol).get(f"/search/?q={request_.code}"))
    assert request_.reference in found


def test_a_letter_is_recorded_with_who_when_and_how(people: People, request_: Request) -> None:
    address = f"/requests/{request_.pk}/sent/"
    page = check_page(signed_in(people.alice).get(address))
    assert f"Request {request_.reference}, code {request_.code}" in page
    assert desk.WRITTEN_FACTS not in page, "an e-mail says nothing of the case"
    assert desk.send(people.alice, request_).status_code == 302
    page = _page(people, request_)
    for words in ("Sent by Alice", "Diplomatic channel", "1 Court Square"):
        assert words in page
    assert "A letter waits to be sent" not in page
    with opened(people.alice.actor):
        assert not Task.objects.filter(kind="cooperation.send_letter", done_at=None).exists()
        assert Entry.objects.get(verb="cooperation.paper_sent").data["channel"] == "diplomatic"
        assert Event.objects.filter(kind="cooperation.letter_sent").count() == 1


def test_a_letter_does_not_go_before_it_was_written(people: People, request_: Request) -> None:
    refused = desk.send(people.alice, request_, at=desk.typed(timedelta(days=2)))
    assert "The times contradict each other" in check_page(refused, status=400)
    with opened(people.alice.actor):
        assert not Paper.objects.exists()


def test_a_receipt_delivers_and_keeps_the_scan_with_its_digest(
    people: People, request_: Request
) -> None:
    assert desk.receipt(people.carol, request_, file=desk.scan()).status_code == 302
    assert _state(people, request_) == "delivered"
    page = _page(people, request_)
    digest = sha256(b"%PDF-1.7 a scanned letter").hexdigest()
    for words in (digest, "DR 77/2026", "Entered by hand by Carol"):
        assert words in page
    with opened(people.carol.actor):
        file = RequestFile.objects.get(is_letter=False)
        assert (file.side, file.sha256) == ("requested", digest)
    removed = signed_in(people.carol).post(f"/requests/{request_.pk}/files/{file.pk}/remove/")
    assert removed.status_code == 409, "a paper that came is not taken away"


def test_the_whole_way_on_paper_by_the_table_of_the_lifecycle(
    people: People, request_: Request
) -> None:
    """Acknowledged, asked, given, begun, answered, closed: what is theirs is entered and marked."""
    refused = desk.enter(people.carol, request_, "execute", **ANSWERED)
    assert refused.status_code == 400, "nobody answers what was not begun"
    assert _state(people, request_) == "issued"
    assert desk.enter(people.alice, request_, "acknowledge").status_code == 302
    assert desk.enter(people.alice, request_, "ask_information", text="Which?").status_code == 302
    assert _state(people, request_) == "information_asked"
    desk.made(people.alice, request_, "give_information", text="The one that ends in 17.")
    assert "A letter waits to be sent" in _page(people, request_)
    assert desk.send(people.alice, request_, "give_information").status_code == 302
    address = f"/requests/{request_.pk}/enter/begin/"
    assert "The last letter of this State that it had" in check_page(
        signed_in(people.carol).get(address)
    )
    begun = desk.enter(people.carol, request_, "begin", had_letters="1")
    assert begun.status_code == 302, begun.content.decode()[:3000]
    incomplete = desk.enter(people.carol, request_, "execute", information="", had_letters="1")
    assert incomplete.status_code == 400
    page = check_page(signed_in(people.carol).get(f"/requests/{request_.pk}/enter/execute/"))
    assert "UNTOC" in page
    answered = desk.enter(
        people.carol, request_, "execute", had_letters="1", file=desk.scan(), **ANSWERED
    )
    assert answered.status_code == 302
    page = _page(people, request_)
    assert ANSWERED["information"] in page
    assert page.count("Entered by hand by") >= 5
    assert desk.made(people.carol, request_, "close").state == "closed"
    with opened(people.carol.actor):
        made = Change.objects.filter(request=request_, number__isnull=False)
        theirs = made.filter(side="requested").order_by("number")
        assert [(c.name, c.number, c.seen) for c in theirs] == [
            ("acknowledge", 1, 0),
            ("ask_information", 2, 0),
            ("begin", 3, 1),
            ("execute", 4, 1),
        ]
        assert {c.entered_by for c in theirs} == {people.alice.pk, people.carol.pk}
        assert all(c.entered_by is None for c in made.filter(side="requesting"))
        assert not OutMessage.objects.exists()
    with opened(people.alice.actor):
        assert Entry.objects.filter(verb="cooperation.paper_entered").count() == 4


def test_an_investigator_enters_a_question_and_no_decision(
    people: People, request_: Request
) -> None:
    desk.enter(people.alice, request_, "acknowledge")
    page = check_page(signed_in(people.alice).get(f"/requests/{request_.pk}/"))
    assert f"/requests/{request_.pk}/enter/ask_information/" in page
    assert f"/requests/{request_.pk}/enter/refuse/" not in page
    refused = desk.enter(people.alice, request_, "begin")
    assert refused.status_code == 403
    assert _state(people, request_) == "acknowledged"


def test_an_answer_to_a_withdrawn_request_is_refused_with_the_rule(
    people: People, request_: Request
) -> None:
    """Unless it was made before the withdrawal was read: then the rules of crossing decide."""
    for name in ("acknowledge", "begin"):
        assert desk.enter(people.carol, request_, name).status_code == 302
    desk.made(people.carol, request_, "withdraw", text="The victim is free.")
    late = desk.enter(people.carol, request_, "execute", had_letters="1", **ANSWERED)
    page = check_page(late, status=400)
    assert "an answer to a withdrawn request has no place" in page
    assert _state(people, request_) == "withdrawn"
    with opened(people.carol.actor):
        assert not Change.objects.filter(name="execute").exists()
        assert Entry.objects.filter(verb="access.refused").exists()
    crossed = desk.enter(people.carol, request_, "execute", had_letters="0", **ANSWERED)
    assert crossed.status_code == 302
    assert _state(people, request_) == "executed"
    with opened(people.carol.actor):
        assert Change.objects.get(name="withdraw").led_to == ""
    assert "The withdrawal crossed a decision, which stands" in _page(people, request_)


def test_an_answer_that_crossed_the_closing_has_a_page(people: People, request_: Request) -> None:
    for name in ("acknowledge", "begin"):
        assert desk.enter(people.carol, request_, name).status_code == 302
    desk.made(people.carol, request_, "withdraw", text="The victim is free.")
    desk.made(people.carol, request_, "close")
    address = f"/requests/{request_.pk}/enter/execute/"
    carol = signed_in(people.carol)
    assert address in check_page(carol.get(f"/requests/{request_.pk}/"))
    check_page(carol.get(address))
    crossed = desk.enter(people.carol, request_, "execute", had_letters="0", **ANSWERED)
    assert crossed.status_code == 302, crossed.content.decode()[:2000]
    assert _state(people, request_) == "executed"


def test_times_of_an_answer_that_contradict(people: People, request_: Request) -> None:
    early = desk.enter(people.carol, request_, "acknowledge", done_at=desk.typed(timedelta(days=3)))
    assert "The times contradict each other" in check_page(early, status=400)
    back = desk.enter(people.carol, request_, "acknowledge", came_at=desk.typed(timedelta(days=1)))
    assert "The times contradict each other" in check_page(back, status=400)
    assert _state(people, request_) == "issued"


def test_a_letter_recorded_twice_by_one_form_is_there_once(
    people: People, request_: Request
) -> None:
    token = "7b0a3f0e-7e5f-4d6e-9a44-0d8f3f7e1c11"
    for _ in range(2):
        assert desk.send(people.alice, request_, form_token=token).status_code == 302
    with opened(people.alice.actor):
        assert Paper.objects.count() == 1


def test_strangers_and_requests_between_nodes(people: People, request_: Request) -> None:
    for rest in ("sent/", "receipt/", "enter/acknowledge/"):
        check_page(signed_in(people.dan).get(f"/requests/{request_.pk}/{rest}"), status=404)
    with opened(people.carol.actor):
        Request.objects.filter(pk=request_.pk).update(way="node")
    for rest in ("sent/", "receipt/", "enter/acknowledge/"):
        check_page(signed_in(people.carol).get(f"/requests/{request_.pk}/{rest}"), status=409)

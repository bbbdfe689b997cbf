"""What the other node refused, or what expired on the way, is told to the desk that sent it."""

from datetime import UTC, datetime, timedelta

from homeward.casework.cases.models import Event
from homeward.casework.cooperation.models import Request
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.outbox import note_failure
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.wire.receipts import ReceiptState
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, issued, made
from tests.cooperation.other_node import OtherNode, last_sent
from tests.page_checks import check_page
from tests.people import People, a_case

NEXT_ANEW = "Withdraw it here, then draft it anew"


def open_tasks(request: Request) -> set[str]:
    with opened(EXCHANGE):
        tasks = Task.objects.filter(subject_id=str(request.pk), done_at__isnull=True)
        return set(tasks.values_list("kind", flat=True))


def told(people: People, request: Request) -> tuple[int, int]:
    """Entries of the journal and lines of the timeline that tell of it."""
    with opened(people.olga.actor):
        entries = Entry.objects.filter(
            verb="cooperation.undelivered", subject_id=str(request.pk)
        ).count()
    with opened(people.alice.actor):
        return entries, Event.objects.filter(kind="cooperation.undelivered").count()


def test_a_refused_request_says_why_and_what_to_do(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    node.receipt(last_sent(request), ReceiptState.REFUSED, "no_such_authority")
    request = by_id(people.carol, request.pk)
    assert (request.state, request.undelivered) == ("issued", "refused")
    for language in ("en", "fr"):
        carol = signed_in(people.carol, language=language)
        page = check_page(carol.get(f"/requests/{request.pk}/"), language)
        assert "no_such_authority" not in page, "a code is not for people"
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Delivery refused" in page
    assert page.count("No desk of the other State works for this authority.") == 2
    assert NEXT_ANEW in page
    assert "Delivery refused" in check_page(signed_in(people.carol).get("/requests/"))
    assert open_tasks(request) == {"cooperation.request_refused"}
    assert "did not take in request" in check_page(signed_in(people.carol).get("/"))
    assert told(people, request) == (1, 1)
    check_page(signed_in(people.alice).get(f"/cases/{case.reference}/timeline/"))

    # The other State knows nothing of it, so it is not told of the withdrawal either.
    made(people.carol, request, "withdraw", text="It was not taken in.")
    with opened(EXCHANGE):
        assert OutMessage.objects.filter(thread=request.pk).count() == 1
    assert open_tasks(request) == set()


def test_a_refused_change_has_no_effect_here_either(people: People) -> None:
    at_police(people)
    node = OtherNode()
    request = node.request("police_information")
    made(people.carol, request, "acknowledge")
    carol = signed_in(people.carol)
    carol.post(f"/requests/{request.pk}/link/", {"case": ""})
    request = made(people.carol, request, "begin")
    request = made(people.carol, request, "execute", information="It is known.")
    assert request.state == "executed"
    node.receipt(last_sent(request), ReceiptState.REFUSED, "not_their_change")
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "does not know this change" in page
    assert "ask whether its node is older than this one" in page
    assert "Make the change again without the fault" not in page
    request = made(people.carol, by_id(people.carol, request.pk), "execute", information="Known.")
    node.receipt(last_sent(request), ReceiptState.REFUSED, "answer_malformed")
    request = by_id(people.carol, request.pk)
    assert (request.state, request.answer, request.undelivered) == ("in_execution", {}, "refused")
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "A part of the answer was not in its form." in page
    assert "Make the change again" in page
    assert "cooperation.change_refused" in open_tasks(request)

    request = made(people.carol, request, "execute", information="It is known, from a register.")
    assert request.state == "executed"
    node.receipt(last_sent(request), ReceiptState.ACCEPTED)
    assert by_id(people.carol, request.pk).undelivered == ""
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "The other node refused it" in page, "the ladder keeps what had no effect"


def test_an_expired_message_asks_the_desk_to_find_out(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    message = last_sent(request)
    with opened(EXCHANGE):
        long_ago = datetime.now(UTC) - timedelta(minutes=1)
        OutMessage.objects.filter(pk=message.pk).update(expires_at=long_ago)
        assert note_failure(message.pk, "ConnectError", EXCHANGE) is None
    request = by_id(people.carol, request.pk)
    assert (request.state, request.undelivered) == ("issued", "expired")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Delivery expired" in page
    assert "Nobody knows whether it arrived." in page
    assert "ConnectError" not in page
    assert open_tasks(request) == {"cooperation.expired"}
    assert told(people, request) == (1, 1)
    # It had arrived after all: whoever answers has it.
    assert node.change(request, "acknowledge") == (200, "")
    assert by_id(people.carol, request.pk).undelivered == ""


def test_the_words_of_another_node_are_shown_as_its_words(people: People) -> None:
    case = a_case(people)
    at_police(people)
    node = OtherNode()
    request = issued(people, case)
    node.receipt(last_sent(request), ReceiptState.REFUSED, "<b>closed on Sundays</b>")
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "The other node says: &lt;b&gt;closed on Sundays&lt;/b&gt;" in page

"""Messages of a State that did not arrive are told where officers read of those that did."""

from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.other_node import OtherNode
from tests.cooperation.test_arrivals import sent_by_xa
from tests.page_checks import check_page
from tests.people import People, a_case


def _working(people: People, node: OtherNode) -> Request:
    """A request of a case of this State that XB has acknowledged."""
    request, case = sent_by_xa(people), a_case(people)
    with opened(EXCHANGE):
        Request.objects.filter(pk=request.pk).update(case=case)
    assert node.change(request, "acknowledge") == (200, "")
    return request


def _pages(people: People, request: Request) -> tuple[str, str]:
    alice = signed_in(people.alice)
    return (
        check_page(alice.get(f"/requests/{request.pk}/")),
        check_page(alice.get("/requests/")),
    )


def test_how_many_messages_are_missing_is_told_with_what_to_do(people: People) -> None:
    node = OtherNode()
    request = _working(people, node)
    for page in _pages(people, request):
        assert "had not arrived when it came" not in page
    node.sequence += 3
    assert node.change(request, "begin") == (200, "")
    for page in _pages(people, request):
        assert page.count("3 messages that") == 1
        assert "numbered before this one had not arrived when it came." in page
        assert "ask that State by another channel to send it again" in page
    french = signed_in(people.alice, language="fr")
    check_page(french.get(f"/requests/{request.pk}/"), "fr")
    check_page(french.get("/requests/"), "fr")


def test_what_came_late_is_not_missing_any_more(people: People) -> None:
    node = OtherNode()
    request = _working(people, node)
    node.sequence += 1
    assert node.change(request, "begin") == (200, "")
    here = node.sequence
    for page in _pages(people, request):
        assert page.count("1 message that") == 1
    node.sequence = here - 2
    assert node.change(request, "ask_information", data={"text": "Which?"}) == (200, "")
    for page in _pages(people, request):
        assert "had not arrived when it came" not in page


def test_a_first_message_with_a_gap_before_it_is_told_without_a_number(people: People) -> None:
    node = OtherNode(sequence=4)
    request = node.request("police_information")
    for page in _pages(people, request):
        assert "numbered before this one had not arrived when it came." in page

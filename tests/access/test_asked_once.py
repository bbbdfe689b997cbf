"""Where a page is only read, its reader and his places are asked for once; elsewhere every time."""

from itertools import count

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from homeward.foundation.access.middleware import ContextMiddleware
from homeward.foundation.access.queries import compartments_of, is_lead, led_compartments
from homeward.foundation.guard.context import asked_once, opened, remembering, settled, unsettle
from tests.people import People, a_case


@pytest.mark.parametrize(("method", "told"), [("GET", "1 1"), ("HEAD", "1 1"), ("POST", "1 2")])
def test_what_changes_something_asks_anew(people: People, method: str, told: str) -> None:
    numbers = count(1)

    def answer(request: HttpRequest) -> HttpResponse:
        asked = [asked_once("number", lambda: next(numbers)) for _ in range(2)]
        return HttpResponse(" ".join(map(str, asked)))

    request = RequestFactory().generic(method, "/")
    request.user = people.alice
    assert ContextMiddleware(answer)(request).content.decode() == told


def test_the_places_in_a_case_are_read_by_two_questions(people: People) -> None:
    case = a_case(people)
    with opened(people.alice.actor), remembering(), CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            held = compartments_of(people.alice, case.pk)
            assert is_lead(people.alice, case.pk)
            assert led_compartments(people.alice, case.pk) == held
    assert len(asked) == 2, "his seats, and what glasses of his are broken"


def test_what_holds_for_the_node_is_asked_once_in_a_transaction(people: People) -> None:
    """Also where something is changed; whoever changes the answer itself has it asked anew."""
    numbers = count(1)

    def told() -> int:
        return settled("number", lambda: next(numbers))

    with opened(people.alice.actor):
        assert (told(), told()) == (1, 1)
        with opened(people.alice.actor):
            assert told() == 1, "the inner one is the same transaction"
        unsettle("number")
        assert (told(), told()) == (2, 2)
    with opened(people.bob.actor):
        assert told() == 3
    assert (told(), told()) == (4, 5), "outside of any context every time"
    unsettle("number")

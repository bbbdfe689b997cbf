"""What people write into a case: two at once, twice by one, what nobody sees, and days that cannot
have been."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.actions import RansomFacts, record_ransom
from homeward.casework.cases.models import Case, Item, Person, Ransom
from homeward.casework.cases.visible import cleaned, has_content
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.test_pages import ITEM, NEW, PERSON, RANSOM, address, journal
from tests.page_checks import check_page
from tests.people import People, a_case

TOKEN = re.compile(r'name="form_token" value="([0-9a-f-]{36})"')


def investigating(people: People, case: Case) -> Client:
    """Dan, let into the investigation: the second of two people."""
    with opened(people.alice.actor):
        grant_membership(case.pk, people.dan, "investigation", actor=people.alice.actor)
    return signed_in(people.dan)


def test_whoever_is_overtaken_on_the_status_sees_both_versions(people: People) -> None:
    case = a_case(people)
    first, second = signed_in(people.alice), investigating(people, case)
    page = check_page(second.get(address(case, "status/")))
    assert 'name="revision" value="1"' in page
    first.post(address(case, "status/"), {"status": "investigation", "revision": "1"})
    late = second.post(address(case, "status/"), {"status": "closed", "revision": "1"})
    page = check_page(late, status=409)
    assert "Someone changed this meanwhile" in page
    assert re.search(r'value="closed"[^>]*checked', page), "what was chosen is kept in the form"
    stored = page.split('id="overtaken-title"')[1]
    assert "Under investigation" in stored
    assert "<bdi>Alice</bdi>" in stored
    assert "<time" in stored
    assert 'name="revision" value="2"' in page, "sending again is a decision over that version"
    with opened(people.alice.actor):
        assert Case.objects.get().status == "investigation"
    again = second.post(address(case, "status/"), {"status": "closed", "revision": "2"})
    assert again.status_code == 302
    entry = journal("access.refused")[0]
    assert (entry.data["code"], entry.case_id) == ("stale_form", case.pk)


def test_whoever_is_overtaken_on_the_ransom_sees_both_versions(people: People) -> None:
    case = a_case(people)
    first, second = signed_in(people.alice), signed_in(people.bob)
    first.post(address(case, "ransom/"), RANSOM)
    typed = RANSOM | {"demanded": "1,234.00", "payment_reference": "Bob's slip"}
    page = check_page(second.post(address(case, "ransom/"), typed), status=409)
    assert 'value="1,234.00"' in page
    assert "Bob&#x27;s slip" in page
    stored = page.split('id="overtaken-title"')[1]
    assert "500,000.00" in stored
    assert "<bdi>Alice</bdi>" in stored
    assert 'name="revision" value="1"' in page
    assert second.post(address(case, "ransom/"), typed | {"revision": "1"}).status_code == 302
    with opened(people.alice.actor):
        assert Ransom.objects.get().demanded == 123_400


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls side by side, as far as the database lets them."""
    together = Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        try:
            together.wait(timeout=20)
            return call()
        except StaleForm as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(one, calls))


def test_two_first_records_of_the_ransom_at_once_are_one_and_a_refusal(people: People) -> None:
    case = a_case(people)

    def record() -> object:
        with opened(people.alice.actor) as actor:
            return record_ransom(case, RansomFacts(currency="XAD", demanded=5), actor=actor)

    found = at_once(record, record)
    assert sorted(type(one).__name__ for one in found) == ["Ransom", "StaleForm"]


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None
    return found[1]


def sent_at_once(people: People, path: str, form: dict[str, str]) -> list[HttpResponse]:
    """The same form, sent by two windows of Alice at the same moment."""
    clients = [signed_in(people.alice), signed_in(people.alice)]
    sent = form | {"form_token": token_of(clients[0].get(path).content.decode())}
    posts = [lambda one=one: one.post(path, sent) for one in clients]  # type: ignore[misc]
    return at_once(*posts)  # type: ignore[return-value]


def test_a_case_is_opened_once(people: People) -> None:
    answers = sent_at_once(people, "/cases/new/", NEW)
    with opened(people.alice.actor):
        case = Case.objects.get()
    assert [answer["Location"] for answer in answers] == [address(case)] * 2
    client = signed_in(people.alice)
    again = client.post("/cases/new/", NEW | {"form_token": str(case.form_token)}, follow=True)
    assert "had been sent before" in check_page(again)
    assert len(journal("case.opened")) == 1


@pytest.mark.parametrize(
    ("part", "form", "model"), [("people/new/", PERSON, Person), ("items/new/", ITEM, Item)]
)
def test_a_person_and_an_item_are_added_once(
    people: People, part: str, form: dict[str, str], model: type[Person | Item]
) -> None:
    case = a_case(people)
    answers = sent_at_once(people, address(case, part), form)
    assert {answer.status_code for answer in answers} == {302}
    with opened(people.alice.actor):
        assert model._default_manager.count() == 1
    another = form | {"form_token": str(uuid4()), "another": "on"}
    assert signed_in(people.alice).post(address(case, part), another).status_code == 302
    with opened(people.alice.actor):
        assert model._default_manager.count() == 2


def test_the_token_of_somebody_else_opens_nothing(people: People) -> None:
    token = str(uuid4())
    assert signed_in(people.alice).post("/cases/new/", NEW | {"form_token": token}).status_code
    stranger = signed_in(people.dan).post("/cases/new/", NEW | {"form_token": token})
    check_page(stranger, status=409)
    check_page(
        signed_in(people.dan).post("/cases/new/", NEW | {"form_token": "nonsense"}), status=400
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200b", ""),
        ("\u2060\ufeff \u00ad", ""),
        ("\u200d\u200c", ""),
        ("\u3164", ""),
        ("A\u200bnn", "Ann"),
        ("\u202eAnn\u202c \u2066E.\u2069", "Ann E."),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("two\r\nlines\tand", "two\r\nlines\tand"),
    ],
)
def test_what_nobody_sees_is_no_content(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept
    assert has_content(typed) == bool(kept)


def test_names_and_titles_are_kept_without_what_nobody_sees(people: People) -> None:
    client = signed_in(people.alice)
    page = check_page(client.post("/cases/new/", NEW | {"title": "\u200b\u2060"}), status=400)
    assert 'href="#id_title"' in page
    client.post("/cases/new/", NEW | {"title": "The\u200b m\u202eill"})
    with opened(people.alice.actor):
        case = Case.objects.get()
    assert case.title == "The mill"
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    client.post(address(case, "people/new/"), PERSON | {"name": f"\ufeff{persian}\u200b"})
    with opened(people.alice.actor):
        assert Person.objects.get().name == persian


@pytest.mark.parametrize("year", ["0001", "1899"])
def test_a_taking_before_living_memory_is_refused(people: People, year: str) -> None:
    sent = NEW | {"taken_at": f"{year}-01-01T00:00"}
    page = check_page(signed_in(people.alice).post("/cases/new/", sent), status=400)
    assert "before the year 1900" in page
    with opened(people.alice.actor):
        assert not Case.objects.exists()


def test_nobody_in_a_case_was_born_in_the_year_1(people: People) -> None:
    case = a_case(people)
    sent = PERSON | {"born_on": "0001-01-01"}
    answer = signed_in(people.alice).post(address(case, "people/new/"), sent)
    assert "before the year 1900" in check_page(answer, status=400)


def test_no_ransom_is_paid_before_the_taking(people: People) -> None:
    client = signed_in(people.alice)
    client.post("/cases/new/", NEW)
    with opened(people.alice.actor):
        case = Case.objects.get()
    paid = RANSOM | {"paid": "10", "paid_at": "2026-11-20T06:29"}
    page = check_page(client.post(address(case, "ransom/"), paid), status=400)
    assert "cannot have been paid on 20 Nov 2026, 06:29" in page
    assert "taken on 20 Nov 2026, 06:30" in page
    with opened(people.alice.actor):
        assert not Ransom.objects.exists()
    assert [e.data["code"] for e in journal("access.refused")] == ["ransom_before_taking"]
    at_that_time = paid | {"paid_at": "2026-11-20T06:30"}
    assert client.post(address(case, "ransom/"), at_that_time).status_code == 302

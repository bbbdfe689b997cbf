"""The pages of a broken glass: the form, the banner, the lead's list, oversight's review."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.actions.sealed import seal
from homeward.casework.cases.models import Case, SealedItem
from homeward.foundation.access.models import CaseMember, Glass
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.access.glasses import REASON, broken, hours_pass
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.notices import Told, listening
from tests.page_checks import check_page
from tests.people import People, a_case

BREAK, REVIEWS = "/break-glass/", "/break-glass/reviews/"
BANNER = "You are here by breaking the glass"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What persons are told."""
    return listening(monkeypatch)


@pytest.fixture
def case(people: People, told: list[Told]) -> Case:
    return a_case(people)


def typed(reference: str, **changed: object) -> dict[str, object]:
    facts = {"compartments": ["crisis"], "minutes": "120", "reason": REASON}
    return {"reference": reference, **facts, **changed}


def neutral(answer: HttpResponse, reference: str, status: int = 200) -> str:
    """The page without what differs each time: the reference, and the token against forgery."""
    text = check_page(answer, status=status).replace(reference, "REFERENCE")
    return re.sub(r'(FToken": "|middlewaretoken" value=")\w+', r"\1", text)


def test_the_page_is_the_same_whether_or_not_the_case_exists(people: People, case: Case) -> None:
    dan = signed_in(people.dan)
    there, missing = case.reference, "XA-2026-999999"
    pages = [neutral(dan.get(f"{BREAK}?reference={one}"), one) for one in (there, missing)]
    assert pages[0] == pages[1]
    wrong = [
        neutral(dan.post(BREAK, typed(one, reason="short")), one, 400) for one in (there, missing)
    ]
    assert wrong[0] == wrong[1], "nor after an entry that breaks nothing"
    assert dan.get(f"/cases/{there}/").status_code == 404
    assert dan.get(f"/cases/{missing}/").status_code == 404


def test_breaking_reading_and_ending(people: People, case: Case) -> None:
    dan = signed_in(people.dan)
    assert BREAK in check_page(dan.get("/cases/"))
    missing = check_page(dan.post(BREAK, typed("XA-2026-999999")), status=400)
    assert "No case has the reference XA-2026-999999" in missing
    answer = dan.post(BREAK, typed(f" {case.reference.lower()} "))
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.reference}/")
    for rest in ("", "timeline/", "people/new/", "sealed/"):
        page = check_page(dan.get(f"/cases/{case.reference}/{rest}"))
        assert BANNER in page, rest
        assert "Crisis" in page
    assert case.reference in check_page(dan.get("/cases/"))
    assert dan.get(f"/cases/{case.reference}/money/").status_code == 404
    assert dan.get(f"/cases/{case.reference}/members/").status_code == 403
    assert BANNER not in check_page(signed_in(people.alice).get(f"/cases/{case.reference}/"))
    check_page(dan.post(BREAK, typed(case.reference)), status=400)
    assert case.reference in check_page(dan.get(BREAK)), "what goes on now"
    with opened(people.dan.actor):
        glass = Glass.objects.get()
    assert signed_in(people.carol).post(f"{BREAK}{glass.pk}/end/").status_code == 404
    assert dan.post(f"{BREAK}{glass.pk}/end/").status_code == 302
    assert dan.get(f"/cases/{case.reference}/").status_code == 404
    with opened(people.olga.actor):
        codes = [e.data["code"] for e in Entry.objects.filter(verb="access.refused")]
    assert "no_such_case" in codes
    assert "inside_already" in codes


def test_lists_hold_what_is_in_the_named_compartments_and_nothing_else(
    people: People, case: Case
) -> None:
    """Pages that open but show nothing would hide what the glass was broken for."""
    with opened(people.alice.actor) as actor:
        for wall in ("crisis", "victims"):
            add_person(case, "witness", actor=actor, compartment=wall, name=f"In {wall}")
            seal(case, "source", f"Sealed in {wall}", "x", actor=actor, compartment=wall)
    broken(people.dan, case, "crisis")
    dan = signed_in(people.dan)
    for rest, words in (("people/", "In"), ("sealed/", "Sealed in"), ("timeline/", "Sealed in")):
        page = check_page(dan.get(f"/cases/{case.reference}/{rest}"))
        assert f"{words} crisis" in page
        assert f"{words} victims" not in page
    with opened(people.dan.actor):
        number = SealedItem.objects.get().pk
    for rest in ("ask/", "read/"):
        check_page(dan.get(f"/cases/{case.reference}/sealed/{number}/{rest}"), status=403)


def test_a_supervisor_to_whom_it_climbs_reads_no_reference(people: People) -> None:
    case = a_case(people)
    broken(people.dan, case, "crisis")
    for hours in (1, 2):
        sweep_duty(datetime.now(UTC) + timedelta(hours=hours))
    page = check_page(signed_in(people.carol).get("/duty/notices/"))
    assert "Nobody has answered a notice that belongs to a case." in page
    assert case.reference not in page
    for told in (people.olga, people.alice):  # oversight, and who leads the case
        assert case.reference in check_page(signed_in(told).get("/duty/notices/"))


def test_who_may_not_break_has_no_form(people: People, case: Case) -> None:
    for person in (people.olga, people.adam):
        client = signed_in(person)
        assert "Breaking the glass is for" in check_page(client.get(BREAK), status=403)
        check_page(client.post(BREAK, typed(case.reference)), status=403)
        assert BREAK + '"' not in check_page(client.get("/cases/"))


def test_oversight_reviews_and_the_lead_reads(
    people: People, case: Case, node: TestNode, suite: SuiteCluster
) -> None:
    glass = broken(people.dan, case, "crisis", "victims")
    signed_in(people.dan).get(f"/cases/{case.reference}/timeline/")
    olga, alice = signed_in(people.olga), signed_in(people.alice)
    one = f"{REVIEWS}{glass.pk}/"
    assert "Going on now" in check_page(olga.get(REVIEWS))
    page = check_page(olga.get(one))
    assert REASON in page
    assert "broke the glass of a case" in page
    assert "looked at the case" in page
    assert "Your verdict" not in page
    hours_pass(node, suite, glass, 2)
    assert "Waits for review" in check_page(olga.get(REVIEWS))
    hours_pass(node, suite, glass, 72)
    assert "Review overdue" in check_page(olga.get(REVIEWS))
    assert "Broken glass" in check_page(olga.get("/"))
    check_page(olga.post(one, {"verdict": "justified", "reason": ""}), status=400)
    verdict = {"verdict": "not_justified", "reason": "The lead was on duty."}
    assert olga.post(one, verdict).status_code == 302
    assert "Not justified" in check_page(olga.get(one))
    check_page(olga.post(one, verdict), status=409)
    page = check_page(alice.get(f"/cases/{case.reference}/broken-glass/"))
    for words in (REASON, "Not justified", "The lead was on duty."):
        assert words in page
    for person in (people.alice, people.dan, people.adam):
        client = signed_in(person)
        for address in (REVIEWS, one):
            check_page(client.get(address), status=404)
    assert signed_in(people.bob).get(f"/cases/{case.reference}/broken-glass/").status_code == 403


def test_the_lead_ends_a_place_on_a_page(people: People, case: Case) -> None:
    alice, address = signed_in(people.alice), f"/cases/{case.reference}/members/end/"
    with opened(people.alice.actor):
        own, bobs = (CaseMember.objects.filter(user=p).first() for p in (people.alice, people.bob))
    assert "Bob · Finance" in check_page(alice.get(address))
    check_page(alice.post(address, {"place": own.pk}), status=400)
    assert signed_in(people.bob).post(address, {"place": bobs.pk}).status_code == 403
    assert alice.post(address, {"place": bobs.pk}).status_code == 302
    assert signed_in(people.bob).get(f"/cases/{case.reference}/").status_code == 404

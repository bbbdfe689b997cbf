"""Double criminality and the way to ask are kept with a request; a treaty binds both States."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from homeward.casework.cases.models import Event
from homeward.casework.cooperation.actions import NewRequest, draft_request
from homeward.casework.cooperation.errors import TreatyNotInForce
from homeward.casework.cooperation.models import LawCheck
from homeward.foundation.access.actions import add_user
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import Authority
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.law.actions import approve, propose
from homeward.knowledge.law.changes import Change, parts_of
from homeward.knowledge.law.queries import content_of
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, change, draft, let_in, write
from tests.jobs import run_jobs
from tests.law.test_check_pages import GANG, RANSOM
from tests.page_checks import check_page
from tests.people import PASSWORD, People, a_case
from tests.pinning import pin


def drafters() -> tuple[User, User]:
    with opened(service("setup")) as actor:
        first, second = (
            add_user(name, actor=actor, full_name=name.title(), authority="XA-CENTRAL",
                     roles=["drafter"], password=PASSWORD)
            for name in ("lena", "luc")
        )  # fmt: skip
    return first, second


def change_law(state: str, path: str, drafted_by: tuple[User, User], **after: object) -> None:
    """Two law drafters put a change of one part in force; None takes a field out."""
    one, other = drafted_by
    with opened(one.actor):
        before = parts_of(content_of(state))[path]
        text = {name: what for name, what in {**before, **after}.items() if what is not None}
        change = Change(path, before, text)
        found = propose(state, [change], reason="Read in the gazette.", user=one)
    with opened(other.actor):
        approve(found, user=other)


def test_a_check_is_kept_with_facts_result_texts_person_and_time(people: People) -> None:
    case = a_case(people)
    pin("XB")
    request = draft(people.bob, case, "freezing", legal_basis="untoc_13")
    bob, address = signed_in(people.bob), f"/requests/{request.pk}/law/"
    page = check_page(bob.get(f"/requests/{request.pk}/"))
    assert "Nobody has checked yet" in page
    assert "/law-check/treaties/untoc/13/#p3" in page, "each part leads to its article"
    form = check_page(bob.get(address))
    assert 'value="gain"' in form.split('name="purposes"')[1].split("checked")[0], "from the case"
    bad = check_page(bob.post(address, RANSOM | {"acts": ["kill"]}), status=400)
    assert "Error:" in bad
    sent = RANSOM | GANG | {"requested": "CO", "asked": "extradition"}  # the request says which
    assert bob.post(address, sent).status_code == 302
    with opened(people.bob.actor):
        kept = LawCheck.objects.get(request=request)
        entry = Entry.objects.get(verb="cooperation.law_checked")
    assert kept.result == "met"
    assert kept.facts["requested"] == ["XB"]
    assert kept.facts["asked"] == ["confiscation"]
    assert [one["key"] for one in kept.outcome["offences"]] == ["detention", "ransom_kidnapping"]
    assert [(one["state"], one["number"]) for one in kept.editions] == [("XA", 0), ("XB", 0)]
    assert kept.made_by == people.bob.pk
    assert entry.data["result"] == "met"
    assert kept.editions[0]["sha256"] in entry.data["editions"]
    page = check_page(bob.get(f"/requests/{request.pk}/"))
    assert "Crimes Act of XB, section 7" in page
    assert "Bob" in page
    assert "reads otherwise now" not in page
    change_law("XB", "offence/ransom_kidnapping/penalty", drafters(), max_months=36)
    assert "reads otherwise now" in check_page(bob.get(f"/requests/{request.pk}/"))
    with opened(people.bob.actor), pytest.raises(DatabaseError), transaction.atomic():
        _tamper(kept)


def test_the_desk_carries_a_check_without_what_speaks_of_the_victim(people: People) -> None:
    case = a_case(people)
    pin("XB")
    request = draft(people.bob, case, "freezing", legal_basis="untoc_13")
    bob, carol = signed_in(people.bob), signed_in(people.carol)
    page, address = f"/requests/{request.pk}/", f"/requests/{request.pk}/law/"
    assert bob.post(address, RANSOM | GANG | {"age": "34"}).status_code == 302
    with opened(people.bob.actor):
        kept = LawCheck.objects.get(request=request)
        told = Event.objects.get(case=case, kind="cooperation.law_checked")
    assert kept.facts["age"] == ["18"], "a band, not the age"
    assert told.compartment == request.compartment
    timeline = check_page(bob.get(f"/cases/{case.reference}/timeline/"))
    assert "double criminality was checked: Met" in timeline
    shown = check_page(bob.get(page))
    assert 'name="age" value="18"' in shown, "a member of the case compares again"
    assert "age=" not in shown, "and no address carries the facts"
    desk = check_page(carol.get(page))
    assert "Crimes Act of XB, section 7" in desk
    assert 'name="age"' not in desk
    form = check_page(carol.get(address))
    chosen = re.findall(r'name="(age|purposes|moved)" value="(\w*)"[^>]*checked', form)
    assert sorted(chosen) == [("age", ""), ("moved", "no")]
    assert carol.post(address, RANSOM).status_code == 302
    assert run_jobs("cooperation.add_line_of") == 1, "the desk has no place in the case"
    with opened(people.bob.actor):
        lines = Event.objects.filter(case=case, kind="cooperation.law_checked").order_by("pk")
        assert [one.actor for one in lines] == ["bob", "carol"]
    case_page = check_page(bob.get(f"/cases/{case.reference}/requests/new/?kind=freezing"))
    assert 'action="/law-check/"' in case_page
    assert "law-check/?" not in case_page


def _tamper(kept: Model) -> None:
    type(kept)._default_manager.filter(pk=kept.pk).update(result="not_met")


def test_only_who_sees_the_request_checks_it_and_only_kinds_that_need_it(people: People) -> None:
    case = a_case(people)
    pin("XB")
    freezing = draft(people.bob, case, "freezing", legal_basis="untoc_13")
    let_in(people, case, people.dan, "victims")
    with opened(service("setup")):
        people.dan.roles = [*people.dan.roles, "support"]
        people.dan.save()
    new = NewRequest(kind="victim_contact", other_state="XB", legal_basis="hostages_3",
                     urgency="urgent")  # fmt: skip
    with opened(people.dan.actor):
        contact = draft_request(case, new, user=people.dan)
    assert signed_in(people.dan).get(f"/requests/{freezing.pk}/law/").status_code == 404
    assert signed_in(people.dan).post(f"/requests/{freezing.pk}/law/", RANSOM).status_code == 404
    assert signed_in(people.dan).get(f"/requests/{contact.pk}/law/").status_code == 404
    police = draft(people.alice, case)
    page = signed_in(people.alice).get(f"/requests/{police.pk}/law/")
    assert page.status_code == 200, "a request to the police rests on a treaty too"


def test_a_treaty_not_in_force_is_refused_with_its_rule(people: People) -> None:
    case = a_case(people)
    alice = signed_in(people.alice)
    address = f"/cases/{case.reference}/requests/new/?kind=police_information"
    first = {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "urgent"}
    change_law("XB", "membership/untoc", drafters(), standing="not_party", since=None,
               is_basis=None)  # fmt: skip
    refused = check_page(alice.post(address, first), status=400)
    assert 'href="#id_legal_basis_0"' in refused
    assert "Borduvia is not bound by it (UNTOC 36, 38(2))" in refused
    let_in(people, case, people.dan, "victims")
    new = NewRequest(kind="victim_contact", other_state="XC", legal_basis="hostages_3",
                     urgency="urgent")  # fmt: skip
    with opened(service("setup")):
        people.dan.roles = [*people.dan.roles, "support"]
        people.dan.save()
    with opened(people.dan.actor), pytest.raises(TreatyNotInForce, match=r"17, 18\(2\)"):
        draft_request(case, new, user=people.dan)
    # Of Drovnia nothing was read: it is warned of, and never assumed either way.
    asked = alice.post(address, first | {"other_state": "XD"}, follow=True)
    assert "It was not read whether Drovnia is bound by the treaty" in check_page(asked)
    # The treaty of XA and XB is on extradition and assistance, and says nothing of police work.
    bilateral = alice.post(address, first | {"legal_basis": "bilateral"}, follow=True)
    assert "No treaty between the two States that covers this request" in check_page(bilateral)
    request = bilateral.redirect_chain[-1][0].split("/")[2]
    assert "No treaty between the two States" in check_page(alice.get(f"/requests/{request}/"))


def test_a_basis_that_falls_away_stops_the_approval_and_the_issue(people: People) -> None:
    """And what arrived on it is not refused for it: whoever works it reads that it is not bound."""
    case, two = a_case(people), drafters()
    pin("XB")
    at_police(people)
    request = draft(people.alice, case)
    write(people.alice, request)
    carol = signed_in(people.carol)
    change_law("XB", "membership/untoc", two, standing="not_party", since=None, is_basis=None)
    refused = check_page(change(carol, people.carol, request, "approve"), status=400)
    assert "Borduvia is not bound by it (UNTOC 36, 38(2))" in refused
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert "By what is recorded, Borduvia is not bound by the treaty" in page
    change_law("XB", "membership/untoc", two, standing="party")
    assert change(carol, people.carol, request, "approve").status_code == 302
    change_law("XB", "membership/untoc", two, standing="not_party")
    refused = check_page(change(carol, people.carol, request, "issue"), status=400)
    assert "Choose another legal basis" in refused
    change_law("XB", "membership/untoc", two, standing="party")
    with opened(service("setup")):
        named = [{"treaty": "untoc", "kinds": ["freezing"]}]
        Authority.objects.filter(state="XB").update(competence=named)
    refused = check_page(change(carol, people.carol, request, "issue"), status=400)
    assert "cannot be asked for this" in refused

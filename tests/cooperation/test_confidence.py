"""What was given in confidence goes to nobody, and what was accepted as a condition binds.

UNTOC 18(5): information that was given without a request and is to be kept confidential, if only
for a time; what clears an accused may be disclosed, once the State that gave it was notified.
18(26): whoever accepts assistance on conditions complies with them.
"""

from datetime import UTC, datetime, timedelta

import pytest

from homeward.casework.cases.actions.exports import make_export
from homeward.casework.cases.actions.items import add_item
from homeward.casework.cases.bounds import Use, bounds_on
from homeward.casework.cases.errors.case import UseBound
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.cooperation.limits import FREE, KEEP, OPEN, PURPOSE, Limits
from homeward.casework.cooperation.models import Request, TakenItem
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.arriving import placed
from tests.cooperation.officers import at_police, issued, let_in, made
from tests.cooperation.other_node import CONTENTS, OtherNode
from tests.page_checks import check_page
from tests.people import People, a_case


def package(people: People, item: Item, use: str = "") -> None:
    with opened(people.carol.actor):
        case = Case.objects.get(pk=item.case_id)
        make_export(case, [item], user=people.carol, recipient="Court", purpose="Trial", use=use)


def refused(people: People, item: Item, *uses: str) -> None:
    for use in uses:
        with pytest.raises(UseBound):
            package(people, item, use)


def took(people: People, request: Request, name: str) -> Item:
    """The item that Carol makes of what a change gave."""
    with opened(EXCHANGE):
        change = request.changes.get(name=name)
    answer = signed_in(people.carol).post(f"/requests/{request.pk}/take/{change.pk}/")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with opened(people.carol.actor):
        return TakenItem.objects.get(request=request).item


def test_confidence_ends_with_its_day_and_conditions_bind_what_was_free() -> None:
    now = datetime.now(UTC)
    kept = Limits(FREE, "", KEEP, now + timedelta(minutes=1), undisclosed=True)
    assert (kept.is_confidential, kept.goes_to_nobody) == (True, True)
    over = Limits(FREE, "", KEEP, now - timedelta(minutes=1), undisclosed=True)
    assert (over.is_confidential, over.goes_to_nobody) == (False, False)
    assert Limits(FREE, "", KEEP, undisclosed=True).goes_to_nobody, "without an end there is none"
    assert not Limits(FREE, "", OPEN, undisclosed=True).goes_to_nobody
    assert not Limits(FREE, "", KEEP).goes_to_nobody, "an answer serves what was asked"
    free = Limits(FREE, "Not in public.", OPEN)
    assert free.under([]) == free
    once = free.under(["No death penalty.\nNot in public."])
    assert (once.use, once.words) == (PURPOSE, "Not in public.\nNo death penalty.")
    assert once.under(["No death penalty."]) == once


def test_what_was_given_in_confidence_goes_to_nobody_before_its_day(people: People) -> None:
    at_police(people)
    case, node = a_case(people), OtherNode()
    let_in(people, case, people.carol, "investigation")
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    content = {**CONTENTS["spontaneous_information"], "secrecy": "asked", "secret_until": until}
    request = node.request("spontaneous_information", content={**content, "use_limits": ""})
    made(people.carol, request, "acknowledge")
    linked = signed_in(people.carol).post(f"/requests/{request.pk}/link/", {"case": case.reference})
    assert linked.status_code == 302
    assert "It goes to nobody until the end of" in check_page(
        signed_in(people.carol).get(f"/requests/{request.pk}/")
    )
    item = took(people, request, "issue")
    assert item.handling == "H2"
    page = check_page(signed_in(people.carol).get(f"/cases/{case.reference}/items/{item.pk}/"))
    assert "It goes to nobody until the end of" in page
    with opened(people.carol.actor):
        note = add_item(
            case,
            ItemKind.NOTE,
            "Made of it",
            actor=people.carol.actor,
            sources=[item.pk],
            inherit=True,
        )
    refused(people, item, "", *Use)
    refused(people, note, "", *Use)
    made(people.carol, request, "notify_clearing", text="It clears the driver.")
    package(people, item, Use.CLEARING)
    package(people, note, Use.CLEARING)
    refused(people, item, "", Use.STATED, Use.ALLOWED)
    passed = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    placed(request, content={**content, "use_limits": "", "secret_until": passed})
    for use in ("", Use.STATED):
        package(people, item, use)


def test_conditions_that_were_accepted_bind_an_answer_that_sets_no_limits(people: People) -> None:
    at_police(people)
    case, node = a_case(people), OtherNode()
    let_in(people, case, people.carol, "investigation")
    request = issued(people, case)
    assert node.change(request, "acknowledge") == (200, "")
    for text in ("Declined condition.", "It is read in closed court only."):
        told = {"data": {"text": text}}
        assert node.change(request, "propose_conditions", **told) == (200, "")
        if text.startswith("Declined"):
            made(people.carol, request, "decline_conditions", text="Our law forbids it.")
        else:
            made(people.carol, request, "accept_conditions")
    assert node.change(request, "begin") == (200, "")
    free = {"limit_use": "free", "limit_secrecy": "open"}
    sent = {"fields": {"information": "The number is his."}, "limits": free}
    assert node.change(request, "execute", data=sent) == (200, "")
    item = took(people, request, "execute")
    assert (item.handling, item.limits) == ("H2", "It is read in closed court only.")
    refused(people, item, "", Use.ALLOWED)
    package(people, item, Use.STATED)
    page = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert page.count("It is read in closed court only.") > 1, "also beside the answer"
    with opened(people.carol.actor):
        (bound,) = bounds_on([item.pk])
    assert "Declined" not in bound.sentence

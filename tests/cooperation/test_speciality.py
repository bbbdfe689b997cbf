"""A surrendered suspect is charged for what the surrender covers; see also earlier charges."""

from datetime import UTC, date, datetime

import pytest

from homeward.casework.cases.actions.people import add_person
from homeward.casework.cases.actions.proceedings import NewCharge, add_charge
from homeward.casework.cases.errors.casefile import BeyondSurrender
from homeward.casework.cases.models import Charge, Item
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cooperation.models import SurrenderedPerson
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.given import answered_by_xb
from tests.page_checks import check_page
from tests.people import People, a_case


def test_charges_are_held_to_the_surrender_and_earlier_ones_shown_beside_it(
    people: People,
) -> None:
    case = a_case(people)
    with opened(people.alice.actor):
        person = add_person(case, PersonRole.SUSPECT, name="Ana D.", actor=people.alice.actor)

    def charge(under: str = "") -> Charge:
        new = NewCharge(
            suspect=person,
            victims=[],
            harms=[],
            offence="Fraud",
            provision="Art. 1",
            charged_on=date(2026, 1, 2),
            under=under,
        )
        with opened(people.alice.actor):
            return add_charge(new, actor=people.alice.actor)

    charge()
    page = f"/cases/{case.reference}/proceedings/"
    assert "the surrender covers only" not in check_page(signed_in(people.alice).get(page))
    request = answered_by_xb(Item(case=case, compartment=person.compartment), people.police)
    with opened(EXCHANGE):
        SurrenderedPerson.objects.create(
            request=request,
            person=person,
            case=case,
            compartment=person.compartment,
            state="XB",
            reference=request.reference,
            offences=["Kidnapping, art. 10"],
            named_by=people.alice.pk,
            named_at=datetime.now(UTC),
        )
    with pytest.raises(BeyondSurrender):
        charge("Fraud")
    charge("Kidnapping, art. 10")
    shown = check_page(signed_in(people.alice).get(page))
    assert "the surrender covers only" in shown
    assert "Kidnapping, art. 10" in shown

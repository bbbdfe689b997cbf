"""A surrendered suspect is charged for what the surrender covers; see also earlier charges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from homeward.casework.cases.actions.people import add_person
from homeward.casework.cases.actions.proceedings import (
    NewCharge,
    add_charge,
    add_hearing,
    decide_charge,
)
from homeward.casework.cases.errors.casefile import BeyondSurrender, TriedBeyondSurrender
from homeward.casework.cases.models import Case, Charge, Item
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.proceedings import DecisionKind
from homeward.casework.cooperation.models import Request, SurrenderedPerson
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
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

    def charge(under: str = "", acted_on: date | None = None) -> Charge:
        new = NewCharge(
            suspect=person,
            victims=[],
            harms=[],
            offence="Fraud",
            provision="Art. 1",
            charged_on=date(2026, 1, 2),
            under=under,
            acted_on=acted_on,
        )
        with opened(people.alice.actor):
            return add_charge(new, actor=people.alice.actor)

    before = charge()
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
            since=date(2026, 1, 1),
            named_by=people.alice.pk,
            named_at=datetime.now(UTC),
        )
    with pytest.raises(BeyondSurrender):
        charge("Fraud")
    charge("Kidnapping, art. 10")
    shown = check_page(signed_in(people.alice).get(page))
    assert "the surrender covers only" in shown
    assert "Kidnapping, art. 10" in shown

    # Acts after the surrender are free of it, and their day shows that they are.
    for day in (None, date(2025, 12, 31)):
        with pytest.raises(BeyondSurrender):
            charge("later", day)
    charge("later", date(2026, 1, 1))
    _is_not_tried_before_it_is_covered(people, case, before)
    _day_is_recorded_later(people, request)


def _day_is_recorded_later(people: People, request: Request) -> None:
    """A record from before days were kept says so, and takes the day once, with the journal."""
    with opened(EXCHANGE):
        SurrenderedPerson.objects.filter(request=request).update(since=None)
    client, page = signed_in(people.alice), f"/requests/{request.pk}/"
    assert "The day of the surrender is not recorded" in check_page(client.get(page))
    own = f"{page}surrendered/day/"
    check_page(client.get(own))
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    wrong = client.post(own, {"day": tomorrow})
    assert "is still to come" in check_page(wrong, status=400)
    today = localdate()
    assert client.post(own, {"day": today.isoformat()}).status_code == 302
    assert "is not recorded" not in check_page(client.get(page))
    assert client.post(own, {"day": today.isoformat()}).status_code == 409, "once"
    with opened(people.olga.actor):
        entry = Entry.objects.get(verb="cooperation.surrender_dated")
        assert entry.data["day"] == today.isoformat()
    with opened(people.alice.actor):
        assert SurrenderedPerson.objects.get(request=request).since == today


def _is_not_tried_before_it_is_covered(people: People, case: Case, charge: Charge) -> None:
    """A charge that was there before the surrender was named."""
    actor, client = people.alice.actor, signed_in(people.alice)
    page = f"/cases/{case.reference}/proceedings/"
    at = datetime(2026, 2, 3, 9, tzinfo=UTC)
    with opened(actor):
        with pytest.raises(TriedBeyondSurrender):
            add_hearing(charge, at, actor=actor, outcome="Adjourned.")
        with pytest.raises(TriedBeyondSurrender):
            decide_charge(charge, DecisionKind.CONVICTED, "Court", at.date(), actor=actor)
    shown = check_page(client.get(page))
    assert "Not covered by the surrender" in shown
    own = f"{page}{charge.pk}/surrender/"
    check_page(client.get(own))
    wrong = client.post(own, {"under": "later", "acted_on": "2025-12-31"})
    assert "for certain offences only" in check_page(wrong, status=400)
    assert client.post(own, {"under": "Kidnapping, art. 10"}).status_code == 302
    assert "Not covered by the surrender" not in check_page(client.get(page))
    with opened(actor):
        add_hearing(charge, at, actor=actor, outcome="Adjourned.")
        decide_charge(charge, DecisionKind.CONVICTED, "Court", at.date(), actor=actor)
    with opened(people.olga.actor):
        assert Entry.objects.filter(verb="case.charge_covered").count() == 1


def test_whoever_is_cleared_may_be_cleared_of_anything(people: People) -> None:
    case = a_case(people)
    actor = people.alice.actor
    with opened(actor):
        person = add_person(case, PersonRole.SUSPECT, name="Ana D.", actor=actor)
        new = NewCharge(
            suspect=person,
            victims=[],
            harms=[],
            offence="Fraud",
            provision="Art. 1",
            charged_on=date(2026, 1, 2),
        )
        charge = add_charge(new, actor=actor)
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
            since=date(2026, 3, 1),
            named_by=people.alice.pk,
            named_at=datetime.now(UTC),
        )
    with opened(actor):
        add_hearing(charge, datetime(2026, 2, 3, 9, tzinfo=UTC), actor=actor, outcome="Absent.")
        decide_charge(charge, DecisionKind.ACQUITTED, "Court", date(2026, 4, 1), actor=actor)
        assert Charge.objects.get(pk=charge.pk).stage == "decided"

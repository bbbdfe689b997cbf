"""What contradicts what others wrote before is refused, or told: in two windows, late, in haste."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.models import Case
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.actions.files import FileFacts, open_file, set_rule
from homeward.casework.victims.actions.protection_alarms import GUARDIAN, raise_alarms
from homeward.casework.victims.caution import AMOUNT, found_in
from homeward.casework.victims.errors.files import FileThere
from homeward.casework.victims.models import (
    CompensationPaid,
    CompensationPart,
    Consent,
    Guardian,
    Loss,
    Measure,
    OwedNotice,
    Referral,
    SupportFile,
    TellingRule,
    ThreatAlarm,
)
from homeward.casework.victims.words.protection import AlarmCause
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import a_family, open_for, supported
from tests.victims.family_site import family_site
from tests.victims.test_consents import given, minutes_ago
from tests.victims.test_harm import RANSOM
from tests.victims.test_protection import day, measure, threat
from tests.victims.test_services import a_service, asked, consent_to
from tests.victims.view_family import (
    DOING,
    agreed,
    let_in,
    letter_of,
    released,
    set_up,
    written,
)

STOP = {"stops_contact": "on", "reason": "He may know the offenders."}


def read(client: Client, address: str) -> dict[str, Any]:
    """What a browser sends when nothing was changed on a form of a record."""
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent["seen"] = form.fields["seen"].initial
    return {n: value for n, value in sent.items() if value is not None and value is not False}


def test_what_was_agreed_before_a_withdrawal_does_not_come_back(people: People) -> None:
    family = a_family(people)
    dan, address = signed_in(people.dan), family.page(family.brother, "consents/new/")
    assert dan.post(address, given(given_at=minutes_ago(60))).status_code == 302
    with opened(people.dan.actor):
        key = Consent.objects.get().pk
    withdraw = family.page(family.brother, f"consents/{key}/withdraw/")
    assert dan.post(withdraw, {"reason": "He is afraid."}).status_code == 302
    late = dan.post(address, given(given_at=minutes_ago(30)))  # a paper that was found later
    assert "was withdrawn after that time" in check_page(late, status=409)
    other = given(given_at=minutes_ago(30), recipient="state:XC")
    assert dan.post(address, other).status_code == 302, "about something else"
    now = given(given_at=minutes_ago(0), covers=["identity"])
    assert dan.post(address, now).status_code == 302, "asked again in the same minute"


def test_who_agrees_to_less_than_was_shared_takes_back_first(people: People) -> None:
    family = a_family(people)
    clinic = a_service(people.carol)
    dan, page = signed_in(people.dan), family.page(family.victim)
    wide = {"purpose": "referral", "recipient": clinic.recipient, "given_at": minutes_ago(60)}
    assert dan.post(f"{page}consents/new/", given(**wide)).status_code == 302
    narrow = given(**wide | {"given_at": minutes_ago(5), "covers": ["needs"]})
    with opened(people.dan.actor):
        consent = Consent.objects.get()
    assert dan.post(f"{page}referrals/new/", asked(consent)).status_code == 302
    answer = dan.post(f"{page}consents/new/", narrow)
    assert "More was shared on an earlier consent" in check_page(answer, status=409)
    more = given(**wide | {"given_at": minutes_ago(9), "covers": ["identity", "needs", "health"]})
    assert dan.post(f"{page}consents/new/", more).status_code == 302
    answer = dan.post(f"{page}consents/{consent.pk}/withdraw/", {"reason": "Less."}, follow=True)
    assert "1 thing that was shared is recalled" in answer.content.decode()
    narrow["given_at"] = minutes_ago(0)
    assert dan.post(f"{page}consents/new/", narrow).status_code == 302
    with opened(people.dan.actor):
        assert Referral.objects.get().status == "recalled"


def test_a_stop_of_contact_is_seen_before_it_is_let_go(people: People) -> None:
    family = a_family(people)
    dan, alice = signed_in(people.dan), signed_in(people.alice)
    address = family.page(family.brother, "rules/new/")
    lead = read(alice, address) | {"may_be_told": "That we work on it."}
    first = read(dan, address) | STOP
    assert dan.post(address, first).status_code == 302
    again = dan.post(address, first, follow=True)
    assert "had been sent before" in again.content.decode(), "a second press is no other rule"
    shown = check_page(alice.post(address, lead), status=409)
    assert "Which version holds" in shown
    assert "He may know the offenders." in shown
    with opened(people.dan.actor):
        assert TellingRule.objects.get().stops_contact
    chosen = lead | {"revision": 1, "decide": "may_be_told,stops_contact,reason"}
    chosen |= {"version_may_be_told": "mine", "version_stops_contact": "theirs"}
    assert alice.post(address, chosen | {"version_reason": "theirs"}).status_code == 302
    with opened(people.dan.actor):
        held = TellingRule.objects.latest("pk")
        assert (held.stops_contact, held.may_be_told) == (True, "That we work on it.")


def test_who_has_relatives_stays_a_victim(people: People) -> None:
    family = a_family(people)
    other = open_for(family.case, "Iris Ferrand", people.dan)
    dan, address = signed_in(people.dan), family.page(family.victim, "edit/")
    moved = {"standing": "relative", "victim": other.pk, "relation": "sibling"}
    answer = dan.post(address, read(dan, address) | moved)
    assert "Relatives belong to this file" in check_page(answer, status=409)
    with opened(people.dan.actor):
        assert SupportFile.objects.get(pk=family.victim.pk).standing == "victim"
    address = family.page(other, "edit/")
    moved["victim"] = family.victim.pk
    assert dan.post(address, read(dan, address) | moved).status_code == 302


def test_a_person_has_one_file_under_whatever_record(people: People) -> None:
    case = supported(people)
    with opened(people.alice.actor) as actor:
        known = add_person(case, PersonRole.VICTIM, actor=actor, name="Iris Ferrand")
    alice, address = signed_in(people.alice), f"/cases/{case.reference}/support/new/"
    facts = FileFacts(standing="victim", worker=people.alice)
    with opened(people.alice.actor):
        first = open_file(case, known, facts, user=people.alice)
        for record in (known, first.person):
            with pytest.raises(FileThere):
                open_file(case, record, facts, user=people.alice)
    offered = dict(alice.get(address).context["form"].fields["whose"].choices)
    assert list(offered) == ["new"]
    sent = {"whose": known.pk, "standing": "victim", "worker": people.alice.pk}
    assert alice.post(address, sent).status_code == 400


def alarm_tasks(by: User) -> list[str]:
    with opened(by.actor):
        rows = Task.objects.filter(kind__startswith="victims.alarm_", done_at=None)
        return sorted(rows.values_list("kind", flat=True))


def test_an_older_look_answers_no_newer_alarm(people: People) -> None:
    family = a_family(people)
    case, dan = family.case, signed_in(people.dan)
    with opened(GUARDIAN):
        for cause in (AlarmCause.ESCAPE, AlarmCause.CONTACT):
            raise_alarms(case.pk, case.reference, cause, actor=GUARDIAN)
    address = family.page(family.victim, "protection/threat/")
    late = dan.post(address, threat(assessed_on=day(-2)), follow=True)
    assert "An alarm that came after its day still waits." in late.content.decode()
    assert len(alarm_tasks(people.dan)) == 4, "two causes for each of two files"
    assert "still waits" not in dan.post(address, threat(), follow=True).content.decode()
    assert len(alarm_tasks(people.dan)) == 2
    with opened(people.dan.actor):
        waiting = ThreatAlarm.objects.filter(answered_at=None)
        assert {one.file_id for one in waiting} == {family.brother.pk}


def test_what_is_in_force_has_begun_and_is_reviewed_in_this_life(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim, "protection/")
    for form, sent in (("threat/", threat), ("measures/", measure)):
        answer = dan.post(f"{page}{form}", sent(review_on="2206-01-01", **_open_end(form)))
        assert "This is years ahead." in check_page(answer, status=400)
    assert dan.post(f"{page}measures/", measure()).status_code == 302
    with opened(people.dan.actor):
        key = Measure.objects.get().pk
    address = f"{page}measures/{key}/edit/"
    ahead = {"begins_on": day(3)}
    answer = dan.post(address, read(dan, address) | ahead)
    assert "It is in force: choose today or a day before." in check_page(answer, status=400)


def _open_end(form: str) -> dict[str, str]:
    return {"until": ""} if form == "measures/" else {}


def test_who_is_stopped_reads_no_page_as_a_guardian(people: People, node: TestNode) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    father = open_for(family.case, "Anis Ferrand", people.dan, victim=family.victim)
    with opened(people.dan.actor):
        person = family.brother.person
        person.age_from, person.age_to = 12, 12
        person.save()
        guardian = Guardian.objects.create(
            case=family.case,
            compartment="victims",
            file=family.brother,
            own_file=father,
            name="Anis Ferrand",
            capacity="parent",
            decision="Parental authority",
            decided_on=datetime.now(UTC).date() - timedelta(days=900),
            added_by=people.dan,
        )
    consent = agreed(family.brother, people.dan, guardian=guardian)
    way = let_in(family, people.dan, dan, consent)
    number, first, _listed, _text = letter_of(dan, way)
    released(family, dan, carol)
    rights = family.page(family.brother, "rights/")
    wish = {"kinds": ["arrest"], "guardian": guardian.pk}
    assert dan.post(f"{rights}wish/", wish).status_code == 302
    assert dan.post(f"{rights}notice/", {"kind": "arrest"}).status_code == 302
    with family_site(node) as site:
        set_up(site, number, first)
        assert DOING in site.get("/").content.decode()
        cookies = site.cookies
    with opened(people.dan.actor):
        set_rule(father, user=people.dan, stops_contact=True, reason="He may be a suspect.")
    with family_site(node) as site:
        site.cookies = cookies
        assert DOING not in site.get("/").content.decode()
    sent = {"consent": consent.pk, "language": "en", "expires_on": day(30)}
    answer = dan.post(family.page(family.brother, "view/access/new/"), sent)
    assert "Contact with this guardian is stopped" in check_page(answer, status=409)
    with opened(people.dan.actor):
        key = OwedNotice.objects.get().pk
    told = {"end": "told", "on": day(0), "how": "phone", "guardian": guardian.pk}
    answer = dan.post(f"{rights}notice/{key}/", told)
    assert "Contact with this guardian is stopped" in check_page(answer, status=409)
    withheld = told | {"end": "withheld", "note": "His father is stopped."}
    assert dan.post(f"{rights}notice/{key}/", withheld).status_code == 302


def test_paper_and_older_words_do_not_reach_the_family_either(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    view = family.page(family.brother, "view/")
    assert dan.post(f"{view}write/", written(doing="We think that she is free.")).status_code == 302
    assert released(family, dan, carol) == 2
    older = carol.post(f"{view}1/release/")
    assert "The family reads a later version already" in check_page(older, status=409)
    assert dan.get(f"{view}2/letter/").status_code == 200
    assert dan.post(family.page(family.brother, "rules/new/"), STOP).status_code == 302
    stopped = dan.get(f"{view}2/letter/")
    assert "Contact with this person is stopped" in check_page(stopped, status=409)


def test_money_is_money_however_it_is_written() -> None:
    case = Case(reference="XA-2026-0001")
    money = ("5000 Euros", "usd 500 by Monday", "900 دولار", "about 50k", "2 Millions", "7 chf")
    for text in money:
        assert AMOUNT in found_in(text, case, []), text
    for text in ("10 km away", "all 3 of you", "5 kids at 10:30", "3 people"):
        assert found_in(text, case, []) == [], text


TOKENS = iter(str(UUID(int=number)) for number in range(1, 99))


def pressed_twice(client: Client, address: str, sent: dict[str, Any]) -> None:
    """The second press lands where something is, and says so."""
    sent = {**sent, "form_token": next(TOKENS)}
    assert client.post(address, sent).status_code == 302
    answer = client.post(address, sent, follow=True)
    assert "had been sent before" in check_page(answer)


def test_a_second_press_is_no_error(people: People) -> None:
    family = a_family(people)
    clinic, dan, page = a_service(people.carol), signed_in(people.dan), family.page(family.victim)
    house = a_service(people.carol, name="Safe house")
    with opened(people.alice.actor):
        known = add_person(family.case, PersonRole.VICTIM, actor=people.alice.actor, name="Iris")
    opens = {"whose": known.pk, "standing": "victim", "worker": people.alice.pk}
    pressed_twice(signed_in(people.alice), f"/cases/{family.case.reference}/support/new/", opens)
    consent = consent_to(clinic, family.victim, people.dan)
    pressed_twice(dan, f"{page}referrals/new/", asked(consent))
    with opened(people.dan.actor):
        key = Referral.objects.get().pk
    accepted = {"step": "accepted", "on": day(0)}
    pressed_twice(dan, f"{page}referrals/{key}/step/", accepted)
    moved = asked(consent_to(house, family.victim, people.dan))
    pressed_twice(dan, f"{page}referrals/{key}/transfer/", moved)
    dan.post(f"{page}losses/new/", RANSOM)
    with opened(people.dan.actor):
        loss = Loss.objects.get().pk
    fund = {"source": "fund", "basis": "Law 1", "authority": "Fund", "filed_on": day(-9)}
    pressed_twice(dan, f"{page}compensation/new/", fund | {f"asked_{loss}": "1000"})
    granted = {"verdict": "granted", "on": day(-5), "authority": "Fund"}
    pressed_twice(dan, f"{page}compensation/1/decide/", granted)
    with opened(people.dan.actor):
        part = CompensationPart.objects.get().pk
    paid = {"on": day(-3), f"amount_{part}": "1000"}
    pressed_twice(dan, f"{page}compensation/1/pay/", paid)
    back = {"part": part, "amount": "1000", "on": day(-1)}
    pressed_twice(dan, f"{page}compensation/1/back/", back)
    with opened(people.dan.actor):
        assert SupportFile.objects.count() == 3
        assert (Referral.objects.count(), CompensationPaid.objects.count()) == (2, 1)

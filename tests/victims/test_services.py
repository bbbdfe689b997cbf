"""The directory of services, referrals on a consent, their letters, and their recall."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
import rfc8785
from django.db import DatabaseError, transaction
from django.test import Client
from pypdf import PdfReader

from homeward.casework.victims import sharing
from homeward.casework.victims.actions.consents import (
    ConsentFacts,
    Shared,
    record_consent,
    withdraw_consent,
)
from homeward.casework.victims.actions.consents_overrides import answer_override, ask_override
from homeward.casework.victims.actions.consents_ways import Way, add_channel
from homeward.casework.victims.actions.files import set_rule
from homeward.casework.victims.actions.services import ServiceFacts, add_service
from homeward.casework.victims.errors.services import NoConsent
from homeward.casework.victims.models import Consent, Referral, Service, SupportFile
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import VICTIM, Family, a_family
from tests.victims.file_facts import KEPT_INSIDE, KNOWN, fill

CLINIC = {
    "name": "Harbour clinic",
    "provider": "Aid house",
    "domains": ["medical", "psychological"],
    "area": "Harbour town",
    "languages": "fr, en",
    "cost": "free",
    "phone": "+999 555 0199",
}
# A fact of each part, which stands in a letter if and only if the part is covered.
SECRETS = {
    "identity": "Nour Ferrand",
    "reach": "+999 555 0100",
    "needs": "Sleeps badly",
    "health": "Broken wrist",
    "safety": "Threatened twice",
    "family": "Sister or brother",
    "losses": "Lost her wages",
}
INSIDE = ("Harbour road", "Sami", "Keep this inside", "Leaves the parts out")
INSIDE += KEPT_INSIDE


@dataclass(frozen=True)
class Scene:
    """Nour's file with a fact of each part, and two services."""

    family: Family
    file: SupportFile
    clinic: Service
    house: Service
    dan: Client

    def page(self, below: str = "") -> str:
        return self.family.page(self.file, below)


def consent_to(
    service: Service,
    file: SupportFile,
    by: User,
    covers: tuple[str, ...] = ("identity",),
    **more: Any,
) -> Consent:
    facts: dict[str, Any] = {"purpose": "referral", "how": "signed", "given_at": datetime.now(UTC)}
    shared = Shared(recipient=service.recipient, covers=covers)
    with opened(by.actor):
        return record_consent(file, ConsentFacts(shared=shared, **facts | more), user=by)


def a_service(by: User, **more: Any) -> Service:
    facts = CLINIC | {"languages": ["fr", "en"]} | more
    with opened(by.actor):
        return add_service(ServiceFacts(**facts), user=by)


@pytest.fixture
def scene(people: People) -> Scene:
    family = a_family(people)
    clinic = a_service(people.carol)
    house = a_service(people.carol, name="Safe house", domains=["protection", "medical"])
    file = family.victim
    with opened(people.dan.actor):
        add_channel(file, Way(kind="phone", value=SECRETS["reach"]), user=people.dan)
        told = {"may_be_told": SECRETS["safety"], "not_told": "Keep this inside"}
        set_rule(file, user=people.dan, **told)
    return Scene(family, file, clinic, house, signed_in(people.dan))


def words_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def asked(consent: Consent, **more: Any) -> dict[str, Any]:
    day = (datetime.now(UTC) + timedelta(days=5)).date()
    first = {"basis": f"consent-{consent.pk}", "domain": "medical", "language": "en"}
    return {**first, "answer_due": day, **more}


def said(covers: tuple[str, ...]) -> dict[str, str]:
    own = ("needs", "health", "safety", "losses")
    return {scope: SECRETS[scope] for scope in own if scope in covers}


def facts_of(suite: SuiteCluster, node: TestNode) -> Iterator[dict[str, Any]]:
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        query = "select data from journal_fact where kind = 'victims.referral' order by at"
        for (data,) in owner.execute(query):
            yield data


def test_the_directory_is_read_by_all_and_kept_by_some(people: People) -> None:
    dan, carol, list_ = signed_in(people.dan), signed_in(people.carol), "/support-services/"
    assert "No service fits" in check_page(dan.get(list_))
    assert dan.get(f"{list_}new/").status_code == 403
    wrong = {**CLINIC, "phone": "", "languages": "", "domains": []}
    answer = carol.post(f"{list_}new/", wrong)
    for word in ("at least one way to reach it", "at least one language", "Choose at least one."):
        assert word in check_page(answer, status=400)
    assert carol.post(f"{list_}new/", CLINIC).status_code == 302
    with opened(people.dan.actor):
        clinic = Service.objects.get()
    page = f"{list_}{clinic.pk}/"
    assert "Never verified" in check_page(dan.get(list_))
    for query, found in (("domain=legal", 0), ("domain=medical", 1), ("area=HARBOUR", 1)):
        assert ("Harbour clinic" in check_page(dan.get(f"{list_}?{query}"))) is bool(found)
    assert "Harbour clinic" not in check_page(dan.get(f"{list_}?language=ar"))
    for below in ("edit/", "close/"):
        assert dan.get(page + below).status_code == 404
    assert carol.post(f"{page}verify/", {"revision": 7}).status_code == 409
    assert carol.post(f"{page}verify/", {"revision": 1}).status_code == 302
    assert "Never verified" not in check_page(dan.get(page))
    with opened(people.carol.actor):
        old = datetime.now(UTC).date() - timedelta(days=181)
        Service.objects.update(verified_on=old)
    assert "Not verified for 181 days" in check_page(dan.get(list_))
    first = carol.get(f"{page}edit/").context["form"].fields["seen"].initial
    sent = {**CLINIC, "revision": 2, "seen": first}
    assert carol.post(f"{page}edit/", {**sent, "area": "Everywhere"}).status_code == 302
    answer = carol.post(f"{page}edit/", {**sent, "area": "North"})
    assert "Which version holds" in check_page(answer, status=409)
    assert "Support services" in carol.get("/").content.decode()
    assert "Support services" not in dan.get("/").content.decode()
    assert carol.post(f"{page}close/", {"why": ""}).status_code == 400
    assert carol.post(f"{page}close/", {"why": "No money."}).status_code == 302
    assert "No money." in check_page(dan.get(page))
    assert "Harbour clinic" not in check_page(dan.get(list_))
    assert "Harbour clinic" in check_page(dan.get(f"{list_}?closed=on"))
    assert carol.get(f"{page}edit/").status_code == 409
    with opened(people.dan.actor), pytest.raises(DatabaseError), transaction.atomic():
        Service.objects.create(name="-", provider="-", domains=[], area="-", added_by=people.dan)


def test_a_letter_holds_what_the_consent_covers_and_nothing_else(
    scene: Scene, people: People
) -> None:
    """For each part alone, and for all of them."""
    every = tuple(SECRETS)
    fill(scene.file, people.dan)
    assert set(every) == set(Scope.values)
    for covers in (*((one,) for one in every), every):
        consent = consent_to(scene.clinic, scene.file, people.dan, covers)
        sent = asked(consent, **said(covers))
        answer = scene.dan.post(scene.page("referrals/new/"), sent, follow=True)
        assert "Print the letter" in check_page(answer)
        with opened(people.dan.actor):
            made = Referral.objects.order_by("-pk")[0]
        letter = scene.dan.post(scene.page(f"referrals/{made.pk}/letter/"))
        text = words_of(letter.content)
        for scope, secret in SECRETS.items():
            assert (secret in text) is (scope in covers), (covers, scope)
            assert (secret in str(made.shared)) is (scope in covers), (covers, scope)
        for scope, known in KNOWN.items():
            assert (known in text) is (scope in covers), (covers, scope, text)
        inside = (*INSIDE, scene.family.case.reference, scene.family.case.title)
        assert not [one for one in inside if one in text]
        assert made.reference in text
        assert set(made.covers) == set(covers) == set(made.shared)
        assert made.digest == hashlib.sha256(rfc8785.dumps(made.shared)).hexdigest()
        if covers != every:  # another part instead: what was shared is recalled first
            with opened(people.dan.actor):
                withdraw_consent(consent, user=people.dan, reason="-")
    # What changes afterwards changes nothing of what was sent.
    with opened(people.dan.actor):
        add_channel(scene.file, Way(kind="email", value="new@example.org"), user=people.dan)
    again = scene.dan.post(scene.page(f"referrals/{made.pk}/letter/"))
    assert "new@example.org" not in words_of(again.content)
    french = asked(consent, language="fr")
    scene.dan.post(scene.page("referrals/new/"), french)
    with opened(people.dan.actor):
        assert "français (fr)" in str(Referral.objects.order_by("-pk")[0].shared["identity"])


def test_a_referral_stands_on_what_allows_it(scene: Scene, people: People) -> None:
    address = scene.page("referrals/new/")
    assert "Nothing may be shared with this service now" in check_page(scene.dan.get(address))
    consent = consent_to(scene.clinic, scene.file, people.dan, ("identity", "needs"))
    page = check_page(scene.dan.get(f"{address}?basis=consent-{consent.pk}"))
    assert "Harbour clinic" in page
    for more, word in (
        ({"health": "Broken wrist"}, "The consent does not cover this part."),
        ({"domain": "legal"}, "This service does not help with that."),
        ({"answer_due": "2020-01-01"}, "Choose a day from today"),
    ):
        answer = scene.dan.post(address, asked(consent, **more))
        assert word in check_page(answer, status=400)
    with opened(people.carol.actor):
        Service.objects.filter(pk=scene.clinic.pk).update(closed_on=date(2026, 1, 1))
    answer = scene.dan.post(address, asked(consent))
    assert "This service closed, so nobody is referred to it." in check_page(answer, status=400)
    with opened(people.carol.actor):
        Service.objects.update(closed_on=None)
    closed = a_service(people.carol, name="Old house")
    gone = consent_to(closed, scene.file, people.dan)
    past = datetime.now(UTC) - timedelta(days=9)
    expired = consent_to(scene.house, scene.file, people.dan, given_at=past, expires_on=past.date())
    other = consent_to(scene.clinic, scene.family.brother, people.dan)
    media = consent_to(scene.house, scene.family.brother, people.dan, purpose="media")
    with opened(people.dan.actor):
        shared = Shared(recipient=scene.house.recipient, covers=("identity",))
        waits = ask_override(scene.file, shared, law="s. 4", reason="-", user=people.dan)
    with opened(people.carol.actor):
        Service.objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    stands, none = "stands on a consent", {"identity": [["Name", "N"]]}
    for service, more, why in (
        (scene.clinic, {"consent": expired}, stands),
        (scene.house, {"consent": expired}, stands),
        (scene.house, {"consent": consent}, stands),
        (scene.clinic, {"consent": other}, stands),
        (scene.house, {"consent": media, "file": scene.family.brother}, stands),
        (scene.clinic, {"consent": consent, "covers": ["health"], "shared": {}}, stands),
        (scene.clinic, {"consent": consent, "shared": none | {"health": []}}, "More is shared"),
        (scene.clinic, {"consent": consent, "status": "accepted"}, "begins when it is made"),
        (scene.house, {"override": waits}, stands),
        (closed, {"consent": gone}, "service that closed"),
        (scene.clinic, {}, stands),
        (scene.clinic, {"consent": consent, "override": waits}, "one_basis"),
    ):
        plain = {"case": scene.file.case, "compartment": "victims", "file": scene.file}
        plain |= {"number": 77, "service": service, "domain": "medical", "covers": ["identity"]}
        plain |= {"shared": none, "digest": "", "language": "en", "made_by": people.dan}
        plain |= {"answer_due": date(2026, 1, 1)} | more
        refused = pytest.raises(DatabaseError, match=why)
        with opened(people.dan.actor), refused, transaction.atomic():
            Referral.objects.create(**plain)
    with opened(people.alice.actor):
        waits.file.case = scene.file.case
        answer_override(waits, user=people.alice, approve=True)
    sent = asked(consent, basis=f"override-{waits.pk}", domain="protection")
    assert scene.dan.post(address, sent).status_code == 302
    with opened(people.dan.actor):
        made = Referral.objects.get()
        assert (made.override, made.service) == (waits, scene.house)
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Referral.objects.update(shared={})
        with pytest.raises(DatabaseError, match="does not go from made"), transaction.atomic():
            Referral.objects.update(status="cleared")
    bob = signed_in(people.bob)
    for below in ("referrals/new/", f"referrals/{made.pk}/", f"referrals/{made.pk}/step/"):
        assert bob.get(scene.page(below)).status_code == 404


def test_a_withdrawal_recalls_what_was_shared_or_does_not_happen(
    scene: Scene,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    node: TestNode,
    suite: SuiteCluster,
) -> None:
    consent = consent_to(scene.clinic, scene.file, people.dan)
    scene.dan.post(scene.page("referrals/new/"), asked(consent))
    with opened(people.dan.actor):
        made = Referral.objects.get()
        (task,) = Task.objects.filter(kind="victims.referral_answer", done_at=None)
        assert (task.assignee, task.compartment) == (people.dan, "victims")
        assert VICTIM not in str(task.params)
    page, withdraw = scene.page(f"referrals/{made.pk}/"), f"consents/{consent.pk}/withdraw/"
    step = {"on": datetime.now(UTC).date()}
    assert scene.dan.post(f"{page}step/", {**step, "step": "delivered"}).status_code == 400
    answer = scene.dan.post(f"{page}step/", {**step, "step": "declined"})
    assert "Write what the service said." in check_page(answer, status=400)
    answer = scene.dan.post(f"{page}step/", {"step": "accepted", "on": "2020-01-01"})
    assert "from the one on which the referral was made" in check_page(answer, status=400)
    for code in ("accepted", "delivered", "feedback"):
        sent = {**step, "step": code, "note": "She came twice."}
        assert scene.dan.post(f"{page}step/", sent).status_code == 302
    with opened(people.dan.actor):
        assert not Task.objects.filter(kind="victims.referral_answer", done_at=None).exists()
    assert scene.dan.post(f"{page}recall-notice/").status_code == 409

    told: list[tuple[int, str]] = []

    def abroad(one: Consent, user: User, reason: str) -> int:
        told.append((one.pk, reason))
        if reason == "stop":
            raise NoConsent
        return 1

    monkeypatch.setitem(sharing._recalls, "abroad", abroad)
    assert scene.dan.post(scene.page(withdraw), {"reason": "stop"}).status_code == 409
    with opened(people.dan.actor):
        assert Consent.objects.get().withdrawn_at is None
        assert Referral.objects.get().status == "delivered"
    answer = scene.dan.post(scene.page(withdraw), {"reason": "She moved away."}, follow=True)
    assert "2 things that were shared are recalled" in check_page(answer)
    assert told[-1] == (consent.pk, "She moved away.")
    assert "Send the recall notice" in check_page(scene.dan.get(page))
    assert scene.dan.post(f"{page}letter/").status_code == 409
    notice = words_of(scene.dan.post(f"{page}recall-notice/").content)
    assert made.reference in notice
    assert "Name, date of birth and language" in notice
    assert not [one for one in (VICTIM, "She moved away.") if one in notice]
    with opened(people.dan.actor):
        assert Task.objects.filter(kind="victims.recall_confirm", done_at=None).count() == 1
    answer = scene.dan.post(f"{page}confirm/", {**step, "answer": "kept"})
    assert "which law obliges it" in check_page(answer, status=400)
    assert scene.dan.post(f"{page}confirm/", {**step, "answer": "deleted"}).status_code == 302
    assert "Deleted, and confirmed" in check_page(scene.dan.get(page))
    assert scene.dan.get(f"{page}confirm/").status_code == 409
    with opened(people.dan.actor):
        assert not Task.objects.filter(kind="victims.recall_confirm", done_at=None).exists()
        entries = Entry.objects.filter(verb="victims.referral_step").order_by("pk")
        steps = [entry.data["step"] for entry in entries]
    wanted = ["made", "accepted", "delivered", "feedback", "recalled", "cleared"]
    assert sorted(steps) == sorted(wanted)
    facts = list(facts_of(suite, node))
    assert [one["step"] for one in facts] == wanted
    assert facts[0] == {
        "file": scene.file.pk, "referral": made.pk, "domain": "medical", "step": "made",
        "days": 0, "by_consent": True,
    }  # fmt: skip


def test_a_transfer_needs_a_consent_of_its_own(scene: Scene, people: People) -> None:
    consent = consent_to(scene.clinic, scene.file, people.dan)
    sent = asked(consent, form_token="7c7f0f7e-6a50-4d3c-9f5e-4f7b53d1c002")
    for _ in range(2):  # sent twice, made once
        assert scene.dan.post(scene.page("referrals/new/"), sent).status_code == 302
    with opened(people.dan.actor):
        old = Referral.objects.get()
    address = scene.page(f"referrals/{old.pk}/transfer/")
    assert "Nothing may be shared" in check_page(scene.dan.get(address))
    assert scene.dan.post(address, asked(consent)).status_code == 400
    there = consent_to(scene.house, scene.file, people.dan)
    assert scene.dan.post(address, asked(there)).status_code == 302
    with opened(people.dan.actor):
        old, new = Referral.objects.order_by("pk")
        assert (old.status, new.status, new.transferred_from) == ("transferred", "made", old)
    shown = check_page(scene.dan.get(scene.page()))
    assert "Transferred to another service" in shown
    assert scene.dan.get(address).status_code == 409
    with opened(people.carol.actor):
        Service.objects.filter(pk=scene.house.pk).update(closed_on=date(2026, 1, 1))
    assert "The service closed: transfer" in check_page(scene.dan.get(scene.page()))
    # The first service still holds its letter: a withdrawal recalls that as well.
    scene.dan.post(scene.page(f"consents/{consent.pk}/withdraw/"), {"reason": "-"})
    with opened(people.dan.actor):
        states = dict(Referral.objects.values_list("pk", "status"))
    assert states == {old.pk: "recalled", new.pk: "made"}

"""The scenery of support, first part: from consents to what the family reads."""

from datetime import UTC, datetime, timedelta

from homeward.casework.victims.actions.consents import Shared
from homeward.casework.victims.actions.consents_overrides import answer_override, ask_override
from homeward.casework.victims.models import (
    Channel,
    Consent,
    ContactPlan,
    FamilyContact,
    Measure,
    PlanShare,
    Referral,
    Service,
    ThreatAssessment,
)
from homeward.foundation.guard.context import opened
from tests.journeys.support_scene import SupportScene, on
from tests.victims.test_contacts import consent_of, contact_by, minute, plan_of
from tests.victims.test_protection import ADDRESS, measure, threat
from tests.victims.test_services import a_service, asked, consent_to
from tests.victims.view_family import agreed, let_in, letter_of, released, written

AUNT = "Mona Ferrand"


def reach_and_tell(scene: SupportScene) -> None:
    """Ways to reach them, who decides for the child, and what may be told."""
    brother = scene.family.brother
    phone = {"kind": "phone", "value": "+999 555 0100", "safe_times": "Mornings, never after six"}
    scene.post("channels/new/", phone | {"note": "Her husband does not know this number."})
    scene.post("channels/new/", {"kind": "email", "value": "nour@xa.example.org"})
    scene.post(f"channels/{scene.newest(Channel).pk}/end/", {"why": "It is read by others."})
    scene.post("channels/new/", {"kind": "visit", "value": "At her sister's"})
    scene.post("channels/new/", phone | {"may_leave_word": "on"}, brother)
    guardian = {"name": AUNT, "capacity": "court", "decision": "Order 12 of the court of XA"}
    scene.post("guardians/new/", guardian | {"decided_on": on(-90)}, scene.child)
    told = {"may_be_told": "That we work on it every day.", "told_by": "The liaison, nobody else"}
    told |= {"not_told": "Where the police are, and what the offenders said."}
    scene.post("rules/new/", told)
    scene.post("rules/new/", {"stops_contact": "on", "reason": "He paid a debt."}, brother)
    scene.post("rules/new/", told | {"reason": "It is cleared up."}, brother, scene.people.alice)


def share(scene: SupportScene) -> tuple[Service, Service]:
    """Two services; consents to them, to a State, and one that was withdrawn; decisions."""
    people, victim = scene.people, scene.family.victim
    clinic = a_service(people.carol, free_places=4)
    house = a_service(people.carol, name="Safe house", domains=["protection", "medical"])
    closed = a_service(people.carol, name="Old house")
    directory = scene.client(people.carol)
    assert directory.post(f"/support-services/{clinic.pk}/verify/", {"revision": 1})
    assert directory.post(f"/support-services/{closed.pk}/close/", {"why": "No money."})
    consent_to(clinic, victim, people.dan, ("identity", "reach", "needs", "health"))
    consent_to(house, victim, people.dan, ("identity", "safety"))
    consent_of(victim, people.dan, recipient_name="Borduvia", covers=["reach", "identity"])
    abroad = {"purpose": "abroad", "recipient_name": "Borduvia", "covers": ["identity", "reach"]}
    consent_of(victim, people.dan, **abroad)
    before = datetime.now(UTC) - timedelta(days=9)
    consent_of(victim, people.dan, purpose="debrief", given_at=before, recipient_name="The team")
    signed = {"purpose": "debrief", "recipient": "person", "recipient_name": "A. Interviewer"}
    given = signed | {"covers": ["identity", "health"], "given_at": minute(), "how": "spoken"}
    with opened(people.dan.actor):
        guardian = scene.child.guardians.get().pk
    views = {"guardian": guardian, "childs_view": "She wants her aunt to sit with her."}
    scene.post("consents/new/", given | views, scene.child)
    shared = Shared(recipient="state:XC", covers=("identity", "safety"))
    law = {"law": "Victims Act, section 4", "reason": "A life is in danger."}
    with opened(people.dan.actor):
        approved = ask_override(victim, shared, user=people.dan, **law)
        police = Shared(recipient="authority:XB-POLICE", covers=("safety",))
        ask_override(victim, police, user=people.dan, **law)
    with opened(people.alice.actor):
        answer_override(approved, user=people.alice, approve=True)
    return clinic, house


def refer(scene: SupportScene, clinic: Service, house: Service) -> None:
    """A referral that goes on, one that was transferred, and one that was recalled."""
    victim, dan = scene.family.victim, scene.people.dan
    with opened(dan.actor):
        consent = Consent.objects.get(recipient=clinic.recipient)
        at_the_house = Consent.objects.get(recipient=house.recipient)
    said = {"needs": "She sleeps badly and does not eat.", "health": "A wrist is broken."}
    scene.post("referrals/new/", asked(consent, **said))
    first = scene.newest(Referral).pk
    step = {"step": "accepted", "on": on(0), "note": "She may come on Monday."}
    scene.post(f"referrals/{first}/step/", step)
    scene.post("referrals/new/", asked(consent, domain="psychological", **said))
    second = scene.newest(Referral).pk
    moved = asked(at_the_house, domain="medical", safety="She was threatened twice.")
    scene.post(f"referrals/{second}/transfer/", moved)
    other = consent_to(house, scene.family.brother, dan)
    scene.post("referrals/new/", asked(other, domain="protection"), scene.family.brother)
    withdrawn = {"reason": "He wants to choose a service himself."}
    scene.post(f"consents/{other.pk}/withdraw/", withdrawn, scene.family.brother)
    assert victim.pk


def protect(scene: SupportScene) -> None:
    """A threat that was corrected, measures of which one was reviewed and one is over."""
    scene.post("protection/threat/", threat(level="moderate"))
    first = scene.newest(ThreatAssessment).pk
    scene.post(f"protection/threat/{first}/", threat(reasons="A car waited there twice."))
    scene.post("protection/measures/", measure())
    patrol = scene.newest(Measure).pk
    review = {"day": on(0), "note": "The patrols are kept up.", "review_on": on(4), "until": ""}
    scene.post(f"protection/measures/{patrol}/review/", review)
    escort = {"kind": "escort", "what": "To the hospital.", "status": "planned", "until": ""}
    scene.post("protection/measures/", measure(**escort))
    device = {"kind": "alarm_device", "what": "A button round her neck."}
    scene.post("protection/measures/", measure(**device))
    lifted = {"day": on(0), "note": "She does not want it any more."}
    scene.post(f"protection/measures/{scene.newest(Measure).pk}/lift/", lifted)
    scene.post("protection/address/", {"text": ADDRESS})


def keep_contact(scene: SupportScene) -> None:
    """A plan in two versions and abroad; contacts with promises, corrected and handed over."""
    people, brother = scene.people, scene.family.brother
    with opened(people.dan.actor):
        way = Channel.objects.filter(file=scene.family.victim, ended_at=None).earliest("pk")
    firsts = {"first_life": AUNT, "first_release": AUNT, "times": "After six", "language": "fr"}
    plan = plan_of(people, channel=way.pk, included=[1, 2], review_on=on(30), **firsts)
    scene.post("plan/new/", plan | {"note": "She writes down what is said."})
    version = scene.newest(ContactPlan).number
    scene.post("plan/new/", plan | {"times": "Mornings, never after six", "revision": version})
    scene.post("plan/share/", {"state": "XB", "authority": "Victim support of XB"})
    assert scene.newest(PlanShare)
    promised = {"promise_1_what": "To send the form of the fund", "promise_1_by": people.carol.pk}
    promised |= {"promise_1_due_at": minute(timedelta(hours=2))}
    promised |= {"promise_2_what": "To ask the school", "promise_2_by": people.dan.pk}
    promised |= {"promise_2_due_at": minute(timedelta(days=1))}
    more = {"asked": "When she may go home.", "safety": "A car stood there.", "with_whom": "Nour"}
    scene.post("contacts/new/", contact_by(people.dan, **promised, **more))
    first = scene.newest(FamilyContact).pk
    scene.post(f"contacts/{first}/handed/", {"how": "hand", "at": minute()})
    fixed = contact_by(people.dan, **more, said="That we work on it at night as well.")
    scene.post(f"contacts/{first}/correct/", fixed)
    scene.post("plan/new/", plan_of(people, every=2, unit="days", review_on=on(30)), brother)
    nobody = contact_by(people.dan, said="", mood="", with_whom="Sami") | {"reached": ""}
    scene.post("contacts/new/", nobody)


def write_for_the_family(scene: SupportScene) -> None:
    """The brother's page: a version that was taken back, one that he reads, a draft; his letter."""
    people, family = scene.people, scene.family
    dan, carol = scene.client(people.dan), scene.client(people.carol)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    scene.number, scene.first_code, scene.codes, _text = letter_of(dan, way)
    old = released(family, dan, carol, doing="We look for Nour. We will call you.")
    scene.post(f"view/{old}/withdraw/", {"why": "A day was wrong."}, family.brother)
    released(family, dan, carol, doing="We look for Nour. We call you each day.")
    more = {"promise_2": "A talk with the school", "state_2": "kept", "caller_2": "support"}
    more |= {"promise_3": "A letter from the bank", "state_3": "late", "channel_2": "visit"}
    released(family, dan, carol, **more)
    scene.post("view/write/", written(doing="We look for her day and night."), family.brother)

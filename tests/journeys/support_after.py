"""The scenery of support, second part: losses, needs, rights, release and the end of contact."""

from homeward.casework.victims.models import (
    Assessment,
    CompensationPart,
    DebriefSession,
    Goal,
    Loss,
    Need,
    OwedNotice,
    SupportStep,
)
from homeward.foundation.guard.context import opened
from tests.journeys.support_scene import SupportScene, on
from tests.victims.test_harm import RANSOM, an_item
from tests.victims.test_needs import found
from tests.victims.test_release import session


def count_losses(scene: SupportScene) -> None:
    """Losses of each status, and claims at each stage; one was paid from a confiscation."""
    people, family = scene.people, scene.family
    scene.post("losses/new/", RANSOM)
    wages = {"kind": "income", "amount": "2,450.50", "until_day": "2026-05-31"}
    scene.post("losses/new/", RANSOM | wages | {"note": "Three months without wages."})
    abroad = {"kind": "travel", "amount": "340", "currency": "EUR", "borne_by": "relative"}
    scene.post("losses/new/", RANSOM | abroad | {"borne_file": family.brother.pk})
    scene.post("losses/new/", RANSOM | {"kind": "goods", "amount": "80"})
    scene.post("losses/4/withdraw/", {"why": "Her telephone was found."})
    scene.post("losses/1/item/", {"item": an_item(people, family)})
    scene.post("losses/1/verify/", {"read": "on"}, by=people.carol)
    scene.post("losses/2/item/", {"item": an_item(people, family)})
    with opened(people.dan.actor):
        losses = [one.pk for one in Loss.objects.order_by("number")]
    law = {"source": "proceeds", "basis": "Law 1, article 2", "authority": "Court of XA"}
    asked = {f"asked_{losses[0]}": "1000", f"asked_{losses[1]}": "2000"}
    scene.post("compensation/new/", law | asked | {"filed_on": "2026-04-01", "reference": "C 7"})
    with opened(people.dan.actor):
        parts = [one.pk for one in CompensationPart.objects.order_by("pk")]
    decided = {"verdict": "partly", "on": "2026-06-01", "authority": "Court of XA"}
    granted = {f"amount_{parts[0]}": "600", f"amount_{parts[1]}": "500.50"}
    appeal = {"reference": "D 12", "appeal_by": on(30)}
    scene.post("compensation/1/decide/", decided | granted | appeal)
    back = {"kind": "confiscation", "authority": "Court of XB", "reference": "K 12"}
    back |= {"on": "2026-05-02", "amount": "4,500", "currency": "XAD"}
    place = f"/cases/{family.case.reference}/support/recovered/new/"
    assert scene.client(people.dan).post(place, back).status_code == 302
    form = scene.client(people.dan).get(family.page(family.victim, "compensation/1/pay/"))
    source = next(key for key, _name in form.context["form"].fields["recovered"].choices if key)
    paid = {"on": "2026-06-20", "recovered": source, f"amount_{parts[0]}": "400"}
    scene.post("compensation/1/pay/", paid | {"reference": "P 3"})
    unpaid = scene.client(people.dan).post(place, back | {"reference": "K 13"})
    assert unpaid.status_code == 302
    repaid = {"part": parts[0], "on": "2026-06-25", "amount": "20", "reference": "P 4"}
    scene.post("compensation/1/back/", repaid)
    fund = {"source": "fund", "basis": "Law 2", "authority": "Fund for victims of XA"}
    scene.post("compensation/new/", fund | {f"asked_{losses[1]}": "450", "deadline": on(20)})
    ended = {"source": "insurance", "basis": "Contract 9", "authority": "An insurer"}
    insured = ended | {f"asked_{losses[2]}": "340", "filed_on": "2026-04-01"}
    scene.post("compensation/new/", insured)
    scene.post("compensation/3/close/", {"outcome": "withdrawn", "note": "She did not want it."})


def assess_needs(scene: SupportScene) -> None:
    """Four assessments of which one was corrected, needs of each status, a goal with steps."""
    people = scene.people
    levels = ((-90, 4, 3), (-60, 3, 3), (-20, 8, 2), (0, 1, 2))
    for days, mind, money in levels:
        sent = {"level_psychological": mind, "level_economic": money, "met_economic": "partly"}
        sent |= {"met_psychological": "unknown" if mind == 8 else "unmet", "made_on": on(days)}
        more = {"level_legal": 2, "met_legal": "met"} if days else {"interpreter": "on"}
        scene.post("needs/assess/", found(people, **sent, **more, next_on=on(14)))
    sent = {"level_psychological": 2, "met_psychological": "partly", "why": "Heard wrongly."}
    last = scene.newest(Assessment).pk
    scene.post(f"needs/assessments/{last}/correct/", found(people, **sent, next_on=on(14)))
    need = {"domain": "economic", "kind": "bank", "text": "The bank closed the joint account."}
    scene.post("needs/new/", need | {"urgency": "now", "opened_on": on(-9)})
    tax = {"domain": "legal", "kind": "tax", "text": "A tax return is due.", "urgency": "later"}
    scene.post("needs/new/", tax | {"opened_on": on(-30)})
    key = scene.newest(Need).pk
    settled = {"status": "met", "urgency": "later", "text": tax["text"], "revision": 1}
    scene.post(f"needs/{key}/", settled)
    goal = {"words": "I want to sleep at home again.", "domain": "protection"}
    scene.post("goals/new/", goal | {"agreed_on": on(-3)})
    place = f"goals/{scene.newest(Goal).pk}/step/"
    scene.post(place, {"text": "Change the locks.", "owner": people.carol.pk, "due_on": on(2)})
    scene.post(place, {"text": "Ask the owner.", "owner": people.dan.pk, "due_on": on(0)})
    scene.post("goals/new/", goal | {"words": "My own money.", "agreed_on": on(-1)})
    place = f"goals/{scene.newest(Goal).pk}/step/"
    scene.post(place, {"text": "Call the bank.", "owner": people.dan.pk, "due_on": on(5)})


def hear_and_answer(scene: SupportScene) -> None:
    """What she wants to be told and was; what she said; a complaint that waits, one answered."""
    people = scene.people
    scene.post("rights/wish/", {"kinds": ["arrest", "hearing", "release"], "not_when": "At night"})
    scene.post("rights/notice/", {"kind": "arrest"})
    told = {"end": "told", "on": on(0), "how": "phone"}
    scene.post(f"rights/notice/{scene.newest(OwedNotice).pk}/", told)
    scene.post("rights/notice/", {"kind": "hearing", "day": on(30)})
    view = {"kind": "impact", "stage": "trial", "form": "counsel", "given_on": on(-8)}
    scene.post("heard/new/", view | {"text": "I do not sleep, and I am afraid of the harbour."})
    scene.post("heard/1/pass-on/", {"to": "Court of XA", "on": on(-7), "reference": "C 7"})
    scene.post("heard/1/end/", {"end": "considered", "on": on(-1), "note": "Read in court."})
    scene.post("heard/new/", view | {"text": "My wages are still owed to me."})
    scene.post("heard/2/pass-on/", {"to": "Court of XA", "on": on(-7)})
    plea = {"kind": "plea", "stage": "appeal", "form": "person", "given_on": on(-2)}
    scene.post("heard/new/", plea | {"text": "I want to speak to the judge."})
    complaint = {"about": "delay", "received_on": on(-3), "form": "written"}
    first = complaint | {"text": "Nobody rang for a week.", "handler": people.carol.pk}
    scene.post("complaints/new/", first)
    answer = {"end": "upheld", "answer": "We are sorry, and ring weekly now.", "on": on(0)}
    scene.post("complaints/1/answer/", answer, by=people.carol)
    second = {"text": "My name was in a newspaper.", "about": "privacy"}
    scene.post("complaints/new/", first | second | {"handler": people.alice.pk})


def prepare_release(scene: SupportScene) -> None:
    """Checklists, what is arranged, debriefs of which one was void; and one file has ended."""
    people = scene.people
    scene.post("release/prepare/", {"ending": "release"})
    visa = {"kind": "own", "text": "A visa", "responsible": people.carol.pk, "due_on": on(3)}
    scene.post("release/lists/return/", visa)
    scene.post("release/lists/media/", {"kind": "request", "text": "A channel asks."})
    asked = scene.newest(SupportStep).pk
    scene.post(f"release/steps/{asked}/", {"end": "refused", "result": "The family says no."})
    scene.post("release/follow-ups/", {"day": on(-20)})
    with opened(people.dan.actor):
        week = SupportStep.objects.get(kind="week_1").pk
        month = SupportStep.objects.get(kind="month_1").pk
    done = {"end": "done", "done_on": on(-12), "result": "She sleeps again."}
    scene.post(f"release/steps/{week}/", done)
    scene.post(f"release/steps/{month}/move/", {"due_on": on(13), "why": "She is in hospital."})
    reunion = {"who": "Her brother", "agreed_with": "Nour", "medical_first": "on"}
    scene.post("release/arranged/reunion/", reunion | {"revision": 0})
    both = {"who": "Her brother and a doctor", "revision": 1}
    scene.post("release/arranged/reunion/", reunion | both)
    media = {"what": "That she is free", "agreed_with": "Nour", "revision": 0}
    scene.post("release/arranged/media/", media)
    scene.post("release/debriefs/new/", session())
    scene.post("release/debriefs/new/", session(at=f"{on(-4)}T10:00", minutes=20))
    twice = scene.newest(DebriefSession).pk
    scene.post(f"release/debriefs/{twice}/", {"why": "Entered twice."})
    last = {"agreed_with": "Iris", "agreed_on": on(0), "come_back": "Call the desk day and night."}
    last |= {"done": "A doctor, and a lawyer.", "complain": "The ombudsman of XA."}
    scene.post("end/", last, scene.ended)

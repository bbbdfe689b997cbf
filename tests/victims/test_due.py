"""What is due of a support file goes to its new worker, ends with the file, and comes back."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from homeward.casework.victims.actions.consents import Shared, withdraw_consent
from homeward.casework.victims.actions.consents_overrides import ask_override
from homeward.casework.victims.actions.contacts_record import NewFamilyContact
from homeward.casework.victims.actions.contacts_record import record_family_contact as record
from homeward.casework.victims.actions.harm import LossFacts, record_loss
from homeward.casework.victims.actions.harm_claims import ClaimFacts, make_claim
from homeward.casework.victims.actions.needs_assess import set_assessment_date
from homeward.casework.victims.actions.needs_plan import GoalFacts, StepFacts, add_step, set_goal
from homeward.casework.victims.actions.protection_alarms import alarm_later
from homeward.casework.victims.actions.protection_measures import MeasureFacts, add_measure
from homeward.casework.victims.actions.protection_threat import NewAssessment, assess
from homeward.casework.victims.actions.release import NewStep, StepResult, end_step, set_follow_ups
from homeward.casework.victims.actions.release import add_step as add_line
from homeward.casework.victims.actions.release_end import EndFacts, end_file, reopen_file
from homeward.casework.victims.actions.rights import owe_notice
from homeward.casework.victims.actions.rights_heard import (
    ComplaintFacts,
    HeardFacts,
    record_complaint,
    record_heard,
)
from homeward.casework.victims.actions.services_referrals import Asking, refer
from homeward.casework.victims.errors.files import FileEnded
from homeward.casework.victims.forms.files import file_initial
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.words.protection import AlarmCause
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.people import People
from tests.victims.family import Family, a_family
from tests.victims.test_services import a_service, consent_to

# Whom each open task of the story is for, once Carol works on the file and Dan does no more.
OF_THE_WORKER = {
    "victims.alarm_outcome": 1,
    "victims.assess": 1,
    "victims.consent_ends": 1,
    "victims.contact_due": 1,
    "victims.file_compensation": 1,
    "victims.follow_up_due": 5,
    "victims.measure_review": 1,
    "victims.pass_on_view": 1,
    "victims.recall_confirm": 1,
    "victims.referral_answer": 1,
    "victims.tell_arrest": 1,
    "victims.threat_review": 1,
}
OF_OTHERS = {"victims.step": 1, "victims.answer_complaint": 1, "victims.override_answer": 2}
OWED_TO_OTHERS = {"victims.pass_on_view", "victims.recall_confirm", "victims.answer_complaint"}


def waiting(people: People) -> Counter[tuple[str, str]]:
    """How many open tasks of each kind stand before whom."""
    with opened(people.alice.actor):
        rows = Task.objects.filter(done_at=None, compartment="victims").select_related("assignee")
        return Counter(
            (one.kind, str(one.assignee)) for one in rows if one.kind != "victims.stand_in"
        )


def all_of(people: People) -> Counter[str]:
    found: Counter[str] = Counter()
    for (kind, _who), count in waiting(people).items():
        found[kind] += count
    return found


def everything_is_due(people: People, family: Family) -> None:
    """Dan works on the victim's file, and something of every part waits; the threat is overdue."""
    file, dan, today = family.victim, people.dan, localdate()
    soon, now = today + timedelta(days=9), datetime.now(UTC)
    clinic, house = (a_service(people.carol, name=name) for name in ("Clinic", "House"))
    lasting = consent_to(clinic, file, dan, expires_on=soon)
    gone = consent_to(house, file, dan)
    with opened(dan.actor):
        set_assessment_date(file, soon, user=dan)
        goal = GoalFacts(words="To sleep.", domain="medical", agreed_on=today)
        add_step(
            set_goal(file, goal, user=dan), StepFacts(text="-", owner=dan, due_on=soon), user=dan
        )
        threat = {"level": "high", "reasons": "-", "assessor": "-", "sources": ["media"]}
        yesterday = today - timedelta(days=1)
        assess(file, NewAssessment(assessed_on=today, review_on=yesterday, **threat), user=dan)
        days = {"begins_on": today, "review_on": soon}
        add_measure(file, MeasureFacts(kind="patrol", what="-", responsible="-", **days), user=dan)
        alarm_later(file.case_id, family.case.reference, AlarmCause.OUTCOME)
        owe_notice(file, NoticeKind.ARREST, user=dan)
        said = {"kind": "plea", "stage": "trial", "form": "written", "text": "-"}
        record_heard(file, HeardFacts(given_on=today, **said), user=dan)
        complaint = ComplaintFacts(about="delay", received_on=today, form="written", text="-")
        record_complaint(file, complaint, people.alice, user=dan)
        lost = {"kind": "ransom", "currency": "XAD", "borne_by": "person", "from_day": today}
        loss = record_loss(file, LossFacts(amount=100, **lost), user=dan)
        claim = ClaimFacts(source="fund", basis="-", authority="-", deadline=soon)
        make_claim(file, claim, {loss: 50}, user=dan)
        asked = {"domain": "medical", "language": "en", "answer_due": soon}
        refer(file, Asking(basis=lasting, **asked), user=dan)
        refer(file, Asking(basis=gone, **asked), user=dan)
        gone.file = file
        assert withdraw_consent(gone, user=dan, reason="-") == 1
        whom = Shared(recipient="state:XB", covers=("safety",))
        ask_override(file, whom, law="-", reason="-", user=dan)
        spoke = NewFamilyContact(
            at=now,
            began="ours",
            kind="phone",
            with_whom="-",
            by=dan,
            next_due_at=now + timedelta(3),
        )
        record(file, spoke, [], user=dan)
        set_follow_ups(file, today, user=dan)
    run_jobs("victims.raise_alarm")


def give(file: SupportFile, to: User, by: User) -> int:
    """Let somebody else work on the file, through its page; the status of the answer."""
    with opened(by.actor):
        sent = file_initial(SupportFile.objects.get(pk=file.pk)) | {"worker": to.pk}
    page = f"/cases/{file.case.reference}/support/{file.number}/edit/"
    return signed_in(by).post(page, {k: v for k, v in sent.items() if v}).status_code


def test_what_is_due_moves_with_the_worker_and_ends_with_the_file(people: People) -> None:
    family = a_family(people)
    everything_is_due(people, family)
    file, before = family.victim, all_of(people)
    del before["victims.alarm_outcome"]  # the brother's file has one as well
    assert before == Counter({**OF_THE_WORKER, **OF_OTHERS}) - Counter(["victims.alarm_outcome"])
    sweep_duty()
    assert give(file, people.alice, people.dan) == 409, "she looks into a complaint about it"
    assert give(file, people.carol, people.dan) == 302
    held = waiting(people)
    assert {k: n for (k, who), n in held.items() if who == "Carol" and k in OF_THE_WORKER} == (
        OF_THE_WORKER
    )
    left = {kind for kind, who in held if who == "Dan"}
    assert left == {"victims.step", "victims.alarm_outcome"}, "his own step; the brother's alarm"
    sweep_duty(datetime.now(UTC) + timedelta(minutes=1))
    with opened(DUTY):
        notices = Notice.objects.filter(kind="victims.threat_review", occasion="overdue")
        told = [(str(one.person), one.closed_at is None) for one in notices.order_by("pk")]
        assert told == [("Dan", False), ("Carol", True)], "what is overdue is told to her now"
        [yours] = Notice.objects.filter(kind="victims.file_handed_over")
        assert str(yours.person) == "Carol"
    with opened(people.alice.actor):
        entry = Entry.objects.get(verb="victims.file_handed_over")
        assert entry.data == {"file": file.number, "tasks": sum(OF_THE_WORKER.values())}
        assert Entry.objects.filter(verb="duty.task_given").count() == entry.data["tasks"]
    ends_and_comes_back(people, file)


def ends_and_comes_back(people: People, file: SupportFile) -> None:
    """The end leaves what is owed to others; with the file all else is due again."""
    before = waiting(people)
    with opened(people.carol.actor):
        facts = EndFacts(agreed_with="Nour", agreed_on=localdate(), come_back="Call.")
        end_file(file, facts, user=people.carol)
    left = waiting(people)
    assert {kind for kind, _who in left} == OWED_TO_OTHERS | {"victims.alarm_outcome"}
    late = NewStep(group="return", kind="travel")
    file.status = "open"  # a form that was opened before the end
    with opened(people.carol.actor), pytest.raises(FileEnded):
        add_line(file, late, user=people.carol)
    assert give(file, people.dan, people.carol) == 302
    assert ("victims.assess", "Dan") not in waiting(people), "nothing begins anew in what ended"
    assert give(file, people.carol, people.dan) == 302
    with opened(people.alice.actor):
        reopen_file(file, "She called.", user=people.alice)
    assert waiting(people) == before


def test_a_line_of_a_checklist_is_no_step_of_the_plan(people: People) -> None:
    """Rows of both are counted from one: what ends one must not end the task of the other."""
    family = a_family(people)
    day, dan = localdate() + timedelta(days=3), people.dan
    with opened(dan.actor):
        goal = GoalFacts(words="-", domain="legal", agreed_on=localdate())
        goal_row = set_goal(family.victim, goal, user=dan)
        steps = [
            add_step(goal_row, StepFacts(text="-", owner=dan, due_on=day), user=dan)
            for _ in range(3)
        ]
        new = NewStep(group="return", kind="travel", responsible=dan, due_on=day)
        lines = [add_line(family.brother, new, user=dan) for _ in range(3)]
        assert {one.pk for one in steps} & {one.pk for one in lines}
        for line in lines:
            end_step(line, StepResult(end="not_needed", result="-"), user=dan)
        assert Task.objects.filter(kind="victims.step", done_at=None).count() == 3
        assert not Task.objects.filter(kind="victims.step_due", done_at=None).exists()

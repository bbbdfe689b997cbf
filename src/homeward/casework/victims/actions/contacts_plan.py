"""Agreeing on a contact plan, and giving it to the liaison officer of another State."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import get_current_timezone

from homeward.casework.victims.actions.common import note_support, of_file
from homeward.casework.victims.actions.contacts_common import (
    REVIEW,
    lock_open,
    put_task,
    ring_contact,
    ring_promises,
)
from homeward.casework.victims.errors.contacts import (
    ChannelNotAgreed,
    OutsideSupport,
    PlanMissing,
    SameLiaison,
    ShareNeedsConsent,
)
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.models import Channel, ContactPlan, PlanShare, SupportFile
from homeward.casework.victims.queries.contacts import live_channels, plan_of, valid_consents
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact

MORNING = time(9)  # when what is due on a day is due


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What was agreed with the person: `every` so many of `unit` at most between two contacts."""

    liaison: User
    every: int
    unit: str
    agreed_with: str
    deputy: User | None = None
    included: list[int] = field(default_factory=list)
    included_others: str = ""
    speaker: str = ""
    channel: Channel | None = None
    times: str = ""
    language: str = ""
    interpreter: str = ""
    first_life: str = ""
    first_death: str = ""
    first_release: str = ""
    first_media: str = ""
    note: str = ""
    review_on: date | None = None


def morning_of(day: date) -> datetime:
    """Nine o'clock of a day in the node's zone: when what is due on that day is due."""
    return datetime.combine(day, MORNING, get_current_timezone())


@transaction.atomic
def set_plan(file: SupportFile, facts: PlanFacts, *, user: User, revision: int) -> ContactPlan:
    """Keep a new version of the plan, made from version `revision` (0 where there was none).

    Raises StaleForm where another version holds by now, OutsideSupport, SameLiaison,
    ChannelNotAgreed, FileEnded.
    """
    lock_open(file)
    before = plan_of(user, file)
    if revision != (before.number if before else 0):
        raise StaleForm
    _check(file, facts, user)
    columns: dict[str, Any] = {name: getattr(facts, name) for name in PlanFacts.__slots__}
    plan = ContactPlan.objects.create(**of_file(file), **columns, number=revision + 1, set_by=user)
    note_fact("victims.plan", case_id=file.case_id, file=file.pk, version=plan.number)
    note_support(file, "victims.plan_set", user, page="plan/", version=plan.number)
    ring_contact(file, user=user)
    ring_promises(file, user=user)
    ring_review(file, user=user)
    return plan


def _check(file: SupportFile, facts: PlanFacts, user: User) -> None:
    colleagues = colleagues_of(user, file.case)
    if facts.liaison not in colleagues or (facts.deputy and facts.deputy not in colleagues):
        raise OutsideSupport
    if facts.liaison == facts.deputy:
        raise SameLiaison
    if facts.channel and facts.channel not in live_channels(user, file):
        raise ChannelNotAgreed


def ring_review(file: SupportFile, *, user: User) -> None:
    """Put the review of the plan before the liaison, on the day that was agreed."""
    subject = ("support_file", file.pk)
    finish_tasks(subject, REVIEW, actor=user.actor)
    plan = plan_of(user, file)
    if plan and plan.review_on:
        due_at, page = morning_of(plan.review_on), "victims:plan"
        put_task(file, REVIEW, plan.liaison, due_at, user=user, subject=subject, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFacts:
    """To whom abroad the plan goes: a State by its code, an authority, its liaison officer."""

    state: str
    authority: str
    officer: str = ""


@transaction.atomic
def share_plan(
    file: SupportFile, facts: ShareFacts, *, user: User, form_token: UUID | None = None
) -> PlanShare:
    """Record that another State's liaison officer has the plan, as far as the consent covers it.

    Raises ShareNeedsConsent, PlanMissing, FileEnded. Nothing is sent by this.
    """
    lock_open(file)
    plan = plan_of(user, file)
    if plan is None:
        raise PlanMissing
    held = valid_consents(
        user,
        file,
        ConsentPurpose.CONTACT_PLAN,
        datetime.now(UTC),
        recipient=f"state:{facts.state}",
    )
    if not held:
        raise ShareNeedsConsent
    share = PlanShare.objects.create(
        **of_file(file),
        **asdict(facts),
        plan=plan,
        consent=held[0],
        covers=held[0].covers,
        shared_by=user,
        form_token=form_token,
    )
    note_fact("victims.plan_shared", case_id=file.case_id, file=file.pk, state=facts.state)
    page = f"plan/shares/{share.pk}/"
    note_support(file, "victims.plan_shared", user, page=page, state=facts.state)
    return share


@transaction.atomic
def end_share(share: PlanShare, why: str, *, user: User) -> None:
    """Record that the plan was taken back abroad; raises EndedAlready."""
    running = PlanShare.objects.filter(pk=share.pk, ended_at__isnull=True)
    if not running.update(ended_at=datetime.now(UTC), ended_by=user.pk, ended_why=why):
        raise EndedAlready
    page = f"plan/shares/{share.pk}/"
    note_support(share.file, "victims.plan_share_ended", user, page=page, state=share.state)

"""Agreeing on a contact plan, and giving it to the liaison officer of another State."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.contacts_common import (
    SHARE,
    TAKE_BACK,
    ring_contact,
    ring_promises,
    ring_review,
)
from homeward.casework.victims.actions.tasks import put_task
from homeward.casework.victims.errors.contacts import (
    ChannelNotAgreed,
    OutsideSupport,
    PlanMissing,
    SameLiaison,
    ShareNeedsConsent,
)
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.models import Channel, ContactPlan, PlanShare, SupportFile
from homeward.casework.victims.queries.consents import Basis, covering, of_basis
from homeward.casework.victims.queries.contacts import plan_of, standing_shares
from homeward.casework.victims.queries.files import colleagues_of, live_channels
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact

TIME_TO_TAKE_BACK = timedelta(days=1)


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
    basis = covering(user, file, f"state:{facts.state}", ConsentPurpose.CONTACT_PLAN)
    if basis is None:
        raise ShareNeedsConsent
    share = PlanShare.objects.create(
        **of_file(file),
        **asdict(facts),
        **of_basis(basis),
        plan=plan,
        covers=basis.covers,
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
    finish_tasks((SHARE, share.pk), TAKE_BACK, actor=user.actor)
    page = f"plan/shares/{share.pk}/"
    note_support(share.file, "victims.plan_share_ended", user, page=page, state=share.state)


def recall_shares(basis: Basis, user: User, reason: str) -> int:
    """Have every plan taken back abroad that was shared on what was just taken back; how many.

    Nothing is sent by this: who works on the file asks the other State, and records its answer.
    """
    shares = list(standing_shares(basis))
    for share in shares:
        share.file = basis.file
        put_take_back(share, user)
    return len(shares)


def put_take_back(share: PlanShare, user: User) -> None:
    """Ask who works on the file to have a plan taken back abroad."""
    put_task(
        share.file,
        TAKE_BACK,
        datetime.now(UTC) + TIME_TO_TAKE_BACK,
        actor=user.actor,
        subject=(SHARE, share.pk),
        page=f"plan/shares/{share.pk}/",
    )

"""Compensation claims: making, filing, their time limit, and their end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.actions.tasks import AHEAD, NOON, on_day, put_task
from homeward.casework.victims.errors import harm as wrong
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationPart,
    Loss,
    SupportFile,
)
from homeward.casework.victims.queries.harm import latest_verdict, row_of, stage_of
from homeward.casework.victims.queries.harm_sums import LossSum, sums_of
from homeward.casework.victims.words.harm import ClaimOutcome, Stage, Verdict
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.web.formats import money_text

# Kinds of tasks: file it in time, and decide on an appeal in time.
FILE, APPEAL = "victims.file_compensation", "victims.appeal_compensation"
SUBJECT = "compensation_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """Of whom compensation is asked, on what basis, before which authority."""

    source: str
    basis: str
    authority: str
    reference: str = ""
    filed_on: date | None = None
    deadline: date | None = None


@transaction.atomic
def make_claim(
    file: SupportFile,
    facts: ClaimFacts,
    asked: Mapping[Loss, int],
    *,
    user: User,
    form_token: UUID | None = None,
) -> CompensationClaim:
    """Make a compensation claim that asks for each loss its amount in minor units.

    Raises FileEnded, NothingAsked, OtherCurrency, LossWithdrawn, MoreThanLost.
    """
    lock_open(file)
    currency = _currency_of(asked)
    sums = sums_of(user, file).losses
    for loss, amount in asked.items():
        if loss.pk not in sums:
            raise wrong.LossWithdrawn(number=loss.number)
        check_asked(sums[loss.pk], facts.source, amount)
    last = CompensationClaim.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0
    claim = CompensationClaim.objects.create(
        **of_file(file),
        number=last + 1,
        currency=currency,
        recorded_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    for loss, amount in asked.items():
        CompensationPart.objects.create(**of_file(file), claim=claim, loss=loss, asked=amount)
    watch_limit(claim, user)
    note_claim(claim, user, Stage.PREPARED if claim.filed_on is None else Stage.FILED)
    tell(claim, "victims.compensation_made", user, asked_of=claim.source)
    return claim


@transaction.atomic
def file_claim(claim: CompensationClaim, on: date, *, user: User, reference: str = "") -> None:
    """Record that the compensation claim was filed; raises FileEnded, ClaimClosed, HarmSettled."""
    held = held_claim(claim)
    if held.filed_on is not None:
        raise wrong.HarmSettled
    held.filed_on, held.reference = on, held.reference or reference
    held.save(update_fields=["filed_on", "reference"])
    finish_tasks((SUBJECT, held.pk), FILE, actor=user.actor)
    note_claim(held, user, Stage.FILED)
    tell(held, "victims.compensation_filed", user)


@transaction.atomic
def set_limit(claim: CompensationClaim, deadline: date | None, *, user: User) -> None:
    """Set or extend the last day for filing; raises FileEnded, ClaimClosed, HarmSettled."""
    held = held_claim(claim)
    if held.filed_on is not None:
        raise wrong.HarmSettled
    held.deadline = deadline
    held.save(update_fields=["deadline"])
    watch_limit(held, user)
    tell(held, "victims.compensation_limit_set", user, event=False)


@transaction.atomic
def close_claim(
    claim: CompensationClaim, outcome: ClaimOutcome, *, user: User, note: str = ""
) -> None:
    """End a compensation claim; raises FileEnded, ClaimClosed, OutcomeWrong."""
    held = held_claim(claim)
    _check_outcome(held, outcome, user)
    held.outcome, held.closing_note = outcome, note
    held.closed_by, held.closed_at = user.pk, datetime.now(UTC)
    held.save(update_fields=["outcome", "closing_note", "closed_by", "closed_at"])
    finish_tasks((SUBJECT, held.pk), actor=user.actor)
    note_fact(
        "victims.compensation_closed",
        case_id=held.case_id,
        file=held.file_id,
        claim=held.pk,
        source=held.source,
        outcome=str(outcome),
    )
    tell(held, "victims.compensation_closed", user, outcome=str(outcome))


def check_asked(sums: LossSum, source: str, amount: int) -> None:
    """Raises MoreThanLost where one source would be asked for more than the loss."""
    most = sums.loss.amount - sums.asked_at(source)
    if amount > most:
        raise wrong.MoreThanLost(number=sums.loss.number, most=money_text(most, sums.loss.currency))


def held_claim(claim: CompensationClaim) -> CompensationClaim:
    """The compensation claim while nobody else writes in the case; raises FileEnded,
    ClaimClosed."""
    file = claim.file
    lock_open(file)
    held = CompensationClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    held.file = file
    if held.closed_at is not None:
        raise wrong.ClaimClosed
    return held


def tell(
    claim: CompensationClaim, verb: str, user: User, *, event: bool = True, **facts: str | int
) -> None:
    """Journal and timeline of what happened with a compensation claim."""
    page = f"compensation/{claim.number}/"
    note_support(claim.file, verb, user, page=page, event=event, number=claim.number, **facts)


def note_claim(claim: CompensationClaim, user: User, stage: Stage) -> None:
    """The nameless fact of where a compensation claim stands and what it asks."""
    row = row_of(claim, stage, sums_of(user, claim.file))
    note_fact(
        "victims.compensation",
        case_id=claim.case_id,
        file=claim.file_id,
        claim=claim.pk,
        source=claim.source,
        stage=str(stage),
        asked=row.asked,
        currency=claim.currency,
    )


def _currency_of(asked: Mapping[Loss, int]) -> str:
    if not asked or any(amount <= 0 for amount in asked.values()):
        raise wrong.NothingAsked
    currencies = {loss.currency for loss in asked}
    if len(currencies) != 1:
        raise wrong.OtherCurrency
    return currencies.pop()


def watch_day(claim: CompensationClaim, kind: str, day: date, user: User) -> None:
    """A task with a time limit, called to mind before it."""
    put_task(
        claim.file,
        kind,
        on_day(day, NOON),
        actor=user.actor,
        subject=(SUBJECT, claim.pk),
        page=f"compensation/{claim.number}/",
        ahead=AHEAD,
    )


def watch_limit(claim: CompensationClaim, user: User) -> None:
    """Let filing be due on its last day, in the place of the one before."""
    finish_tasks((SUBJECT, claim.pk), FILE, actor=user.actor)
    if claim.filed_on is None and claim.deadline is not None:
        watch_day(claim, FILE, claim.deadline, user)


def _check_outcome(claim: CompensationClaim, outcome: ClaimOutcome, user: User) -> None:
    """Raises OutcomeWrong where the end does not fit what was decided and paid."""
    row = row_of(claim, stage_of(user, claim), sums_of(user, claim.file))
    verdict, granted = latest_verdict(user, claim), row.granted or 0
    fits = {
        ClaimOutcome.PAID: 0 < granted == row.net,
        ClaimOutcome.PART_PAID: 0 < row.net < granted,
        ClaimOutcome.UNPAID: granted > 0 and row.net == 0,
        ClaimOutcome.REFUSED: verdict == Verdict.REFUSED,
        ClaimOutcome.WITHDRAWN: row.net == 0,
        ClaimOutcome.LAPSED: claim.filed_on is None,
        ClaimOutcome.ERROR: row.net == 0 and not verdict,
    }
    if not fits[outcome]:
        raise wrong.OutcomeWrong

"""What is decided and paid on compensation claims, what is paid back, and where it came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cases.models import Case
from homeward.casework.victims.actions.common import lock_case, lock_open, of_file
from homeward.casework.victims.actions.harm_claims import (
    APPEAL,
    SUBJECT,
    held_claim,
    note_claim,
    tell,
    watch_day,
)
from homeward.casework.victims.errors import harm as wrong
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationDecision,
    CompensationGrant,
    CompensationPaid,
    CompensationPart,
    CompensationPayment,
    CompensationRepaid,
    RecoveredSum,
)
from homeward.casework.victims.queries.harm_sums import PartSum, left_of, sums_of
from homeward.casework.victims.words.harm import ClaimSource, Stage, Verdict
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.web.formats import money_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What an authority decided, and until when it can be appealed."""

    verdict: str
    on: date
    authority: str
    reference: str = ""
    appeal_by: date | None = None


@transaction.atomic
def decide_claim(
    claim: CompensationClaim,
    facts: DecisionFacts,
    granted: Mapping[CompensationPart, int],
    *,
    user: User,
    form_token: UUID | None = None,
) -> CompensationDecision:
    """Record a decision; it takes the place of the one before, as after an appeal.

    `granted` has amounts for a claim that is granted in part; others follow from the verdict.
    Raises FileEnded, ClaimClosed, ClaimNotFiled, BeforeFiling, GrantWrong, GrantBelowPaid.
    """
    held = held_claim(claim)
    if held.filed_on is None:
        raise wrong.ClaimNotFiled
    if facts.on < held.filed_on:
        raise wrong.BeforeFiling
    parts = sums_of(user, held.file).of_claim(held)
    amounts = _amounts(facts.verdict, parts, {part.pk: n for part, n in granted.items()})
    decision = CompensationDecision.objects.create(
        **of_file(held.file),
        claim=held,
        recorded_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    for one in parts:
        if amount := amounts.get(one.part.pk, 0):
            CompensationGrant.objects.create(
                **of_file(held.file), decision=decision, part=one.part, amount=amount
            )
    watch_appeal(held, facts.appeal_by, user)
    _note_decision(held, facts.verdict, sum(amounts.values()), user)
    return decision


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """A payment: its day, and the confiscation or return from which it came."""

    on: date
    reference: str = ""
    recovered: RecoveredSum | None = None


@transaction.atomic
def pay_claim(
    claim: CompensationClaim,
    facts: PaymentFacts,
    amounts: Mapping[CompensationPart, int],
    *,
    user: User,
    form_token: UUID | None = None,
) -> CompensationPayment:
    """Record what was paid for each part, in minor units.

    Raises FileEnded, ClaimClosed, NothingGranted, NothingPaid, MoreThanGranted, OverCompensated,
    RecoveredMissing, RecoveredSpent, OtherCurrency, BeforeFiling, BeforeRecovered.
    """
    held = held_claim(claim)
    paid = {part.pk: amount for part, amount in amounts.items() if amount}
    if held.filed_on is not None and facts.on < held.filed_on:
        raise wrong.BeforeFiling
    sums = sums_of(user, held.file)
    parts = {one.part.pk: one for one in sums.of_claim(held)}
    if not paid or min(paid.values()) < 0 or not paid.keys() <= parts.keys():
        raise wrong.NothingPaid
    for key, amount in paid.items():
        _check_paid(parts[key], sums.losses[parts[key].part.loss_id].compensated, amount)
    _check_recovered(held, facts, sum(paid.values()), user)
    payment = CompensationPayment.objects.create(
        **of_file(held.file),
        claim=held,
        on=facts.on,
        reference=facts.reference,
        recovered=facts.recovered,
        recorded_by=user,
        form_token=form_token,
    )
    for key, amount in paid.items():
        CompensationPaid.objects.create(
            **of_file(held.file), payment=payment, part=parts[key].part, amount=amount
        )
    _note_paid(held, sum(paid.values()), back=False)
    tell(held, "victims.compensation_paid", user)
    return payment


@transaction.atomic
def repay_claim(
    part: CompensationPart,
    amount: int,
    on: date,
    *,
    user: User,
    reference: str = "",
    form_token: UUID | None = None,
) -> CompensationRepaid:
    """Record what the person paid back to a source, which may have closed; raises FileEnded,
    MoreThanPaid."""
    file = part.claim.file
    lock_open(file)
    sums = sums_of(user, file).of_claim(part.claim)
    net = next(one.net for one in sums if one.part.pk == part.pk)
    if not 0 < amount <= net:
        raise wrong.MoreThanPaid(most=money_text(net, part.claim.currency))
    made = CompensationRepaid.objects.create(
        **of_file(file),
        part=part,
        amount=amount,
        on=on,
        reference=reference,
        recorded_by=user,
        form_token=form_token,
    )
    _note_paid(part.claim, amount, back=True)
    tell(part.claim, "victims.compensation_repaid", user)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredFacts:
    """A confiscation or return, as its authority wrote it down."""

    kind: str
    authority: str
    reference: str
    on: date
    amount: int
    currency: str


@transaction.atomic
def enter_recovered(
    case: Case, facts: RecoveredFacts, *, user: User, form_token: UUID | None = None
) -> RecoveredSum:
    """Enter a confiscation or return from which persons of the case are paid; RecoveredThere."""
    lock_case(case)
    same = {name: getattr(facts, name) for name in ("kind", "authority", "reference", "currency")}
    if RecoveredSum.objects.filter(case=case, withdrawn_at=None, **same).exists():
        raise wrong.RecoveredThere
    made = RecoveredSum.objects.create(
        case=case,
        compartment=Compartment.VICTIMS,
        entered_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    record(
        "victims.recovered_entered",
        actor=user.actor,
        subject=("case", case.pk),
        case_id=case.pk,
        compartment=Compartment.VICTIMS,
        recovered=made.kind,
    )
    return made


@transaction.atomic
def withdraw_recovered(recovered: RecoveredSum, why: str, *, user: User) -> None:
    """Withdraw a confiscation or return that was entered wrongly; it stays readable, and nothing
    can be paid from it.

    Raises HarmSettled, and RecoveredPaid once something was paid from it.
    """
    lock_case(recovered.case)
    held = RecoveredSum.objects.select_for_update(of=("self",)).get(pk=recovered.pk)
    if held.withdrawn_at is not None:
        raise wrong.HarmSettled
    if held.payments.exists():
        raise wrong.RecoveredPaid
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = user.pk, datetime.now(UTC), why
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "victims.recovered_withdrawn",
        actor=user.actor,
        subject=("case", held.case_id),
        case_id=held.case_id,
        compartment=Compartment.VICTIMS,
        recovered=held.kind,
    )


def _amounts(verdict: str, parts: tuple[PartSum, ...], typed: dict[int, int]) -> dict[int, int]:
    """What a decision grants for each part; raises GrantWrong, GrantBelowPaid."""
    asked = {one.part.pk: one.part.asked for one in parts}
    granted = {key: amount for key, amount in typed.items() if amount}
    if verdict == Verdict.GRANTED:
        if granted and granted != asked:
            raise wrong.GrantWrong
        granted = asked
    within = all(0 < amount <= asked.get(key, 0) for key, amount in granted.items())
    total, whole = sum(granted.values()), sum(asked.values())
    fits = {
        Verdict.GRANTED: total == whole,
        Verdict.PARTLY: 0 < total < whole,
        Verdict.REFUSED: total == 0,
    }
    if not within or not fits[Verdict(verdict)]:
        raise wrong.GrantWrong
    for one in parts:
        if one.net > granted.get(one.part.pk, 0):
            raise wrong.GrantBelowPaid(number=one.part.loss.number)
    return granted


def _check_paid(one: PartSum, compensated: int, amount: int) -> None:
    loss = one.part.loss
    if not one.granted:
        raise wrong.NothingGranted
    left = one.granted - one.net
    if amount > left:
        raise wrong.MoreThanGranted(number=loss.number, most=money_text(left, loss.currency))
    rest = loss.amount - compensated
    if amount > rest:
        raise wrong.OverCompensated(number=loss.number, most=money_text(rest, loss.currency))


def _check_recovered(
    claim: CompensationClaim, facts: PaymentFacts, amount: int, user: User
) -> None:
    recovered = facts.recovered
    if recovered is None:
        if claim.source == ClaimSource.PROCEEDS:
            raise wrong.RecoveredMissing
        return
    if recovered.case_id != claim.case_id:
        raise wrong.RecoveredMissing
    if recovered.withdrawn_at is not None:
        raise wrong.RecoveredMissing
    if recovered.currency != claim.currency:
        raise wrong.OtherCurrency
    if facts.on < recovered.on:
        raise wrong.BeforeRecovered
    left = left_of(user, recovered)
    if amount > left:
        raise wrong.RecoveredSpent(most=money_text(left, recovered.currency))


def watch_appeal(claim: CompensationClaim, appeal_by: date | None, user: User) -> None:
    """Let an appeal be decided on by its last day, in the place of the one before."""
    finish_tasks((SUBJECT, claim.pk), APPEAL, actor=user.actor)
    if appeal_by is not None:
        watch_day(claim, APPEAL, appeal_by, user)


def _note_decision(claim: CompensationClaim, verdict: str, granted: int, user: User) -> None:
    note_fact(
        "victims.compensation_decided",
        case_id=claim.case_id,
        file=claim.file_id,
        claim=claim.pk,
        source=claim.source,
        verdict=verdict,
        granted=granted,
        currency=claim.currency,
    )
    note_claim(claim, user, Stage.DECIDED)
    tell(claim, "victims.compensation_decided", user, verdict=verdict)


def _note_paid(claim: CompensationClaim, amount: int, *, back: bool) -> None:
    note_fact(
        "victims.compensation_paid",
        case_id=claim.case_id,
        file=claim.file_id,
        claim=claim.pk,
        source=claim.source,
        amount=amount,
        currency=claim.currency,
        back=back,
    )

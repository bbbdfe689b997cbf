"""Losses, their evidence, compensation claims and what was recovered from the offenders."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.queries.items import items_of
from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationDecision,
    CompensationPayment,
    CompensationRepaid,
    Loss,
    LossEvidence,
    RecoveredSum,
    SupportFile,
)
from homeward.casework.victims.queries.harm_sums import Sums, left_of
from homeward.casework.victims.words.harm import Stage, Verdict
from homeward.foundation.access.models import User


def losses_of(viewer: User, file: SupportFile) -> QuerySet[Loss]:
    """Every loss of a file, those that were withdrawn too."""
    rows = Loss.objects.filter(file=file).select_related("borne_file__person", "recorded_by")
    return rows.order_by("number") if is_in_support(viewer, file.case) else rows.none()


def loss_of_form(viewer: User, file: SupportFile, token: UUID) -> Loss | None:
    """The loss that a form recorded when it was first sent."""
    return losses_of(viewer, file).filter(form_token=token).first()


@dataclass(frozen=True, slots=True)
class Shown:
    """An item that shows a loss: the item where the viewer sees it, and its number always."""

    number: int
    item: Item | None


def evidence_of(viewer: User, loss: Loss) -> list[Shown]:
    """What shows a loss; an item of a compartment that the viewer does not see is a number."""
    rows = LossEvidence.objects.filter(loss=loss).order_by("pk")
    if not is_in_support(viewer, loss.file.case):
        return []
    numbers = list(rows.values_list("item_id", flat=True))
    seen = {one.pk: one for one in items_of(viewer, loss.file.case).filter(pk__in=numbers)}
    return [Shown(number, seen.get(number)) for number in numbers]


def claims_of(viewer: User, file: SupportFile) -> QuerySet[CompensationClaim]:
    """The compensation claims of a file, the earliest first."""
    rows = CompensationClaim.objects.filter(file=file).order_by("number")
    return rows if is_in_support(viewer, file.case) else rows.none()


def claim_of_form(viewer: User, file: SupportFile, token: UUID) -> CompensationClaim | None:
    """The compensation claim that a form recorded when it was first sent."""
    return claims_of(viewer, file).filter(form_token=token).first()


def decisions_of(viewer: User, claim: CompensationClaim) -> QuerySet[CompensationDecision]:
    """What was decided on a compensation claim, the latest first."""
    rows = CompensationDecision.objects.filter(claim=claim).order_by("-pk")
    rows = rows.prefetch_related("grants").select_related("recorded_by")
    return rows if is_in_support(viewer, claim.file.case) else rows.none()


def payments_of(viewer: User, claim: CompensationClaim) -> QuerySet[CompensationPayment]:
    """What was paid on a compensation claim."""
    rows = CompensationPayment.objects.filter(claim=claim).order_by("pk")
    rows = rows.prefetch_related("amounts__part__loss").select_related("recovered")
    return rows if is_in_support(viewer, claim.file.case) else rows.none()


def repaid_of(viewer: User, claim: CompensationClaim) -> QuerySet[CompensationRepaid]:
    """What was paid back to the source of a compensation claim."""
    rows = CompensationRepaid.objects.filter(part__claim=claim).select_related("part__loss")
    return rows.order_by("pk") if is_in_support(viewer, claim.file.case) else rows.none()


def stage_of(viewer: User, claim: CompensationClaim) -> Stage:
    """Where a compensation claim stands."""
    if claim.closed_at is not None:
        return Stage.CLOSED
    if decisions_of(viewer, claim).exists():
        return Stage.DECIDED
    return Stage.PREPARED if claim.filed_on is None else Stage.FILED


def latest_verdict(viewer: User, claim: CompensationClaim) -> str:
    """What the decision that holds says; empty before one."""
    found = decisions_of(viewer, claim).values_list("verdict", flat=True).first()
    return Verdict(found).value if found else ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A compensation claim in a list, with its sums in minor units."""

    claim: CompensationClaim
    stage: Stage
    asked: int
    granted: int | None
    net: int


def rows_of(viewer: User, file: SupportFile, sums: Sums) -> list[ClaimRow]:
    """Every compensation claim of a file with where it stands and its sums."""
    return [row_of(claim, stage_of(viewer, claim), sums) for claim in claims_of(viewer, file)]


def row_of(claim: CompensationClaim, stage: Stage, sums: Sums) -> ClaimRow:
    """One compensation claim with its sums."""
    parts = sums.of_claim(claim)
    decided = [one.granted for one in parts if one.granted is not None]
    return ClaimRow(
        claim=claim,
        stage=stage,
        asked=sum(one.part.asked for one in parts),
        granted=sum(decided) if decided else None,
        net=sum(one.net for one in parts),
    )


@dataclass(frozen=True, slots=True)
class Recovered:
    """A confiscation or return, and what of it was not paid yet, in minor units."""

    row: RecoveredSum
    left: int


def recovered_rows(viewer: User, case: Case) -> QuerySet[RecoveredSum]:
    """Confiscations and returns that were entered here, the latest first."""
    rows = RecoveredSum.objects.filter(case=case).select_related("case", "entered_by")
    return rows.order_by("-pk") if is_in_support(viewer, case) else rows.none()


def recovered_of(viewer: User, case: Case, currency: str = "") -> list[Recovered]:
    """The same with what is left of each. Where a currency is named, those from which a payment in
    it can come."""
    rows = recovered_rows(viewer, case)
    rows = rows.filter(currency=currency, withdrawn_at=None) if currency else rows
    return [Recovered(row, left_of(viewer, row)) for row in rows]


def recovered_of_form(viewer: User, case: Case, token: UUID) -> RecoveredSum | None:
    """What a form entered when it was first sent."""
    return recovered_rows(viewer, case).filter(form_token=token).first()

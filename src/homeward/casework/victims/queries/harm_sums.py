"""How losses add up: lost = compensated + still asked for + not pursued, for each currency.

Nothing is ever added over currencies. All amounts are minor units.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Sum

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationDecision,
    CompensationGrant,
    CompensationPaid,
    CompensationPart,
    CompensationRepaid,
    Loss,
    RecoveredSum,
    SupportFile,
)
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class PartSum:
    """What one compensation claim asks for one loss, and what came of it.

    `granted` is None before a decision; `net` is what was paid less what was paid back.
    """

    part: CompensationPart
    granted: int | None
    paid: int
    repaid: int

    @property
    def net(self) -> int:
        """What the person has of it."""
        return self.paid - self.repaid

    @property
    def still(self) -> int:
        """What may still come: all that is asked before a decision, then what it granted."""
        if self.part.claim.closed_at is not None:
            return 0
        return self.part.asked if self.granted is None else max(self.granted - self.net, 0)


@dataclass(frozen=True, slots=True)
class LossSum:
    """One loss: its amount = compensated + open + not pursued.

    Several compensation claims may ask for the same loss, so `open` is at most what is left of it.
    """

    loss: Loss
    parts: tuple[PartSum, ...]

    @property
    def compensated(self) -> int:
        """What the person has from all sources together."""
        return sum(one.net for one in self.parts)

    @property
    def open(self) -> int:
        """What open compensation claims may still bring of the rest."""
        rest = self.loss.amount - self.compensated
        return min(rest, sum(one.still for one in self.parts))

    @property
    def not_pursued(self) -> int:
        """What no open compensation claim asks for."""
        return self.loss.amount - self.compensated - self.open

    def asked_at(self, source: str) -> int:
        """What open compensation claims at one source ask for."""
        parts = (one.part for one in self.parts)
        return sum(p.asked for p in parts if p.claim.source == source and p.claim.closed_at is None)


@dataclass(slots=True)
class Total:
    """The sums of one currency."""

    currency: str
    lost: int = 0
    compensated: int = 0
    open: int = 0
    not_pursued: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """Every loss of a file that was not withdrawn, and every compensation claim, with sums."""

    losses: dict[int, LossSum]
    claims: dict[int, tuple[PartSum, ...]] = field(default_factory=dict)

    @property
    def totals(self) -> list[Total]:
        """One line for each currency, in the order of their codes."""
        return totals_of(self.losses.values())

    def of_claim(self, claim: CompensationClaim) -> tuple[PartSum, ...]:
        """The parts of a compensation claim, in the order in which they were asked."""
        return self.claims.get(claim.pk, ())


def totals_of(losses: Iterable[LossSum]) -> list[Total]:
    """The sums of these losses, currency by currency."""
    found: dict[str, Total] = {}
    for one in losses:
        total = found.setdefault(one.loss.currency, Total(one.loss.currency))
        total.lost += one.loss.amount
        total.compensated += one.compensated
        total.open += one.open
        total.not_pursued += one.not_pursued
    return [found[currency] for currency in sorted(found)]


def sums_of(viewer: User, file: SupportFile) -> Sums:
    """The sums of a file; empty for whoever has no place with the victims of the case."""
    if not is_in_support(viewer, file.case):
        return Sums({})
    rows = CompensationPart.objects.filter(file=file).select_related("claim", "loss")
    granted = _granted(file)
    paid, repaid = _by_part(CompensationPaid, file), _by_part(CompensationRepaid, file)
    by_loss: dict[int, list[PartSum]] = defaultdict(list)
    by_claim: dict[int, list[PartSum]] = defaultdict(list)
    for part in rows.order_by("pk"):
        decided = granted.get(part.claim_id)
        share = None if decided is None else decided.get(part.pk, 0)
        one = PartSum(part, share, paid.get(part.pk, 0), repaid.get(part.pk, 0))
        by_loss[part.loss_id].append(one)
        by_claim[part.claim_id].append(one)
    losses = Loss.objects.filter(file=file, withdrawn_at__isnull=True).order_by("number")
    return Sums(
        {loss.pk: LossSum(loss, tuple(by_loss[loss.pk])) for loss in losses},
        {key: tuple(parts) for key, parts in by_claim.items()},
    )


def left_of(viewer: User, recovered: RecoveredSum) -> int:
    """What of a confiscation or return was not paid to anybody of the case yet."""
    if not is_in_support(viewer, recovered.case):
        return 0
    rows = CompensationPaid.objects.filter(payment__recovered=recovered)
    return int(recovered.amount - (rows.aggregate(total=Sum("amount"))["total"] or 0))


def _granted(file: SupportFile) -> dict[int, dict[int, int]]:
    """Of each decided compensation claim, what its latest decision grants for which part."""
    latest: dict[int, int] = {}
    rows = CompensationDecision.objects.filter(file=file).order_by("pk")
    for decision, claim in rows.values_list("pk", "claim_id"):
        latest[claim] = decision
    of_decision: dict[int, dict[int, int]] = defaultdict(dict)
    grants = CompensationGrant.objects.filter(file=file, decision__in=latest.values())
    for decision, part, amount in grants.values_list("decision_id", "part_id", "amount"):
        of_decision[decision][part] = amount
    return {claim: of_decision[decision] for claim, decision in latest.items()}


def _by_part(
    model: type[CompensationPaid] | type[CompensationRepaid], file: SupportFile
) -> dict[int, int]:
    rows = model._default_manager.filter(file=file).order_by().values_list("part_id")
    return {part: int(total) for part, total in rows.annotate(total=Sum("amount"))}

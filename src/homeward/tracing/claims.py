"""Claims: the money that is followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index as index_of
from typing import TYPE_CHECKING, SupportsIndex

from homeward.tracing import errors
from homeward.tracing.moments import moment_text

if TYPE_CHECKING:
    from homeward.tracing.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount of what one payment credits, followed under a label from then on.

    `payment` is the payment's id, `amount` in minor units of the credited currency (default: all
    that it credits), `label` the claim's name (default: the payment's id).
    """

    payment: str
    amount: int | None = None
    label: str | None = None

    @property
    def name(self) -> str:
        """The label, or the payment's id where none is given."""
        return self.payment if self.label is None else self.label


@dataclass(frozen=True, slots=True)
class PlacedClaim:
    """A checked claim: the payment's position in the ledger and the amount in minor units."""

    index: int
    payment: str
    label: str
    amount: int


def place_claims(
    ledger: "Ledger", claims: Sequence[Claim], at: int | None = None
) -> tuple[PlacedClaim, ...]:
    """Check claims against the ledger, in the order given.

    `at` is the end of the trace in microseconds. Raises a `ClaimError` that names the claim.
    """
    _refuse_what_is_no_claim(claims)
    _refuse_repeated_labels(claims)
    left: dict[int, int] = {}
    rows = ledger.find_all([claim.payment for claim in claims])
    return tuple(
        _place(ledger, claim, row, at, left) for claim, row in zip(claims, rows, strict=True)
    )


def _refuse_what_is_no_claim(claims: Sequence[Claim]) -> None:
    """Claims are a list of `Claim`, each on a payment named by text."""
    for claim in (claims,) if isinstance(claims, Claim | str) else claims:
        if isinstance(claims, Claim | str) or not isinstance(claim, Claim):
            raise errors.ClaimUnreadable(claim=f"{claim!r} (in Python: [Claim('ID')])")
        if not isinstance(claim.payment, str):
            raise errors.ClaimUnreadable(claim=f"{claim!r} (the payment's id is text)")


def _refuse_repeated_labels(claims: Sequence[Claim]) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.name in seen:
            raise errors.ClaimLabelRepeated(label=claim.name)
        seen.add(claim.name)


def _place(
    ledger: "Ledger", claim: Claim, index: int | None, at: int | None, left: dict[int, int]
) -> PlacedClaim:
    if index is None:
        raise errors.ClaimPaymentUnknown(payment=claim.payment, label=claim.name)
    _refuse_unusable_payment(ledger, claim, index, at)
    credited = int(ledger.credited[index])
    amount = credited if claim.amount is None else _whole(claim.amount)
    if amount is None or amount <= 0:
        amount = claim.amount
        raise errors.ClaimAmountUnusable(label=claim.name, payment=claim.payment, amount=amount)
    remaining = left.setdefault(index, credited)
    if amount > remaining:
        raise errors.ClaimAboveCredit(
            label=claim.name,
            payment=claim.payment,
            claimed=credited - remaining + amount,
            credited=credited,
        )
    left[index] = remaining - amount
    return PlacedClaim(index, claim.payment, claim.name, amount)


def _whole(amount: object) -> int | None:
    """A whole number as int, None for anything else: nothing is cut off, and True is no amount."""
    if isinstance(amount, bool) or not isinstance(amount, SupportsIndex):
        return None
    return index_of(amount)


def _refuse_unusable_payment(ledger: "Ledger", claim: Claim, index: int, at: int | None) -> None:
    if ledger.source[index] == ledger.target[index]:
        raise errors.ClaimOnSelfPayment(label=claim.name, payment=claim.payment)
    if ledger.foreign[ledger.target[index]]:
        raise errors.ClaimNotHeldHere(label=claim.name, payment=claim.payment)
    time = int(ledger.time[index])
    if at is not None and time > at:
        raise errors.ClaimAfterMoment(
            label=claim.name, payment=claim.payment, time=moment_text(time), at=moment_text(at)
        )

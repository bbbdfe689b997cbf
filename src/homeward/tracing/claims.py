"""Claims: the money that is followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index as index_of
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

import numpy as np

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
    payments = _payments(ledger, ledger.find_all([claim.payment for claim in claims]))
    return tuple(
        _place(claim, payment, at, left) for claim, payment in zip(claims, payments, strict=True)
    )


def refuse_no_ledger(ledger: object) -> None:
    """Raise `OptionUnusable` where something else is given, such as the reading that has one."""
    if not hasattr(ledger, "credited"):
        allowed = "a Ledger; of what read_ledger gives, its .ledger"
        raise errors.OptionUnusable(option="ledger", value=type(ledger).__name__, allowed=allowed)


class _Payment(NamedTuple):
    """What a claim must fit, of the payment in a row."""

    row: int
    credited: int
    time: int
    is_to_itself: bool
    is_foreign: bool


def _payments(ledger: "Ledger", rows: Sequence[int | None]) -> list[_Payment | None]:
    known = np.array([row for row in rows if row is not None], dtype=np.int64)
    source, target = ledger.source[known], ledger.target[known]
    ends = (source == target, ledger.foreign[target])
    columns = (each.tolist() for each in (known, ledger.credited[known], ledger.time[known], *ends))
    found = map(_Payment._make, zip(*columns, strict=True))
    return [None if row is None else next(found) for row in rows]


def _refuse_what_is_no_claim(claims: Sequence[Claim]) -> None:
    """Claims are a list of `Claim`, each on a payment named by text."""
    is_one = isinstance(claims, Claim | str)
    for claim in (claims,) if is_one else claims:
        if is_one or not isinstance(claim, Claim):
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
    claim: Claim, payment: _Payment | None, at: int | None, left: dict[int, int]
) -> PlacedClaim:
    if payment is None:
        raise errors.ClaimPaymentUnknown(payment=claim.payment, label=claim.name)
    _refuse_unusable_payment(claim, payment, at)
    index, credited = payment.row, payment.credited
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


def _refuse_unusable_payment(claim: Claim, payment: _Payment, at: int | None) -> None:
    if payment.is_to_itself:
        raise errors.ClaimOnSelfPayment(label=claim.name, payment=claim.payment)
    if payment.is_foreign:
        raise errors.ClaimNotHeldHere(label=claim.name, payment=claim.payment)
    if at is not None and payment.time > at:
        time, end = moment_text(payment.time), moment_text(at)
        raise errors.ClaimAfterMoment(label=claim.name, payment=claim.payment, time=time, at=end)

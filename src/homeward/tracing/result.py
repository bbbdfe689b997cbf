"""The result of a trace: tables that add up, and the JSON document made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from homeward.tracing.rules import Rule, Shortfall
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.flow import Flow


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What became of one claim in one currency, in minor units.

    claimed + received + converted_in = held + in_transit + out + handed + fees + converted_out +
    displaced; `difference` is left minus right, always 0. `fees` is negative where payments
    credit more than they debit. `payment` is None where the claim was made on another node. Under
    `poison` amounts are bounds that no sum is made of: every term but `claimed` is None.
    """

    label: str
    payment: str | None
    currency: str
    claimed: int
    received: int | None
    converted_in: int | None
    held: int | None
    in_transit: int | None
    out: int | None
    handed: int | None
    fees: int | None
    converted_out: int | None
    displaced: int | None
    difference: int | None


class Holding(NamedTuple):
    """How much of one label an account holds; `exact` is the amount before rounding."""

    account: str
    currency: str
    balance: int
    label: str
    amount: int
    exact: int | float


class Carrier(NamedTuple):
    """A payment that carried proceeds: what left with it and what of it was credited.

    `amount` is in the currency debited, `credited` in the currency credited, before anything is
    displaced by a claim made on this payment. The exact values are those before rounding.
    """

    payment: str
    label: str
    amount: int
    credited: int
    exact_amount: int | float
    exact_credited: int | float


class Transit(NamedTuple):
    """Proceeds debited and not yet credited: on a payment, or on an unmatched hand-over."""

    payment: str
    currency: str
    label: str
    amount: int
    exact: int | float


class Unexplained(NamedTuple):
    """Minor units that left an account beyond what the ledger explains."""

    account: str
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Proceeds of the claims under one rule, at one moment (None: after the last payment)."""

    rule: Rule
    at: datetime | None
    shortfall: Shortfall
    claims: Sequence[ClaimLine]
    holdings: Sequence[Holding]
    carriers: Sequence[Carrier]
    unexplained: Sequence[Unexplained]
    transit: Sequence[Transit]
    unmatched: tuple[str, ...]
    """References of hand-overs received that match no payment of the ledger."""
    warnings: tuple[TraceWarning, ...]
    flow: "Flow" = field(repr=False, compare=False)
    """The raw outcome, by ledger row: what `outgoing` reads."""
    exponent: int | None = field(default=None, compare=False)
    """How many decimals the ledger's amounts have, where that was declared: for who shows them."""

    def unmatched_from(self, sender: str) -> frozenset[str]:
        """References of one State's hand-overs that match no payment of the ledger."""
        return frozenset(
            each.params["reference"]
            for each in self.warnings
            if each.code == "hand_over_unmatched" and each.params["sender"] == sender
        )

    def document(self) -> dict[str, Any]:
        """The JSON document: every amount an integer in minor units."""
        return {
            "rule": self.rule.value,
            "at": None if self.at is None else self.at.isoformat().replace("+00:00", "Z"),
            "claims": [
                {name: getattr(line, name) for name in line.__slots__} for line in self.claims
            ],
            "holdings": [_document(each) for each in self.holdings],
            "carriers": [_document(each) for each in self.carriers],
            "unexplained": [_document(each) for each in self.unexplained],
            "warnings": [each.document() for each in self.warnings],
        }


def _document(row: Holding | Carrier | Unexplained) -> dict[str, Any]:
    """A row without its amounts before rounding."""
    found = row._asdict()
    return {name: found[name] for name in found if not name.startswith("exact")}

"""What an engine yields: the raw outcome of following the claims, before it is put in tables."""

from collections import defaultdict
from dataclasses import dataclass, field

from homeward.tracing.tally import Amount, Tally

LotStretches = list[tuple[int, int, str]]
"""Tainted stretches (offset, length, label) in minor units, sorted, apart."""


@dataclass(frozen=True, slots=True)
class Entering:
    """Proceeds that another node handed over, on one payment of this ledger.

    `amount` is the whole payment in the sender's units; the stretches lie in it. For share rules
    `shares` holds the label amounts instead.
    """

    amount: int
    stretches: tuple[tuple[int, int, str], ...] = ()
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class Flow:
    """Where the labels went, by row and account number."""

    tally: Tally = field(default_factory=Tally)
    held: dict[tuple[int, str], Amount] = field(default_factory=lambda: defaultdict(int))
    """By account and label."""
    carried: dict[int, dict[str, list[Amount]]] = field(default_factory=dict)
    """By row and label: what left with the payment, and what it credited."""
    handed: dict[int, LotStretches] = field(default_factory=dict)
    """By row: the stretches that left for another State's account."""
    handed_shares: dict[int, dict[str, float]] = field(default_factory=dict)
    """By row: label amounts that left for another State's account (share rules)."""
    transit: dict[tuple[int, str], Amount] = field(default_factory=lambda: defaultdict(int))
    """By row and label: what is on its way at the end."""

    debited: dict[str, int] = field(default_factory=dict)
    """By currency: everything that left accounts, for the share that is unexplained."""

    def carry(self, row: int, label: str, left: Amount, credited: Amount) -> None:
        """Note that a payment carried proceeds."""
        entry = self.carried.setdefault(row, {}).setdefault(label, [0, 0])
        entry[0] += left
        entry[1] += credited

"""What an offer costs and what covers it, currency by currency; pure, without a database.

Two currencies are never added, and what the existing budget covers is never added to pledges but to
say whether the cost is covered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeward.oversight.assistance.lists import Funding, FundKind


@dataclass(frozen=True, slots=True)
class Cover:
    """One currency of an offer: what it costs and what is set aside, in minor units."""

    currency: str
    cost: int
    pledged: int = 0
    existing: int = 0

    @property
    def missing(self) -> int:
        """What is still to be covered; never below zero."""
        return max(self.cost - self.pledged - self.existing, 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """How an offer is paid for."""

    status: Funding
    covers: tuple[Cover, ...] = ()
    sources: tuple[FundKind, ...] = field(default=())

    @property
    def missing(self) -> dict[str, int]:
        """What is missing, by currency."""
        return {one.currency: one.missing for one in self.covers if one.missing}

    @property
    def told(self) -> dict[str, Any]:
        """What the State is told of it: neither amounts nor who gave them."""
        return {"status": self.status.value, "sources": [one.value for one in self.sources]}


def cost_of(offer: Mapping[str, Any]) -> dict[str, int]:
    """What the parts of an offer cost together, by currency, in minor units."""
    total: dict[str, int] = {}
    for part in offer.get("parts", ()):
        total[part["currency"]] = total.get(part["currency"], 0) + int(part["cost"])
    return {currency: cost for currency, cost in total.items() if cost}


def picture(offer: Mapping[str, Any], held: Iterable[tuple[str, FundKind, int]]) -> Picture:
    """How an offer is paid for by what is held of commitments: (currency, kind, minor units)."""
    if not offer:
        return Picture(Funding.NOT_COSTED)
    cost = cost_of(offer)
    if not cost:
        return Picture(Funding.NO_COST)
    by_kind: dict[tuple[str, FundKind], int] = {}
    for currency, kind, amount in held:
        by_kind[currency, kind] = by_kind.get((currency, kind), 0) + amount
    covers = tuple(
        Cover(
            currency,
            needed,
            by_kind.get((currency, FundKind.PLEDGE), 0),
            by_kind.get((currency, FundKind.EXISTING), 0),
        )
        for currency, needed in sorted(cost.items())
    )
    sources = tuple(
        kind for kind in FundKind if any(by_kind.get((c.currency, kind)) for c in covers)
    )
    if not any(one.missing for one in covers):
        return Picture(Funding.FUNDED, covers, sources)
    return Picture(Funding.PARTLY if sources else Funding.UNFUNDED, covers, sources)


@dataclass(frozen=True, slots=True)
class Earmark:
    """What a fund was given for; an empty list leaves it free in that respect."""

    paragraphs: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def wrong(self, *, paragraph: str, state: str, help: str) -> list[str]:
        """In which respects a request does not fit: `paragraph`, `state`, `help`."""
        tried = (
            ("paragraph", self.paragraphs, paragraph),
            ("state", self.states, state),
            ("help", self.kinds, help),
        )
        return [name for name, given, asked in tried if given and asked not in given]

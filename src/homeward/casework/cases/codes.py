"""What codes are together, and what something made of several items may not undercut.

Every scheme is ordered from lax to strict. What is derived takes, scheme by scheme, the strictest
of its sources; of retention the earliest day. An empty code means that the scheme was not used.

Handling codes limit different things, so the strictest code alone would lose a limit: what H1 or
H3 of one source says stays in `limits`, one line each, beside a stricter code of another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cases.vocabulary.items import (
    AdmiraltyInformation,
    AdmiraltySource,
    InformationGrade,
    Pap,
    SourceGrade,
    Tlp,
)

ORDERS: Final[dict[str, list[str]]] = {
    "handling": ["", *HandlingCode.values],
    "source_grade": ["", *SourceGrade.values],
    "information_grade": ["", *InformationGrade.values],
    "admiralty_source": ["", *AdmiraltySource.values],
    "admiralty_information": ["", *AdmiraltyInformation.values],
    "tlp": ["", *Tlp.values],
    "pap": ["", *Pap.values],
}
# Each forbids something that the other codes do not say; H2, which lets nothing be passed on
# without permission, covers the court of H1.
_LIMITING: Final = (HandlingCode.H1.value, HandlingCode.H2.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of one item. `limits` are lines: the words of H3, and limits of other sources."""

    handling: str = ""
    limits: str = ""
    source_grade: str = ""
    information_grade: str = ""
    admiralty_source: str = ""
    admiralty_information: str = ""
    tlp: str = ""
    pap: str = ""
    retention_until: date | None = None


NAMES: Final = tuple(field.name for field in fields(Codes))


def strictest(sources: Iterable[Codes]) -> Codes:
    """Scheme by scheme the strictest of all; nothing of nothing."""
    every = list(sources)
    joined = {
        name: max((getattr(one, name) for one in every), key=order.index, default="")
        for name, order in ORDERS.items()
    }
    days = [one.retention_until for one in every if one.retention_until is not None]
    limits = {line for one in every for line in _lines(one)}
    if HandlingCode.H2 in limits:
        limits.discard(HandlingCode.H1.value)
    return Codes(
        **joined,
        limits="\n".join(sorted(limits - {joined["handling"]})),
        retention_until=min(days, default=None),
    )


def laxer(own: Codes, floor: Codes) -> list[str]:
    """The names of the fields in which `own` is laxer than what it derives from."""
    joined = strictest([own, floor])
    alone = strictest([own])
    return [name for name in NAMES if getattr(joined, name) != getattr(alone, name)]


def _lines(codes: Codes) -> set[str]:
    """What limits the use beside the code itself; a limiting code counts as a line of its own."""
    lines = {line.strip() for line in codes.limits.splitlines() if line.strip()}
    return lines | ({codes.handling} & set(_LIMITING))

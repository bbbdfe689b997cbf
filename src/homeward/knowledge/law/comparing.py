"""Double criminality: the same conduct under two laws, by what was done and not by its name.

UNTOC 16(1) and 18(9) ask whether the conduct is punishable in both States; the names and the
elements of the two offences may differ (as UNCAC 43(2) later put it in words).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import MONTHS_OF_A_SERIOUS_CRIME, longest_of
from homeward.knowledge.law.matching import (
    KnownCell,
    OffenceFindings,
    Result,
    either,
    hold_against,
    joined,
)


@dataclass(frozen=True, slots=True)
class KnownOffence:
    """An offence of a State with its cells.

    `name` is what the law calls it, `title` our English; `iccs` the proposed code and why.
    """

    state: str
    key: str
    about: str
    title: str
    provision: str
    cells: tuple[KnownCell, ...]
    name: str = ""
    iccs: str = ""
    iccs_reason: str = ""

    def cell(self, element: str) -> KnownCell | None:
        """What is recorded of an element, or nothing."""
        return next((one for one in self.cells if one.element == element), None)

    @property
    def is_read(self) -> bool:
        """Whether name, article and class rest on a text that was read: the one of the conduct."""
        conduct = self.cell("conduct")
        known = [conduct] if conduct else self.cells
        return any(one.status.decides for one in known)

    def longest(self) -> int | None:
        """The most this offence is punished with, in months (elements.LIFE: life); None unknown."""
        penalty, more = self.cell("penalty"), self.cell("aggravation")
        return longest_of(penalty.value, more.value if more else None) if penalty else None


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A conduct under one State's law: every offence held against it, the nearest first."""

    state: str
    offences: tuple[tuple[KnownOffence, OffenceFindings], ...]

    @property
    def result(self) -> Result:
        """Met where any offence covers it. Where nothing is recorded: unclear, never not met."""
        if not self.offences:
            return Result.UNCLEAR
        return either(findings.result for _, findings in self.offences)

    @property
    def nearest(self) -> tuple[KnownOffence, OffenceFindings] | None:
        """The offence with the best result; among equals the one with most elements met."""
        return self.offences[0] if self.offences else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a conduct is punishable under both laws."""

    conduct: Conduct
    requesting: UnderLaw
    requested: UnderLaw

    @property
    def result(self) -> Result:
        """Met where both laws cover the conduct; not met where one surely does not."""
        return joined((self.requesting.result, self.requested.result))

    @property
    def rows(self) -> list[tuple[str, OffenceFindings | None, OffenceFindings | None]]:
        """For a table: each element with what the nearest offences of both sides say of it."""
        left, right = self.requesting.nearest, self.requested.nearest
        found = [one[1] for one in (left, right) if one]
        elements = dict.fromkeys(each.element for one in found for each in one.findings)
        return [(name, left[1] if left else None, right[1] if right else None) for name in elements]


_ORDER = {Result.MET: 0, Result.UNCLEAR: 1, Result.NOT_MET: 2}


def under_law(state: str, offences: Iterable[KnownOffence], conduct: Conduct) -> UnderLaw:
    """Hold every offence of a State against a conduct."""
    held = [
        (one, hold_against(one.key, one.cells, conduct)) for one in offences if one.state == state
    ]

    def nearness(pair: tuple[KnownOffence, OffenceFindings]) -> tuple[int, int, int]:
        results = [finding.result for finding in pair[1].findings]
        return (_ORDER[pair[1].result], results.count(Result.NOT_MET), -results.count(Result.MET))

    return UnderLaw(state, tuple(sorted(held, key=nearness)))


def compare(
    requesting: str, requested: str, offences: Iterable[KnownOffence], conduct: Conduct
) -> Comparison:
    """A conduct under the laws of the State that asks and of the State that is asked."""
    known = list(offences)
    return Comparison(
        conduct, under_law(requesting, known, conduct), under_law(requested, known, conduct)
    )


def is_serious(offence: KnownOffence) -> Result:
    """Whether the offence is a serious crime (UNTOC 2(b)): a maximum of four years or more.

    The offence charged is asked, not its label: basic detention stays below in some States. A
    penalty known from memory leaves it unclear.
    """
    penalty = offence.cell("penalty")
    most = offence.longest()
    if penalty is None or most is None or not penalty.status.decides:
        return Result.UNCLEAR
    basic = longest_of(penalty.value, None)
    if basic is not None and basic >= MONTHS_OF_A_SERIOUS_CRIME:
        return Result.MET
    if most >= MONTHS_OF_A_SERIOUS_CRIME:
        return Result.UNCLEAR  # only an aggravated form is: it depends on what is charged
    return Result.NOT_MET

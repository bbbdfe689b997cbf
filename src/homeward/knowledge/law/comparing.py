"""Double criminality: the same conduct under two laws, by what was done and not by its name.

UNTOC 16(1) and 18(9) ask whether the conduct is punishable in both States; the names and the
elements of the two offences may differ (as UNCAC 43(2) later put it in words).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeward.knowledge.law.conduct import HOLDING, PROCEEDS, Conduct
from homeward.knowledge.law.elements import TAKINGS
from homeward.knowledge.law.matching import (
    KnownCell,
    OffenceFindings,
    Result,
    either,
    hold_against,
    joined,
)
from homeward.knowledge.law.penalties import MONTHS_OF_A_SERIOUS_CRIME, longest, reaches


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

    def read(self, element: str) -> Mapping[str, Any]:
        """What a cell says that was read or verified; empty where nothing decides."""
        cell = self.cell(element)
        return cell.value if cell and cell.status.decides else {}

    @property
    def is_read(self) -> bool:
        """Whether name, article and class rest on a text that was read: the one of the conduct."""
        conduct = self.cell("conduct")
        known = [conduct] if conduct else self.cells
        return any(one.status.decides for one in known)

    @property
    def is_residual(self) -> bool:
        """Whether it was read to reach every holding of anybody, whatever the means and the aim."""
        acts, victims = self.read("conduct"), self.cell("victim")
        return (
            self.about in TAKINGS
            and bool(set(acts.get("acts", [])) & HOLDING)
            and not acts.get("all")
            and self.read("movement").get("required") is False
            and bool(
                {"none_needed", "without_lawful_authority"} & {*self.read("means").get("any", [])}
            )
            and "none_needed" in self.read("purpose").get("any", [])
            and self.read("third_party").get("required") is False
            and (victims is None or "anyone" in victims.value["any"])
        )


@dataclass(frozen=True, slots=True)
class UnderLaw:
    """A conduct under one State's law: every offence held against it, the nearest first.

    `is_whole`: every offence that could reach it is said to be recorded. `is_closed`: so, or one is
    that reaches whatever the others leave open.
    """

    state: str
    offences: tuple[tuple[KnownOffence, OffenceFindings], ...]
    is_whole: bool = False
    is_closed: bool = False

    @property
    def result(self) -> Result:
        """Met where any offence covers it; not met where none does and none can be missing.

        An offence that nobody recorded never decides: without a residual offence of deprivation of
        liberty that was read, or the word of the State's record that it is whole, it is unclear.
        """
        return Result.UNCLEAR if not self.offences or self.may_lack_offences else self._recorded

    @property
    def may_lack_offences(self) -> bool:
        """Whether no recorded offence reaches the conduct, and one that is not recorded may."""
        return bool(self.offences) and self._recorded is Result.NOT_MET and not self.is_closed

    @property
    def _recorded(self) -> Result:
        return either(findings.result for _, findings in self.offences)

    @property
    def nearest(self) -> tuple[KnownOffence, OffenceFindings] | None:
        """The offence with the best result; among equals as `under_law` orders them."""
        return self.offences[0] if self.offences else None

    @property
    def covering(self) -> tuple[KnownOffence, ...]:
        """Every offence that covers the conduct."""
        return tuple(one for one, findings in self.offences if findings.result is Result.MET)

    def is_serious(self, charged: str = "") -> Result:
        """Whether the conduct is a serious crime (UNTOC 2(b)): covered, by an offence that is one.

        With an offence charged (its key) that one is asked; else one is enough of those that cover
        it or, while that is unclear, of those that take or hold a person.
        """
        asked = [
            joined((findings.result, is_serious(one)))
            for one, findings in self.offences
            if (one.key == charged if charged else _may_be_charged(one, findings))
        ]
        found = either(asked) if asked else Result.UNCLEAR
        # Without a charge a graver offence may reach it that nobody recorded.
        is_open = found is Result.NOT_MET and not charged and not self.is_whole
        return Result.UNCLEAR if is_open else found


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


def _may_be_charged(offence: KnownOffence, findings: OffenceFindings) -> bool:
    return findings.result is Result.MET or offence.about in TAKINGS


_ORDER = {Result.MET: 0, Result.UNCLEAR: 1, Result.NOT_MET: 2}


def under_law(
    state: str, offences: Iterable[KnownOffence], conduct: Conduct, whole: Iterable[str] = ()
) -> UnderLaw:
    """Hold every offence of a State against a conduct.

    `whole` are the matters of which every offence is recorded (elements.ABOUT). Nearest is the best
    result; then the fewest elements not met, the most met, the most words that the law has in
    common with the facts, the longest penalty, and the key: never the order of a file.
    """
    held = [
        (one, hold_against(one.key, one.cells, conduct)) for one in offences if one.state == state
    ]

    def nearness(pair: tuple[KnownOffence, OffenceFindings]) -> tuple[int, int, int, int, int, str]:
        offence, findings = pair
        results = [finding.result for finding in findings.findings]
        order = (_ORDER[findings.result], results.count(Result.NOT_MET))
        most = longest(offence.read("penalty")) or 0
        met, named = results.count(Result.MET), _words_named(offence, conduct)
        return (*order, -met, -named, -most, offence.key)

    proceeds_only = bool(conduct.acts) and conduct.acts <= PROCEEDS
    needed = {"laundering", "ransom_money"} if proceeds_only else {*TAKINGS}
    is_whole = needed <= {*whole}
    is_closed = is_whole or (not proceeds_only and any(one.is_residual for one, _ in held))
    return UnderLaw(state, tuple(sorted(held, key=nearness)), is_whole, is_closed)


def _words_named(offence: KnownOffence, conduct: Conduct) -> int:
    pairs = (
        ("conduct", "acts", conduct.acts),
        ("means", "any", conduct.means),
        ("purpose", "any", conduct.purposes),
    )
    cells = {cell.element: cell.value for cell in offence.cells}
    return sum(len(facts & {*cells.get(name, {}).get(field, [])}) for name, field, facts in pairs)


def compare(
    requesting: str,
    requested: str,
    offences: Iterable[KnownOffence],
    conduct: Conduct,
    whole: Mapping[str, Iterable[str]] | None = None,
) -> Comparison:
    """A conduct under the laws of the State that asks and of the State that is asked.

    `whole` names for each State the matters of which every offence is recorded.
    """
    known, recorded = list(offences), whole or {}
    sides = (
        under_law(state, known, conduct, recorded.get(state, ()))
        for state in (requesting, requested)
    )
    return Comparison(conduct, *sides)


def is_serious(offence: KnownOffence) -> Result:
    """Whether the offence is a serious crime (UNTOC 2(b)): a maximum of four years or more.

    The offence charged is asked, not its label: basic detention stays below in some States. A
    penalty known from memory leaves it unclear, and so does an aggravation that nobody recorded.
    """
    basic = _reaches(offence.read("penalty"))
    if basic is not False:
        return Result.MET if basic else Result.UNCLEAR
    more = offence.read("aggravation")
    if more.get("no_levels"):
        return Result.NOT_MET
    levels = [_reaches(level) for level in more.get("levels", [])]
    # Where an aggravated form is serious it depends on what is charged.
    return Result.NOT_MET if levels and set(levels) == {False} else Result.UNCLEAR


def _reaches(penalty: Mapping[str, Any]) -> bool | None:
    return reaches(penalty, MONTHS_OF_A_SERIOUS_CRIME)

"""Whether an offence of a State covers a conduct: element by element, never a bare yes.

A cell that is known from memory never decides: where it would, the answer is unclear and says so.
An element of which nothing is recorded is unclear too, unless the facts have all that any law could
ask: whoever was held against the will was so under every law.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.conduct import HOLDING, TAKING, Conduct
from homeward.knowledge.law.elements import ELEMENTS, Status


class Result(StrEnum):
    """What a comparison comes to."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class KnownCell:
    """What is recorded of one element: the value, where the law says it, and how it is known.

    `paraphrase` says in own words what the provision says; `source` is the key of what was read.
    """

    element: str
    value: Mapping[str, Any]
    provision: str
    status: Status
    paraphrase: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One element: the result, why in a sentence, and the cell it rests on."""

    element: str
    result: Result
    reason: StrPromise | str
    cell: KnownCell | None = None


@dataclass(frozen=True, slots=True)
class OffenceFindings:
    """An offence held against a conduct."""

    offence: str
    findings: tuple[Finding, ...]

    @property
    def result(self) -> Result:
        """Met where every element is; not met where one surely is not; else unclear."""
        return joined(finding.result for finding in self.findings)


Judged = tuple[Result, StrPromise | str]
MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR
# The elements without which nobody can say that a conduct is covered.
DECISIVE = ("conduct", "movement", "means", "consent", "purpose", "third_party", "threat")


def joined(results: Iterable[Result]) -> Result:
    """One result for what must all be met."""
    found = set(results)
    if NOT_MET in found:
        return NOT_MET
    return MET if found == {MET} else UNCLEAR


def either(results: Iterable[Result]) -> Result:
    """One result where any one is enough."""
    found = set(results)
    if MET in found:
        return MET
    return UNCLEAR if UNCLEAR in found else NOT_MET


def hold_against(offence: str, cells: Iterable[KnownCell], conduct: Conduct) -> OffenceFindings:
    """The findings for an offence, in the order of the elements."""
    known = {cell.element: cell for cell in cells}
    elements = [*DECISIVE] if conduct.completed else [*DECISIVE, "attempt"]
    return OffenceFindings(offence, tuple(_finding(one, known, conduct) for one in elements))


def _finding(element: str, known: Mapping[str, KnownCell], conduct: Conduct) -> Finding:
    cell = known.get(element)
    decides = cell is not None and cell.status.decides
    if not decides and _has_all(element, conduct):
        return Finding(element, MET, _("Whatever the law asks here, the facts have it."), cell)
    if cell is None:
        said = _("Nothing is recorded of %(element)s.") % {"element": ELEMENTS[element].label}
        return Finding(element, UNCLEAR, said)
    result, reason = _JUDGES[element](cell.value, conduct)
    if result is not UNCLEAR and not decides:
        reason = _("This is known from memory only, and decides nothing: read the provision.")
        result = UNCLEAR
    return Finding(element, result, reason, cell)


def _has_all(element: str, conduct: Conduct) -> bool:
    """Whether the facts have all that any law could ask: then no cell is needed to decide."""
    return {
        "movement": conduct.moved is True,
        "consent": conduct.willing is False,
        "third_party": conduct.third_party is True,
        "threat": conduct.threat is True,
    }.get(element, False)


def _conduct(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    acts, needed = frozenset(value["acts"]), frozenset(value.get("all", []))
    if not conduct.acts:
        return UNCLEAR, _("The facts do not say what was done.")
    if conduct.acts & acts and needed <= conduct.acts:
        return MET, _("The law names what was done.")
    if needed and not needed <= conduct.acts:
        if not _alike(needed, conduct.acts):
            return NOT_MET, _("The law asks for a further act, which the facts do not have.")
        return UNCLEAR, _("The law asks for a further act; the facts have one of its kind.")
    if _alike(acts, conduct.acts):
        return UNCLEAR, _("The law uses other words for acts of this kind: a lawyer must say"
                          " whether they reach what was done.")  # fmt: skip
    return NOT_MET, _("The law names other acts than what was done.")


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(one & kind and other & kind for kind in (TAKING, HOLDING))


def _needed(
    value: Mapping[str, Any], fact: bool | None, unknown: StrPromise, lacks: StrPromise
) -> Judged:
    if not value["required"]:
        return MET, _("The law does not ask for it.")
    if fact is None:
        return UNCLEAR, unknown
    return (MET, _("The law asks for it, and the facts have it.")) if fact else (NOT_MET, lacks)


def _movement(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    unknown = _("The law asks that the victim was moved; the facts do not say.")
    lacks = _("The law asks that the victim was moved, and the victim was not.")
    return _needed(value, conduct.moved, unknown, lacks)


def _third_party(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    unknown = _("The law asks that somebody else was to be compelled; the facts do not say.")
    lacks = _("The law asks that somebody else was to be compelled, and nobody was.")
    return _needed(value, conduct.third_party, unknown, lacks)


def _threat(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    unknown = _("The law asks for a threat against the victim; the facts do not say.")
    lacks = _("The law asks for a threat against the victim, and there was none.")
    return _needed(value, conduct.threat, unknown, lacks)


def _any(named: frozenset[str], facts: frozenset[str], what: StrPromise) -> Judged:
    if "none_needed" in named:
        return MET, _("The law does not ask for it.")
    if named & facts:
        return MET, _("The law names what the facts have.")
    if not facts:
        return UNCLEAR, _("The law asks for it; the facts do not say: %(what)s.") % {"what": what}
    return NOT_MET, _("The law asks for others than the facts have.")


def _means(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    named = frozenset(value["any"])
    if "without_lawful_authority" in named:
        named |= {"force", "threat", "deceit"}  # none of them is lawful authority
    return _any(named, conduct.means, _("by what means"))


def _purpose(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    named = frozenset(value["any"])
    if "any_advantage" in named:
        named |= {"gain"}
    return _any(named, conduct.purposes, _("to what end"))


def _consent(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    if not value["without_consent"]:
        return MET, _("The law punishes it even if the victim agrees.")
    limit = value.get("age")
    if limit is not None and conduct.age is not None and conduct.age < limit:
        return MET, _("At this age the victim's will does not count.")
    if conduct.willing is None:
        return UNCLEAR, _("The facts do not say whether it was against the victim's will.")
    if conduct.willing:
        return NOT_MET, _("The law asks that it was against the victim's will.")
    return MET, _("It was against the victim's will, as the law asks.")


def _attempt(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    if value["punishable"]:
        return MET, _("The law punishes the attempt.")
    return NOT_MET, _("The law does not punish the attempt.")


_JUDGES: dict[str, Callable[[Mapping[str, Any], Conduct], Judged]] = {
    "conduct": _conduct,
    "movement": _movement,
    "means": _means,
    "consent": _consent,
    "purpose": _purpose,
    "third_party": _third_party,
    "threat": _threat,
    "attempt": _attempt,
}

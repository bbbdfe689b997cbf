"""Whether an offence of a State covers a conduct: element by element, never a bare yes.

A cell that is known from memory never decides: where it would, the answer is unclear and says so.
An element of which nothing is recorded is unclear too, unless the facts have all that any law could
ask: whoever was held against the will was so under every law.

Facts turn up one by one. What is said of acts, means and aims is never taken as all there was,
unless it is declared to be: until then, what a law asks besides may still be found out. So hiding a
fact makes an answer unclear and never turns it round.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.conduct import HOLDING, PROCEEDS, TAKING, Conduct
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
# Words of one kind: whoever did the one may have done the other, or a court may say so.
_KINDS = (TAKING | HOLDING, PROCEEDS)
_NEAR_MEANS = {
    "force": {"threat", "weapon"},
    "threat": {"force", "weapon"},
    "weapon": {"force", "threat"},
    "deceit": {"enticement"},
    "enticement": {"deceit"},
}
_NEAR_PURPOSES = {
    "gain": {"any_advantage", "exploitation"},
    "any_advantage": {"compel_act", "hostage", "political", "exploitation", "sexual"},
    "compel_act": {"gain", "hostage", "any_advantage"},
    "hostage": {"gain", "compel_act"},
    "political": {"terror"},
    "terror": {"political"},
}
# Whoever is older than this is a child under no law.
_NO_CHILD = 21
_ADULT = 18


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
    if "victim" in known:  # where a law says nothing of it, it protects everybody
        elements.insert(elements.index("purpose"), "victim")
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
        "movement": conduct.was_moved is True,
        "consent": conduct.willing is False,
        "third_party": conduct.third_party is True,
        "threat": conduct.was_threatened is True,
    }.get(element, False)


def of(fact: bool | None) -> Result:
    """A fact as a result: not known is unclear."""
    return UNCLEAR if fact is None else (MET if fact else NOT_MET)


def _conduct(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    acts, needed = frozenset(value["acts"]), frozenset(value.get("all", []))
    any_of = either(_act(one, conduct) for one in acts)
    besides = joined(_act(one, conduct) for one in needed) if needed else MET
    result = joined((any_of, besides))
    if result is MET:
        return MET, _("The law names what was done.")
    if any_of is NOT_MET:
        return NOT_MET, _("The law names other acts than what was done.")
    if besides is NOT_MET:
        return NOT_MET, _("The law asks for a further act, which the facts do not have.")
    if not conduct.acts:
        return UNCLEAR, _("The facts do not say what was done.")
    return UNCLEAR, _open_act(acts if any_of is UNCLEAR else needed, conduct, any_of)


def _open_act(asked: frozenset[str], conduct: Conduct, any_of: Result) -> StrPromise:
    """Why it is open whether an act was done that the law asks for."""
    alike = any(_is_alike(one, conduct) for one in asked)
    if any_of is UNCLEAR:
        if alike:
            return _("The law uses other words for acts of this kind: a lawyer must say"
                     " whether they reach what was done.")  # fmt: skip
        return _("The law names other acts; the facts do not say whether they were done too.")
    if alike:
        return _("The law asks for a further act; the facts have one of its kind.")
    return _("The law asks for a further act; the facts do not say whether it was done.")


def _act(act: str, conduct: Conduct) -> Result:
    """Whether an act was done: by the acts, or by the question that asks for it by itself."""
    asked_apart = {"carry_away": conduct.was_moved, "threaten_hostage": conduct.was_threatened}
    if act in asked_apart:
        return of(asked_apart[act])
    if act in conduct.acts:
        return MET
    is_sure = "acts" in conduct.complete and conduct.acts and not _is_alike(act, conduct)
    return NOT_MET if is_sure else UNCLEAR


def _is_alike(act: str, conduct: Conduct) -> bool:
    return any(act in kind and conduct.acts & kind for kind in _KINDS)


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
    return _needed(value, conduct.was_moved, unknown, lacks)


def _third_party(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    unknown = _("The law asks that somebody else was to be compelled; the facts do not say.")
    lacks = _("The law asks that somebody else was to be compelled, and nobody was.")
    return _needed(value, conduct.third_party, unknown, lacks)


def _threat(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    unknown = _("The law asks for a threat against the victim; the facts do not say.")
    lacks = _("The law asks for a threat against the victim, and there was none.")
    return _needed(value, conduct.was_threatened, unknown, lacks)


def _means(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    named, facts = frozenset(value["any"]), conduct.means
    what = _("by what means")
    if "without_lawful_authority" in named and facts:
        return MET, _("The law asks that it was unlawful; none of these means is lawful authority.")
    if "weapon" in facts and {"force", "threat"} <= named:
        return MET, _("A weapon threatens where it does not hurt, and the law names force and"
                      " threat.")  # fmt: skip
    # A threat that the facts know of, or may yet know of, may have been a means.
    possible = facts | ({"threat"} if conduct.was_threatened is not False else frozenset())
    is_open = "without_lawful_authority" in named or "threat" in named & possible
    is_open = is_open or _is_near(named, facts, _NEAR_MEANS)
    return _any(named, facts, what, is_open=is_open, is_whole="means" in conduct.complete)


def _purpose(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    named, facts = frozenset(value["any"]), conduct.purposes
    if "any_advantage" in named and "gain" in facts:
        return MET, _("The law names an advantage of any kind, and gain is one.")
    compelling = frozenset({"compel_act", "hostage"})
    if conduct.third_party and named & compelling:
        return MET, _("The law asks that somebody was to be compelled, and somebody else was.")
    possible = facts | (frozenset() if conduct.third_party is False else compelling)
    is_open = bool(named & possible) or _is_near(named, possible, _NEAR_PURPOSES)
    is_whole = "purposes" in conduct.complete
    return _any(named, facts, _("to what end"), is_open=is_open, is_whole=is_whole)


def _is_near(named: frozenset[str], facts: frozenset[str], near: Mapping[str, set[str]]) -> bool:
    return any(near.get(word, set()) & facts for word in named)


def _any(
    named: frozenset[str], facts: frozenset[str], what: StrPromise, *, is_open: bool, is_whole: bool
) -> Judged:
    """Whether the facts have one of the words that a law names.

    `is_open`: they have one that may amount to it. `is_whole`: there are no others than these.
    """
    if "none_needed" in named:
        return MET, _("The law does not ask for it.")
    if named & facts:
        return MET, _("The law names what the facts have.")
    if not facts and not is_whole:
        return UNCLEAR, _("The law asks for it; the facts do not say: %(what)s.") % {"what": what}
    if is_open:
        return UNCLEAR, _("The law uses other words: a lawyer must say whether they reach what the"
                          " facts have.")  # fmt: skip
    if not is_whole:
        return UNCLEAR, _("The law asks for others than the facts have; whether there were others"
                          " is not said.")  # fmt: skip
    return NOT_MET, _("The law asks for others than the facts have.")


def _consent(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    only_against, limit = value["without_consent"], value.get("age")
    if not only_against and limit is None:
        return MET, _("The law punishes it even if the victim agrees.")
    if conduct.willing is False:
        return MET, _("It was against the victim's will, as the law asks.")
    if limit is not None and conduct.age is not None and conduct.age < limit:
        return MET, _("At this age the victim's will does not count.")
    if conduct.willing is None:
        return UNCLEAR, _("The facts do not say whether it was against the victim's will.")
    if conduct.age is None:
        return UNCLEAR, _("The victim agreed; whether that counts depends on the age, which the"
                          " facts do not say.")  # fmt: skip
    if not only_against:
        return UNCLEAR, _("The law punishes it even if the victim agrees, but names an age: a"
                          " lawyer must say what holds above it.")  # fmt: skip
    if limit is None and conduct.age < _ADULT:
        return UNCLEAR, _("The victim agreed; from what age a child's will counts is not recorded.")
    return NOT_MET, _("The law asks that it was against the victim's will.")


def _victim(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    named = frozenset(value["any"])
    if "anyone" in named:
        return MET, _("The law protects everybody.")
    is_child = _is_child(value.get("below_age"), conduct.age) if "minor" in named else False
    if is_child:
        return MET, _("The victim is of the age that the law protects.")
    if is_child is None:
        return UNCLEAR, _("The law protects minors: whether the victim is one under this law is"
                          " not known.")  # fmt: skip
    if named - {"minor"}:
        return UNCLEAR, _("The law protects certain persons only; the facts do not say whether the"
                          " victim is one of them.")  # fmt: skip
    return NOT_MET, _("The law protects minors, and the victim is none.")


def _is_child(limit: int | None, age: int | None) -> bool | None:
    if age is None:
        return None
    if limit is None:
        return False if age >= _NO_CHILD else None
    return age < limit


def _attempt(value: Mapping[str, Any], conduct: Conduct) -> Judged:
    if value["punishable"]:
        return MET, _("The law punishes the attempt.")
    return NOT_MET, _("The law does not punish the attempt.")


_JUDGES: dict[str, Callable[[Mapping[str, Any], Conduct], Judged]] = {
    "conduct": _conduct,
    "movement": _movement,
    "means": _means,
    "consent": _consent,
    "victim": _victim,
    "purpose": _purpose,
    "third_party": _third_party,
    "threat": _threat,
    "attempt": _attempt,
}

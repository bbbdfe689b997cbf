"""By which treaty one State may ask another, with the reasons and what is missing.

Order: bilateral or regional treaty, UNTOC, Hostages Convention, another sectoral treaty,
reciprocity or comity. Several may be cited together; none is dropped without its reason. Whether a
State is a party is known, or unknown: what was not read is never assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.matching import Result, either, joined

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR


class Asked(StrEnum):
    """What is asked of the other State."""

    EXTRADITION = "extradition"
    ASSISTANCE = "assistance"
    CONFISCATION = "confiscation"
    POLICE = "police"


class Standing(StrEnum):
    """What is known of a State and a treaty."""

    PARTY = "party"
    NOT_PARTY = "not_party"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Membership:
    """A State's standing to a treaty: since when, and what it declared of using it to extradite."""

    treaty: str
    state: str
    standing: Standing = Standing.UNKNOWN
    since: date | None = None
    is_basis: bool | None = None  # UNTOC 16(5): taken as the basis of extradition


@dataclass(frozen=True, slots=True)
class OtherTreaty:
    """A bilateral or regional treaty, or another sectoral one, in force between the two States."""

    key: str
    name: str
    covers: frozenset[Asked]
    sectoral: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tests of the treaties ask; None is "not known". `serious` is matching's result."""

    asked: Asked
    serious: Result = UNCLEAR
    dual: Result = UNCLEAR
    three_or_more: bool | None = None
    structured: bool | None = None
    benefit: bool | None = None
    more_states: bool | None = None
    planned_elsewhere: bool | None = None
    group_in_states: bool | None = None
    effects_elsewhere: bool | None = None
    traces_there: bool | None = None
    person_there: bool | None = None
    threat: bool | None = None
    third_party: bool | None = None
    foreign_link: bool | None = None
    armed_conflict: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One test of a treaty: its article, the result, and what it says or lacks."""

    article: str
    label: StrPromise | str
    result: Result
    note: StrPromise | str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way to ask: open, shut or unclear, with every test that was made."""

    code: str
    name: StrPromise | str
    steps: tuple[Step, ...]

    @property
    def result(self) -> Result:
        """Open where every test is met."""
        return joined(step.result for step in self.steps)

    @property
    def missing(self) -> list[Step]:
        """The tests that could not be answered: what to find out."""
        return [step for step in self.steps if step.result is UNCLEAR]


def routes(
    requesting: str,
    requested: str,
    facts: Facts,
    memberships: Iterable[Membership],
    others: Iterable[OtherTreaty] = (),
) -> list[Route]:
    """Every way, in the order in which they are tried. Raises ValueError for one State twice."""
    if requesting == requested:
        raise ValueError("A State asks another, not itself.")
    known = {(one.treaty, one.state): one for one in memberships}
    between = [
        known.get((treaty, state), Membership(treaty, state))
        for treaty in ("untoc", "hostages")
        for state in (requesting, requested)
    ]
    listed = list(others)
    found = [_treaty(one, facts) for one in listed if not one.sectoral]
    found.append(_untoc(facts, between[0], between[1], has_treaty=bool(found)))
    found.append(_hostages(facts, between[2], between[3]))
    found += [_treaty(one, facts) for one in listed if one.sectoral]
    return [*found, _comity(facts)]


def of(fact: bool | None) -> Result:
    """A fact as a result: not known is unclear."""
    return UNCLEAR if fact is None else (MET if fact else NOT_MET)


def _both(article: str, one: Membership, other: Membership) -> Step:
    result = joined(
        {Standing.PARTY: MET, Standing.NOT_PARTY: NOT_MET, Standing.UNKNOWN: UNCLEAR}[each.standing]
        for each in (one, other)
    )
    unknown = [each.state for each in (one, other) if each.standing is Standing.UNKNOWN]
    missing = [each.state for each in (one, other) if each.standing is Standing.NOT_PARTY]
    note: StrPromise | str = ""
    if missing:
        note = _("Not a party: %(states)s.") % {"states": ", ".join(missing)}
    elif unknown:
        note = _("It was not read whether this State is a party: %(states)s.") % {
            "states": ", ".join(unknown)
        }
    return Step(article, _("Both States are parties"), result, note)


def _treaty(treaty: OtherTreaty, facts: Facts) -> Route:
    covers = MET if facts.asked in treaty.covers else NOT_MET
    note = "" if covers is MET else _("It does not speak of what is asked.")
    return Route(
        treaty.key,
        treaty.name,
        (
            Step("", _("In force between the two States"), MET),
            Step("", _("It covers what is asked"), covers, note),
        ),
    )


def gateway(facts: Facts) -> list[Step]:
    """The three tests by which a kidnapping comes under UNTOC: serious, transnational, a group.

    For assistance the border is tested lightly (18(1)); for extradition it is enough that the
    person is in the requested State (16(1)).
    """
    group = joined(of(one) for one in (facts.three_or_more, facts.structured, facts.benefit))
    border = either(
        of(one)
        for one in (
            facts.more_states,
            facts.planned_elsewhere,
            facts.group_in_states,
            facts.effects_elsewhere,
        )
    )
    article = "UNTOC 3(2)"
    if facts.asked is Asked.EXTRADITION:
        border, article = either((border, of(facts.person_there))), "UNTOC 3(2), 16(1)"
    if facts.asked is Asked.ASSISTANCE:
        border, article = either((border, of(facts.traces_there))), "UNTOC 3(2), 18(1)"
    return [
        Step("UNTOC 2(b)", _("A serious crime: a maximum of four years or more"), facts.serious,
             _("The offence charged counts, not its name.")),
        Step(article, _("A border is crossed, in one of the ways the Convention names"), border),
        Step("UNTOC 2(a)", _("A group of three or more, structured, for a financial or other"
             " material benefit"), group,
             _("A group with a purely political aim is not one: see the Hostages Convention.")),
    ]  # fmt: skip


def _untoc(facts: Facts, asks: Membership, asked: Membership, *, has_treaty: bool) -> Route:
    steps = [_both("UNTOC 36, 38", asks, asked), *gateway(facts)]
    if facts.asked is Asked.EXTRADITION:
        steps.append(Step("UNTOC 16(1)", _("Punishable in both States"), facts.dual))
        if not has_treaty:
            note = _("It may take the Convention as the basis, if it said so when it joined.")
            said = of(asked.is_basis)
            steps.append(
                Step("UNTOC 16(4), 16(5)", _("The requested State takes it as basis"), said, note)
            )
    if facts.asked is Asked.CONFISCATION:
        note = _("A State that needs a treaty takes the Convention as one: it shall.")
        steps.append(Step("UNTOC 13(6)", _("A treaty basis"), MET, note))
    if facts.asked is Asked.POLICE:
        note = _("Without another agreement the Convention itself may be the basis.")
        steps.append(Step("UNTOC 27(2)", _("A basis for police cooperation"), MET, note))
    if facts.asked is Asked.ASSISTANCE and has_treaty:
        note = _("Your treaty's rules hold instead of 18(9) to 18(29), unless both States agree.")
        steps.append(Step("UNTOC 18(6), 18(7)", _("Beside the treaty between them"), MET, note))
    return Route("untoc", _("UN Convention against Transnational Organized Crime"), tuple(steps))


def _hostages(facts: Facts, asks: Membership, asked: Membership) -> Route:
    conflict = {None: UNCLEAR, True: NOT_MET, False: MET}[facts.armed_conflict]
    steps = [
        _both("Hostages Convention 17, 18", asks, asked),
        Step("Hostages Convention 1(1)", _("A threat to kill, injure or keep the victim"),
             of(facts.threat)),
        Step("Hostages Convention 1(1)", _("A third party was to be compelled"),
             of(facts.third_party), _("The demand may be implicit.")),
        Step("Hostages Convention 13", _("Not wholly within one State"), of(facts.foreign_link),
             _("One State, its own nationals on both sides and the offender found there:"
               " then it does not apply.")),
        Step("Hostages Convention 12", _("No armed conflict whose own rules bind to prosecute"),
             conflict),
    ]  # fmt: skip
    if facts.asked in (Asked.CONFISCATION, Asked.POLICE):
        steps.append(
            Step("Hostages Convention 4, 11", _("It speaks of what is asked"), UNCLEAR,
                 _("It asks for the greatest measure of assistance, and names no confiscation."))
        )  # fmt: skip
    return Route("hostages", _("Convention against the Taking of Hostages"), tuple(steps))


def _comity(facts: Facts) -> Route:
    note = _("Ask the central authority of the requested State whether its law allows it without a"
             " treaty, and offer the same in return.")  # fmt: skip
    return Route(
        "reciprocity",
        _("Reciprocity or comity"),
        (Step("", _("The requested State's law allows it without a treaty"), UNCLEAR, note),),
    )

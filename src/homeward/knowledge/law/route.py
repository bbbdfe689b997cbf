"""By which treaty one State may ask another, with the reasons and what is missing.

Order: bilateral or regional treaty, UNTOC, Hostages Convention, another sectoral treaty,
reciprocity or comity. Several may be cited together; none is dropped without its reason. Whether a
State is a party is known, or unknown: what was not read is never assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.in_force import RULES, binds, in_force, pact_for
from homeward.knowledge.law.matching import Result, either, joined
from homeward.knowledge.law.treaties import Asked, Membership, OtherTreaty, OwnRules, Standing

__all__ = ["Asked", "Facts", "Membership", "OtherTreaty", "OwnRules", "Route", "Standing", "Step",
           "gateway", "of", "routes"]  # fmt: skip

MET, NOT_MET, UNCLEAR = Result.MET, Result.NOT_MET, Result.UNCLEAR


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tests of the treaties ask; None is "not known". `serious` is matching's result.

    `seized`: somebody was seized or detained. `convention_offence`: what is charged is one of the
    offences that UNTOC itself names (5, 6, 8, 23).
    """

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
    seized: bool | None = None
    convention_offence: bool | None = None


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


@dataclass(frozen=True, slots=True)
class _Between:
    """The two States on a day: memberships, treaties, and the requested State's own rules."""

    asks: str
    asked: str
    on: date
    memberships: tuple[Membership, ...]
    pacts: tuple[OtherTreaty, ...]
    rules: OwnRules

    def standing(self, treaty: str, state: str) -> Membership:
        """What is known of a State and a treaty."""
        found = (one for one in self.memberships if (one.treaty, one.state) == (treaty, state))
        return next(found, Membership(treaty, state))

    def covered(self, asked: Asked) -> Result:
        """Whether a bilateral or regional treaty on what is asked binds both."""
        return pact_for(asked, self.pacts, self.on)


def routes(
    requesting: str,
    requested: str,
    facts: Facts,
    memberships: Iterable[Membership],
    others: Iterable[OtherTreaty] = (),
    *,
    on: date | None = None,
    rules: OwnRules | None = None,
) -> list[Route]:
    """Every way on a day (today), in the order in which they are tried.

    `rules` is what the requested State's own law says of being asked. Raises ValueError for one
    State twice.
    """
    if requesting == requested:
        raise ValueError("A State asks another, not itself.")
    day = on or datetime.now(UTC).date()
    listed, known = tuple(others), tuple(memberships)
    both = _Between(requesting, requested, day, known, listed, rules or OwnRules())
    return [
        *(_pact(one, facts, both) for one in listed if not one.sectoral),
        _untoc(facts, both),
        _hostages(facts, both),
        *(_pact(one, facts, both) for one in listed if one.sectoral),
        *_not_examined(both),
        _comity(facts, both),
    ]


def of(fact: bool | None) -> Result:
    """A fact as a result: not known is unclear."""
    return UNCLEAR if fact is None else (MET if fact else NOT_MET)


def _parties(treaty: str, both: _Between) -> Step:
    found = in_force(treaty, both.asks, both.asked, both.memberships, both.on)
    out = [one for one in found.states
           if both.standing(treaty, one).standing is Standing.NOT_PARTY]  # fmt: skip
    note: StrPromise | str = ""
    if out:
        note = _("Not a party: %(states)s.") % {"states": ", ".join(out)}
    elif found.result is NOT_MET:
        note = _("It joined, and is not bound yet: %(states)s.") % {
            "states": ", ".join(found.states)
        }
    elif found.states:
        note = _("It was not read whether this State is a party: %(states)s.") % {
            "states": ", ".join(found.states)
        }
    return Step(RULES[treaty], _("Both States are parties"), found.result, note)


def _pact(treaty: OtherTreaty, facts: Facts, both: _Between) -> Route:
    stands = binds(treaty, both.on)
    note: StrPromise | str = ""
    if not treaty.is_read:
        note = _("It is known from memory only: read it before you rest a request on it.")
    elif stands is UNCLEAR:
        note = _("It is not recorded from which day it is in force.")
    elif stands is NOT_MET:
        note = _("It is not in force yet: from %(day)s.") % {"day": treaty.since}
    covers = MET if facts.asked in treaty.covers else NOT_MET
    says = "" if covers is MET else _("It does not speak of what is asked.")
    steps = [
        Step("", _("In force between the two States"), stands, note),
        Step("", _("It covers what is asked"), covers, says),
    ]
    if covers is MET:
        steps += _dual("", facts, both.rules)
    return Route(treaty.key, treaty.name, tuple(steps))


# For what the requested State's law may ask that the conduct is punishable in both States.
_SUBJECTS = {
    Asked.EXTRADITION: ("extradition",),
    Asked.ASSISTANCE: ("assistance", "coercive_assistance"),
    Asked.CONFISCATION: ("confiscation", "assistance", "coercive_assistance"),
}


def _dual(article: str, facts: Facts, rules: OwnRules) -> list[Step]:
    """Punishable in both States, where what is asked may be declined for lack of it.

    It never shuts the way: assistance may be given all the same, and a treaty has its own words.
    """
    if facts.asked not in _SUBJECTS:
        return []
    label = _("Punishable in both States, where that is asked")
    asks = rules.dual_for is None or rules.dual_for & {*_SUBJECTS[facts.asked]}
    if facts.dual is MET:
        return [Step(article, label, MET)]
    if facts.asked is not Asked.EXTRADITION and not asks:
        return [Step(article, label, MET, _("The requested State's law does not ask for it here."))]
    note = _("It may be declined where the conduct is no offence there. Find out whether it is, and"
             " whether the requested State insists.")  # fmt: skip
    return [Step(article, label, UNCLEAR, note)]


def gateway(facts: Facts) -> list[Step]:
    """The three tests by which a kidnapping comes under UNTOC: serious, transnational, a group.

    An offence that the Convention itself names needs no maximum of four years (3(1)(a)). For
    assistance the border is tested lightly (18(1)); for extradition it is enough that the person is
    in the requested State (16(1)).
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
        Step("UNTOC 2(b), 3(1)(a)", _("A serious crime: a maximum of four years or more; or an"
             " offence of the Convention"), either((facts.serious, of(facts.convention_offence))),
             _("The offence charged counts, not its name. Taking part in a group, laundering,"
               " corruption and obstruction of justice need no such maximum.")),
        Step(article, _("A border is crossed, in one of the ways the Convention names"), border),
        Step("UNTOC 2(a)", _("A group of three or more, structured, for a financial or other"
             " material benefit"), group,
             _("A group with a purely political aim is not one: see the Hostages Convention.")),
    ]  # fmt: skip


def _untoc(facts: Facts, both: _Between) -> Route:
    steps = [_parties("untoc", both), *gateway(facts)]
    has_treaty = both.covered(facts.asked)
    if facts.asked is Asked.EXTRADITION:
        steps.append(Step("UNTOC 16(1)", _("Punishable in both States"), facts.dual))
        steps += _basis("untoc", both)
    if facts.asked is Asked.CONFISCATION:
        note = _("A State that needs a treaty takes the Convention as one: it shall.")
        steps.append(Step("UNTOC 13(6)", _("A treaty basis"), MET, note))
        steps += _dual("UNTOC 13(3), 18(9)", facts, both.rules)
    if facts.asked is Asked.POLICE:
        note = _("Without another agreement the Convention itself may be the basis.")
        steps.append(Step("UNTOC 27(2)", _("A basis for police cooperation"), MET, note))
    if facts.asked is Asked.ASSISTANCE:
        if has_treaty is not MET:
            steps += _dual("UNTOC 18(9)", facts, both.rules)
        if has_treaty is not NOT_MET:
            steps.append(_beside(has_treaty))
    return Route("untoc", _("UN Convention against Transnational Organized Crime"), tuple(steps))


def _beside(has_treaty: Result) -> Step:
    note = _("Your treaty's rules hold instead of 18(9) to 18(29), unless both States agree.")
    if has_treaty is UNCLEAR:
        note = _("If the treaty that is recorded from memory binds both States, its rules hold"
                 " instead of 18(9) to 18(29): find out.")  # fmt: skip
    return Step("UNTOC 18(6), 18(7)", _("Beside the treaty between them"), MET, note)


# The articles of the two Conventions on extradition: deemed in a treaty, taken as the basis, and
# between States that need none.
_BASES = {
    "untoc": ("UNTOC 16(3)", "UNTOC 16(4), 16(5)", "UNTOC 16(6)"),
    "hostages": ("Hostages Convention 10(1)", "Hostages Convention 10(2)",
                 "Hostages Convention 10(3)"),
}  # fmt: skip


def _basis(treaty: str, both: _Between) -> list[Step]:
    """On what the requested State may extradite: a treaty, the Convention, or its law alone."""
    deemed, taken, free = _BASES[treaty]
    has_treaty = both.covered(Asked.EXTRADITION)
    if has_treaty is MET:
        note = _("The offence counts as one of those of the treaty between them.")
        return [Step(deemed, _("An extradition treaty between them"), MET, note)]
    needs = both.rules.needs_treaty.get(Asked.EXTRADITION)
    if needs is False:
        note = _("Its law does not ask for a treaty. It is bound to States that ask for none"
                 " either.")  # fmt: skip
        return [Step(free, _("The requested State extradites without a treaty"), MET, note)]
    note = _("A State that needs a treaty may take the Convention as the basis, and need not.")
    said = either((of(both.standing(treaty, both.asked).is_basis), has_treaty))
    return [Step(taken, _("The requested State takes it as basis"), said, note)]


def _hostages(facts: Facts, both: _Between) -> Route:
    conflict = MET if facts.armed_conflict is False else UNCLEAR
    steps = [
        _parties("hostages", both),
        Step("Hostages Convention 1(1)", _("Somebody was seized or detained"), of(facts.seized)),
        Step("Hostages Convention 1(1)", _("A threat to kill, injure or keep the victim"),
             of(facts.threat)),
        Step("Hostages Convention 1(1)", _("A third party was to be compelled"),
             of(facts.third_party), _("The demand may be implicit.")),
        Step("Hostages Convention 13", _("Not wholly within one State"), of(facts.foreign_link),
             _("One State, its own nationals on both sides and the offender found there:"
               " then it does not apply.")),
        Step("Hostages Convention 12", _("No armed conflict whose own rules bind to prosecute"),
             conflict, _("An armed conflict shuts it out only where the Geneva Conventions or"
                         " their Protocols bind the State to prosecute or hand over.")),
    ]  # fmt: skip
    if facts.asked is Asked.EXTRADITION:
        article = "Hostages Convention 2, 10"
        steps.append(Step(article, _("Punishable in both States"), facts.dual))
        steps += _basis("hostages", both)
    if facts.asked is Asked.ASSISTANCE:
        steps += _dual("Hostages Convention 11(1)", facts, both.rules)
    if facts.asked in (Asked.CONFISCATION, Asked.POLICE):
        steps.append(
            Step("Hostages Convention 4, 11", _("It speaks of what is asked"), UNCLEAR,
                 _("It asks for the greatest measure of assistance, and names no confiscation."))
        )  # fmt: skip
    return Route("hostages", _("Convention against the Taking of Hostages"), tuple(steps))


_OTHERS = {
    "terrorism_financing": _("Convention against the Financing of Terrorism"),
    "disappearance": _("Convention against Enforced Disappearance"),
    "trafficking": _("Trafficking Protocol"),
    "uncac": _("UN Convention against Corruption"),
}


def _not_examined(both: _Between) -> list[Route]:
    """The conventions to which both States have a recorded standing and whose tests are not here:
    shown so that nobody takes them for missing."""
    recorded = {(one.treaty, one.state) for one in both.memberships}
    note = _("Its articles are not recorded here, so whether it reaches the conduct was not"
             " examined. Read it if the conduct is of its kind.")  # fmt: skip
    scope = Step("", _("It reaches the conduct"), UNCLEAR, note)
    return [
        Route(code, name, (_parties(code, both), scope))
        for code, name in _OTHERS.items()
        if {(code, both.asks), (code, both.asked)} <= recorded
    ]


def _comity(facts: Facts, both: _Between) -> Route:
    note = _("Ask the central authority of the requested State whether its law allows it without a"
             " treaty, and offer the same in return.")  # fmt: skip
    needs = both.rules.needs_treaty.get(facts.asked)
    if needs:
        note = _("Its law acts by treaty only.")
    allowed = UNCLEAR if needs is None else of(not needs)
    return Route(
        "reciprocity",
        _("Reciprocity or comity"),
        (
            Step("", _("The requested State's law allows it without a treaty"), allowed, note),
            *_dual("", facts, both.rules),
        ),
    )

"""One law against the minimum elements (59/154 §7(e)): what it reaches, what it lacks, and how a
drafter might close it.

The minimum follows the definition of ECOSOC resolution 2002/16 (detention against the will to
demand a benefit or to oblige somebody, without any need of moving the victim) and the duties of the
UN Convention against Transnational Organized Crime that a kidnapping law must serve.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.conduct import HOLDING
from homeward.knowledge.law.elements import ELEMENTS, TAKINGS
from homeward.knowledge.law.matching import KnownCell, Result, either, joined, of
from homeward.knowledge.law.penalties import MONTHS_OF_A_SERIOUS_CRIME, reaches

Value = Mapping[str, Any]
# What one offence must reach by itself: without it, two offences that each lack something leave
# unpunished what lies between them. The two aims may stand in two offences.
CORE = ("holding", "no_movement", "no_third_party")
AIMS = ("gain", "compel")


@dataclass(frozen=True, slots=True)
class Minimum:
    """One minimum element: what a law should reach, its source, and a note for drafters."""

    code: str
    element: str
    label: StrPromise
    source: str
    note: StrPromise
    reaches: Callable[[Value], Result]


@dataclass(frozen=True, slots=True)
class Gap:
    """A minimum element held against a law: the cells that reach it, or that do not."""

    minimum: Minimum
    result: Result
    cells: tuple[tuple[str, KnownCell], ...]


def _some(field: str, *wanted: str) -> Callable[[Value], Result]:
    return lambda value: of(bool(set(value.get(field, [])) & {*wanted}))


def _is(field: str, wanted: bool) -> Callable[[Value], Result]:
    return lambda value: of(value.get(field) is wanted)


def _serious(value: Value) -> Result:
    return of(reaches(value, MONTHS_OF_A_SERIOUS_CRIME))


def _holding(value: Value) -> Result:
    """Holding is enough only where no act besides is asked for that is not holding too."""
    return of(bool(HOLDING & {*value["acts"]}) and {*value.get("all", [])} <= HOLDING)


def _compel(value: Value) -> Result:
    """As `matching` has it: whether an advantage of any kind is an act or omission is open."""
    if {"none_needed", "compel_act", "hostage"} & {*value["any"]}:
        return Result.MET
    return Result.UNCLEAR if "any_advantage" in value["any"] else Result.NOT_MET


def _victims(value: Value) -> Result:
    """Paid and heard: of the one that is not named, another provision may speak."""
    paid = {"compensation_fund", "restitution"} & {*value["rights"]}
    heard = {"heard", "part_in_proceedings"} & {*value["rights"]}
    if paid and heard:
        return Result.MET
    return Result.UNCLEAR if paid or heard else Result.NOT_MET


MINIMUM = [
    Minimum("holding", "conduct", _("Holding a person is enough"), "ECOSOC 2002/16",
            _("Name detaining beside taking away, so that whoever only guards the victim commits"
              " the offence too."), _holding),
    Minimum("no_movement", "movement", _("The victim need not be moved"), "ECOSOC 2002/16",
            _("Leave out words that ask for carrying away or another place: victims are also held"
              " where they live or work."), _is("required", False)),
    Minimum("deceit", "means", _("Deceit counts as force does"), "ICCS 020221",
            _("Name fraud and enticement beside force and threat, or name no means at all."),
            _some("any", "none_needed", "deceit", "enticement", "without_lawful_authority")),
    Minimum("gain", "purpose", _("A demand for gain is reached"), "ECOSOC 2002/16",
            _("Name an economic or other material benefit as the price of release; do not ask that"
              " it was obtained."), _some("any", "none_needed", "gain", "any_advantage")),
    Minimum("compel", "purpose", _("Obliging somebody to act is reached"), "ECOSOC 2002/16",
            _("Name obliging somebody to do or not to do something beside gain."),
            _compel),
    Minimum("no_third_party", "third_party", _("No third party need be compelled"),
            "ECOSOC 2002/16",
            _("Let a demand made to the victim suffice, and keep hostage-taking with its third"
              " party as an offence beside it."), _is("required", False)),
    Minimum("together", "purpose", _("One offence reaches this by itself"), "ECOSOC 2002/16",
            _("Let one offence reach a victim who is held in place, with a demand made to the"
              " victim: for gain, and for an act or omission. Offences that each lack one of these"
              " leave unpunished what lies between them."), lambda value: Result.UNCLEAR),
    Minimum("attempt", "attempt", _("The attempt is punished"), "ICCS, tag attempted",
            _("Punish the attempt, expressly where general rules leave doubt."),
            _is("punishable", True)),
    Minimum("agreement", "conspiracy", _("Agreement or a group's work is punished"),
            "UNTOC 5(1)(a)",
            _("Punish agreeing with others to kidnap for benefit, or taking part in the group."),
            _is("punishable", True)),
    Minimum("participation", "participation", _("Helpers are punished"), "UNTOC 5(1)(b)",
            _("Reach whoever organises, directs, helps, lends the place or gives information."),
            _is("punishable", True)),
    Minimum("serious", "penalty", _("Four years or more at the most"), "UNTOC 2(b), 3(1)(b)",
            _("Let the basic form reach a maximum of four years, or cooperation under the"
              " Convention depends on the aggravated one."), _serious),
    Minimum("release", "mitigation", _("Release of the victim is rewarded"), "UNTOC 26(2)",
            _("Consider a lower penalty for whoever lets the victim go unharmed or helps to free"
              " the victim: it gives a reason to do so."),
            lambda value: of(value.get("for_release"))),
    Minimum("legal_persons", "legal_persons", _("Companies answer for it"), "UNTOC 10",
            _("Make legal persons liable, by criminal, civil or administrative law."),
            _is("liable", True)),
    Minimum("jurisdiction", "jurisdiction", _("Own nationals abroad, or who is found here"),
            "UNTOC 15(3), 15(4); Hostages Convention 5",
            _("Reach nationals who offend abroad, and whoever is found and not extradited."),
            _some("grounds", "national_offender", "found_here", "universal")),
    Minimum("confiscation", "confiscation", _("Proceeds or their value are confiscated"),
            "UNTOC 12(1)",
            _("Reach proceeds, what they became, and property of the same value."),
            _some("kinds", "proceeds", "equivalent_value", "extended")),
    Minimum("victims", "victims_rights", _("Victims are compensated and heard"), "UNTOC 25",
            _("Give victims a way to compensation and restitution, protection, and a voice at the"
              " stages of the proceedings."),
            _victims),
]  # fmt: skip


_BY_CODE = {one.code: one for one in MINIMUM}


def gaps(state: str, offences: Iterable[KnownOffence], of_state: Iterable[KnownCell]) -> list[Gap]:
    """Each minimum element with what the State's law says of it.

    An offence that reaches it is enough, for a law may have several; whether one does that reaches
    the core by itself is an element of its own (`together`). An offence that protects certain
    victims only closes no gap. Known from memory only, or not recorded: unclear, also where another
    offence surely does not reach it.
    """
    takings = [one for one in offences if one.state == state and one.about in TAKINGS]
    for_all = [one for one in takings if _is_for_all(one)]
    general = list(of_state)
    return [
        _together(minimum, for_all)
        if minimum.code == "together"
        else _gap(minimum, for_all if minimum.code in (*CORE, *AIMS) else takings, general)
        for minimum in MINIMUM
    ]


def _is_for_all(offence: KnownOffence) -> bool:
    cell = offence.cell("victim")
    return cell is None or "anyone" in cell.value["any"]


def _gap(minimum: Minimum, takings: list[KnownOffence], general: list[KnownCell]) -> Gap:
    of_offence = ELEMENTS[minimum.element].of_offence
    holders: list[tuple[str, KnownCell | None]] = (
        [(one.provision, one.cell(minimum.element)) for one in takings]
        if of_offence
        else [(one.provision, one) for one in general if one.element == minimum.element]
    )
    results = [_reached(minimum, cell) for _, cell in holders]
    result = either(results) if results else Result.UNCLEAR
    cells = [
        (place, cell, one) for (place, cell), one in zip(holders, results, strict=True) if cell
    ]
    wanted = [(place, cell) for place, cell, one in cells if one is result]
    return Gap(minimum, result, tuple(wanted or ((place, cell) for place, cell, _ in cells)))


def _together(minimum: Minimum, takings: list[KnownOffence]) -> Gap:
    """Whether one offence reaches the core for gain, and one (it or another) for compelling."""
    cells: list[tuple[str, KnownCell]] = []
    found = []
    for aim in AIMS:
        results = [_all_of(one, (*CORE, aim)) for one in takings]
        found.append(either(results) if results else Result.UNCLEAR)
        for one, result in zip(takings, results, strict=True):
            cell = one.cell("purpose")
            if cell and result is Result.MET and (one.provision, cell) not in cells:
                cells.append((one.provision, cell))
    return Gap(minimum, joined(found), tuple(cells))


def _all_of(offence: KnownOffence, codes: Iterable[str]) -> Result:
    wanted = [_BY_CODE[code] for code in codes]
    return joined(_reached(one, offence.cell(one.element)) for one in wanted)


def _reached(minimum: Minimum, cell: KnownCell | None) -> Result:
    if cell is None or not cell.status.decides:
        return Result.UNCLEAR
    return minimum.reaches(cell.value)

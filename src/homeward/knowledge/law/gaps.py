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
from homeward.knowledge.law.elements import MONTHS_OF_A_SERIOUS_CRIME, longest
from homeward.knowledge.law.matching import KnownCell, Result, either

TAKINGS = ("kidnapping", "hostage_taking", "deprivation_of_liberty")


@dataclass(frozen=True, slots=True)
class Minimum:
    """One minimum element: what a law should reach, its source, and a note for drafters."""

    code: str
    element: str
    label: StrPromise
    source: str
    note: StrPromise
    reaches: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Gap:
    """A minimum element held against a law: the cells that reach it, or that do not."""

    minimum: Minimum
    result: Result
    cells: tuple[tuple[str, KnownCell], ...]


def _some(field: str, *wanted: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: bool(set(value.get(field, [])) & {*wanted})


def _is(field: str, wanted: bool) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: value.get(field) is wanted


def _serious(value: Mapping[str, Any]) -> bool:
    most = longest(value)
    return most is not None and most >= MONTHS_OF_A_SERIOUS_CRIME


MINIMUM = [
    Minimum("holding", "conduct", _("Holding a person is enough"), "ECOSOC 2002/16",
            _("Name detaining beside taking away, so that whoever only guards the victim commits"
              " the offence too."), _some("acts", *sorted(HOLDING))),
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
            _some("any", "none_needed", "compel_act", "hostage", "any_advantage")),
    Minimum("no_third_party", "third_party", _("No third party need be compelled"),
            "ECOSOC 2002/16",
            _("Let a demand made to the victim suffice, and keep hostage-taking with its third"
              " party as an offence beside it."), _is("required", False)),
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
    Minimum("serious", "penalty", _("Four years or more at the most"), "UNTOC 2(b), 11(1)",
            _("Let the basic form reach a maximum of four years, or cooperation under the"
              " Convention depends on the aggravated one."), _serious),
    Minimum("release", "mitigation", _("Release of the victim is rewarded"), "UNTOC 26(2)",
            _("Consider a lower penalty for whoever lets the victim go unharmed or helps to free"
              " the victim: it gives a reason to do so."), 
            lambda value: bool(value.get("grounds"))),
    Minimum("legal_persons", "legal_persons", _("Companies answer for it"), "UNTOC 10",
            _("Make legal persons liable, by criminal, civil or administrative law."),
            _is("liable", True)),
    Minimum("jurisdiction", "jurisdiction", _("Own nationals abroad, or who is found here"),
            "UNTOC 15(2), 15(3); Hostages Convention 5",
            _("Reach nationals who offend abroad, and whoever is found and not extradited."),
            _some("grounds", "national_offender", "found_here", "universal")),
    Minimum("confiscation", "confiscation", _("Proceeds or their value are confiscated"),
            "UNTOC 12(1)",
            _("Reach proceeds, what they became, and property of the same value."),
            _some("kinds", "proceeds", "equivalent_value", "extended")),
    Minimum("victims", "victims_rights", _("Victims are compensated and heard"), "UNTOC 25",
            _("Give victims a way to compensation and restitution, protection, and a voice at the"
              " stages of the proceedings."),
            _some("rights", "compensation_fund", "restitution", "heard", "part_in_proceedings")),
]  # fmt: skip


def gaps(state: str, offences: Iterable[KnownOffence], of_state: Iterable[KnownCell]) -> list[Gap]:
    """Each minimum element with what the State's law says of it.

    An offence that reaches it is enough, for a law may have several. Known from memory only, or not
    recorded: unclear.
    """
    takings = [one for one in offences if one.state == state and one.about in TAKINGS]
    general = list(of_state)
    return [_gap(minimum, takings, general) for minimum in MINIMUM]


def _gap(minimum: Minimum, takings: list[KnownOffence], general: list[KnownCell]) -> Gap:
    cells = [(one.provision, cell) for one in takings if (cell := one.cell(minimum.element))]
    cells += [(cell.provision, cell) for cell in general if cell.element == minimum.element]
    results = [_reached(minimum, cell) for _, cell in cells]
    result = either(results) if results else Result.UNCLEAR
    wanted = [pair for pair, one in zip(cells, results, strict=True) if one is result]
    return Gap(minimum, result, tuple(wanted or cells))


def _reached(minimum: Minimum, cell: KnownCell) -> Result:
    if not cell.status.decides:
        return Result.UNCLEAR
    return Result.MET if minimum.reaches(cell.value) else Result.NOT_MET

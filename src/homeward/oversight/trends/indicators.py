"""The indicators, declared once: what each is, how it is counted, and from where.

Pages, files and reports use these. One that no room feeds yet has no `counted` rule; it is shown as
*not recorded*, never as zero, and is filled by giving it a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.vocabulary.case import Outcome, Typology
from homeward.oversight.trends.statistics.observations import Unit

Text = str | Promise

CASES, COOPERATION = "cases", "cooperation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator. `iccs` is its class, empty where it is of no single one; `breakdowns` are the
    traits by which it is shown; `counted` names its rule in `counting.py`, empty where nothing
    feeds it; `source` is the article or standard that asks for it."""

    code: str
    label: Text
    definition: Text
    rule: Text
    unit: Unit
    source: str
    group: str = CASES
    iccs: str = ""
    breakdowns: tuple[str, ...] = ()
    counted: str = ""


_CASE_RULE = _(
    "Each case file that is not merged into another is one incident, in the year in which it was"
    " opened, in the class that it has when it is counted. A case with another explanation is left"
    " out."
)
_VICTIM_RULE = _(
    "Each person who is a victim in such a case, or in a file that was merged into it, counts once,"
    " in the year in which the case was opened. Two records that were joined are one person."
)
_STEP_RULE = _(
    "Requests of this node as the requesting State, in the year of the step. Steps that lost their"
    " effect when another crossed them are left out. A median is given from five requests on."
)
_ICCS = "ICCS 2015; 59/154 §8(b)"
_REPORT = "61/179 §7"

_ALL = (
    Indicator(
        code="kidnapping_incidents",
        label=_("Kidnapping: incidents"),
        definition=_(
            "Unlawful detention and taking away of a person against his will, to demand a gain for"
            " the release or to oblige somebody to do or not to do something."
        ),
        rule=_CASE_RULE,
        unit=Unit.INCIDENTS,
        source=_ICCS,
        iccs="020221",
        breakdowns=("typology",),
        counted="incidents",
    ),
    Indicator(
        code="kidnapping_victims",
        label=_("Kidnapping: victims"),
        definition=_("Persons who were kidnapped."),
        rule=_VICTIM_RULE,
        unit=Unit.VICTIMS,
        source=_ICCS,
        iccs="020221",
        breakdowns=("sex", "age", "outcome"),
        counted="victims",
    ),
    Indicator(
        code="restraint_incidents",
        label=_("Illegal restraint: incidents"),
        definition=_("Unlawful detention of a person without bringing him to another place."),
        rule=_CASE_RULE,
        unit=Unit.INCIDENTS,
        source=_ICCS,
        iccs="020222",
        breakdowns=("typology",),
        counted="incidents",
    ),
    Indicator(
        code="restraint_victims",
        label=_("Illegal restraint: victims"),
        definition=_("Persons who were restrained illegally."),
        rule=_VICTIM_RULE,
        unit=Unit.VICTIMS,
        source=_ICCS,
        iccs="020222",
        breakdowns=("sex", "age", "outcome"),
        counted="victims",
    ),
    Indicator(
        code="hours_to_acknowledge",
        label=_("Median time to acknowledge a request"),
        definition=_("Hours from the issue of a request to its acknowledgement."),
        rule=_STEP_RULE,
        unit=Unit.HOURS,
        source=_REPORT,
        group=COOPERATION,
        counted="acknowledged",
    ),
    Indicator(
        code="hours_to_execute",
        label=_("Median time to execute a request"),
        definition=_("Hours from the issue of a request to its execution."),
        rule=_STEP_RULE,
        unit=Unit.HOURS,
        source=_REPORT,
        group=COOPERATION,
        counted="executed",
    ),
    Indicator(
        code="hours_to_refuse",
        label=_("Median time to refuse a request"),
        definition=_("Hours from the issue of a request to its refusal with the reasons."),
        rule=_STEP_RULE,
        unit=Unit.HOURS,
        source=_REPORT,
        group=COOPERATION,
        counted="refused",
    ),
    *(
        Indicator(
            code=code,
            label=label,
            definition=label,
            rule=_("No room of the node writes the fact yet."),
            unit=unit,
            source=_REPORT,
            group=COOPERATION,
        )
        for code, label, unit in (
            ("authority_reachable", _("Authorities that answered a test of reach"), Unit.PERCENT),
            ("complete_at_first", _("Requests complete at first sending"), Unit.PERCENT),
            ("assets_traced", _("Requests that traced assets"), Unit.REQUESTS),
            ("assets_restrained", _("Orders that restrained assets"), Unit.REQUESTS),
            ("assets_confiscated", _("Orders that confiscated assets"), Unit.REQUESTS),
            ("assets_returned", _("Returns of assets to victims"), Unit.REQUESTS),
            ("persons_assisted", _("Victims and relatives assisted"), Unit.PERSONS),
            ("hours_to_assist", _("Median time until assistance began"), Unit.HOURS),
            ("officers_trained", _("Officers trained"), Unit.PERSONS),
            ("laws_meeting_minimum", _("Laws that meet the minimum elements"), Unit.STATES),
            ("practices_adopted", _("States that adopted practices of the manual"), Unit.STATES),
        )
    ),
)
INDICATORS: Mapping[str, Indicator] = {one.code: one for one in _ALL}

#: The codes by which a breakdown is shown, whether anybody is in them or not: that one is there
#: says nothing. What a fact does not say, or says otherwise, is `unknown`.
BREAKDOWNS: Mapping[str, Mapping[str, Text]] = {
    "sex": {
        "female": _("Women and girls"),
        "male": _("Men and boys"),
        "other": _("Another sex"),
        "unknown": _("Not known"),
    },
    "typology": {one.value: one.label for one in Typology} | {"unknown": _("Not known")},
    "age": {"0-17": _("0 to 17 years"), "18+": _("18 and over"), "unknown": _("Not known")},
    "outcome": {one.value: one.label for one in Outcome},
}


def not_recorded() -> list[Indicator]:
    """The indicators that no room feeds yet."""
    return [one for one in INDICATORS.values() if not one.counted]

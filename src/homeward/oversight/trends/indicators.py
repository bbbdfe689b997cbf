"""The indicators, declared once: what each is, how it is counted, and from where.

Pages, files and reports use these. One that is not counted has no `counted` rule; it is never
shown as zero, but as *not counted here yet* where a room holds the facts, else as *no room records
it*. It is filled by giving it a rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.vocabulary.case import Outcome, Typology
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.oversight.trends.statistics.observations import Unit

Text = str | Promise

CASES, COOPERATION = "cases", "cooperation"
#: Read from the room that holds it on the day on which it is asked (`live.py`), never kept.
LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator. `iccs` is its class, empty where it is of no single one; `breakdowns` are the
    traits by which it is shown; `counted` names its rule in `counting.py`, empty where it
    is not counted; `recorded` tells whether a room of the node holds the facts; `source` is the
    article or standard that asks for it."""

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
    recorded: bool = True


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
_DONE_RULE = _(
    "Requests of this node as the requesting State, in the year of their execution. Steps that lost"
    " their effect are left out."
)
_ICCS = "ICCS 2015; 59/154 §8(b)"
_REPORT = "61/179 §7"


def _of_crime(
    code: str, iccs: str, incidents: tuple[Text, Text], victims: tuple[Text, Text]
) -> Iterator[Indicator]:
    """The incidents and the victims of a class, each with its label and definition."""
    for suffix, (label, definition), rule, unit, breakdowns in (
        ("incidents", incidents, _CASE_RULE, Unit.INCIDENTS, ("typology",)),
        ("victims", victims, _VICTIM_RULE, Unit.VICTIMS, ("sex", "age", "outcome")),
    ):
        yield Indicator(
            code=f"{code}_{suffix}",
            label=label,
            definition=definition,
            rule=rule,
            unit=unit,
            source=_ICCS,
            iccs=iccs,
            breakdowns=breakdowns,
            counted=suffix,
        )


def _of_cooperation(
    code: str,
    label: Text,
    unit: Unit,
    definition: Text = "",
    *,
    rule: Text,
    counted: str = "",
    recorded: bool = True,
) -> Indicator:
    """One of how States work together; its definition is its label where nothing more is said."""
    return Indicator(
        code=code,
        label=label,
        definition=definition or label,
        rule=rule,
        unit=unit,
        source=_REPORT,
        group=COOPERATION,
        counted=counted,
        recorded=recorded,
    )


_ALL = (
    *_of_crime(
        "kidnapping",
        "020221",
        (
            _("Kidnapping: incidents"),
            _(
                "Unlawful detention and taking away of a person against his will, to demand a gain"
                " for the release or to oblige somebody to do or not to do something."
            ),
        ),
        (_("Kidnapping: victims"), _("Persons who were kidnapped.")),
    ),
    *_of_crime(
        "restraint",
        "020222",
        (
            _("Illegal restraint: incidents"),
            _("Unlawful detention of a person without bringing him to another place."),
        ),
        (_("Illegal restraint: victims"), _("Persons who were restrained illegally.")),
    ),
    *(
        _of_cooperation(code, label, Unit.HOURS, words, rule=_STEP_RULE, counted=counted)
        for code, counted, label, words in (
            (
                "hours_to_acknowledge",
                "acknowledged",
                _("Median time to acknowledge a request"),
                _("Hours from the issue of a request to its acknowledgement."),
            ),
            (
                "hours_to_execute",
                "executed",
                _("Median time to execute a request"),
                _("Hours from the issue of a request to its execution."),
            ),
            (
                "hours_to_refuse",
                "refused",
                _("Median time to refuse a request"),
                _("Hours from the issue of a request to its refusal with the reasons."),
            ),
        )
    ),
    *(
        _of_cooperation(code, label, Unit.REQUESTS, words, rule=_DONE_RULE, counted=counted)
        for code, counted, label, words in (
            (
                "assets_traced",
                "traced",
                _("Requests that traced assets"),
                _("Requests to trace money that the other State executed."),
            ),
            (
                "assets_restrained",
                "restrained",
                _("Requests that restrained assets"),
                _("Requests to freeze or seize assets that the other State executed."),
            ),
            (
                "assets_confiscated",
                "confiscated",
                _("Requests that confiscated assets"),
                _("Requests to confiscate assets that the other State executed."),
            ),
            (
                "assets_returned",
                "returned",
                _("Requests that returned assets"),
                _("Requests to return assets that the other State executed."),
            ),
        )
    ),
    Indicator(
        code="requests_refused",
        label=_("Requests refused"),
        definition=_("Requests to other States that these refused, by the ground they gave first."),
        rule=_STEP_RULE,
        unit=Unit.REQUESTS,
        source=_REPORT,
        group=COOPERATION,
        breakdowns=("ground",),
        counted="refusals",
    ),
    Indicator(
        code="victims_harmed",
        label=_("Victims injured or killed"),
        definition=_("Persons of whom injury or death by the kidnapping is recorded."),
        rule=_(
            "Each person counts once, in the year in which harm of him was first recorded. Harm"
            " that was taken back, or that the kidnapping did not cause, is left out."
        ),
        unit=Unit.VICTIMS,
        source="59/154 §2",
        group=COOPERATION,
        counted="harmed",
    ),
    Indicator(
        code="persons_assisted",
        label=_("Victims and relatives assisted"),
        definition=_("Persons for whom a support file was opened."),
        rule=_(
            "Each person counts once, in the year of his first support file; a victim who is a"
            " relative of another too counts as what the first file says."
        ),
        unit=Unit.PERSONS,
        source="59/154 §6; 61/179 §5",
        group=COOPERATION,
        breakdowns=("standing",),
        counted="assisted",
    ),
    _of_cooperation(
        "hours_to_assist",
        _("Median time until assistance began"),
        Unit.HOURS,
        _("Hours from the opening of a support file to the first contact with the person."),
        rule=_("First contacts, in the year of the contact. A median is given from five on."),
        counted="first_contact",
    ),
    _of_cooperation(
        "officers_trained",
        _("Officers trained"),
        Unit.PERSONS,
        _("Tests of courses that were passed."),
        rule=_("Each test that was passed, in its year; whoever passed two courses counts twice."),
        counted="trained",
    ),
    _of_cooperation(
        "authority_reachable",
        _("Authorities that answered a test of reach"),
        Unit.PERCENT,
        rule=_(
            "Of the authorities that this node tested within the time for which a test holds, those"
            " whose last test was answered. Read on the day on which it is asked."
        ),
        counted=LIVE,
    ),
    _of_cooperation(
        "laws_meeting_minimum",
        _("Laws that meet the minimum elements"),
        Unit.STATES,
        _("One where the State's law meets every minimum element, zero where it lacks one."),
        rule=_(
            "Read on the day on which it is asked. Where an element is not recorded, or known from"
            " memory only, nothing is said: neither one nor zero."
        ),
        counted=LIVE,
    ),
    _of_cooperation(
        "practices_adopted",
        _("Practices of the manual adopted"),
        Unit.PRACTICES,
        _("Practices that the State adopted or adapted by a decision that holds."),
        rule=_("Read on the day on which it is asked. Without any decision nothing is said."),
        counted=LIVE,
    ),
    _of_cooperation(
        "complete_at_first",
        _("Requests complete at first sending"),
        Unit.PERCENT,
        _(
            "Of the requests that came to their end, those that went with every part and about"
            " which the other State asked for no more information."
        ),
        rule=_(
            "Requests of this node as the requesting State that were executed or refused, in that"
            " year. The share is given where both kinds are five or more. Steps from before this"
            " was recorded are left out."
        ),
        counted="complete",
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
    "standing": {
        "victim": pgettext_lazy("standing", "Victims"),
        "relative": pgettext_lazy("standing", "Relatives"),
        "unknown": _("Not known"),
    },
    "ground": {one.code: one.label for one in MONEY_GROUNDS}
    | {"other": _("Another ground"), "unknown": _("Not known")},
}


def not_counted() -> list[Indicator]:
    """The indicators that have no rule yet."""
    return [one for one in INDICATORS.values() if not one.counted]

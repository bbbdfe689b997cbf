"""The tables of figures: what each counts, in words, and its rows in their order.

Lists of rows are closed: a row stands there whether anybody is counted in it or not, so that its
being there says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.vocabulary.case import Outcome
from homeward.casework.cases.vocabulary.people import HarmKind
from homeward.casework.victims.words.contacts import PromiseEnd
from homeward.casework.victims.words.files import Standing
from homeward.casework.victims.words.harm import LossKind
from homeward.casework.victims.words.needs import Domain, Met, NeedStatus
from homeward.casework.victims.words.protection import ThreatLevel

Text = str | Promise
Row = tuple[str, Text]
NOT_RECORDED = _("Nothing recorded")


@dataclass(frozen=True, slots=True)
class Topic:
    """A table: its code and title, what a person in a row has, and the rows."""

    code: str
    title: Text
    counted: Text
    rows: tuple[Row, ...]


def _with_nothing(rows: Iterable[Any], label: Text = NOT_RECORDED) -> tuple[Row, ...]:
    return (*((str(code), word) for code, word in rows), ("nothing", label))


def _by_domain(rows: Iterable[Row]) -> list[Row]:
    held = list(rows)
    return [
        (f"{domain}.{code}", format_lazy("{}: {}", label, word))
        for domain, label in Domain.choices
        for code, word in held
    ]


TOPICS = (
    Topic(
        "standing",
        _("Persons with a support file"),
        _("Everybody whose file was opened in the period, by what the file was opened for."),
        tuple(Standing.choices),
    ),
    Topic(
        "outcome",
        _("How the kidnapping ended"),
        _("Victims, by the outcome recorded last for the person in the case."),
        _with_nothing(Outcome.choices),
    ),
    Topic(
        "contact",
        _("Family contact"),
        _(
            "Reached: at least one contact in which somebody spoke with the person. A corrected"
            " contact counts as corrected."
        ),
        _with_nothing(
            [("reached", pgettext_lazy("figures", "Reached")), ("tried", _("Tried, not reached"))],
            _("No contact recorded"),
        ),
    ),
    Topic(
        "promises",
        _("Promises"),
        _("Persons to whom at least one promise was made that ended so, or still waits."),
        _with_nothing(
            [
                ("kept", _("Kept in time")),
                ("late", _("Kept late")),
                (PromiseEnd.BROKEN, PromiseEnd.BROKEN.label),
                (PromiseEnd.TAKEN_BACK, PromiseEnd.TAKEN_BACK.label),
                ("waits", pgettext_lazy("promise", "Waits")),
            ],
            _("No promise recorded"),
        ),
    ),
    Topic(
        "harm",
        _("Harm to victims"),
        _(
            "Victims with at least one harm of the kind that the kidnapping caused. Withdrawn lines"
            " are left out. Harm counts where it stands in the person's record of the support, or"
            " in the one from which the file was opened."
        ),
        _with_nothing(
            [
                *((one.value, one.label) for one in HarmKind if one != HarmKind.NONE_KNOWN),
                ("not_caused", _("Harm of another or unknown cause")),
                (HarmKind.NONE_KNOWN, HarmKind.NONE_KNOWN.label),
            ]
        ),
    ),
    Topic(
        "losses",
        _("Losses"),
        _("Persons with at least one loss of the kind. Withdrawn losses are left out."),
        _with_nothing(LossKind.choices),
    ),
    Topic(
        "compensation",
        _("Compensation claims"),
        _("Persons with at least one claim that came so far. Claims entered by mistake are out."),
        _with_nothing(
            [
                ("claimed", _("A claim is prepared or filed")),
                ("granted", _("Granted, in full or in part")),
                ("refused", pgettext_lazy("figures", "Refused")),
                ("paid", _("Money was received")),
            ],
            _("No claim recorded"),
        ),
    ),
    Topic(
        "needs",
        _("Needs by domain"),
        _("Persons, by what the domain's latest assessment says; a corrected one is left out."),
        tuple(_by_domain([*Met.choices, ("nothing", _("Not assessed"))])),
    ),
    Topic(
        "listed",
        _("Single needs"),
        _("Persons with at least one need on their list that stands so now."),
        _with_nothing(
            [
                (NeedStatus.MET, NeedStatus.MET.label),
                (NeedStatus.NOT_MET, NeedStatus.NOT_MET.label),
                (NeedStatus.NOT_WANTED, NeedStatus.NOT_WANTED.label),
                (NeedStatus.OPEN, _("Open or in work")),
            ],
            _("No need on the list"),
        ),
    ),
    Topic(
        "services",
        _("Services by domain"),
        _("Persons with at least one referral in the domain that came so far, recalled or not."),
        _with_nothing(
            _by_domain(
                [
                    ("referred", _("Referred to a service")),
                    ("accepted", _("The service accepted")),
                    ("given", _("Help was given")),
                    ("declined", _("The service declined")),
                ]
            ),
            _("No referral recorded"),
        ),
    ),
    Topic(
        "consent",
        _("Consent"),
        _("Persons who, or whose guardian, gave or withdrew at least one consent to share."),
        _with_nothing(
            [
                ("given", pgettext_lazy("figures", "Given")),
                ("withdrawn", pgettext_lazy("figures", "Withdrawn")),
                ("decided", _("Shared without consent, by an approved decision")),
            ],
            _("No consent recorded"),
        ),
    ),
    Topic(
        "protection",
        _("Threat and protection"),
        _("Persons by the threat assessed last, and those with a measure that was in force."),
        (
            *((one.value, format_lazy(_("Threat: {}"), one.label)) for one in ThreatLevel),
            ("nothing", _("Threat not assessed")),
            ("measure", _("A protection measure was in force")),
        ),
    ),
    Topic(
        "rights",
        _("To be told and to be heard"),
        _("Persons told at least once of a step of the proceedings, or who gave a view on them."),
        _with_nothing(
            [
                ("told", _("Told in time")),
                ("told_late", _("Told late")),
                ("passed_on", _("A view was passed on to the authority")),
                ("not_passed_on", _("A view waits to be passed on")),
            ]
        ),
    ),
    Topic(
        "complaints",
        _("Complaints"),
        _("Persons with at least one complaint that was answered so, or waits."),
        _with_nothing(
            [
                ("justified", _("Justified, in full or in part")),
                ("not_justified", pgettext_lazy("figures", "Not justified")),
                ("open", _("Not answered yet")),
            ],
            _("No complaint recorded"),
        ),
    ),
    Topic(
        "debriefs",
        _("Debriefing sessions"),
        _("Persons debriefed at least once. Sessions entered by mistake are left out."),
        _with_nothing(
            [
                ("held", _("Debriefed")),
                ("beyond", _("With a session beyond the limits, for a reason")),
            ],
            _("No session recorded"),
        ),
    ),
    Topic(
        "follow_up",
        _("Follow-up after the end"),
        _("Persons with at least one follow-up that was done, or that they refused."),
        _with_nothing(
            [
                ("done", pgettext_lazy("follow-up", "Done")),
                ("refused", pgettext_lazy("follow-up", "Refused")),
            ]
        ),
    ),
    Topic(
        "support",
        _("Support"),
        _("Persons by whether their file is open; one opened again is open."),
        (("open", _("Support goes on")), ("ended", _("Support has ended"))),
    ),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """A time that is shown as a median, and the row in which its persons are counted."""

    code: str
    label: Text
    counted_in: tuple[str, str]


WAITS_TITLE = _("Time to first contact and to first help")
WAITS_COUNTED = _(
    "Median time from opening the file, of those persons for whom it happened (n): in hours (h)"
    " below two days, else in days (d). Who still waits is not in it; what happened before the"
    " opening counts as no wait. A median of fewer than five persons is not shown."
)
WAITS = (
    Wait("contact", _("First contact in which the person was reached"), ("contact", "reached")),
    *(
        Wait(
            code,
            format_lazy(_("First help from a service: {}"), label),
            ("services", f"{code}.given"),
        )
        for code, label in Domain.choices
    ),
)

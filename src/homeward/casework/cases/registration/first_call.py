"""What the first call and the class of a case add to lower rooms: verbs, events, tasks, facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions.classification import CONFIRM
from homeward.casework.cases.actions.first_call import CALL_BACK, DEADLINE
from homeward.casework.cases.actions.flags import MEDICINE
from homeward.casework.cases.iccs import REASONS
from homeward.casework.cases.ports import register_event_kinds
from homeward.casework.cases.queries.first_call import open_calls
from homeward.casework.cases.vocabulary.case import IccsCode
from homeward.casework.cases.words.first_call import (
    Confirmation,
    Explanation,
    FlagKind,
    IncidentKind,
)
from homeward.foundation.access.models import User
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.foundation.web.formats import moment_text
from homeward.foundation.web.ports import Text, WorkItem, register_work
from homeward.foundation.web.tones import Tone

OPEN_CALLS = _("First calls that are not opened yet")
CLASS = (
    Field("iccs_code", "class of the crime statistics"),
    Field("typology", "code of the type"),
    Field("modalities", "codes of the modalities", Kind.TEXTS),
    Field("purposes", "codes of the purposes", Kind.TEXTS),
    Field("confirmation", "code: unconfirmed, confirmed, other"),
    Field("explanation", "code of the other explanation, where one was found"),
)
# Of a nameless fact: its codes are shipped ones, or count as them.
COUNTED = (*CLASS, Field("own_entries", "the State's own codes, each with its list", Kind.TEXTS))


@dataclass(frozen=True, slots=True)
class OpenCalls:
    """The viewer's own first calls, which nobody else sees."""

    code: str = "first_calls"
    title: Text = OPEN_CALLS
    order: int = 5

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """Each with the screen on which it goes on, and how long it is kept."""
        return [
            WorkItem(
                title=call.said("place") or _("First call"),
                url=reverse("cases:first_call", args=[call.id, call.screen or "caller"]),
                next_step=_("Go on with the call"),
                tone=Tone.WARNING,
                state=_("Not opened yet"),
                detail=_("Kept until %(time)s") % {"time": moment_text(call.expires_at)},
            )
            for call in open_calls(viewer)
        ]


def _iccs(params: dict[str, Any]) -> str:
    return _("The class in the crime statistics is now: %(class)s") % {
        "class": IccsCode(params["iccs_code"]).label
    }


def _confirmed(params: dict[str, Any]) -> str:
    words = str(Confirmation(params["confirmation"]).label)
    if params.get("explanation"):
        words = f"{words}: {Explanation(params['explanation']).label}"
    return words


def _incident(params: dict[str, Any]) -> str:
    return _("Incident recorded: %(kind)s") % {"kind": IncidentKind(params["incident"]).label}


def _raised(params: dict[str, Any]) -> str:
    return _("Flag raised: %(kind)s") % {"kind": FlagKind(params["danger"]).label}


def _lifted(params: dict[str, Any]) -> str:
    return _("Flag taken down: %(kind)s") % {"kind": FlagKind(params["danger"]).label}


def register() -> None:
    """Fill the ports."""
    register_event_kinds(
        {
            "case.classified": _iccs,
            "case.confirmation_set": _confirmed,
            "case.incident_added": _incident,
            "case.flag_raised": _raised,
            "case.flag_lifted": _lifted,
            **REASONS,
        }
    )
    register_verbs(
        {
            "case.classified": says(_("changed the class of the case"), *CLASS[:2]),
            "case.confirmation_set": says(_("recorded whether it is a kidnapping"), *CLASS[4:]),
            "case.incident_added": says(
                _("recorded an incident"), Field("kind", "code of the kind of incident")
            ),
            "case.flag_raised": says(_("raised a flag"), Field("kind", "code of the danger")),
            "case.flag_lifted": says(_("took a flag down"), Field("kind", "code of the danger")),
        }
    )
    register_facts_of(
        {
            "case.opened": COUNTED,
            "case.classified": COUNTED,
            "case.counted": (
                Field("victims", "how many victims the first call named", Kind.WHOLE),
                Field("incidents", "how many incidents it recorded", Kind.WHOLE),
            ),
            "case.incident_added": (Field("incident", "code of the kind of incident"),),
        }
    )
    for code, sentence, step in (
        (CONFIRM, _("Confirm that %(reference)s is a kidnapping"), _("Confirm or rule out")),
        (CALL_BACK, _("Call the caller of %(reference)s back"), _("Open the case")),
        (MEDICINE, _("Life at risk in %(reference)s: medicine needed"), _("Open the case")),
        (DEADLINE, _("Deadline of the offenders in %(reference)s"), _("Open the case")),
    ):
        register_task_kind(TaskKind(code, sentence, step))
    register_work(OpenCalls())

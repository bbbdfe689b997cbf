"""What requests on paper and their hand-over give to lower rooms."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.ports import register_event_kinds
from homeward.casework.cooperation import arrivals_hand_over
from homeward.casework.cooperation.actions import recall
from homeward.casework.cooperation.actions.files import on_attachment
from homeward.casework.cooperation.actions.recall_hand_over import on_hand_over_recall
from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.paper_models import Channel
from homeward.casework.cooperation.payloads import HAND_OVER, HAND_OVER_ANSWER
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.exchange.ports import MessageType, register_message_type
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.journal.verbs import Field, Kind, Said, says

_PAPER = (
    Field("change", "code of the change that the letter carries or brought"),
    Field("channel", "email, diplomatic, interpol, courier or post"),
    Field("sha256", "SHA-256 of the scan, empty for none"),
)
_STATE = Field("state", "the other State")

VERBS: dict[str, str | Promise | Said] = {
    "cooperation.paper_sent": says(_("recorded that a letter of a request was sent"), *_PAPER),
    "cooperation.registered": says(
        _("registered a request that came on paper"),
        Field("kind", "code of the kind of request"),
        Field("sender", "State that asks"),
        Field("channel", "email, diplomatic, interpol, courier or post"),
    ),
    "cooperation.paper_entered": says(
        _("entered by hand what a State without a node wrote"), *_PAPER
    ),
    "cooperation.hand_over_offered": says(
        _("offered a request on paper to the node of its State"), Field("to", "State that joined")
    ),
    "cooperation.hand_over_arrived": says(
        _("took in the offer of a request that went on paper"), Field("sender", "State that asks")
    ),
    "cooperation.hand_over_confirmed": says(
        _("confirmed that the letter of a request is held"), _STATE
    ),
    "cooperation.hand_over_declined": says(_("declined the hand-over of a request"), _STATE),
    "cooperation.hand_over_taken_back": says(_("took back the offer of a request"), _STATE),
    "cooperation.hand_over_ended": says(
        _("learned that a request was not taken over"),
        _STATE,
        Field("outcome", "declined or failed"),
    ),
    "cooperation.handed_over": says(
        _("handed a request on paper over between nodes"),
        Field("sender", "the other State"),
        Field("state", "where the request stands"),
        Field("changes", "how many changes both sides made on paper", Kind.WHOLE),
    ),
}

TASKS = (
    TaskKind(
        "cooperation.send_letter",
        _("A letter of request %(reference)s to %(state)s goes by hand"),
        _("Send it and record when it went"),
    ),
    TaskKind(
        "cooperation.confirm_letter",
        _("%(state)s hands over a request that went on paper"),
        _("Find the letter and confirm its reference and code"),
    ),
    TaskKind(
        "cooperation.taken_over",
        _("Request %(reference)s of %(state)s was taken over from paper"),
        _("Read where it stands"),
    ),
    TaskKind(
        "cooperation.hand_over_failed",
        _("Request %(reference)s could not be handed over to %(state)s"),
        _("It stays on paper: read why, and offer it again"),
    ),
    TaskKind(
        "cooperation.hand_over_declined_there",
        _("%(state)s did not take request %(reference)s over"),
        _("It stays on paper: read why"),
    ),
)


def register(schemas: Path, deadlines: Mapping[str, timedelta]) -> None:
    """Fill the ports of cases, duty and exchange."""
    register_event_kinds(_sentences())
    for kind in TASKS:
        register_task_kind(kind)
    register_message_type(
        MessageType(
            HAND_OVER,
            1,
            arrivals_hand_over.on_hand_over,
            on_refused=arrivals_hand_over.on_step_refused,
            on_expired=arrivals_hand_over.on_step_expired,
            on_attachment=on_attachment,
            on_recall=on_hand_over_recall,
            on_file_recall=recall.on_file_recall,
            deadlines=deadlines,
            page=_page_of,
            schemas=schemas_in(schemas, HAND_OVER),
        )
    )
    register_message_type(
        MessageType(
            HAND_OVER_ANSWER,
            1,
            arrivals_hand_over.on_hand_over_answer,
            deadlines=deadlines,
            page=_page_of,
            schemas=schemas_in(schemas, HAND_OVER_ANSWER),
        )
    )


def _page_of(thread: UUID) -> str:
    return reverse("cooperation:hand_over", args=[thread])


def _sentences() -> dict[str, str | Promise | Callable[[dict[str, Any]], str]]:
    return {
        "cooperation.entered": _entered,
        "cooperation.letter_sent": _letter_sent,
        "cooperation.receipt_entered": _receipt_entered,
        "cooperation.hand_over_offered": _(
            "Request %(reference)s was offered to the node of %(state)s"
        ),
        "cooperation.handed_over": _(
            "Request %(reference)s was handed over to the node of %(state)s"
        ),
    }


def _entered(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(change)s. Entered by hand") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
    }


def _letter_sent(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: the letter “%(change)s” went to %(state)s (%(channel)s)") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
        "state": params["state"],
        "channel": Channel(params["channel"]).label,
    }


def _receipt_entered(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(state)s has the letter “%(change)s”") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
        "state": params["state"],
    }

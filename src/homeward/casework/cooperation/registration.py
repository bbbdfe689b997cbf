"""What cooperation gives to lower rooms: verbs, sentences of the timeline, messages and tasks."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.ports import CaseTab, register_event_kinds, register_tab
from homeward.casework.cooperation import arrivals, work
from homeward.casework.cooperation.actions import undelivered
from homeward.casework.cooperation.actions.files import on_attachment
from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.models import Undelivered
from homeward.casework.cooperation.payloads import CHANGE, REQUEST
from homeward.casework.cooperation.words import DEEDS, crossed_word
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.exchange.ports import MessageType, register_message_type
from homeward.foundation.journal.ports import register_caption

VERBS: dict[str, str | Promise] = {
    "cooperation.drafted": _("drafted a request"),
    "cooperation.written": _("wrote in a request"),
    "cooperation.arrived": _("entered a request that arrived"),
    "cooperation.linked": _("linked a request to a case"),
    "cooperation.viewed": _("read a request"),
    "cooperation.crossed": _("recorded a change that crossed another"),
    "cooperation.undelivered": _("learned that a message was not delivered"),
    "cooperation.file_attached": _("attached a file to a request"),
    "cooperation.file_removed": _("removed a file that was not sent"),
    "cooperation.file_opened": _("opened a file of a request"),
    **{f"cooperation.{name}": DEEDS[name] for name in TRANSITIONS},
}

TASKS = (
    TaskKind(
        "cooperation.acknowledge",
        _("Request %(reference)s of %(state)s has arrived"),
        _("Read and acknowledge"),
    ),
    TaskKind(
        "cooperation.read_change",
        _("Request %(reference)s has moved on"),
        _("Read what happened"),
    ),
    TaskKind(
        "cooperation.request_refused",
        _("%(state)s did not take in request %(reference)s"),
        _("Read why, then draft it anew or send it by another channel"),
    ),
    TaskKind(
        "cooperation.change_refused",
        _("%(state)s did not take in a change of request %(reference)s"),
        _("Read why and make the change again"),
    ),
    TaskKind(
        "cooperation.expired",
        _("A message of request %(reference)s to %(state)s expired"),
        _("Ask the other State by another channel whether it has it"),
    ),
)


def register() -> None:
    """Fill the ports of cases, exchange, duty and journal."""
    register_event_kinds(
        {
            "cooperation.drafted": _("Request %(reference)s to %(state)s was drafted"),
            "cooperation.linked": _("Request %(reference)s of %(state)s came into this case"),
            "cooperation.opened_for": _("Opened for request %(reference)s of %(state)s."),
            "cooperation.changed": _changed,
            "cooperation.crossed": _crossed,
            "cooperation.undelivered": _undelivered,
            "cooperation.file_arrived": _("Request %(reference)s: the file %(file)s has arrived"),
            "cooperation.file_lost": _("Request %(reference)s: the file %(file)s will not arrive"),
        }
    )
    seen_by = frozenset({Compartment.INVESTIGATION.value, Compartment.FINANCE.value})
    register_tab(CaseTab("requests", _("Requests"), "cooperation:case", seen_by, 60))
    _messages()
    for kind in TASKS:
        register_task_kind(kind)
    register_caption("request", work.request_caption)


def _messages() -> None:
    for type_, effect, accepted in (
        (REQUEST, arrivals.on_request, arrivals.on_request_accepted),
        (CHANGE, arrivals.on_change, arrivals.on_change_accepted),
    ):
        hooks = (undelivered.on_refused, undelivered.on_expired)
        register_message_type(MessageType(type_, 1, effect, accepted, *hooks, on_attachment))


def _changed(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(change)s") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
    }


def _crossed(params: dict[str, Any]) -> str:
    return now("Request %(reference)s: %(change)s. %(outcome)s") % {
        "reference": params["reference"],
        "change": TRANSITIONS[params["change"]].done,
        "outcome": crossed_word(params["change"]),
    }


def _undelivered(params: dict[str, Any]) -> str:
    return now("Request %(reference)s to %(state)s: %(change)s. %(outcome)s") % {
        "reference": params["reference"],
        "state": params["state"],
        "change": TRANSITIONS[params["change"]].done,
        "outcome": Undelivered(params["delivery"]).label,
    }

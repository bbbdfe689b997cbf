"""Django's registration of cooperation."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    """Requests between authorities."""

    name = "homeward.casework.cooperation"
    label = "cooperation"
    verbose_name = _("Requests")

    def ready(self) -> None:
        """Declare the kinds and fill the ports of lower rooms."""
        from homeward.casework.cases import ports as case_ports
        from homeward.casework.cooperation import arrivals, facts, kinds, payloads, work  # noqa: F401
        from homeward.casework.cooperation.lifecycle import TRANSITIONS
        from homeward.casework.cooperation.words import DEEDS
        from homeward.foundation.access.roles import Compartment
        from homeward.foundation.duty.ports import TaskKind, register_task_kind
        from homeward.foundation.exchange.ports import MessageType, register_message_type
        from homeward.foundation.journal.ports import register_caption
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs(
            {
                "cooperation.drafted": _("drafted a request"),
                "cooperation.written": _("wrote in a request"),
                "cooperation.arrived": _("entered a request that arrived"),
                "cooperation.linked": _("linked a request to a case"),
                "cooperation.viewed": _("read a request"),
                **{f"cooperation.{name}": DEEDS[name] for name in TRANSITIONS},
            }
        )

        def changed(params: dict[str, Any]) -> str:
            done = TRANSITIONS[params["change"]].done
            return _("Request %(reference)s: %(change)s") % {
                "reference": params["reference"],
                "change": done,
            }

        case_ports.register_event_kinds(
            {
                "cooperation.drafted": _("Request %(reference)s to %(state)s was drafted"),
                "cooperation.linked": _("Request %(reference)s of %(state)s came into this case"),
                "cooperation.changed": changed,
            }
        )
        seen_by = frozenset({Compartment.INVESTIGATION.value, Compartment.FINANCE.value})
        case_ports.register_tab(
            case_ports.CaseTab("requests", _("Requests"), "cooperation:case", seen_by, 60)
        )
        register_message_type(
            MessageType(payloads.REQUEST, 1, arrivals.on_request, arrivals.on_request_accepted)
        )
        register_message_type(MessageType(payloads.CHANGE, 1, arrivals.on_change))
        for kind in (
            TaskKind(
                "cooperation.acknowledge",
                _("Request %(reference)s of %(state)s has arrived"),
                _("Read and acknowledge"),
            ),
            TaskKind(
                "cooperation.approve",
                _("Request %(reference)s is ready for approval"),
                _("Read and approve"),
            ),
            TaskKind(
                "cooperation.read_change",
                _("Request %(reference)s has moved on"),
                _("Read what happened"),
            ),
        ):
            register_task_kind(kind)
        register_caption("request", work.request_caption)
        facts.register()
        work.register()

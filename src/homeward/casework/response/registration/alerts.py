"""What public alerts and the print pack give to lower rooms and to the crisis page."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.models import Case
from homeward.casework.response.words.cap import CapType
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment


def register() -> None:
    """Fill the ports."""
    from homeward.casework.response import alert_delivery, pack_sections  # noqa: F401
    from homeward.casework.response.sections import Section, add_section

    _verbs()
    _events()
    _facts()
    _task_and_caption()
    _action()
    pack_sections.register()
    add_section(Section("public_alert", 80, _section))


def _section(viewer: User, case: Case) -> str:
    """The part of the crisis page: nothing for whoever is not in its compartment."""
    from homeward.casework.response.alert_pages import rows_of
    from homeward.foundation.access.queries import compartments_of

    if Compartment.CRISIS not in compartments_of(viewer, case.pk):
        return ""
    context = {"alerts": rows_of(viewer, case), "reference": case.reference}
    return render_to_string("response/alert_section.html", context)


def _verbs() -> None:
    from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

    kind = Field("msg_type", "Alert, Update or Cancel")
    revision = Field("revision", "of the message", Kind.WHOLE)
    sha256 = Field("sha256", "of the message's bytes")
    attempts = Field("attempts", "how often it was tried", Kind.WHOLE)
    register_verbs(
        {
            "response.alert_drafted": says(
                _("began a public alert"),
                kind,
                revision,
                Field("facts", "codes of the facts that were taken from the case", Kind.TEXTS),
            ),
            "response.alert_changed": says(
                _("changed a public alert"),
                kind,
                revision,
                Field("voided", "approvals that are void with it", Kind.WHOLE),
            ),
            "response.alert_submitted": says(
                _("sent a public alert for approval"), kind, revision, sha256
            ),
            "response.alert_approved": says(
                _("approved a public alert"),
                kind,
                revision,
                sha256,
                Field("number", "first or second approval", Kind.WHOLE),
            ),
            "response.alert_published": says(
                _("published a public alert"),
                kind,
                revision,
                sha256,
                Field("scope", "Public, Restricted or Private"),
            ),
            "response.alert_withdrawn": says(
                _("withdrew a public alert before it was published"), kind, revision
            ),
            "response.alert_viewed": says(
                _("looked at a public alert"), Field("part", "page, edit or file")
            ),
            "response.alert_sent_again": says(
                _("had a public alert sent again"),
                Field("endpoints", "how many are tried again", Kind.WHOLE),
            ),
            "response.alert_delivered": says(
                _("delivered a public alert to an endpoint"), attempts
            ),
            "response.alert_undelivered": says(
                _("gave up delivering a public alert to an endpoint"), attempts
            ),
            "response.pack_printed": says(
                _("printed the case for a role"),
                Field("role", "code of the role that it is for"),
                Field("number", "of the copy", Kind.WHOLE),
                Field("parts", "codes of the parts that it holds", Kind.TEXTS),
                Field("language", "code of its language"),
            ),
        }
    )


def _events() -> None:
    from homeward.casework.cases.ports import register_event_kinds

    def drafted(params: dict[str, Any]) -> str:
        return now("A message to the public was begun: %(kind)s") % _kind(params)

    def published(params: dict[str, Any]) -> str:
        return now("A message to the public was published: %(kind)s") % _kind(params)

    def withdrawn(params: dict[str, Any]) -> str:
        return now("A message to the public was withdrawn before publication: %(kind)s") % _kind(
            params
        )

    register_event_kinds(
        {
            "response.alert_drafted": drafted,
            "response.alert_published": published,
            "response.alert_withdrawn": withdrawn,
        }
    )


def _kind(params: dict[str, Any]) -> dict[str, str]:
    return {"kind": str(CapType(params["msg_type"]).label)}


def _facts() -> None:
    from homeward.foundation.journal.facts import register_facts_of
    from homeward.foundation.journal.verbs import Field, Kind

    register_facts_of(
        {
            "response.alert_published": (
                Field("msg_type", "Alert, Update or Cancel"),
                Field("status", "Actual, Exercise or Test"),
                Field("scope", "Public, Restricted or Private"),
                Field("languages", "how many it speaks", Kind.WHOLE),
            )
        }
    )


def _task_and_caption() -> None:
    from homeward.casework.response.actions.alerts import APPROVE_TASK
    from homeward.foundation.duty.ports import TaskKind, register_task_kind
    from homeward.foundation.journal.ports import register_caption

    register_task_kind(
        TaskKind(APPROVE_TASK, _("A public alert awaits approval"), _("Read it and decide"))
    )
    register_caption("alert", lambda number: f"{now('Public alert')} {number}")
    register_caption("pack", lambda number: f"{now('Print pack')} {number}")


def _action() -> None:
    from homeward.casework.cases.ports import CaseAction, register_case_action

    register_case_action(
        CaseAction(
            "pack",
            _("Print pack"),
            "response:pack",
            frozenset(Compartment.values),
            90,
            icon="print",
        )
    )

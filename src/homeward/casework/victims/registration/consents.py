"""What channels, guardians and consents add to lower rooms: verbs, lines, facts, tasks, parts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions import consents_due
from homeward.casework.victims.actions.consents import ENDS
from homeward.casework.victims.actions.consents_overrides import TASK
from homeward.casework.victims.consents_sections import (
    channels_section,
    consents_section,
    guardians_section,
)
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.sections import Section, add_section
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

FILE = Field("file", "number of the support file, counted within the case", Kind.WHOLE)
PURPOSE = Field("purpose", "code of what the consent is for")
PARTS = Field("covers", "codes of the parts that may be shared", Kind.TEXTS)
RECALLED = Field("recalled", "how many shared things were recalled", Kind.WHOLE)
CHANNEL = Field("channel", "code of the kind of channel")
CAPACITY = Field("capacity", "code of the capacity in which somebody decides")


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _facts()
    register_due(Due("consents", consents_due.stop, consents_due.again, consents_due.pass_on))
    ports.register_event_kinds(
        {
            "victims.consent_recorded": _("Consent recorded in support file %(file)s"),
            "victims.consent_withdrawn": _(
                "Consent withdrawn in support file %(file)s; recalled with it: %(recalled)s"
            ),
            "victims.override_asked": _(
                "Sharing without consent asked for in support file %(file)s"
            ),
            "victims.override_answered": _answer_said,
            "victims.override_withdrawn": _(
                "Sharing without consent taken back in support file %(file)s; recalled with it:"
                " %(recalled)s"
            ),
        }
    )
    register_task_kind(
        TaskKind(
            TASK,
            _("Sharing without consent waits for you in %(reference)s"),
            _("Read the law and the reason, and approve or refuse"),
        )
    )
    register_task_kind(
        TaskKind(
            ENDS,
            _("A consent is about to end: support file %(file)s, %(reference)s"),
            _("Ask whether it goes on, and record the answer; or let it end"),
        )
    )
    add_section(Section("channels", 20, channels_section, place="beside"))
    add_section(Section("guardians", 30, guardians_section, place="beside"))
    add_section(Section("consents", 40, consents_section))


def _verbs() -> None:
    register_verbs(
        {
            "victims.channel_added": says(_("agreed on a way to reach a person"), FILE, CHANNEL),
            "victims.channel_ended": says(_("ended a way to reach a person"), FILE, CHANNEL),
            "victims.guardian_added": says(
                _("recorded who decides for a person"),
                FILE,
                CAPACITY,
                Field("conflict", "the guardian's interests are in conflict", Kind.YES_NO),
            ),
            "victims.guardian_ended": says(
                _("ended that somebody decides for a person"), FILE, CAPACITY
            ),
            "victims.consent_recorded": says(
                _("recorded a consent"),
                FILE,
                PURPOSE,
                PARTS,
                Field("guardian", "a guardian gave it", Kind.YES_NO),
            ),
            "victims.consent_withdrawn": says(
                _("withdrew a consent"),
                FILE,
                PURPOSE,
                RECALLED,
            ),
            "victims.override_asked": says(_("asked to share without consent"), FILE, PARTS),
            "victims.override_answered": says(
                _("answered whether to share without consent"),
                FILE,
                Field("approved", "it may be shared", Kind.YES_NO),
            ),
            "victims.override_withdrawn": says(
                _("took back the decision to share without consent"), FILE, RECALLED
            ),
        }
    )


def _facts() -> None:
    row = Field("file", "number of the support file's row", Kind.WHOLE)
    covers = Field("covers", "how many parts of the file it covers", Kind.WHOLE)
    given = (row, PURPOSE, covers, Field("by_guardian", "a guardian gave it", Kind.YES_NO))
    register_facts_of(
        {
            "victims.consent": given,
            "victims.consent_withdrawn": (
                *given,
                Field("days", "whole days since it was given", Kind.WHOLE),
            ),
            "victims.override": (row, covers, Field("approved", "it was approved", Kind.YES_NO)),
            "victims.override_withdrawn": (row, covers, RECALLED),
        }
    )


def _answer_said(params: dict[str, Any]) -> str:
    words = (
        _("Sharing without consent approved in support file %(file)s")
        if params["approved"]
        else _("Sharing without consent refused in support file %(file)s")
    )
    return str(words) % params

"""What support files add to lower rooms: the tab, verbs, lines of the timeline, facts."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions.files import HANDED_OVER
from homeward.casework.victims.file_sections import rule_section
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.sections import Section, add_section
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

FILE = Field("file", "number of the support file, counted within the case", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    register_verbs(
        {
            "victims.file_opened": says(
                _("opened a support file"), FILE, Field("whose", "code: a victim's or a relative's")
            ),
            "victims.file_changed": says(_("changed a support file"), FILE),
            "victims.file_handed_over": says(
                _("gave a support file to another worker"),
                FILE,
                Field("tasks", "how many tasks went with it", Kind.WHOLE),
            ),
            "victims.rule_set": says(
                _("set what a person may be told"),
                FILE,
                Field("stops", "contact with the person stops", Kind.YES_NO),
            ),
            "victims.viewed": says(
                _("looked at the support of victims"),
                Field("page", "which page of the support"),
                FILE,
            ),
        }
    )
    ports.register_event_room("victims", _("Support"))
    ports.register_event_kinds(
        {
            "victims.file_opened": _("Support file %(file)s opened"),
            "victims.file_handed_over": _("Support file %(file)s has another worker"),
            "victims.rule_set": _rule_said,
        }
    )
    register_facts_of(
        {
            "victims.file": (
                Field("file", "number of the support file's row", Kind.WHOLE),
                Field("standing", "code: victim or relative"),
                Field("relation", "code of what a relative is to the victim"),
                Field("sex", "code of the person's sex"),
                Field("age_group", "code of the person's age group at the opening"),
                Field("person", "number of the person's row", Kind.WHOLE),
                Field("known_as", "number of the row that the file was opened from", Kind.WHOLE),
                Field("interpreter", "an interpreter is needed", Kind.YES_NO),
            )
        }
    )
    register_task_kind(
        TaskKind(
            HANDED_OVER,
            _("Support file %(file)s is yours now, %(reference)s"),
            _("Read it, and see what is due"),
        )
    )
    seen_by = frozenset({Compartment.VICTIMS})
    ports.register_tab(ports.CaseTab("support", _("Support"), "victims:overview", seen_by, 65))
    register_caption("support_file", file_caption)
    add_section(Section("rule", 10, rule_section, place="first"))


def file_caption(file_id: str) -> str:
    """How the journal names a support file: by its number, never by a name."""
    number = SupportFile.objects.filter(pk=int(file_id)).values_list("number", flat=True).first()
    return "" if number is None else now("Support file %(number)s") % {"number": number}


def _rule_said(params: dict[str, Any]) -> str:
    words = (
        _("Contact with the person of support file %(file)s stopped")
        if params["stops"]
        else _("It was set what the person of support file %(file)s may be told")
    )
    return str(words) % params

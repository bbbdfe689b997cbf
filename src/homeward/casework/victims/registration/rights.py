"""What being told, being heard and complaints add to lower rooms."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions import rights_due
from homeward.casework.victims.actions.rights import task_kind_of
from homeward.casework.victims.actions.rights_heard import ANSWER, COMPLAINT, PASS_ON
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.models import Complaint
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.rights_sections import rights_section
from homeward.casework.victims.rights_watch import NOTICES, told
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.words.rights import HeardKind, NoticeEnd, NoticeKind
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

# What the worker is to do, by the kind of the notice: nothing else of the proceedings is known.
TELLS: dict[NoticeKind, str | Promise] = {
    NoticeKind.ARREST: _(
        "Tell the person of support file %(file)s of an arrest or custody, %(reference)s"
    ),
    NoticeKind.RELEASE: _(
        "Tell the person of support file %(file)s of the release of a suspect, %(reference)s"
    ),
    NoticeKind.ESCAPE: _(
        "Tell the person of support file %(file)s of the escape of a suspect, %(reference)s"
    ),
    NoticeKind.DEATH: _(
        "Tell the person of support file %(file)s of the death of a suspect, %(reference)s"
    ),
    NoticeKind.CHARGE: _("Tell the person of support file %(file)s of a charge, %(reference)s"),
    NoticeKind.HEARING: _(
        "Tell the person of support file %(file)s of a hearing on %(day)s, %(reference)s"
    ),
    NoticeKind.DECISION: _("Tell the person of support file %(file)s of a decision, %(reference)s"),
    NoticeKind.SENTENCE: _("Tell the person of support file %(file)s of a sentence, %(reference)s"),
    NoticeKind.APPEAL: _("Tell the person of support file %(file)s of an appeal, %(reference)s"),
    NoticeKind.END: _(
        "Tell the person of support file %(file)s of the end of the proceedings, %(reference)s"
    ),
}


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _events()
    _tasks()
    _facts()
    ports.register_event_watch("victims.rights", NOTICES, told)
    register_caption(COMPLAINT, complaint_caption)
    register_due(Due("rights", rights_due.stop, rights_due.again, rights_due.pass_on))
    add_section(Section("rights", 70, rights_section, place="beside"))


def complaint_caption(complaint_id: str) -> str:
    """How a complaint is named: by its number within the case."""
    rows = Complaint.objects.filter(pk=int(complaint_id)).values_list("number", flat=True)
    found = rows.first()
    return "" if found is None else now("Complaint %(number)s") % {"number": found}


def _verbs() -> None:
    number = Field("number", "of the view, counted within the support file", Kind.WHOLE)
    view = Field("view", "code of the kind of view")
    notice = Field("notice", "code of what the person is to be told")
    complaint = Field("number", "of the complaint, counted within the case", Kind.WHOLE)
    on = Field("on", "the day on which it came or was answered, ISO 8601")
    register_verbs(
        {
            "victims.wish_set": says(
                _("set what a person wants to be told of the proceedings"),
                FILE,
                Field("kinds", "codes of what the person wants to be told", Kind.TEXTS),
            ),
            "victims.notice_owed": says(
                _("made a notice of proceedings that is owed to a person"), FILE, notice
            ),
            "victims.notice_settled": says(
                _("recorded what came of a notice of proceedings"),
                FILE,
                notice,
                Field("end", "code: told, refused, unreached or withheld"),
            ),
            "victims.view_recorded": says(_("recorded a person's view"), FILE, number, view),
            "victims.view_passed_on": says(_("passed on a person's view"), FILE, number, view),
            "victims.view_answered": says(
                _("recorded what came of a person's view"), FILE, number, view
            ),
            "victims.complaint_recorded": says(_("recorded a complaint"), complaint, on),
            "victims.complaint_answered": says(_("answered a complaint"), complaint, on),
        }
    )


def _events() -> None:
    def settled(params: dict[str, Any]) -> str:
        words = {
            "file": params["file"],
            "notice": NoticeKind(params["notice"]).label,
            "end": NoticeEnd(params["end"]).label,
        }
        return now("Notice to the person of support file %(file)s: %(notice)s. %(end)s") % words

    def of_view(sentence: Any) -> Any:
        def said(params: dict[str, Any]) -> str:
            words = {"file": params["file"], "view": HeardKind(params["view"]).label}
            return str(sentence) % words

        return said

    ports.register_event_kinds(
        {
            "victims.notice_settled": settled,
            "victims.view_recorded": of_view(_("Support file %(file)s, recorded: %(view)s")),
            "victims.view_passed_on": of_view(
                _("Support file %(file)s, passed on to an authority: %(view)s")
            ),
            "victims.view_answered": of_view(_("Support file %(file)s, answered: %(view)s")),
            "victims.complaint_recorded": _("Complaint %(number)s recorded"),
            "victims.complaint_answered": _("Complaint %(number)s answered"),
        }
    )


def _tasks() -> None:
    for kind, sentence in TELLS.items():
        step = _("Tell it as the person wishes, and record how")
        register_task_kind(TaskKind(task_kind_of(kind), sentence, step))
    register_task_kind(
        TaskKind(
            PASS_ON,
            _("A person's view waits to be passed on: support file %(file)s, %(reference)s"),
            _("Pass it on to the authority, and record the day"),
        )
    )
    register_task_kind(
        TaskKind(
            ANSWER,
            _("A complaint waits for your answer, %(reference)s"),
            _("Look into it, and answer it in time"),
        )
    )


def _facts() -> None:
    file = Field("file", "number of the support file's row", Kind.WHOLE)
    register_facts_of(
        {
            "victims.notice": (
                file,
                Field("notice", "number of the notice's row", Kind.WHOLE),
                Field("notice_kind", "code of what the person is to be told"),
                Field("state", "code: owed, told, refused, unreached, withheld or replaced"),
                Field("late", "it was settled later than it was due", Kind.YES_NO),
            ),
            "victims.expressed_view": (
                file,
                Field("view", "number of the view's row", Kind.WHOLE),
                Field("view_kind", "code: plea, impact, objection or other"),
                Field("stage", "code of the stage of the proceedings"),
                Field("passed_on", "an authority has it", Kind.YES_NO),
                Field("end", "code of what came of it; empty before"),
            ),
            "victims.complaint": (
                file,
                Field("complaint", "number of the complaint's row", Kind.WHOLE),
                Field("about", "code of what it is about"),
                Field("end", "code of how it was answered; empty before"),
                Field("late", "it was answered later than it was due", Kind.YES_NO),
            ),
        }
    )

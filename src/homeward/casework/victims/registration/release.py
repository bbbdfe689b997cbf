"""What release and after add to lower rooms and to the page of a file."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions import release as tasks
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.registration.contacts import ROW
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.release_section import release_section
from homeward.casework.victims.sections import Section, add_section
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

SESSION = Field("session", "number of the session's row", Kind.WHOLE)


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _facts()
    _events()
    register_due(Due("release", tasks.stop, tasks.again, tasks.pass_on))
    register_task_kind(
        TaskKind(
            tasks.FOLLOW_UP,
            _("A follow-up with somebody in %(reference)s is due"),
            _("Speak with the person, and write what came of it"),
        )
    )
    register_task_kind(
        TaskKind(
            tasks.STEP,
            _("A step around release is due in %(reference)s"),
            _("Do it, and say so"),
        )
    )
    add_section(Section("release", 80, release_section))


def _verbs() -> None:
    group, step = Field("group", "code of the checklist"), Field("step", "code of the step")
    minutes = Field("minutes", "length of the session", Kind.WHOLE)
    register_verbs(
        {
            "victims.prepared": says(
                _("prepared for an ending"), FILE, Field("ending", "code of the ending")
            ),
            "victims.follow_ups_set": says(_("set follow-ups"), FILE),
            "victims.step_added": says(_("added a step to a checklist"), FILE, group, step),
            "victims.step_moved": says(_("gave a step another day"), FILE, group, step),
            "victims.step_ended": says(_("said what became of a step"), FILE, group, step),
            "victims.arranged": says(
                _("agreed on the reunion or on protection from media"),
                FILE,
                Field("arranged", "code: reunion or media"),
            ),
            "victims.debrief_recorded": says(_("recorded a debriefing session"), FILE, minutes),
            "victims.debrief_void": says(
                _("said that a debriefing session was entered by mistake"), FILE
            ),
            "victims.file_ended": says(_("ended the support of a person"), FILE),
            "victims.file_reopened": says(_("opened a support file again"), FILE),
        }
    )


def _events() -> None:
    ports.register_event_kinds(
        {
            "victims.prepared": _("Preparation for an ending begun in support file %(file)s"),
            "victims.follow_ups_set": _("Follow-ups set in support file %(file)s"),
            "victims.step_ended": _("A step of support file %(file)s was done"),
            "victims.arranged": _("Reunion or protection from media agreed in file %(file)s"),
            "victims.debrief_recorded": _(
                "Debriefing session of %(minutes)s minutes in support file %(file)s"
            ),
            "victims.file_ended": _("Contact with the person of support file %(file)s ended"),
            "victims.file_reopened": _("Support file %(file)s opened again"),
        }
    )


def _facts() -> None:
    register_facts_of(
        {
            "victims.step_ended": (
                ROW,
                Field("group", "code of the checklist, such as follow_up"),
                Field("step", "code of the step"),
                Field("result", "code: done, not_needed, refused"),
                Field("late", "done after its day", Kind.YES_NO),
            ),
            "victims.debrief": (
                ROW,
                SESSION,
                Field("minutes", "length of the session", Kind.WHOLE),
                Field("child", "the person was, or might be, under eighteen", Kind.YES_NO),
                Field("too_long", "beyond the limit, with a reason", Kind.YES_NO),
                Field("too_soon", "with too short a break, with a reason", Kind.YES_NO),
            ),
            "victims.debrief_void": (ROW, SESSION),
            "victims.file_ended": (ROW, Field("days", "that the file was open", Kind.WHOLE)),
            "victims.file_reopened": (ROW,),
        }
    )

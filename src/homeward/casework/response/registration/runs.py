"""What plans add to lower rooms: verbs, lines of the timeline, tasks, facts, captions."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.ports import register_event_kinds, register_opened
from homeward.casework.response.actions.run_tasks import OWN_TASK, PROPOSED_TASK, STEP_TASK
from homeward.casework.response.actions.runs import begin_first_hour
from homeward.casework.response.queries.practices import practice_figures
from homeward.casework.response.run_section import plan_section, plan_wall
from homeward.casework.response.sections import Section, add_section
from homeward.casework.response.words.runs import run_caption, run_step_caption
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.knowledge.manual.ports import register_figures
from homeward.knowledge.manual.queries import step_title, title_of

_PLAYBOOK = Field("playbook", "code of the playbook")
_VERSION = (
    _PLAYBOOK,
    Field("version", "version of the shipped text", Kind.WHOLE),
    Field("number", "national version, 0 as shipped", Kind.WHOLE),
)
_COUNTS = (
    Field("done", "steps that were done", Kind.WHOLE),
    Field("open", "steps that were left open", Kind.WHOLE),
    Field("not_applicable", "steps that did not apply", Kind.WHOLE),
    Field("late", "steps that were ended after their time, or never", Kind.WHOLE),
)


def _about(sentence: Any) -> Any:
    def say(params: dict[str, Any]) -> str:
        return str(sentence) % {"playbook": title_of(params["playbook"])}

    return say


def _step_done(params: dict[str, Any]) -> str:
    facts = {"playbook": title_of(params["playbook"])}
    facts["step"] = step_title(params["playbook"], params["step"])
    if not facts["step"]:
        return _now("A step of the plan “%(playbook)s” was done") % facts
    return _now("Done: %(step)s (%(playbook)s)") % facts


def register() -> None:
    """Fill the ports of lower rooms, and the crisis page's place for the plan."""
    register_verbs(
        {
            "response.run_started": says(_("started a playbook"), *_VERSION),
            "response.run_upgraded": says(_("took a plan to another version"), *_VERSION),
            "response.run_ended": says(_("ended a plan"), _PLAYBOOK, *_COUNTS),
            "response.run_step_set": says(
                _("wrote how a step of the plan stands"), Field("status", "code of the status")
            ),
            "response.plan_facts_kept": _("wrote down what is known for the plan"),
            "response.plan_viewed": says(
                _("looked at the plan"), Field("page", "which page of the plan")
            ),
        }
    )
    register_event_kinds(
        {
            "response.run_started": _about(_("Playbook started: %(playbook)s")),
            "response.run_upgraded": _about(
                _("The plan “%(playbook)s” follows a new version of its playbook")
            ),
            "response.run_ended": _about(_("The plan “%(playbook)s” was ended")),
            "response.step_done": _step_done,
        }
    )
    register_task_kind(TaskKind(STEP_TASK, _("%(reference)s: %(step)s"), _("Open the step")))
    register_task_kind(
        TaskKind(
            OWN_TASK, _("%(reference)s: a step that was added to the plan"), _("Open the step")
        )
    )
    register_task_kind(
        TaskKind(
            PROPOSED_TASK,
            _("%(reference)s: playbooks that also fit this case: %(count)s"),
            _("Choose the playbooks"),
        )
    )
    register_facts_of(
        {
            "response.run_started": (
                _PLAYBOOK,
                Field("version", "version of the shipped text", Kind.WHOLE),
                Field("national", "whether the State adapted it", Kind.YES_NO),
            ),
            "response.run_finished": (_PLAYBOOK, *_COUNTS),
            "response.practice_step": (
                _PLAYBOOK,
                Field("practice", "code of the practice"),
                Field("step", "code of the step"),
                Field("status", "code of how it ended"),
                Field("why", "condition or reason, where it did not apply"),
                Field("late", "ended after its time, or never", Kind.YES_NO),
            ),
        }
    )
    register_figures(practice_figures)
    register_caption("playbook_run", run_caption)
    register_caption("run_step", run_step_caption)
    register_opened("response.first_hour", begin_first_hour)
    add_section(Section("plan", 20, plan_section, plan_wall))

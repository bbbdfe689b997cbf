"""What plans add to lower rooms: verbs, lines of the timeline, tasks, facts, captions."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.ports import register_event_kinds, register_opened
from homeward.casework.response.actions.run_tasks import OWN_TASK, PROPOSED_TASK, STEP_TASK
from homeward.casework.response.actions.runs import begin_first_hour
from homeward.casework.response.run_section import plan_section, plan_wall
from homeward.casework.response.sections import Section, add_section
from homeward.casework.response.words.runs import run_caption, run_step_caption
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says
from homeward.knowledge.manual.shelf import shipped

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


def _title(code: str) -> str:
    playbook = shipped().get(code)
    return playbook.title if playbook else code


def _about(sentence: Any) -> Any:
    def say(params: dict[str, Any]) -> str:
        return str(sentence) % {"playbook": _title(params["playbook"])}

    return say


def _step_done(params: dict[str, Any]) -> str:
    playbook = shipped().get(params["playbook"])
    step = playbook.step(params["step"]) if playbook else None
    facts = {"playbook": _title(params["playbook"])}
    if step is None:
        return _now("A step of the plan “%(playbook)s” was done") % facts
    facts["step"] = step.text().title
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
        }
    )
    register_caption("playbook_run", run_caption)
    register_caption("run_step", run_step_caption)
    register_opened("response.first_hour", begin_first_hour)
    add_section(Section("plan", 20, plan_section, plan_wall))

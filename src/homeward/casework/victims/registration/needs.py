"""What needs and the plan add to lower rooms, and to the page of a support file."""

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.victims.actions import needs_tasks
from homeward.casework.victims.actions.needs_tasks import ASSESS, PLAN_STEP, STEP
from homeward.casework.victims.due import Due, register_due
from homeward.casework.victims.models import PlanStep
from homeward.casework.victims.needs_content import health, needs
from homeward.casework.victims.needs_sections import needs_section, plan_section
from homeward.casework.victims.registration.files import FILE
from homeward.casework.victims.sections import Section, add_section
from homeward.casework.victims.sharing import register_content
from homeward.casework.victims.words.files import Scope
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.facts import register_facts_of
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

DOMAIN = Field("domain", "code of the domain of needs")
URGENCY = Field("urgency", "code of how soon help must be there")
NEED = Field("need", "number of the need's row", Kind.WHOLE)
GOAL = Field("goal", "number of the goal's row", Kind.WHOLE)
STEP_ROW = Field("step", "number of the step's row", Kind.WHOLE)
STATUS = Field("status", "code of how it stands")


def register() -> None:
    """Fill the ports of lower rooms."""
    _verbs()
    _facts()
    ports.register_event_kinds(
        {
            "victims.assessed": _("Needs assessed, support file %(file)s"),
            "victims.assessment_corrected": _(
                "Assessment of needs corrected, support file %(file)s"
            ),
            "victims.need_opened": _("Need written down, support file %(file)s"),
            "victims.need_settled": _("Need settled, support file %(file)s"),
            "victims.goal_set": _("Goal set in the plan of support file %(file)s"),
            "victims.goal_changed": _("Goal changed in the plan of support file %(file)s"),
        }
    )
    for kind, sentence, step in (
        (ASSESS, _("Needs are to be assessed again in %(reference)s"), _("Assess them")),
        (STEP, _("A step of a plan of support is due in %(reference)s"), _("Do it and say so")),
    ):
        register_task_kind(TaskKind(kind, sentence, step))
    register_caption(PLAN_STEP, step_caption)
    register_content(Scope.NEEDS, "needs", needs)
    register_content(Scope.HEALTH, "needs", health)
    register_due(Due("needs", needs_tasks.stop, needs_tasks.again, needs_tasks.pass_on))
    add_section(Section("needs", 20, needs_section))
    add_section(Section("plan", 25, plan_section))


def step_caption(step_id: str) -> str:
    """How the journal names a step of a plan: by its file, never by its words."""
    found = PlanStep.objects.filter(pk=int(step_id)).select_related("file").first()
    number = found.file.number if found else 0
    return now("Step of the plan of support file %(number)s") % {"number": number} if found else ""


def _verbs() -> None:
    count = Field("domains", "how many domains it says something of", Kind.WHOLE)
    register_verbs(
        {
            "victims.assessed": says(_("assessed the needs of a person"), FILE, count),
            "victims.assessment_corrected": says(
                _("corrected an assessment of needs"), FILE, count
            ),
            "victims.next_assessment_set": says(
                _("set the day of the next assessment"),
                FILE,
                Field("is_due", "one is to be made", Kind.YES_NO),
            ),
            "victims.need_opened": says(
                _("wrote down what a person needs"), FILE, NEED, DOMAIN, URGENCY
            ),
            "victims.need_changed": says(
                _("changed what a person needs"), FILE, NEED, DOMAIN, URGENCY, STATUS
            ),
            "victims.need_settled": says(
                _("settled what a person needs"), FILE, NEED, DOMAIN, URGENCY, STATUS
            ),
            "victims.goal_set": says(_("set a goal of a plan of support"), FILE, GOAL, DOMAIN),
            "victims.goal_changed": says(
                _("changed a goal of a plan of support"), FILE, GOAL, STATUS
            ),
            "victims.plan_step_added": says(_("added a step of a plan of support"), FILE, STEP_ROW),
            "victims.plan_step_changed": says(
                _("changed a step of a plan of support"),
                FILE,
                STEP_ROW,
                Field("state", "code of what became of it"),
            ),
        }
    )


def _facts() -> None:
    row = Field("file", "number of the support file's row", Kind.WHOLE)
    kind = Field("need_kind", "code of what is needed")
    register_facts_of(
        {
            "victims.assessed": (
                row,
                Field("assessment", "number of the assessment's row", Kind.WHOLE),
                Field("corrects", "number of the row that it takes the place of, or 0", Kind.WHOLE),
                Field("on", "the day it was made, ISO 8601"),
                DOMAIN,
                Field("level", "0 to 4, or 8: not specified (ICF generic qualifier)", Kind.WHOLE),
                Field("met", "code: whether what is needed is there"),
                Field("present", "the person was there", Kind.YES_NO),
                Field("interpreter", "with an interpreter", Kind.YES_NO),
            ),
            "victims.need_opened": (
                row,
                NEED,
                DOMAIN,
                URGENCY,
                kind,
                Field("again", "it had been settled before", Kind.YES_NO),
            ),
            "victims.need_settled": (
                row,
                NEED,
                DOMAIN,
                URGENCY,
                kind,
                Field("result", "code: met, not_met or not_wanted"),
                Field("days", "since it was known", Kind.WHOLE),
            ),
        }
    )

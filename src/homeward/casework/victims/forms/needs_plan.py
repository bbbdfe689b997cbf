"""Goals of the plan in the person's words, and the steps to them."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.victims.actions.needs_plan import GoalFacts, StepFacts
from homeward.casework.victims.forms.fields import ComingDay, long_text, offer
from homeward.casework.victims.models import Goal, PlanStep, SupportFile
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.words.needs import Domain, GoalStatus, StepState
from homeward.foundation.access.models import User


class _GoalFields(forms.Form):
    words = long_text(
        _("What the person wants"), help_text=_("In the person's own words, as far as can be.")
    )
    domain = forms.ChoiceField(label=_("Part of life"), choices=Domain.choices)
    agreed_on = PastDay(label=_("Agreed on"), initial=localdate)


class GoalForm(_GoalFields, OnceForm):
    """A new goal."""

    def facts(self) -> GoalFacts:
        """What a valid form says."""
        names = ("words", "domain", "agreed_on")
        return GoalFacts(**{name: self.cleaned_data[name] for name in names})


class GoalNowForm(_GoalFields, RecordForm):
    """A goal as it stands now."""

    status = forms.ChoiceField(
        label=_("How it stands now"), choices=GoalStatus.choices, widget=forms.RadioSelect
    )
    reason = long_text(
        _("What was reached, or why it was given up"),
        rows=2,
        required=False,
        help_text=_("Steps that are still to do are dropped with this reason."),
    )

    def clean(self) -> dict[str, Any]:
        """The end of a goal says what became of it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("status") not in (None, GoalStatus.OPEN) and not given.get("reason"):
            self.add_error("reason", _("Say what was reached, or why it was given up."))
        return given

    def facts(self) -> GoalFacts:
        """What a valid form says."""
        names = ("words", "domain", "agreed_on", "status", "reason")
        return GoalFacts(**{name: self.cleaned_data[name] for name in names})


class _StepFields(forms.Form):
    text = forms.CharField(label=_("What is done"), max_length=500)
    owner = forms.ChoiceField(label=_("Who does it"))
    due_on = ComingDay(years=5, label=_("By which day"))

    def offer(self, viewer: User, file: SupportFile, *more: User) -> None:
        """Let the owner be chosen among the members of the compartment, and who it is already."""
        self.owners = {str(one.pk): one for one in (*colleagues_of(viewer, file.case), *more)}
        offer(self, "owner", [(key, str(one)) for key, one in self.owners.items()])

    def facts(self) -> StepFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return StepFacts(
            text=given["text"],
            owner=self.owners[given["owner"]],
            due_on=given["due_on"],
            state=given.get("state") or StepState.OPEN,
            reason=given.get("reason") or "",
        )


class StepForm(_StepFields, OnceForm):
    """A new step for a goal."""

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        kwargs["initial"] = {"owner": str(viewer.pk)}
        super().__init__(*args, **kwargs)
        self.offer(viewer, file)


class StepNowForm(_StepFields, RecordForm):
    """A step as it stands now: moved, given to somebody else, done or dropped."""

    state = forms.ChoiceField(
        label=_("How it stands now"), choices=StepState.choices, widget=forms.RadioSelect
    )
    reason = long_text(
        _("How it went, or why it was dropped"),
        rows=2,
        required=False,
        help_text=_("Must be written where the step is dropped."),
    )
    field_order = ("state", "reason", "text", "owner", "due_on")

    def __init__(self, *args: Any, viewer: User, step: PlanStep, **kwargs: Any) -> None:
        super().__init__(*args, initial=step_initial(step), **kwargs)
        self.offer(viewer, step.file, step.owner)
        day = self.fields["due_on"]
        assert isinstance(day, ComingDay)  # noqa: S101  for the type checker
        day.also = step.due_on
        self.settle()

    def clean(self) -> dict[str, Any]:
        """What is dropped says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("state") == StepState.DROPPED and not given.get("reason"):
            self.add_error("reason", _("Say why the step is dropped."))
        return given


def goal_initial(goal: Goal) -> dict[str, Any]:
    """The first content of the form: the goal as it stands."""
    names = ("words", "domain", "agreed_on", "status", "reason", "revision")
    return {name: getattr(goal, name) for name in names}


def step_initial(step: PlanStep) -> dict[str, Any]:
    """The first content of the form: the step as it stands."""
    names = ("state", "reason", "text", "due_on", "revision")
    found: dict[str, Any] = {name: getattr(step, name) for name in names}
    return found | {"owner": str(step.owner_id)}

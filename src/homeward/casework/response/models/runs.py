"""Playbooks that run on a case: the facts they go by, the runs, their steps and history."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import InCompartment
from homeward.foundation.access.models import User


class StepStatus(models.TextChoices):
    """Where a step stands."""

    NOT_STARTED = "not_started", pgettext_lazy("step", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("step", "In progress")
    DONE = "done", pgettext_lazy("step", "Done")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("step", "Not applicable")


# The reason of a step that an upgrade left out, because nobody had touched it.
LEFT = "left out by an upgrade"
OPEN = (StepStatus.NOT_STARTED, StepStatus.IN_PROGRESS)


class StepFlag(models.TextChoices):
    """What an upgrade of the playbook made of a step, until somebody has looked at it."""

    NONE = "", ""
    NEW = "new", _("New in this version")
    CHANGED = "changed", _("Changed in this version")
    GONE = "gone", _("No longer in the playbook")


class PlanFacts(InCompartment):
    """What is known of the case as far as playbooks ask for it: codes and flags, no names."""

    facts = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="response_planfacts_case")]


class PlaybookRun(InCompartment):
    """A playbook that runs on a case, with the whole text that it was started or upgraded to."""

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField(help_text="of the shipped text")
    number = models.PositiveIntegerField(default=0, help_text="national version; 0 as shipped")
    content = models.JSONField(help_text="the playbook as manual.writing keeps it")
    because = models.JSONField(default=list, help_text="terms for which it was proposed")
    started_by = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that started it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=Q(ended_at__isnull=True),
                name="response_run_once_at_a_time",
            )
        ]


class RunStep(InCompartment):
    """A step of a run: what has to be done, in the words it was done by, and how it stands."""

    run = models.ForeignKey(PlaybookRun, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=40, help_text="its id in the playbook")
    position = models.PositiveIntegerField()
    content = models.JSONField(help_text="the step as manual.writing keeps it")
    own = models.BooleanField(default=False, help_text="added to this run on the spot")
    role = models.CharField(max_length=40)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    life = models.BooleanField(default=False)
    status = models.CharField(
        max_length=20, choices=StepStatus.choices, default=StepStatus.NOT_STARTED
    )
    reason = models.TextField(blank=True)
    by_condition = models.JSONField(
        default=list, help_text="terms that are not so, where they made it not applicable"
    )
    evidence = models.TextField(blank=True)
    item_id = models.BigIntegerField(null=True)
    flag = models.CharField(max_length=10, choices=StepFlag.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], name="response_runstep_once"),
            models.CheckConstraint(
                condition=~Q(status="not_applicable") | ~Q(reason="") | ~Q(by_condition=[]),
                name="response_runstep_reason",
            ),
        ]


class PlanChange(InCompartment):
    """Who changed what of a plan, when. Rows are only added."""

    run = models.ForeignKey(PlaybookRun, on_delete=models.PROTECT, related_name="changes")
    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, null=True, related_name="changes")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20, blank=True, help_text="of the step, from now on")
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    item_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "at"], name="response_planchange_run")]

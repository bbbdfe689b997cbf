"""What a person needs: assessments by domain, single needs, and the plan of support.

Assessments, their levels and the history of needs only grow; a correction is a new assessment that
names the one before.
"""

from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.words.needs import (
    Domain,
    GoalStatus,
    Level,
    Met,
    NeedKind,
    NeedStatus,
    StepState,
    Urgency,
)
from homeward.foundation.access.models import User


class Assessment(InCompartment):
    """What somebody found on a day; by a colleague, or by somebody outside whose name is kept."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="assessments")
    made_on = models.DateField()
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outsider = models.CharField(max_length=200, blank=True, help_text="name and profession")
    present = models.BooleanField(help_text="the person was there")
    known_from = models.TextField(blank=True, help_text="from whom, where the person was not there")
    interpreter = models.BooleanField(default=False)
    summary = models.TextField(blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    why_corrected = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    @property
    def by(self) -> str:
        """Who made it, as it is shown."""
        return str(self.colleague) if self.colleague else self.outsider


class AssessmentLevel(InCompartment):
    """How large the problem was in one domain, and whether what is needed was there."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="levels")
    domain = models.CharField(max_length=15, choices=Domain.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    met = models.CharField(max_length=10, choices=Met.choices)
    note = models.TextField(blank=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="victims_level_domain"),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="victims_level_of_scale"
            ),
        ]


class AssessmentDate(InCompartment):
    """When the next assessment is to be made; the latest row holds. Without a day: none is due."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="dates")
    on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that set it")


class Need(InCompartment):
    """One thing that a person needs, as it stands now; `NeedChange` says how it came so."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="needs")
    domain = models.CharField(max_length=15, choices=Domain.choices)
    kind = models.CharField(max_length=20, choices=NeedKind.choices)
    text = models.TextField()
    urgency = models.CharField(max_length=5, choices=Urgency.choices)
    opened_on = models.DateField(help_text="since when it is known")
    status = models.CharField(max_length=10, choices=NeedStatus.choices, default=NeedStatus.OPEN)
    reason = models.TextField(blank=True, help_text="why it is not met, or what was said")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that opened it")


class NeedChange(InCompartment):
    """A need as it stood after one change: the history that nobody writes anew."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="changes")
    text = models.TextField()
    urgency = models.CharField(max_length=5, choices=Urgency.choices)
    status = models.CharField(max_length=10, choices=NeedStatus.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Goal(InCompartment):
    """What the person wants, in his or her own words."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="goals")
    words = models.TextField(help_text="of the person")
    domain = models.CharField(max_length=15, choices=Domain.choices)
    agreed_on = models.DateField()
    status = models.CharField(max_length=10, choices=GoalStatus.choices, default=GoalStatus.OPEN)
    reason = models.TextField(blank=True, help_text="why it was given up, or what was reached")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that set it")


class PlanStep(InCompartment):
    """What one member of the compartment does for a goal, and by which day."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="steps")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.OPEN)
    reason = models.TextField(blank=True, help_text="why it was dropped, or how it went")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, help_text="when it was done or dropped")
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

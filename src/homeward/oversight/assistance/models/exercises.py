"""Exercises: a session of a scenario, who sits in it, and its record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.oversight.assistance.exercise.clock import Clock


class ExerciseSession(models.Model):
    """A scenario that is played, in the revision of its day, with its clock."""

    scenario = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(help_text="of the scenario")
    contents = models.JSONField(help_text="the scenario's files in that revision")
    title = models.CharField(max_length=200, help_text="who plays, and where")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="by hand, before the scenario ended it")
    elapsed = models.PositiveIntegerField(default=0, help_text="seconds, when the clock was set")
    since = models.DateTimeField(null=True, help_text="when the clock was set; null: it stands")
    speed = models.PositiveIntegerField(default=1, help_text="seconds of the exercise in a second")

    class Meta:
        verbose_name = _("session of an exercise")

    @property
    def clock(self) -> Clock:
        """The clock as it was set last."""
        return Clock(self.elapsed, self.since, self.speed)

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.elapsed, self.since, self.speed = clock.elapsed, clock.since, clock.speed


class ExerciseSeat(models.Model):
    """That a person takes part, and as what. Rows are only added."""

    session = models.ForeignKey(ExerciseSession, on_delete=models.PROTECT, related_name="seated")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seats = ArrayField(models.CharField(max_length=10), help_text="codes of the roles")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("place in an exercise")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="assistance_seated_once")
        ]


class ExerciseEntry(models.Model):
    """What happened in an exercise. Rows are only added."""

    session = models.ForeignKey(ExerciseSession, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(help_text="in the session, from 1")
    minute = models.PositiveIntegerField(help_text="of the exercise")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=40, help_text="code, by kind")
    choice = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True, help_text="a reason, or a message given by hand")
    by = models.BigIntegerField()

    class Meta:
        verbose_name = _("entry in the record of an exercise")
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="assistance_entry_number"),
            models.UniqueConstraint(
                fields=["session", "kind", "name"],
                condition=models.Q(kind__in=["inject", "decision", "step"]),
                name="assistance_entry_once",
            ),
        ]

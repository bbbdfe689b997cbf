"""Sessions of courses, who takes part in them, and their tests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User


class CourseSession(models.Model):
    """A course that is held, in the revision of its day. Everybody who signs in sees it."""

    course = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(help_text="of the course")
    contents = models.JSONField(default=dict, help_text="the course's files in that revision")
    begins = models.DateField()
    ends = models.DateField()
    place = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    trainer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("session of a course")


class Enrolment(models.Model):
    """That a person takes part, which lessons he attended, and how it ended."""

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.BigIntegerField()
    attended = ArrayField(models.CharField(max_length=40), default=list)
    passed_at = models.DateTimeField(null=True)
    right = models.PositiveIntegerField(null=True, help_text="answers, of the test that was passed")
    asked = models.PositiveIntegerField(null=True)
    code = models.CharField(max_length=14, null=True, unique=True, help_text="of the certificate")
    name = models.CharField(max_length=200, blank=True, help_text="as the certificate says it")
    revoked_at = models.DateTimeField(null=True, help_text="of the certificate")
    revoked_by = models.BigIntegerField(null=True)
    revoke_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="assistance_enrolled_once")
        ]


class TestAttempt(models.Model):
    """A test that was taken. Rows are only added."""

    __test__ = False  # no test of ours
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    answers = models.JSONField(help_text="letter by question")
    right = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    passed = models.BooleanField()

    class Meta:
        verbose_name = _("attempt at a test")

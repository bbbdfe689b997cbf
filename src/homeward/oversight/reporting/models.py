"""What a State tells the Secretariat, as both nodes keep it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where something that two people decide on stands."""

    WRITING = "writing", pgettext_lazy("reporting", "Being written")
    DRAFT = "draft", pgettext_lazy("reporting", "Waits for a second person")
    RETURNED = "returned", pgettext_lazy("reporting", "Returned")
    SENT = "sent", pgettext_lazy("reporting", "Approved and sent")
    RECEIVED = "received", pgettext_lazy("reporting", "Received")


class Aggregate(models.Model):
    """All figures that a State tells at one time. Its id is the thread's; its lines never change.

    A later number of the same State stands in the place of all earlier ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=2)
    number = models.PositiveIntegerField(help_text="among those of the State, from 1")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    lines = models.JSONField(help_text="figures after disclosure control, see lines.py")
    absent = ArrayField(models.CharField(max_length=60), default=list)
    coverage = models.TextField()
    under_reporting = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="why it takes the place of the one before")
    prepared_at = models.DateTimeField()
    prepared_by = models.BigIntegerField(null=True, help_text="null: in the other State")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    returned = models.TextField(blank=True, help_text="why it was returned")
    message_id = models.UUIDField(null=True)
    refused = models.CharField(max_length=60, blank=True, help_text="why it was not taken in")

    class Meta:
        verbose_name = _("aggregate")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["state", "number"], name="reporting_aggregate_once"),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(stage=Stage.DRAFT),
                name="reporting_aggregate_one_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("prepared_by")),
                name="reporting_aggregate_two_people",
            ),
        ]


class Round(models.Model):
    """A questionnaire that the Secretariat puts to States, on its node and on theirs.

    Its id is the thread's. `states` lists `{state, name, sent}`: all that were asked, and whether
    their nodes could be written to; on a State's node it is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=200)
    session = models.CharField(max_length=200, help_text="to which the report goes")
    first = models.CharField(max_length=4, help_text="first year of the window")
    last = models.CharField(max_length=4)
    due = models.DateField()
    states = models.JSONField(default=list)
    asked_by = models.CharField(max_length=2, help_text="code of the Secretariat's State")
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["-opened_at"]


class Submission(models.Model):
    """A State's reply to a questionnaire. A later number stands in the place of earlier ones.

    `answers` is paragraph -> `{text, needs, evidence: [{title, where}]}`; `lines` are frozen when
    it is laid before the focal point. `written_by` names everybody who wrote in it. `paper` is
    `{written_on, reference, scan, sha256}` of a reply that the Secretariat entered by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=2)
    number = models.PositiveIntegerField(help_text="among those of the State, from 1")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WRITING)
    answers = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    written_by = ArrayField(models.BigIntegerField(), default=list)
    begun_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.BigIntegerField(null=True)
    returned = models.TextField(blank=True, help_text="why it was returned")
    message_id = models.UUIDField(null=True)
    refused = models.CharField(max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)
    paper = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("reply to a questionnaire")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "state", "number"], name="reporting_submission_once"
            ),
            models.UniqueConstraint(
                fields=["round", "state"],
                condition=models.Q(stage__in=(Stage.WRITING, Stage.DRAFT)),
                name="reporting_submission_one_open",
            ),
        ]


class Report(models.Model):
    """A report with its frozen annex, of which its text follows. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=2, blank=True, help_text="empty: for the Commission")
    annex = models.JSONField()
    digest = models.CharField(max_length=64)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("report")
        ordering = ["-made_at"]


class Sharing(models.Model):
    """That a report was shared: a statement that the node signed. Rows are only added."""

    class Body(models.TextChoices):
        """With whom a report is shared."""

        COMMISSION = "commission", _("Commission on Crime Prevention and Criminal Justice")
        CONFERENCE = (
            "conference",
            _("Conference of the Parties to the Convention against Transnational Organized Crime"),
        )

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sharings")
    body = models.CharField(max_length=12, choices=Body.choices)
    document = models.CharField(max_length=100, help_text="symbol or note with which it went")
    statement = models.TextField(help_text="canonical JSON that was signed")
    signature = models.TextField(help_text="detached JWS over the statement")
    key_id = models.CharField(max_length=100)
    shared_at = models.DateTimeField()
    shared_by = models.BigIntegerField()

    class Meta:
        verbose_name = _("sharing of a report")
        ordering = ["shared_at"]

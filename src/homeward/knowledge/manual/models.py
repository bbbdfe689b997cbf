"""What a State makes of playbooks and practices. It holds no case and no person of one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVERYBODY = "everybody"


class VersionStatus(models.TextChoices):
    """Where a national version stands."""

    DRAFT = "draft", pgettext_lazy("playbook", "Draft")
    APPROVED = "approved", pgettext_lazy("playbook", "Approved")
    DISCARDED = "discarded", pgettext_lazy("playbook", "Discarded")


class PlaybookVersion(models.Model):
    """A playbook as this State runs it, from the draft on. Without content: as it is shipped.

    The approved version with the highest number is in force.
    """

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField(help_text="of the shipped text it was made from")
    content = models.JSONField(null=True, help_text="null: back to the shipped text")
    reasons = models.JSONField(default=dict, help_text="why a step differs, by its id")
    reason = models.TextField(blank=True, help_text="why there is this version")
    roles = ArrayField(
        models.CharField(max_length=20), default=list, help_text="who may read it; or everybody"
    )
    status = models.CharField(
        max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    drafted_by = models.BigIntegerField()
    writers = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="who wrote of it; none of them approves",
    )
    drafted_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("national version")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="manual_version_number"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="draft"), name="manual_version_one_draft"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("drafted_by"))),
                name="manual_version_two_persons",
            ),
        ]
        indexes = [GinIndex(fields=["roles"], name="manual_version_roles")]


class PracticeVersion(models.Model):
    """A practice as this State writes it: one of its own, or a shipped one adapted.

    `files` is the text by language, in the form of the shipped files; null puts the shipped text
    back, or takes an own practice away. The approved version with the highest number is in force.
    """

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    own = models.BooleanField(help_text="not shipped, but the State's own addition")
    source = models.CharField(max_length=2, help_text="the language that it is written in")
    base_revision = models.PositiveIntegerField(help_text="of the shipped text; 0 for an own one")
    base = models.JSONField(default=dict, help_text="the shipped text that it was made from")
    files = models.JSONField(null=True, help_text="null: back to what is shipped, if anything")
    note = models.TextField(blank=True, help_text="the published change note")
    roles = ArrayField(
        models.CharField(max_length=20), default=list, help_text="who may read it; or everybody"
    )
    status = models.CharField(
        max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    drafted_by = models.BigIntegerField()
    writers = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="who wrote of it; none of them approves",
    )
    drafted_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("national text of a practice")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="manual_practice_number"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="draft"), name="manual_practice_one_draft"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("drafted_by"))),
                name="manual_practice_two_persons",
            ),
        ]
        indexes = [GinIndex(fields=["roles"], name="manual_practice_roles")]


class Choice(models.TextChoices):
    """What a State makes of a practice (61/179 §6)."""

    ADOPT = "adopt", pgettext_lazy("practice", "Adopted")
    ADAPT = "adapt", pgettext_lazy("practice", "Adapted")
    REJECT = "reject", pgettext_lazy("practice", "Rejected")


class PracticeDecision(models.Model):
    """That a State adopts, adapts or rejects a practice, why and since when. Rows are only added.

    The last one holds. `base` is the text that was decided on, to be compared with a later one.
    """

    code = models.CharField(max_length=40, db_index=True)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    reason = models.TextField()
    decided_on = models.DateField()
    revision = models.PositiveIntegerField(help_text="of the text that was decided on")
    base = models.JSONField(default=dict, help_text="that text, by language")
    roles = ArrayField(
        models.CharField(max_length=20), default=list, help_text="who may read it, as that text"
    )
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on a practice")
        indexes = [GinIndex(fields=["roles"], name="manual_decision_roles")]


class Stage(models.TextChoices):
    """How far a practice is in use."""

    PLANNED = "planned", pgettext_lazy("practice in use", "Planned")
    BEGUN = "begun", pgettext_lazy("practice in use", "Begun")
    PARTLY = "partly", pgettext_lazy("practice in use", "Partly in use")
    IN_USE = "in_use", pgettext_lazy("practice in use", "In use everywhere")
    STOPPED = "stopped", pgettext_lazy("practice in use", "No longer used")


class PracticeProgress(models.Model):
    """How far a practice was in use on a day. Rows are only added."""

    code = models.CharField(max_length=40, db_index=True)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    note = models.TextField(blank=True)
    on = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress of a practice")


class SuggestionStatus(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", pgettext_lazy("suggestion", "Open")
    TAKEN = "taken", pgettext_lazy("suggestion", "Taken up")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")


class Suggestion(models.Model):
    """What somebody from the field proposes to the editors of a practice. It names no case."""

    code = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=40, blank=True, help_text="the step it is about, if one")
    text = models.TextField()
    status = models.CharField(
        max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.OPEN
    )
    by = models.BigIntegerField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("suggestion to a practice")
        indexes = [models.Index(fields=["status", "at"], name="manual_suggestion_open")]


class PracticePack(models.Model):
    """A signed pack of practices as it was loaded from a file. The highest version is in force.

    `restricted` packs never leave the node: not into exports, bundles or the manual's PDF.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=2, help_text="whose node signed it")
    title = models.JSONField(help_text="by language")
    restricted = models.BooleanField()
    roles = ArrayField(
        models.CharField(max_length=20), default=list, help_text="who may read it; or everybody"
    )
    content = models.JSONField(help_text="its practices: source and text by language")
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=64, help_text="of the key that signed it")
    issued_at = models.DateTimeField()
    loaded_by = models.BigIntegerField()
    loaded_at = models.DateTimeField()
    removed_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pack of practices")
        constraints = [
            models.UniqueConstraint(fields=["state", "code", "version"], name="manual_pack_version")
        ]
        indexes = [GinIndex(fields=["roles"], name="manual_pack_roles")]


class PracticeText(models.Model):
    """What the search knows of a practice in one language: words and n-grams of our own.

    `origin` is "shipped", "own", or "pack <State> <code>". All of it can be made anew.
    """

    origin = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    fingerprint = models.CharField(max_length=64, help_text="of the text that was read")
    titles = ArrayField(models.TextField(), default=list, help_text="normalised words of the title")
    heads = ArrayField(models.TextField(), help_text="normalised words of title and summary")
    words = ArrayField(models.TextField(), help_text="normalised words of the sections")
    grams = ArrayField(models.CharField(max_length=4), help_text="n-grams of all of them")
    roles = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        verbose_name = _("text of a practice in the search")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "code", "language"], name="manual_practicetext_once"
            )
        ]
        indexes = [
            GinIndex(fields=["grams"], name="manual_practicetext_grams"),
            GinIndex(fields=["roles"], name="manual_practicetext_roles"),
        ]

"""A request as one side holds it, and every change of it."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.declaration import (
    ContentField,
    Ground,
    Kind,
    Urgency,
    kind_of,
    missing_of,
)
from homeward.casework.cooperation.desk.indexes import INDEXES, OF_CHANGES, STAGE
from homeward.casework.cooperation.desk.records import CrossCheck as CrossCheck
from homeward.casework.cooperation.lifecycle import (
    LIFECYCLES,
    WRITABLE,
    Lifecycle,
    RequestState,
    Side,
    Transition,
)
from homeward.casework.cooperation.paper_models import HandOver, Paper, Way
from homeward.casework.cooperation.treaty_lists import (
    contents_under,
    grounds_under,
    limits_under,
    said_ground,
)
from homeward.foundation.access.models import Team, User

__all__ = [
    "Change",
    "HandOver",
    "LawCheck",
    "Numbering",
    "Paper",
    "Request",
    "RequestFile",
    "Undelivered",
    "Way",
]


class Undelivered(models.TextChoices):
    """Why the other State has not got what was sent to it."""

    REFUSED = "refused", pgettext_lazy("delivery", "Delivery refused")
    EXPIRED = "expired", pgettext_lazy("delivery", "Delivery expired")


class Request(models.Model):
    """A request to or from another State. Its id is the same on both nodes, and its thread's.

    `compartment` is the part of the case whose members see it, as the kind declares; before it has
    a case, the desk does. It has no default: a forgotten one would show the request to nobody.
    `way` is by hand where the other State had no node when it was issued; then `code` is printed on
    the letter. Without an authority of the directory `addressee` says to whom it goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=12, choices=Side.choices)
    other_state = models.CharField(max_length=2)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    compartment = models.CharField(max_length=20)
    desk = models.ForeignKey(Team, on_delete=models.PROTECT)
    own_authority = models.CharField(max_length=20)
    other_authority = models.CharField(max_length=20)
    reference = models.CharField(max_length=40, help_text="the requesting State's")
    state = models.CharField(
        max_length=20, choices=RequestState.choices, default=RequestState.DRAFT
    )
    stage = models.GeneratedField(
        expression=STAGE, output_field=models.CharField(max_length=4), db_persist=True
    )
    urgency = models.CharField(max_length=20, choices=Urgency.choices)
    legal_basis = models.CharField(max_length=40)
    handling = models.CharField(max_length=2, default="H1")
    handling_limits = models.TextField(blank=True, help_text="the other limits that H3 speaks of")
    content = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    questions = models.JSONField(
        default=dict, help_text="by the side that answers, the changes that wait for one"
    )
    shown_at = models.DateTimeField(null=True, help_text="when a draft of it was last shown")
    run_id = models.UUIDField(null=True)
    drafted_by = models.BigIntegerField(null=True)
    written_by = models.BigIntegerField(null=True, help_text="who last changed the contents")
    written_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that drafted it")
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_rule = models.JSONField(default=dict, help_text="how it was reckoned: `deadlines.py`")
    written_in = models.CharField(max_length=8, blank=True, help_text="language of the contents")
    letter_in = models.CharField(max_length=8, blank=True, help_text="language of the letter")
    undelivered = models.CharField(max_length=10, choices=Undelivered.choices, blank=True)
    recalled = models.CharField(max_length=1000, blank=True, help_text="why its maker recalled it")
    waiver = models.JSONField(default=dict, help_text="parts that are left out, by whom and why")
    approved = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was approved")
    treaty = models.JSONField(default=dict, help_text="lists that replace the kind's, UNTOC 18(7)")
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.NODE)
    code = models.CharField(max_length=10, blank=True, help_text="printed on its letter")
    addressee = models.CharField(max_length=300, blank=True, help_text="name and place, if no code")
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="who has it here"
    )
    oral_code = models.CharField(
        max_length=8, blank=True, help_text="of the oral request that it says it confirms, arrived"
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="followed_by",
        help_text="the refused or withdrawn one, as which it was drafted again",
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = INDEXES
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reference"],
                condition=models.Q(side=Side.REQUESTING),
                name="cooperation_reference_once",
            )
        ]

    @property
    def fixed(self) -> frozenset[str]:
        """The codes of its parts that its run fixes, so that nobody writes them here."""
        if self.run_id is None:
            return frozenset()
        return frozenset(field.code for field in self.contents if field.fixed)

    def is_work_of(self, person: int) -> bool:
        """Whether this person drafted the request or last wrote in it: then another approves it."""
        return person in (self.drafted_by, self.written_by)

    def __str__(self) -> str:
        return self.reference

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The word of its state; Django's own translates the words of all states to find it."""
        return str(RequestState(self.state).label)

    @property
    def declared(self) -> Kind:
        """The declaration of this request's kind."""
        return kind_of(self.kind)

    @property
    def contents(self) -> tuple[ContentField, ...]:
        """The parts that it has to have, in the order an officer thinks."""
        return contents_under(self.declared, self.treaty)

    @property
    def missing(self) -> list[ContentField]:
        """The required parts that are still empty, in the order of `contents`."""
        return missing_of(self.contents, self.content)

    @property
    def waived(self) -> frozenset[str]:
        """The codes of the parts that it may go without, with the reason that is sent along."""
        return frozenset(self.waiver.get("parts", ()))

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The closed list of grounds on which it may be refused."""
        return grounds_under(self.declared, self.treaty)

    def ground(self, code: str) -> Ground | None:
        """A ground of that list, or None where the list does not hold it."""
        return next((ground for ground in self.grounds if ground.code == code), None)

    def said_ground(self, code: str) -> Ground | None:
        """A ground that the other State may have named, also one that only its node records."""
        return said_ground(self.declared, self.treaty, code)

    @property
    def allowed(self) -> Mapping[str, timedelta]:
        """How long an answer may take, by urgency."""
        return limits_under(self.declared, self.treaty)

    @property
    def lifecycle(self) -> Lifecycle:
        """The lifecycle that its kind declares."""
        return LIFECYCLES[self.declared.lifecycle]

    @property
    def is_writable(self) -> bool:
        """Whether its contents can still be written: a draft, also one that was shown."""
        return self.side == Side.REQUESTING and self.state in WRITABLE

    def open_to(self, side: str) -> list[Transition]:
        """The changes that a side may make as it stands now, in the order of the table."""
        return self.lifecycle.open_to(self.state, side, self.questions)


class Numbering(models.Model):
    """The last number that a request of a case got, whichever compartment it is in.

    Its row is locked until the request is there: two drafts made at once get two numbers.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True)
    last = models.PositiveIntegerField()


class Change(models.Model):
    """One change of a request, on whichever side it was made.

    What was said never changes. Where it led may: a change that crosses another on its way can
    lose its effect (`crossing.py`), and one that the other State refused never had any there.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="changes")
    name = models.CharField(max_length=40)
    side = models.CharField(max_length=12, choices=Side.choices)
    at = models.DateTimeField()
    authority = models.CharField(max_length=20)
    by = models.BigIntegerField(null=True, help_text="the person, on the side that made it")
    data = models.JSONField(default=dict)
    message_id = models.UUIDField(null=True)
    number = models.PositiveIntegerField(null=True, help_text="its maker's count, if exchanged")
    seen = models.PositiveIntegerField(default=0, help_text="changes of the other side known then")
    led_to = models.CharField(max_length=20, blank=True, help_text="empty: it does not stand")
    undelivered = models.CharField(max_length=10, choices=Undelivered.choices, blank=True)
    reason = models.CharField(max_length=1000, blank=True, help_text="why it was not delivered")
    recalled = models.CharField(max_length=1000, blank=True, help_text="why its maker recalled it")
    entered_by = models.BigIntegerField(null=True, help_text="who entered it from a paper, here")
    entered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "side", "number"], name="cooperation_change_once"
            )
        ]
        indexes = OF_CHANGES


class RequestFile(models.Model):
    """A file of a request: one that waits for the next message, was sent, or came with one.

    `blob_id` is its blob in the vault, which is there once it is complete. `added_by` is the person
    on this side; `message_id` the message it went or came with, null while it waits. `change` is
    the change with whose letter it went or came by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=12, choices=Side.choices)
    blob_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=130)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=1000, blank=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    message_id = models.UUIDField(null=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="files")
    is_letter = models.BooleanField(default=False, help_text="the letter of `change` as issued")

    class Meta:
        ordering = ["added_at", "pk"]


class LawCheck(models.Model):
    """Double criminality and the way to ask, as they were checked for a request; never changed.

    `facts` are codes by question, `outcome` what `law_checks.py` keeps of the result, `editions`
    which text of either law it was.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="law_checks")
    facts = models.JSONField()
    result = models.CharField(max_length=8, help_text="met, not_met or unclear")
    outcome = models.JSONField()
    editions = models.JSONField(help_text="state, number of the version, SHA-256")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that made it")

    class Meta:
        ordering = ["-pk"]


class StateCalendar(models.Model):
    """When a State works, as somebody of this node entered it; of no case.

    `weekdays` are those of ISO 8601 (1 is Monday). `days` lists `[day, is worked, name]`: holidays,
    and days worked although they would be none. `with_public` adds the holidays that are publicly
    known. `source` says where it was read.
    """

    state = models.CharField(max_length=2, primary_key=True)
    zone = models.CharField(max_length=60)
    weekdays = ArrayField(models.SmallIntegerField())
    with_public = models.BooleanField(default=True)
    days = models.JSONField(default=list)
    source = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=1)


class LetterTemplate(models.Model):
    """A template of letters in one language, as a word processor wrote it; none is ever changed.

    The one in use is the language's latest. One without content takes the shipped one back.
    """

    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "number"], name="cooperation_template_once")
        ]
        ordering = ["language", "-number"]


class LetterReading(models.Model):
    """That a lawyer read the words of letters in a language, in one edition of them.

    `edition` is the digest of the template and of the table of words: another one is unread again.
    `lawyer` is a function and an office, as letters name them.
    """

    language = models.CharField(max_length=8)
    edition = models.CharField(max_length=64)
    lawyer = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "edition"], name="cooperation_reading_once")
        ]


class StepKind(models.TextChoices):
    """What has to be done to the language of a request."""

    TRANSLATION = "translation", pgettext_lazy("letter", "Translation")
    CERTIFICATION = "certification", pgettext_lazy("letter", "Certification of the translation")


class LanguageStep(models.Model):
    """The translation of a request's contents, or its certification: whose it is, and until when.

    `texts` are the translated parts by code, `read` the digests of what they were made from.
    A certification has no texts: `read` holds the digests of the translated parts it stands for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="language_steps")
    kind = models.CharField(max_length=14, choices=StepKind.choices)
    language = models.CharField(max_length=8)
    owner = models.BigIntegerField()
    due_on = models.DateField()
    texts = models.JSONField(default=dict)
    read = models.JSONField(default=dict)
    statement = models.CharField(max_length=1000, blank=True, help_text="of who certifies")
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "language"], name="cooperation_language_step_once"
            )
        ]
        ordering = ["asked_at", "pk"]

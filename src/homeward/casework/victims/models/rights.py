"""What a person wants to be told and was told, what he said, and what he complained of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.files import Channel, Guardian, SupportFile
from homeward.casework.victims.words.files import ChannelKind
from homeward.casework.victims.words.rights import (
    ComplaintAbout,
    ComplaintEnd,
    HeardEnd,
    HeardForm,
    HeardKind,
    HeardStage,
    NoticeEnd,
    NoticeKind,
)
from homeward.foundation.access.models import User


class NoticeWish(InCompartment):
    """What of the proceedings a person wants to be told, by which channel; the latest holds.

    Without `kinds` he wants to be told nothing. A child is told through who decides for it.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="wishes")
    kinds = ArrayField(models.CharField(max_length=10, choices=NoticeKind.choices))
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    not_when = models.CharField(max_length=200, blank=True, help_text="days and hours to avoid")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that set it")


class OwedNotice(InCompartment):
    """Something that a person is to be told: its kind and, of a hearing, the day; nothing else.

    Made by the service `guardian` (`made_by` None) when proceedings move, or by hand. It is settled
    once: told, refused, not reached, or withheld by a decision.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    day = models.DateField(null=True, help_text="of a hearing or of what became of a suspect")
    due_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that made it")
    end = models.CharField(max_length=10, choices=NoticeEnd.choices, blank=True)
    told_on = models.DateField(null=True, help_text="or tried")
    told_how = models.CharField(max_length=10, choices=ChannelKind.choices, blank=True)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, null=True, related_name="+", help_text="through whom"
    )
    note = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "day"],
                condition=Q(settled_at__isnull=True),
                nulls_distinct=False,
                name="victims_notice_open_once",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, end="")
                | (Q(settled_at__isnull=False, told_on__isnull=False) & ~Q(end="")),
                name="victims_notice_settled",
            ),
        ]


class ExpressedView(InCompartment):
    """What a person said at a stage of the proceedings, to whom it was passed, what came of it."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="heard")
    number = models.PositiveIntegerField(help_text="counted within the file")
    kind = models.CharField(max_length=10, choices=HeardKind.choices)
    stage = models.CharField(max_length=20, choices=HeardStage.choices)
    form = models.CharField(max_length=10, choices=HeardForm.choices)
    given_on = models.DateField()
    guardian = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, null=True, related_name="+", help_text="spoke for him"
    )
    text = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")
    passed_to = models.CharField(max_length=200, blank=True, help_text="authority")
    passed_on = models.DateField(null=True)
    passed_reference = models.CharField(max_length=140, blank=True)
    passed_by = models.BigIntegerField(null=True)
    end = models.CharField(max_length=10, choices=HeardEnd.choices, blank=True)
    end_on = models.DateField(null=True)
    end_note = models.TextField(blank=True)
    end_by = models.BigIntegerField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="victims_heard_number"),
            models.CheckConstraint(
                condition=Q(end="") | Q(passed_on__isnull=False), name="victims_heard_order"
            ),
        ]


class Complaint(InCompartment):
    """A complaint of the person about how he was treated; answered once, by `due_on`.

    `handler` does not work on the file. Oversight sees its number and date in the journal.
    """

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="complaints")
    number = models.PositiveIntegerField(help_text="counted within the case")
    about = models.CharField(max_length=20, choices=ComplaintAbout.choices)
    received_on = models.DateField()
    form = models.CharField(max_length=10, choices=HeardForm.choices)
    text = models.TextField()
    handler = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")
    end = models.CharField(max_length=10, choices=ComplaintEnd.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="victims_complaint_number"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, end="", answered_by__isnull=True)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(end="")),
                name="victims_complaint_answered",
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it was, or is, answered later than it is due."""
        return (self.answered_on or localdate()) > self.due_on

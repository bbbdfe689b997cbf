"""The support file of one person, how he is reached, what he may be told, who decides for him."""

from django.db import models

from homeward.casework.cases.models import InCompartment, Person
from homeward.casework.victims.words.files import (
    Capacity,
    ChannelKind,
    FileStatus,
    Relation,
    Standing,
)
from homeward.foundation.access.models import User


class SupportFile(InCompartment):
    """The support of one victim or relative. `person` is a record of the same compartment."""

    number = models.PositiveIntegerField(help_text="counted within the case")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    victim = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="relatives", help_text="of whom"
    )
    relation = models.CharField(max_length=20, choices=Relation.choices, blank=True)
    agreed_name = models.CharField(max_length=200, blank=True, help_text="how to call the person")
    language = models.CharField(max_length=3, blank=True, help_text="ISO 639")
    interpreter = models.BooleanField(default=False)
    interpreter_note = models.CharField(max_length=300, blank=True)
    cannot_decide = models.BooleanField(default=False, help_text="an adult for whom another does")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=FileStatus.choices, default=FileStatus.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that opened it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="victims_file_number")
        ]


class TellingRule(InCompartment):
    """What a person may be told and by whom, and whether contact stops; the latest holds."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="rules")
    may_be_told = models.TextField(blank=True)
    not_told = models.TextField(blank=True, help_text="what must not be said")
    told_by = models.CharField(max_length=200, blank=True)
    stops_contact = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that set it")


class Channel(InCompartment):
    """A way to reach a person that was agreed with him; one that ended stays readable."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    value = models.CharField(max_length=300, help_text="number, address or name, as typed")
    safe_times = models.CharField(max_length=200, blank=True)
    may_leave_word = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    agreed_at = models.DateTimeField(auto_now_add=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Guardian(InCompartment):
    """Who decides for a child, or for an adult who cannot, by which decision."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=200)
    own_file = models.ForeignKey(
        SupportFile, on_delete=models.PROTECT, null=True, related_name="+", help_text="of his own"
    )
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    decision = models.CharField(max_length=200, help_text="which decision or law, with reference")
    decided_on = models.DateField()
    valid_until = models.DateField(null=True)
    in_conflict = models.BooleanField(default=False, help_text="of interest with the child")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

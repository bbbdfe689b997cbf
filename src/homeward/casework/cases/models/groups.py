"""Groups behind a kidnapping."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.models.people import Person
from homeward.casework.cases.vocabulary.people import GroupKind, GroupPart


class Group(InCompartment):
    """A group that has to do with the case; without a name it is unnamed, not unknown."""

    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class GroupMember(InCompartment):
    """A person of the case in a group, once at a time."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=GroupPart.choices)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    taken_out_by = models.BigIntegerField(null=True)
    taken_out_at = models.DateTimeField(null=True, help_text="null while the person is in it")

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(taken_out_at=None),
                name="cases_groupmember_once",
            )
        ]

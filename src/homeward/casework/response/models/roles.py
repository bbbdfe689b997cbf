"""Roles of a crisis: what the State changed in the shipped list, who holds them, hand-overs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models import InCompartment, Person
from homeward.foundation.access.models import User


class _Setting(models.Model):
    """What the State changed in, or added to, a list that is shipped with the program."""

    code = models.SlugField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class RoleSetting(_Setting):
    """A role as this State has it; an empty text means the shipped one, which is translated."""

    name = models.CharField(max_length=80, blank=True)
    duties = models.CharField(max_length=500, blank=True)
    for_people = models.BooleanField(
        default=False, help_text="may be held by a person of the case who does not sign in"
    )


class SeparationSetting(_Setting):
    """A rule of separation as this State has it: who holds one of these never holds one of those.

    `ever` holds for the whole case; otherwise the two roles are only not held at the same time.
    """

    first = ArrayField(models.CharField(max_length=40))
    second = ArrayField(models.CharField(max_length=40))
    ever = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)


class RoleAssignment(InCompartment):
    """Somebody holds a role in a case from one time to another.

    The holder is a colleague, or for a communicator a person of the case who does not sign in.
    """

    role = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    planned_until = models.DateTimeField(null=True, help_text="when the shift should end")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    assigned_by = models.BigIntegerField()
    assigned_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that assigned it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="response_assignment_one_holder",
                condition=models.Q(user__isnull=False) ^ models.Q(person__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case", "role", "ended_at"], name="response_role_now")]


class HandOver(InCompartment):
    """The note at a change of shift; it takes effect once giver and receiver both confirmed it."""

    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    situation = models.TextField()
    open_points = models.TextField(blank=True)
    watch = models.TextField(blank=True)
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField(auto_now_add=True)
    giver_at = models.DateTimeField(null=True, help_text="when the giver confirmed")
    receiver_at = models.DateTimeField(null=True, help_text="when the receiver confirmed")
    withdrawn_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that wrote it")

"""Contacts with the offenders, checks of proofs of life, and the clocks that contacts start."""

from django.db import models

from homeward.casework.cases.models import InCompartment, Item
from homeward.casework.response.models.roles import RoleAssignment
from homeward.casework.response.words.contacts import (
    Channel,
    ClockEnd,
    ClockKind,
    Direction,
    ProofKind,
    ProofResult,
)
from homeward.foundation.access.models import User


class Contact(InCompartment):
    """One communication with the offenders, as it was heard. A correction is a new entry.

    Amounts are whole minor units. Recording a demand or an offer never approves a payment.
    """

    number = models.PositiveIntegerField(help_text="counted within the case")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    handle = models.CharField(max_length=200, blank=True, help_text="number or name, as typed")
    handle_normal = models.CharField(max_length=40, blank=True, help_text="a number, as E.164")
    reached = models.BooleanField(default=True, help_text="somebody answered, or a message came")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    speaker = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=80, blank=True)
    answered_by = models.ForeignKey(
        RoleAssignment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recording = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    recording_sha256 = models.CharField(max_length=64, blank=True, help_text="at intake")
    transcript = models.TextField(blank=True)
    demanded = models.BigIntegerField(null=True)
    demand_currency = models.CharField(max_length=3, blank=True)
    demand_other = models.TextField(blank=True)
    offered = models.BigIntegerField(null=True)
    offer_currency = models.CharField(max_length=3, blank=True)
    offer_other = models.TextField(blank=True)
    threat = models.TextField(blank=True)
    deadline_stated = models.DateTimeField(null=True)
    deadline_real = models.DateTimeField(null=True, help_text="as the team assesses it")
    lifts_deadline = models.BooleanField(default=False, help_text="the one before holds no more")
    proof_asked = models.BooleanField(default=False)
    proof_given = models.BooleanField(default=False)
    proof_kind = models.CharField(max_length=20, choices=ProofKind.choices, blank=True)
    proof_detail = models.TextField(blank=True)
    victim_condition = models.TextField(blank=True)
    background = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    next_expected = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="response_contact_number")
        ]
        indexes = [models.Index(fields=["case", "starts_at"], name="response_contact_time")]


class ProofCheck(InCompartment):
    """What somebody else than its recorder found when he verified a proof of life."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="check_made")
    result = models.CharField(max_length=20, choices=ProofResult.choices)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Clock(InCompartment):
    """A time that a contact set: a deadline, or the latest moment of the next contact.

    It ends once, when a later contact ends or moves it, or somebody cancels it with a reason.
    """

    kind = models.CharField(max_length=10, choices=ClockKind.choices)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="clocks")
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    end = models.CharField(max_length=10, choices=ClockEnd.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "ended_at"], name="response_clock_running")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(ended_at__isnull=True),
                name="response_clock_one_running",
            )
        ]

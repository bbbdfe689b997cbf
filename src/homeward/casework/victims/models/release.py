"""Preparation for each ending, what follows it, debriefing sessions, and the end of contact."""

from django.db import models

from homeward.casework.cases.models import InCompartment
from homeward.casework.victims.models.consents import Consent
from homeward.casework.victims.models.files import SupportFile
from homeward.casework.victims.words.release import Arranged, Ending, Group, StepEnd, StepKind
from homeward.foundation.access.models import User


class SupportStep(InCompartment):
    """A line of a checklist: who does it by which day, and what came of it. It ends once."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="support_steps")
    group = models.CharField(max_length=10, choices=Group.choices)
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    ending = models.CharField(
        max_length=10, choices=Ending.choices, blank=True, help_text="for which one prepares"
    )
    text = models.CharField(max_length=500, blank=True)
    responsible = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=200, blank=True, help_text="somebody who is no user")
    due_on = models.DateField(null=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    end = models.CharField(max_length=10, choices=StepEnd.choices, blank=True)
    done_on = models.DateField(null=True)
    done_who = models.CharField(max_length=200, blank=True)
    done_second = models.CharField(max_length=200, blank=True, help_text="who told of a death too")
    result = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class Arrangement(InCompartment):
    """How a reunion goes, or how media are kept away; a change is a new version."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="arrangements")
    kind = models.CharField(max_length=10, choices=Arranged.choices)
    number = models.PositiveIntegerField(help_text="version, counted within the file and kind")
    who = models.TextField(blank=True, help_text="who is present; who speaks to media")
    what = models.TextField(blank=True, help_text="how it goes; what may be published")
    never = models.TextField(blank=True, help_text="who or what must not be there, or be said")
    place = models.CharField(max_length=300, blank=True, help_text="in general terms")
    medical_first = models.BooleanField(default=False)
    no_media = models.BooleanField(default=False)
    agreed_with = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "number"], name="victims_arrangement_number"
            )
        ]


class DebriefSession(InCompartment):
    """That a person was debriefed, for how long and how he was afterwards; never what he said."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="debriefs")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="when it began")
    minutes = models.PositiveSmallIntegerField()
    child = models.BooleanField(help_text="the person was, or might be, under eighteen")
    interviewer = models.CharField(max_length=200)
    qualification = models.CharField(max_length=300)
    for_children = models.BooleanField(default=False, help_text="trained to interview children")
    support_person = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True, help_text="why longer or sooner than the limits")
    too_long = models.BooleanField(default=False)
    too_soon = models.BooleanField(default=False)
    afterwards = models.TextField(help_text="the condition of the person")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    void_at = models.DateTimeField(null=True, help_text="entered by mistake")
    void_by = models.BigIntegerField(null=True)
    void_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")


class ContactEnd(InCompartment):
    """The end of contact as it was agreed, which ends the file; and its opening again."""

    file = models.ForeignKey(SupportFile, on_delete=models.PROTECT, related_name="ends")
    agreed_with = models.CharField(max_length=200)
    agreed_on = models.DateField()
    come_back = models.TextField(help_text="how the person may come back")
    letter_on = models.DateField(null=True, help_text="day of the closing letter")
    note = models.TextField(blank=True)
    done = models.TextField(blank=True, db_default="", help_text="for the closing letter")
    remains = models.TextField(blank=True, db_default="", help_text="for the closing letter")
    complain = models.TextField(blank=True, db_default="", help_text="to whom; for the letter")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.BigIntegerField(null=True)
    reopened_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that ended it")

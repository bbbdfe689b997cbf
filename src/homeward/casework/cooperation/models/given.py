"""What came with a request beside it: items taken in, persons surrendered, what was said orally."""

from django.db import models

from homeward.casework.cases.models import Case, Item, Person
from homeward.casework.cooperation.limits import SECRECY, USES
from homeward.casework.cooperation.models.request import Change, Request, RequestFile
from homeward.casework.cooperation.states import Side
from homeward.foundation.access.models import Team


class OralRequest(models.Model):
    """A request that was made orally, on the side that spoke or the side that heard it.

    UNTOC 18(14): in urgent circumstances and where the two States agree, confirmed in writing
    forthwith. The code was read out; the request that confirms it carries it. `request` is the
    draft of the side that spoke, or on the other side the written request once it arrived.
    """

    side = models.CharField(max_length=12, choices=Side.choices)
    other_state = models.CharField(max_length=2)
    desk = models.ForeignKey(Team, on_delete=models.PROTECT)
    request = models.OneToOneField(
        Request, on_delete=models.PROTECT, null=True, related_name="oral"
    )
    code = models.CharField(max_length=8)
    spoken_at = models.DateTimeField()
    spoken_by = models.CharField(max_length=200, help_text="post, not name")
    heard_by = models.CharField(max_length=200, help_text="post, not name")
    agreed = models.TextField(help_text="where the two States agreed to oral requests")
    words = models.TextField(help_text="what was asked, and why it was urgent")
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["other_state", "side", "code"], name="cooperation_oral_code_once"
            )
        ]


class SurrenderedPerson(models.Model):
    """The person of a case whom another State surrendered, and for which offences (speciality).

    In the compartment of the person's record, so that whoever may charge him is held to it.
    """

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="surrendered")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    state = models.CharField(max_length=2, help_text="that surrendered")
    reference = models.CharField(max_length=40)
    offences = models.JSONField(default=list, help_text="one text each, as granted or allowed")
    since = models.DateField(null=True, help_text="day of the surrender")
    named_by = models.BigIntegerField()
    named_at = models.DateTimeField()


class TakenItem(models.Model):
    """An item of a case that came by a request: with which change, and what may be done with it.

    The limits are those that came with it and never change; what the other State allowed since is
    read from the changes of the request.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="taken")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(RequestFile, on_delete=models.PROTECT, null=True, related_name="+")
    limit_use = models.CharField(max_length=10, choices=USES)
    limit_words = models.TextField(blank=True)
    limit_secrecy = models.CharField(max_length=10, choices=SECRECY)
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "file"],
                nulls_distinct=False,
                name="cooperation_taken_once",
            )
        ]

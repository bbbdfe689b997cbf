"""The ways to each authority, and what States announced of theirs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.foundation.authorities.models.directory import Authority, State
from homeward.foundation.authorities.vocabulary import ChannelKind


class ContactPoint(models.Model):
    """One way to an authority; `point` names it there.

    Without `opens` somebody answers day and night; otherwise on these days of the week (1 is
    Monday), between these times of `zone`. `notified` are the articles for which it was notified,
    such as UNTOC 18(13). `verified_by` is the code of the authority that verified it: no person.
    """

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="points")
    point = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, choices=ChannelKind.choices)
    address = models.CharField(max_length=254, blank=True)
    languages = ArrayField(models.CharField(max_length=21), default=list)
    zone = models.CharField(max_length=60, blank=True)
    days = ArrayField(models.SmallIntegerField(), default=list)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    notified = ArrayField(models.CharField(max_length=40), default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["authority", "point"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "point"], name="authorities_point_once")
        ]

    def __str__(self) -> str:
        return f"{self.authority_id}/{self.point}"


class Announced(models.Model):
    """What a State's node last announced of its authorities, in a message that the State signed.

    The exchange keeps it, and the keeper of the directory takes it over: `taken_at` when it did,
    `problem` the code of why it did not, or does so no more (`vocabulary.NOT_TAKEN`).
    """

    state = models.OneToOneField(State, on_delete=models.PROTECT, primary_key=True)
    content = models.JSONField()
    message_id = models.UUIDField()
    issued_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)


class NotTold(models.Model):
    """A connected State that could not be told how the own authorities are reached: tried again.

    `since` is when it failed first, `tried_at` when last, `problem` the code of why.
    """

    state = models.OneToOneField(State, on_delete=models.CASCADE, primary_key=True)
    since = models.DateTimeField()
    tried_at = models.DateTimeField()
    problem = models.CharField(max_length=60)

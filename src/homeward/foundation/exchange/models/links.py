"""How the connection to each peer is, and what it asked of this node."""

from django.db import models


class SeenRequest(models.Model):
    """The nonce of a signed request, kept until the request would be too old anyway."""

    key_id = models.CharField(max_length=43)
    nonce = models.CharField(max_length=64)
    forget_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_id", "nonce"], name="exchange_request_once")
        ]
        indexes = [models.Index(fields=["forget_at"], name="exchange_request_forget")]


class Traffic(models.Model):
    """What one peer sent in one minute; an empty peer stands for everybody who proved no key."""

    peer = models.CharField(max_length=2, blank=True)
    minute = models.DateTimeField()
    requests = models.BigIntegerField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "minute"], name="exchange_traffic_once")
        ]


class Link(models.Model):
    """How the connection to a peer is: what succeeded and failed last, in both directions.

    `certificate` is the SHA-256 fingerprint of the client certificate that the peer must show, in
    hexadecimal; empty where none is asked for. Until `paused_until` the peer is left alone: it
    asked for that, or could not be reached.
    """

    peer = models.CharField(max_length=2, primary_key=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    certificate = models.CharField(max_length=64, blank=True)


class TurnedAway(models.Model):
    """How often requests were turned away for one reason on one day.

    `peer` is the pinned State that such a request named, proved or not; empty where it named none.
    """

    peer = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=60)
    day = models.DateField()
    count = models.BigIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "code", "day"], name="exchange_turned_once")
        ]

"""The lines of a case's timeline."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment


class Event(InCompartment):
    """One line of the case's timeline, written in the transaction of what happened."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    url = models.CharField(max_length=300, blank=True)

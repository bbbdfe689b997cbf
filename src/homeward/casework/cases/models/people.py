"""The people of a case."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.vocabulary import Outcome, PersonRole


class Person(InCompartment):
    """Somebody in the case: a victim, relative, suspect, witness or communicator."""

    role = models.CharField(max_length=20, choices=PersonRole.choices)
    name = models.CharField(max_length=200, blank=True, help_text="empty: not identified yet")
    born_on = models.DateField(null=True)
    nationality = models.CharField(max_length=2, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

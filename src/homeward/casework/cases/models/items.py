"""The facts and documents of a case."""

from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.vocabulary import HandlingCode, ItemKind


class Item(InCompartment):
    """A fact or document with the code that says what a receiver may do with it."""

    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    handling = models.CharField(max_length=2, choices=HandlingCode.choices, default=HandlingCode.H2)
    source_grade = models.CharField(max_length=1, default="X")
    information_grade = models.CharField(max_length=1, default="4")
    blob_id = models.UUIDField(null=True)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")

"""The facts and documents of a case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.codes import NAMES, Codes
from homeward.casework.cases.distress import Mark
from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.vocabulary.case import HandlingCode, ItemKind
from homeward.casework.cases.vocabulary.distress import DistressKind
from homeward.casework.cases.vocabulary.items import (
    AdmiraltyInformation,
    AdmiraltySource,
    InformationGrade,
    Pap,
    SourceGrade,
    Tlp,
)


class Item(InCompartment):
    """A fact or document with the codes that say what a receiver may do with it.

    An empty code means that the scheme was not used. With `blob_id` it is evidence: the file and
    its custody are those of the `Evidence` with that blob.
    """

    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    handling = models.CharField(max_length=2, choices=HandlingCode.choices, default=HandlingCode.H2)
    limits = models.TextField(blank=True, help_text="words of H3, and limits of sources; lines")
    source_grade = models.CharField(
        max_length=1, choices=SourceGrade.choices, default=SourceGrade.X, blank=True
    )
    information_grade = models.CharField(
        max_length=1, choices=InformationGrade.choices, default=InformationGrade.FOUR, blank=True
    )
    admiralty_source = models.CharField(
        max_length=1, choices=AdmiraltySource.choices, blank=True, default=""
    )
    admiralty_information = models.CharField(
        max_length=1, choices=AdmiraltyInformation.choices, blank=True, default=""
    )
    tlp = models.CharField(max_length=12, choices=Tlp.choices, default=Tlp.AMBER_STRICT)
    pap = models.CharField(max_length=5, choices=Pap.choices, default=Pap.AMBER)
    lawful_basis = models.CharField(max_length=300, blank=True)
    retention_until = models.DateField(null=True, help_text="the last day on which it may be kept")
    blob_id = models.UUIDField(null=True, db_index=True)
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    distress = ArrayField(
        models.CharField(max_length=10, choices=DistressKind.choices),
        default=list,
        db_default=[],
        help_text="what makes it hard to see or read; empty: it is not marked",
    )
    distress_warning = models.CharField(max_length=200, blank=True, db_default="")
    distress_revision = models.PositiveIntegerField(default=0, db_default=0)
    distress_by = models.BigIntegerField(null=True, help_text="who set the mark last")
    distress_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def codes(self) -> Codes:
        """Its codes as one value."""
        return Codes(**{name: getattr(self, name) for name in NAMES})

    @property
    def mark(self) -> Mark:
        """What is behind its warning; false where it is not marked."""
        return Mark(tuple(self.distress), self.distress_warning)


class ItemSource(InCompartment):
    """That an item was made of another one of the same compartment."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="made_of")
    source = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="made_into")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "source"], name="cases_source_once")]

"""Marking material as distressing: as it comes in, or later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.distress import WARNING, Mark
from homeward.casework.cases.models import Item
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.vocabulary.distress import DistressKind


class DistressFields(forms.Form):
    """Of what kind the material is, and what its reader is told before he opens it."""

    distress = forms.MultipleChoiceField(
        label=_("Hard to see, read or hear"),
        choices=DistressKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is marked opens only after a warning."),
    )
    distress_warning = forms.CharField(
        label=_("Warning"),
        max_length=WARNING,
        required=False,
        help_text=_("What is to be expected, short and neutral, without names."),
    )

    def clean(self) -> dict[str, Any]:
        """A kind and a warning go together."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("distress") and not given.get("distress_warning"):
            words = _("Write in a few neutral words what is to be expected.")
            self.add_error("distress_warning", words)
        if given.get("distress_warning") and not given.get("distress"):
            self.add_error("distress", _("Choose what makes it hard, or leave the warning empty."))
        return given

    def mark(self) -> Mark:
        """What a valid form says."""
        given = self.cleaned_data
        return Mark(tuple(given["distress"]), given["distress_warning"])


class DistressForm(DistressFields, RecordForm):
    """The mark of an item that is here."""


def mark_initial(item: Item) -> dict[str, Any]:
    """The first content of the form: the mark as it stands."""
    return {
        "distress": list(item.distress),
        "distress_warning": item.distress_warning,
        "revision": item.distress_revision,
    }

"""Forms of sealed items."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import InCompartmentForm
from homeward.casework.cases.sealing import SHORTEST_REASON, SealedKind
from homeward.casework.cases.visible import CleanForm


class SealForm(InCompartmentForm):
    """Something that two persons together may open."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SealedKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Every member of the compartment reads it: without names and addresses."),
    )
    text = forms.CharField(
        label=_("Sealed text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("Nobody reads this again, you neither, until a second member agrees."),
    )
    field_order = ("kind", "title", "text", "compartment")


class AskForm(CleanForm):
    """Why somebody needs to read what is sealed."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other members of the compartment read it before they agree."),
    )

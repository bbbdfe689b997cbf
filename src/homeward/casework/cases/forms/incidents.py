"""Forms of incidents and flags."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import InCompartmentForm, PastMoment, with_zone
from homeward.casework.cases.forms.first_call import Moment
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.words.first_call import FlagKind, IncidentKind


class IncidentForm(InCompartmentForm):
    """Something that happened."""

    kind = forms.ChoiceField(
        label=_("Incident"), choices=IncidentKind.choices, widget=forms.RadioSelect
    )
    occurred_from = PastMoment(label=with_zone(_("Earliest time (%(zone)s)")), required=False)
    occurred_to = PastMoment(
        label=with_zone(_("Latest time (%(zone)s)")),
        required=False,
        help_text=_("The same as the earliest where the time is known exactly."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    description = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("kind", "occurred_from", "occurred_to", "place", "description", "compartment")

    def clean(self) -> dict[str, Any]:
        """A range of time runs forward."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("occurred_from"), cleaned.get("occurred_to")
        if first and last and last < first:
            self.add_error("occurred_to", _("This is before the earliest time."))
        return cleaned


class FlagForm(OnceForm):
    """A danger that everybody who works on the case must have before his eyes."""

    kind = forms.ChoiceField(label=_("Danger"), choices=FlagKind.choices, widget=forms.RadioSelect)
    detail = forms.CharField(
        label=_("What is known of it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needed_by = Moment(
        label=with_zone(_("Life at risk from (%(zone)s)")),
        help_text=_("A task with this time is put before you, and the case shows it."),
    )

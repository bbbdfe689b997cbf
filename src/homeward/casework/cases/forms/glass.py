"""Forms about broken glasses and the end of a colleague's place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cases.visible import CleanForm
from homeward.foundation.access.glass import SHORTEST_REASON, Verdict
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import places_in
from homeward.foundation.access.roles import Compartment

HOURS = [(60, _("1 hour")), (120, _("2 hours")), (240, _("4 hours"))]


class GlassForm(CleanForm):
    """Which case, which compartments, for how long, and why nobody could be asked first."""

    reference = forms.CharField(
        label=_("Reference of the case"),
        max_length=24,
        help_text=_("Such as XA-2026-000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    compartments = forms.MultipleChoiceField(
        label=_("Compartments that you need"),
        choices=Compartment.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"), choices=HOURS, coerce=int, initial=60, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Why you need this now, and why the lead could not let you in. The lead and oversight"
            " read it."
        ),
    )

    def clean_reference(self) -> str:
        """As references are written, whatever the case of the letters that were typed."""
        typed: str = self.cleaned_data["reference"]
        return typed.strip().upper()


class ReviewForm(CleanForm):
    """What oversight finds."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class _Place(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    def label_from_instance(self, obj: Any) -> str:
        """The colleague and the compartment."""
        return f"{obj.user} · {obj.get_compartment_display()}"


class EndPlaceForm(CleanForm):
    """A colleague's place in a compartment that the viewer leads."""

    place = _Place(
        label=pgettext_lazy("member", "Place"),
        queryset=None,
        empty_label=_("Choose a place"),
    )

    def __init__(
        self, *args: Any, viewer: User, case: Case, led: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = places_in(viewer, case.pk, *led).exclude(user=viewer)

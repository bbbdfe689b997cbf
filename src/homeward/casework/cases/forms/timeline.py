"""The forms of the timeline: its filter, an entry of an officer's own, its verification."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.actions import Reported
from homeward.casework.cases.forms.case import InCompartmentForm, PastMoment, with_zone
from homeward.casework.cases.models.timeline import Standing
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.ports import known_rooms
from homeward.casework.cases.queries.timeline import VERIFIED, Wanted
from homeward.casework.cases.visible import CleanForm
from homeward.foundation.access.roles import Compartment

VERIFIED_WORD = pgettext_lazy("timeline", "Verified")


class Moment(forms.DateTimeField):
    """A date and time in the node's zone, as a filter takes it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **options)


class TimelineFilter(CleanForm):
    """What of the timeline is shown."""

    room = forms.ChoiceField(label=_("Room"), required=False)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False)
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("Every standing")), *Standing.choices, (VERIFIED, VERIFIED_WORD)],
    )
    since = Moment(label=with_zone(_("From (%(zone)s)")))
    up_to = Moment(label=with_zone(_("To (%(zone)s)")))
    words = forms.CharField(label=_("Words"), required=False, max_length=100)

    def __init__(self, *args: Any, walls: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [("", _("Every room")), *known_rooms().items(), ("other", _("Other rooms"))]
        held = [(code, label) for code, label in Compartment.choices if code in walls]
        every = ("", _("Every compartment of yours"))
        for name, choices in (("room", rooms), ("compartment", [every, *held])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A span ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, up_to = cleaned.get("since"), cleaned.get("up_to")
        if since and up_to and up_to < since:
            self.add_error("up_to", _("The end is before the beginning. Check both times."))
        return cleaned

    def wanted(self) -> Wanted:
        """What a valid filter asks for."""
        return Wanted(**self.cleaned_data)


class _ReportFields(OnceForm):
    text = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    at = PastMoment(label=with_zone(_("When, or from when (%(zone)s)")))
    until = PastMoment(
        label=with_zone(_("Until when (%(zone)s)")),
        required=False,
        help_text=_(
            "Where it lasted, or where you only know that it was some time in between. Leave it"
            " empty for one moment."
        ),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Known from"),
        max_length=200,
        help_text=_("Who or what says so: a witness, a camera, another authority."),
    )

    def clean(self) -> dict[str, Any]:
        """Nothing ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        at, until = cleaned.get("at"), cleaned.get("until")
        if isinstance(at, datetime) and isinstance(until, datetime) and until < at:
            self.add_error("until", _("The end is before the beginning. Check both times."))
        return cleaned

    def reported(self) -> Reported:
        """What a valid form says."""
        return Reported(**self.cleaned_data)


class ReportForm(_ReportFields, InCompartmentForm):
    """Something that was reported, entered into the timeline."""

    field_order = ("text", "at", "until", "place", "source", "compartment")


class CorrectForm(_ReportFields):
    """What takes the place of a reported entry, in the compartment of that one."""


class VerifyForm(CleanForm):
    """How a reported entry was verified."""

    how = forms.CharField(
        label=_("How do you know that it is true"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you compared it with. Your name and the time are kept with it."),
    )

"""Forms of whom to ask, of pings, and of what an administrator enters."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.authorities.actions.contacts import NewContact
from homeward.foundation.authorities.ports import matters
from homeward.foundation.authorities.queries import other_states, states
from homeward.foundation.authorities.vocabulary import (
    AuthorityFunction,
    ChannelKind,
    HowSoon,
    Treaty,
)
from homeward.wire.directory.contacts import CompetenceEntry, ContactPointEntry, HoursEntry
from homeward.wire.directory.entries import AuthorityEntry
from homeward.wire.errors import WireError

DAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
_HOUR = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _others() -> list[tuple[str, str]]:
    return [(state.pk, f"{state.pk} {state.name}") for state in other_states()]


def _matters() -> list[tuple[str, str]]:
    return [(one.code, str(one.label)) for one in matters()]


class WhoForm(forms.Form):
    """What is asked, of which State, how soon, and under which treaty."""

    state = forms.ChoiceField(label=_("State"), choices=_others)
    kind = forms.ChoiceField(label=_("What you ask for"), choices=_matters)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=HowSoon.choices)
    treaty = forms.ChoiceField(
        label=_("Treaty"),
        required=False,
        choices=[("", _("It does not matter")), *Treaty.choices],
    )


class PingFilter(forms.Form):
    """Tests of reachability by State."""

    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(state.pk, f"{state.pk} {state.name}") for state in states()]
        self.fields["state"].choices = [("", _("All States")), *named]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code that the other officer read aloud, and when."""

    code = forms.CharField(
        label=_("Code that was read to you"),
        max_length=20,
        help_text=_("Eight digits. The other officer reads them from the page of the test."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    heard_at = forms.DateTimeField(
        label=_("When you heard it"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ContactForm(forms.Form):
    """An institution and one way to it: of the own State, or from a source that is named."""

    code = forms.RegexField(
        r"[A-Z0-9-]{1,17}",
        label=_("Short code"),
        max_length=17,
        help_text=_(
            "Capital letters and digits, such as CENTRAL. The State’s code goes before it."
        ),
    )
    name = forms.CharField(
        label=_("Institution"),
        max_length=200,
        help_text=_("Its public name. Never a person’s name, and no private number."),
    )
    functions = forms.MultipleChoiceField(
        label=_("In charge of"),
        choices=AuthorityFunction.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _(
                "Choose at least one. Rule: an authority without competence is not entered, since"
                " nobody could say what it may be asked for."
            )
        },
    )
    treaty = forms.ChoiceField(
        label=_("Competent only under"),
        required=False,
        choices=[("", _("Every treaty")), *Treaty.choices],
    )
    kinds = forms.MultipleChoiceField(
        label=_("Competent only for"),
        required=False,
        choices=_matters,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everything that its functions say. Needs a treaty above."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=ChannelKind.choices)
    point = forms.RegexField(
        r"[a-z0-9][a-z0-9-]{0,19}",
        label=_("Name of this contact point"),
        max_length=20,
        initial="office",
        help_text=_("Small letters and digits, such as office. The same name changes it."),
    )
    address = forms.CharField(
        label=pgettext_lazy("contact", "Address"), max_length=254, required=False
    )
    languages = forms.CharField(
        label=_("Languages"),
        max_length=100,
        required=False,
        help_text=_("Tags with commas between them, the preferred first: en, fr"),
    )
    always = forms.BooleanField(label=_("Somebody answers day and night"), required=False)
    zone = forms.CharField(
        label=_("Time zone of the hours"), max_length=60, required=False, initial="UTC"
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        required=False,
        coerce=int,
        choices=DAYS,
        initial=[1, 2, 3, 4, 5],
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.RegexField(
        _HOUR, label=pgettext_lazy("hours", "From"), required=False, initial="09:00"
    )
    closes = forms.RegexField(
        _HOUR, label=pgettext_lazy("hours", "Until"), required=False, initial="17:00"
    )
    notified = forms.CharField(
        label=_("Notified for"),
        max_length=200,
        required=False,
        help_text=_("Articles with commas between them, such as UNTOC 18(13)."),
    )
    valid_from = forms.DateField(
        label=_("Valid from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    source = forms.CharField(
        label=_("Where it was read"),
        max_length=300,
        help_text=_("A public source: its title and address. It is shown with the entry."),
    )
    source_date = forms.DateField(
        label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, state: str, state_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state, self.state_name = state, state_name
        if state == settings.HOMEWARD_STATE:
            del self.fields["source"], self.fields["source_date"]

    def clean_zone(self) -> str:
        """A zone that this node knows."""
        zone = str(self.cleaned_data["zone"] or "UTC")
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("Write a zone of the IANA list, such as Europe/Paris."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Hours, days and validity that fit together, and an entry that a State could sign."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("kinds") and not found.get("treaty"):
            self.add_error("treaty", _("Choose the treaty under which it is limited to these."))
        start, end = found.get("valid_from"), found.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("It ends before it begins. Write a later day."))
        if not found.get("always"):
            self._check_hours(found)
        if self.errors:
            return found
        try:
            found["entry"] = self._entry(found)
        except WireError as error:
            self.add_error(None, str(error))
        return found

    def _check_hours(self, found: dict[str, Any]) -> None:
        if not found.get("days"):
            self.add_error("days", _("Choose the days, or say that somebody answers always."))
        opens, closes = found.get("opens"), found.get("closes")
        if not opens or not closes:
            self.add_error("opens", _("Write both times, or say that somebody answers always."))
        elif closes <= opens:
            self.add_error("closes", _("It closes before it opens. Write a later time."))

    def _entry(self, found: dict[str, Any]) -> AuthorityEntry:
        hours = None
        if not found["always"]:
            hours = HoursEntry(
                zone=found["zone"],
                days=tuple(sorted(found["days"])),
                opens=found["opens"],
                closes=found["closes"],
            )
        point = ContactPointEntry(
            point=found["point"],
            channel=found["channel"],
            address=found["address"],
            languages=_listed(found["languages"]),
            hours=hours,
            notified=_listed(found["notified"]),
            valid_from=found["valid_from"],
            valid_to=found["valid_to"],
        )
        competence = (
            (CompetenceEntry(treaty=found["treaty"], kinds=tuple(found["kinds"])),)
            if found["treaty"]
            else ()
        )
        return AuthorityEntry(
            code=f"{self.state}-{found['code']}",
            name=found["name"],
            functions=tuple(found["functions"]),
            competence=competence,
            contact_points=(point,),
        )

    def new(self) -> NewContact:
        """What is to be entered."""
        data = self.cleaned_data
        entry: AuthorityEntry = data["entry"]
        return NewContact(
            state=self.state,
            state_name=self.state_name,
            languages=list(entry.contact_points[0].languages) or ["en"],
            authority=entry,
            source=data.get("source", ""),
            source_date=data.get("source_date"),
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())

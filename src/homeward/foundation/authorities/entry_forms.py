"""Forms of what an administrator enters: an institution, and one way to it."""

import re
import zoneinfo
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.authorities.actions.contacts import Told
from homeward.foundation.authorities.contact_data import revision_of
from homeward.foundation.authorities.contact_forms import matter_choices
from homeward.foundation.authorities.contact_queries import enterable_choices
from homeward.foundation.authorities.models import Authority, ContactPoint
from homeward.foundation.authorities.vocabulary import AuthorityFunction, ChannelKind, Treaty
from homeward.foundation.web.visible import CleanForm
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
_HOUR = r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2}")
_MOST_LISTED, _LONGEST_ARTICLE = 20, 40
_NEED_ADDRESS = (ChannelKind.PHONE, ChannelKind.SECURE_MAIL)
_EVERYTHING, _UNDER = "*", "under_"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _by_treaty(row: Authority) -> dict[str, list[str]]:
    """The kinds under each treaty; an entry may name a treaty more than once."""
    found: dict[str, list[str]] = {}
    for one in row.competence:
        found.setdefault(one["treaty"], []).extend(one["kinds"] or [_EVERYTHING])
    return found


class _Change(CleanForm):
    """What an existing entry says is shown, and the revision that was read travels along."""

    def _of(self, row: Authority | ContactPoint, new_only: str) -> None:
        """An entry that is there keeps its name; `new_only` is the field that names a new one."""
        del self.fields[new_only]
        self.fields["revision"] = forms.CharField(
            widget=forms.HiddenInput, initial=revision_of(row), max_length=64
        )

    def _check_line(self, found: dict[str, Any], field: str) -> None:
        """One line that can be printed, as a State's entry needs it."""
        if not str(found.get(field, "")).isprintable():
            self.add_error(field, _("Write it in one line, with ordinary spaces only."))

    def _entry_or_fault(self, make: Any, found: dict[str, Any]) -> None:
        """What a State could sign; the fields were checked, so nothing should be left to say."""
        try:
            found["entry"] = make(found)
        except WireError:
            fault = _("This does not fit into a State’s entry. Shorten what you wrote.")
            self.add_error(None, fault)


class StateForm(CleanForm):
    """A State whose authority is to be entered."""

    state = forms.ChoiceField(label=_("State"), choices=enterable_choices)


class AuthorityForm(_Change):
    """An institution: of the own State, or from a source that is named."""

    code = forms.RegexField(
        r"\A[A-Z0-9][A-Z0-9-]{0,16}\Z",
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
    always = forms.BooleanField(label=_("Somebody answers day and night"), required=False)
    source = forms.CharField(
        label=_("Where it was read"),
        max_length=300,
        help_text=_("A public source: its title and address. It is shown with the entry."),
    )
    source_date = forms.DateField(
        label=_("Date of the source"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, state: str, row: Authority | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state, self.row = state, row
        competence = _by_treaty(row) if row else {}
        self._ask_competence(competence)
        if row is not None:
            self._of(row, "code")
            said = {"name": row.name, "functions": row.functions, "always": row.always_reachable}
            said |= {"source": row.source, "source_date": row.source_date}
            self.initial = said | {_UNDER + treaty: kinds for treaty, kinds in competence.items()}
        if state == settings.HOMEWARD_STATE:
            del self.fields["source"], self.fields["source_date"]

    def _ask_competence(self, known: dict[str, list[str]]) -> None:
        """One field a treaty; what this node does not know of an entry stays as it is."""
        labels = dict(Treaty.choices) | {code: code for code in known if code not in Treaty.values}
        for treaty, label in labels.items():
            choices = [(_EVERYTHING, _("Everything that its functions say")), *matter_choices()]
            words = {code for code, _word in choices}
            choices += [(one, one) for one in known.get(treaty, []) if one not in words]
            self.fields[_UNDER + treaty] = forms.MultipleChoiceField(
                label=_("Competent under: %(treaty)s") % {"treaty": label},
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
            )
        first = self.fields[_UNDER + next(iter(labels))]
        first.help_text = _(
            "Nothing chosen under any treaty: everything that its functions say, under every one."
        )

    def clean_source_date(self) -> date:
        """A source is not read in the future."""
        found: date = self.cleaned_data["source_date"]
        if found > timezone.localdate():
            raise forms.ValidationError(_("This day is yet to come. Write when the source is of."))
        return found

    def clean(self) -> dict[str, Any]:
        """An entry that a State could sign."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_line(found, "name")
        if not self.errors:
            self._entry_or_fault(self._entry, found)
        return found

    def _entry(self, found: dict[str, Any]) -> AuthorityEntry:
        competence = []
        for field, kinds in found.items():
            if field.startswith(_UNDER) and kinds:
                only = () if _EVERYTHING in kinds else tuple(kinds)
                competence.append(CompetenceEntry(treaty=field.removeprefix(_UNDER), kinds=only))
        held = self.row
        return AuthorityEntry(
            code=held.code if held else f"{self.state}-{found['code']}",
            name=found["name"],
            functions=tuple(found["functions"]),
            always_reachable=found["always"],
            competence=tuple(competence),
        )

    def told(self) -> Told:
        """What is to be entered."""
        data = self.cleaned_data
        return Told(
            state=self.state,
            authority=data["entry"],
            source=data.get("source", ""),
            source_date=data.get("source_date"),
        )


class PointForm(_Change):
    """One way to an institution."""

    point = forms.RegexField(
        r"\A[a-z0-9][a-z0-9-]{0,19}\Z",
        label=_("Name of this contact point"),
        max_length=20,
        initial="office",
        help_text=_("Small letters and digits, such as office."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=ChannelKind.choices)
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
        _HOUR,
        label=pgettext_lazy("hours", "Until"),
        required=False,
        initial="17:00",
        help_text=_("An earlier time than the first: open over midnight."),
    )
    notified = forms.CharField(
        label=_("Notified for"),
        max_length=400,
        required=False,
        help_text=_("Articles with commas between them, such as UNTOC 18(13)."),
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, row: ContactPoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            self._of(row, "point")
            self.initial = {
                **{name: getattr(row, name) for name in ("channel", "address")},
                **{name: getattr(row, name) for name in ("valid_from", "valid_to")},
                "languages": ", ".join(row.languages),
                "notified": ", ".join(row.notified),
                "always": row.opens is None,
                "zone": row.zone or "UTC",
                "days": row.days or [1, 2, 3, 4, 5],
                "opens": f"{row.opens:%H:%M}" if row.opens else "",
                "closes": f"{row.closes:%H:%M}" if row.closes else "",
            }

    def clean_zone(self) -> str:
        """A zone that this node knows."""
        zone = str(self.cleaned_data["zone"] or "UTC")
        if zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("Write a zone of the IANA list, such as Europe/Paris."))
        return zone

    def clean_languages(self) -> tuple[str, ...]:
        """Tags of languages, each in its form."""
        found = _listed(self.cleaned_data["languages"])
        wrong = [one for one in found if not _LANGUAGE.fullmatch(one)]
        if wrong:
            raise forms.ValidationError(
                _("“%(word)s” is no tag of a language. Write tags such as en, fr or pt-BR."),
                params={"word": wrong[0]},
            )
        return found

    def clean_notified(self) -> tuple[str, ...]:
        """A few articles, each short."""
        found = _listed(self.cleaned_data["notified"])
        if len(found) > _MOST_LISTED or any(len(one) > _LONGEST_ARTICLE for one in found):
            raise forms.ValidationError(
                _("At most %(most)s articles of %(longest)s letters each, with commas between."),
                params={"most": _MOST_LISTED, "longest": _LONGEST_ARTICLE},
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Hours, days and validity that fit together, and an entry that a State could sign."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = found.get("valid_from"), found.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("It ends before it begins. Write a later day."))
        if not found.get("always"):
            self._check_hours(found)
        if found.get("channel") in _NEED_ADDRESS and not found.get("address"):
            self.add_error("address", _("Write the number or address: nobody is reached without."))
        self._check_line(found, "address")
        if not self.errors:
            self._entry_or_fault(self._entry, found)
        return found

    def _check_hours(self, found: dict[str, Any]) -> None:
        if not found.get("days"):
            self.add_error("days", _("Choose the days, or say that somebody answers always."))
        opens, closes = found.get("opens"), found.get("closes")
        if not opens or not closes:
            self.add_error("opens", _("Write both times, or say that somebody answers always."))
        elif closes == opens:
            self.add_error("closes", _("Both times are the same. Write two, or day and night."))

    def _entry(self, found: dict[str, Any]) -> ContactPointEntry:
        hours = None
        if not found["always"]:
            hours = HoursEntry(
                zone=found["zone"],
                days=tuple(sorted(found["days"])),
                opens=found["opens"],
                closes=found["closes"],
            )
        return ContactPointEntry(
            point=self.row.point if self.row else found["point"],
            channel=found["channel"],
            address=found["address"],
            languages=found["languages"],
            hours=hours,
            notified=found["notified"],
            valid_from=found["valid_from"],
            valid_to=found["valid_to"],
        )

"""Forms of a public alert. Times are entered and shown in the node's time zone."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import with_zone
from homeward.casework.cases.models import Case
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.response.alert_checks import TEXTS, allowed_statuses
from homeward.casework.response.alert_pages import language_name
from homeward.casework.response.cap import PICTURE_TYPES
from homeward.casework.response.cap_areas import circles, geocodes, polygons
from homeward.casework.response.errors.alerts import AreaMalformed
from homeward.casework.response.models import PublicAlert
from homeward.casework.response.queries.alerts import FactChoice
from homeward.casework.response.words.cap import (
    CapCategory,
    CapCertainty,
    CapResponse,
    CapScope,
    CapSeverity,
    CapUrgency,
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?")
_WEB = re.compile(r"https://[^\s<>\"]{4,280}")
MOST_LANGUAGES = 8
_TEXT_LENGTHS = {"event": 100, "headline": 160, "description": 4000, "instruction": 2000}
_AREAS = {"polygons": polygons, "circles": circles, "geocodes": geocodes}
_SETTLED = ("status", "scope")  # what a later message keeps of the one that it follows


class LanguagesField(forms.CharField):
    """Codes of languages, divided by spaces or commas, each once."""

    def clean(self, value: Any) -> list[str]:
        """The codes in their order; ValidationError for what is no code."""
        found = list(dict.fromkeys(re.split(r"[\s,;]+", super().clean(value).strip())))
        wrong = [one for one in found if not _LANGUAGE.fullmatch(one)]
        if wrong:
            raise forms.ValidationError(
                _("“%(code)s” is no code of a language. Write codes such as en, fr, ar or pt-BR."),
                params={"code": wrong[0][:20]},
            )
        if len(found) > MOST_LANGUAGES:
            raise forms.ValidationError(
                _("At most %(most)s languages fit into one message."),
                params={"most": MOST_LANGUAGES},
            )
        return found


class NewAlertForm(OnceForm):
    """What a message begins with: its status, its languages, and facts by explicit choice."""

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)
    languages = LanguagesField(
        label=_("Languages"),
        max_length=100,
        help_text=_("Codes such as en fr ar. The message has one block for each."),
    )
    facts = forms.MultipleChoiceField(
        label=_("Facts to take from the case"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nothing is taken over that you do not tick. What names or describes a person can help"
            " the offenders or harm the victim: tick it only if the message needs it."
        ),
    )

    def __init__(self, *args: Any, choices: Iterable[FactChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {fact.code: fact for fact in choices}
        self.fields["facts"].choices = [  # type: ignore[attr-defined]
            (fact.code, f"{fact.label}: {fact.text}") for fact in self.known.values()
        ]
        if not self.known:
            del self.fields["facts"]
        statuses = [(one.value, one.label) for one in allowed_statuses()]
        self.fields["status"].choices = statuses  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[FactChoice]:
        """The facts that were ticked."""
        return [self.known[code] for code in self.cleaned_data.get("facts", [])]


class AlertForm(CleanForm):
    """All that a message says; it may be saved before it is complete, but never malformed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("Status"))
    note = forms.CharField(
        label=_("Note for receivers"),
        max_length=300,
        required=False,
        help_text=_("For an exercise, its name; receivers' systems show it to their operators."),
    )
    scope = forms.ChoiceField(label=_("Audience"), choices=CapScope.choices)
    restriction = forms.CharField(
        label=_("Restriction"),
        max_length=300,
        required=False,
        help_text=_("The rule for an audience that a rule names. It is handed over as a file."),
    )
    addresses = forms.CharField(
        label=_("Addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for an audience of named addresses; handed over as a file."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Category"),
        choices=CapCategory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    responses = forms.MultipleChoiceField(
        label=_("What people are asked to do"),
        choices=CapResponse.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    certainty = forms.ChoiceField(label=_("Certainty"), required=False)
    sender_name = forms.CharField(label=_("Who alerts"), max_length=200, required=False)
    contact = forms.CharField(
        label=_("Whom to call"),
        max_length=200,
        required=False,
        help_text=_("A line that is answered day and night, never an officer's own."),
    )
    web = forms.CharField(
        label=_("Page with more"),
        max_length=300,
        required=False,
        help_text=_("An https address of your authority."),
    )
    picture = forms.CharField(
        label=_("Picture"),
        max_length=300,
        required=False,
        help_text=_(
            "The https address of a JPEG or PNG file on your authority's own site. A picture of the"
            " victim cannot be taken back."
        ),
    )
    languages = LanguagesField(
        label=_("Languages"),
        max_length=100,
        help_text=_("Codes such as en fr ar. A language that you add gets its block when saved."),
    )
    polygons = forms.CharField(
        label=_("Polygons"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=_("One a line: latitude,longitude latitude,longitude … and the first again."),
    )
    circles = forms.CharField(
        label=_("Circles"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=_("One a line: latitude,longitude and a radius in kilometres."),
    )
    geocodes = forms.CharField(
        label=_("Codes of areas"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=_("One a line: NAME=value, such as the code of a district."),
    )
    shows_person = forms.BooleanField(
        label=_("The message names, describes or pictures a person"), required=False
    )
    person_risk = forms.CharField(
        label=_("What that puts at risk"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays in the case; needed as soon as a person can be recognised."),
    )
    risk = forms.CharField(
        label=_("What could go wrong for the victim"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stays in the case. Those who approve read it before the message."),
    )
    alternatives = forms.CharField(
        label=_("Alternatives that were weighed"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays in the case: a smaller audience, another time, no alert at all."),
    )

    def __init__(self, *args: Any, alert: PublicAlert, case: Case, **options: Any) -> None:
        super().__init__(*args, initial=initial_of(alert), **options)
        self.alert, self.case = alert, case
        self.blocks = list(alert.languages)
        for language in self.blocks:
            self.fields.update(_text_fields(language))
        for name, lists in (
            ("urgency", CapUrgency),
            ("severity", CapSeverity),
            ("certainty", CapCertainty),
        ):
            self.fields[name].choices = [("", "—"), *lists.choices]  # type: ignore[attr-defined]
        statuses = [(one.value, one.label) for one in allowed_statuses()]
        self.fields["status"].choices = statuses  # type: ignore[attr-defined]
        if alert.follows_id:
            for name in _SETTLED:
                del self.fields[name]
        for name in ("effective", "onset", "expires"):
            self.fields[name] = _moment(name)

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields in the order of the work, each group with its heading."""
        audience = [*_SETTLED, "note", "restriction", "addresses"]
        what = ["categories", "responses", "urgency", "severity", "certainty"]
        what += ["effective", "onset", "expires"]
        yield now("Risk"), self._of(["risk", "alternatives", "shows_person", "person_risk"])
        yield now("Audience"), self._of(audience)
        yield now("What happened"), self._of(what)
        yield now("Area"), self._of(["polygons", "circles", "geocodes"])
        yield now("Sender"), self._of(["sender_name", "contact", "web", "picture"])
        for language in self.blocks:
            heading = now("Words in %(language)s") % {"language": language_name(language)}
            yield heading, self._of([f"{name}_{language}" for name in TEXTS])
        yield now("Languages"), self._of(["languages"])

    def _of(self, names: list[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Areas, addresses and times as the standard wants them, each with its field."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name, check in _AREAS.items():
            try:
                check(found.get(name, ""))
            except AreaMalformed as error:
                self.add_error(name, error.sentence())
        self._check_links(found)
        self._check_times(found)
        self._check_reference(found)
        return found

    def _check_links(self, found: dict[str, Any]) -> None:
        for name in ("web", "picture"):
            if found.get(name) and not _WEB.fullmatch(found[name]):
                self.add_error(name, now("Write an address that begins with https://."))
        picture = found.get("picture", "")
        if picture and not picture.lower().endswith(tuple(PICTURE_TYPES)):
            self.add_error("picture", now("The address must end with .jpg, .jpeg or .png."))

    def _check_times(self, found: dict[str, Any]) -> None:
        expires = found.get("expires")
        if expires is None:
            return
        if expires <= datetime.now(UTC):
            self.add_error("expires", now("The end must lie in the future."))
        for name in ("effective", "onset"):
            if found.get(name) and found[name] >= expires:
                self.add_error(name, now("This must be before the end."))

    def _check_reference(self, found: dict[str, Any]) -> None:
        """The case's number never becomes public."""
        private = ("risk", "person_risk", "alternatives", "revision")
        number = self.case.reference.casefold()
        for name, value in list(found.items()):
            if name not in private and isinstance(value, str) and number in value.casefold():
                self.add_error(name, now("The case's reference stands here. Take it out."))

    def changes(self) -> dict[str, Any]:
        """What a valid form says, as the fields of the message."""
        plain = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "revision" and not name.startswith(tuple(f"{one}_" for one in TEXTS))
        }
        texts = {
            language: {name: self.cleaned_data[f"{name}_{language}"] for name in TEXTS}
            for language in self.blocks
            if language in plain["languages"]
        }
        return plain | {"texts": texts}


def _text_fields(language: str) -> dict[str, forms.Field]:
    labels = {
        "event": _("Event"),
        "headline": _("Headline"),
        "description": _("Description"),
        "instruction": _("Instruction"),
        "area": _("Area in words"),
    }
    return {
        f"{name}_{language}": forms.CharField(
            label=labels[name],
            required=False,
            max_length=_TEXT_LENGTHS.get(name, 300),
            widget=(
                forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": language})
                if name in ("description", "instruction")
                else forms.TextInput(attrs={"dir": "auto", "lang": language})
            ),
        )
        for name in TEXTS
    }


def _moment(name: str) -> forms.DateTimeField:
    labels = {
        "effective": with_zone(_("In effect from (%(zone)s)")),
        "onset": with_zone(_("Event begins (%(zone)s)")),
        "expires": with_zone(_("Ends (%(zone)s)")),
    }
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=labels[name], required=False, widget=widget)


def initial_of(alert: PublicAlert) -> dict[str, Any]:
    """The message as its form shows it."""
    names = [name for name in AlertForm.base_fields if name not in ("languages", "revision")]
    initial = {name: getattr(alert, name) for name in names}
    initial |= {name: getattr(alert, name) for name in ("effective", "onset", "expires")}
    initial |= {"languages": " ".join(alert.languages), "revision": alert.revision}
    for language, texts in alert.texts.items():
        initial |= {f"{name}_{language}": text for name, text in texts.items()}
    return initial


class ApprovalForm(CleanForm):
    """What somebody confirms who approves: the very message and its risk note."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the message in every language and the risk note, and approve both")
    )

"""The screens of a first call: few questions each, hardly any that must be answered.

Nothing holds an officer up who has somebody on the line: what is not known stays “not known”, and
what cannot be (a taking tomorrow, an amount without a currency) is said at its field.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, not_impossible, with_zone
from homeward.casework.cases.forms.lists import GONE, TYPOLOGIES, several
from homeward.casework.cases.forms.ransom import CURRENCY
from homeward.casework.cases.versions import LARGEST
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import Typology
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words import first_call as words
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import parse_money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOST_VICTIMS = 500
DESCRIBED = 10  # victims with fields of their own; of a larger group the rest is counted
LATEST = timedelta(days=366)


class Answer(forms.ChoiceField):
    """Choices of which one holds from the start, so that no screen insists on an answer."""

    def __init__(self, label: "_StrOrPromise", listed: Any, start: str, **options: Any) -> None:
        self.start = start
        options = {"widget": forms.RadioSelect} | options
        super().__init__(label=label, choices=listed, initial=start, **options)

    def clean(self, value: Any) -> Any:
        """What was chosen, or the choice that held from the start."""
        return super().clean(value or self.start)


class Moment(forms.DateTimeField):
    """A date and time in the node's zone that may lie ahead, within a year."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **options)

    def clean(self, value: Any) -> datetime | None:
        """The aware moment; ValidationError for one that is a slip of the keyboard."""
        moment: datetime | None = super().clean(value)
        if moment is not None:
            not_impossible(moment)
            if moment > datetime.now(UTC) + LATEST:
                raise forms.ValidationError(_("This is more than a year ahead. Check the year."))
        return moment


def _known(label: "_StrOrPromise", **options: Any) -> Answer:
    return Answer(label, words.Known.choices, words.Known.UNKNOWN, **options)


def _text(label: "_StrOrPromise", rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    longest = 5000 if rows else 200
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, **options
    )


def other_explanation() -> forms.ChoiceField:
    """What it was instead, where it was no kidnapping; asked on a first call and whenever it
    changes."""
    return forms.ChoiceField(
        label=_("Which other explanation"),
        choices=[("", _("None")), *words.Explanation.choices],
        required=False,
        help_text=_("Only where another explanation was found."),
    )


def check_explanation(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Put an error at `explanation` unless it is named where, and only where, one was found."""
    other = cleaned.get("confirmation") == words.Confirmation.OTHER
    if other and not cleaned.get("explanation"):
        form.add_error("explanation", _("Choose the explanation that was found."))
    if not other and cleaned.get("explanation"):
        form.add_error(
            "explanation", _("Choose “None”, or say above that another explanation was found.")
        )


class Screen(CleanForm):
    """One screen; `answers` are all fields typed so far, raw, by name."""

    use_required_attribute = False

    def __init__(self, *args: Any, answers: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers


class CallerScreen(Screen):
    """Who calls, and how to reach them."""

    callback = _text(
        _("Number to call back"), help_text=_("First of all: the line may break at any moment.")
    )
    caller_name = _text(_("Name of the caller"))
    caller_part = Answer(_("Who calls"), words.CallerPart.choices, words.CallerPart.OTHER)
    safe_to_call = _known(_("Is it safe to call back?"))
    safe_how = _text(_("When and how it is safe"))


class EventScreen(Screen):
    """What happened."""

    description = _text(_("What happened, in the caller's words"), rows=4)
    seen = Answer(_("How does the caller know?"), words.Seen.choices, words.Seen.MISSED)
    place = _text(_("Where it happened"))
    occurred_from = PastMoment(label=with_zone(_("Earliest time (%(zone)s)")), required=False)
    occurred_to = PastMoment(
        label=with_zone(_("Latest time (%(zone)s)")),
        required=False,
        help_text=_("The same as the earliest where the time is known exactly."),
    )
    moved = _known(_("Was anybody taken away from there?"))
    location_known = _known(_("Is it known where the victim is now?"))

    def clean(self) -> dict[str, Any]:
        """A range of time runs forward."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("occurred_from"), cleaned.get("occurred_to")
        if first and last and last < first:
            self.add_error("occurred_to", _("This is before the earliest time."))
        return cleaned


class ExplanationsScreen(Screen):
    """What else it can be, one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed, start = words.Considered.choices, words.Considered.NOT_CONSIDERED
        for code, label in words.Explanation.choices:
            self.fields[f"other_{code}"] = Answer(label, listed, start)


class ConfirmScreen(Screen):
    """Whether it is known to be a kidnapping, with the other explanations in mind."""

    demand_received = _known(_("Has anybody demanded something?"))
    confirmation = Answer(
        _("Is it a kidnapping?"), words.Confirmation.choices, words.Confirmation.UNCONFIRMED
    )
    explanation = other_explanation()
    explanation_grounds = _text(_("What speaks for it or against it"), rows=2)

    def clean(self) -> dict[str, Any]:
        """Another explanation is named, and only where one was found."""
        cleaned: dict[str, Any] = super().clean() or {}
        check_explanation(self, cleaned)
        return cleaned


class VictimsScreen(Screen):
    """Who was taken."""

    victims = forms.IntegerField(
        label=_("How many persons were taken"),
        min_value=1,
        max_value=MOST_VICTIMS,
        required=False,
        initial=1,
        help_text=_("As far as is known now. Victims are counted apart from incidents."),
    )
    last_seen = _text(_("Last seen: when, where, with whom"), rows=2)
    clothing = _text(_("Clothing and looks"), rows=2)

    def clean_victims(self) -> int:
        """At least one, also where nothing was written."""
        return self.cleaned_data["victims"] or 1


class EachVictimScreen(Screen):
    """A name and an age for each victim, as far as they are identified."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, min(victims_in(self.answers), DESCRIBED) + 1):
            which = {"number": number}
            self.fields[f"name_{number}"] = _text(
                _("Victim %(number)s: name") % which,
                help_text=_("Leave it empty while the person is not identified."),
            )
            label = _("Victim %(number)s: child or adult") % which
            self.fields[f"age_{number}"] = Answer(label, words.Age.choices, words.Age.UNKNOWN)


class HealthScreen(Screen):
    """What a victim needs to stay alive."""

    medicine = _text(
        _("Medicine that a victim needs"), help_text=_("Which, how often, and who needs it.")
    )
    medicine_by = Moment(
        label=with_zone(_("Life is at risk without it from (%(zone)s)")),
        help_text=_("A task with this time is put before you, and the case shows it."),
    )
    condition = _text(_("Illness, pregnancy, disability or injury"), rows=2)

    def clean(self) -> dict[str, Any]:
        """A time is that of a medicine."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("medicine_by") and not cleaned.get("medicine"):
            self.add_error("medicine", _("Write which medicine is needed by that time."))
        return cleaned


class DangerScreen(Screen):
    """Danger to others."""

    relatives_threatened = _known(_("Are relatives threatened?"))
    police_visible = _known(
        _("May the police be seen?"),
        help_text=_("No, where the offenders forbade it or it would raise the danger."),
    )
    suspects_near = _known(_("May suspects be near the caller or the family?"))
    danger_detail = _text(_("What is known of it"), rows=2)


class DemandScreen(Screen):
    """What is demanded. Recording it never approves a payment."""

    amount = forms.CharField(label=_("Amount demanded"), required=False, max_length=40)
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        help_text=_("Three letters, such as XAD."),
    )
    deadline_said = _text(
        _("Deadline, in the offenders' words"), help_text=_("As it was said, such as “by sunset”.")
    )
    deadline = Moment(label=with_zone(_("Deadline as a time (%(zone)s)")))
    other_demand = _text(_("Anything else that is demanded or threatened"), rows=2)

    def clean_currency(self) -> str:
        """Three letters of ISO 4217."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if code and not CURRENCY.fullmatch(code):
            raise forms.ValidationError(_("Write the three letters of the currency."))
        return code

    def clean(self) -> dict[str, Any]:
        """An amount becomes minor units of its currency."""
        cleaned: dict[str, Any] = super().clean() or {}
        written, currency = cleaned.get("amount"), cleaned.get("currency")
        cleaned["minor"] = None
        if not written:
            return cleaned
        if not currency:
            if "currency" not in self.errors:
                self.add_error("currency", _("Write the currency of the amount."))
            return cleaned
        try:
            cleaned["minor"] = parse_money(written, currency, get_language() or "en")
        except NotAnAmount as error:
            self.add_error("amount", error.sentence())
        else:
            if not 0 < cleaned["minor"] <= LARGEST:
                self.add_error(
                    "amount", _("An amount must be more than zero, and not too large to keep.")
                )
        return cleaned


class TypeScreen(Screen):
    """What sort of kidnapping it looks like."""

    typology = Answer(CaseList.TYPOLOGY.label, TYPOLOGIES, Typology.OTHER, error_messages=GONE)
    modalities = several(CaseList.MODALITY)
    purposes = several(
        CaseList.PURPOSE, help_text=_("The class in the crime statistics is proposed from this.")
    )


def victims_in(answers: dict[str, list[str]]) -> int:
    """How many victims were typed so far; one where it is no number yet."""
    typed = (answers.get("victims") or [""])[-1].strip()
    known = typed.isascii() and typed.isdecimal() and 0 < len(typed) < 5
    return min(max(int(typed), 1), MOST_VICTIMS) if known else 1


SCREENS: dict[str, tuple["_StrOrPromise", type[Screen]]] = {
    "caller": (_("Who calls"), CallerScreen),
    "event": (_("What happened"), EventScreen),
    "explanations": (_("What else can it be?"), ExplanationsScreen),
    "confirm": (_("Is it a kidnapping?"), ConfirmScreen),
    "victims": (_("Who was taken"), VictimsScreen),
    "each-victim": (_("Each victim"), EachVictimScreen),
    "health": (_("Health"), HealthScreen),
    "danger": (_("Danger to others"), DangerScreen),
    "demand": (_("Demand"), DemandScreen),
    "type": (_("Type"), TypeScreen),
}
REVIEW = "review"

"""The forms of people: who they are, their parts, what they are known by, what was done to them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions import PersonFacts
from homeward.casework.cases.forms.case import COUNTRY, PersonForm, not_impossible
from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.models import Case, Person
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.queries.people import named_alike, person_of_form
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import Outcome, PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind, IdentifierKind, Sex
from homeward.foundation.access.models import User

LANGUAGE = re.compile(r"[a-z]{2,3}")
OLDEST = 130
NOT_STATED = ("", _("Not recorded"))


class PastDay(forms.DateField):
    """A day that has come, but not before living memory."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> date | None:
        """ValidationError for a day to come, or one that cannot have been."""
        day: date | None = super().clean(value)
        if day is not None:
            not_impossible(day)
            if day > localdate():
                raise forms.ValidationError(_("This day has not come yet."))
        return day


class LanguagesField(forms.CharField):
    """Codes of languages, the best one first."""

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """A list of codes; ValidationError for anything else."""
        codes = re.split(r"[\s,;]+", str(value or "").strip().lower())
        codes = [code for code in dict.fromkeys(codes) if code]
        if not all(LANGUAGE.fullmatch(code) for code in codes):
            raise forms.ValidationError(
                _("Write codes of languages of two or three letters, such as fr, ar.")
            )
        return codes

    def validate(self, value: Any) -> None:
        """Nothing more: the list may be empty."""

    def run_validators(self, value: Any) -> None:
        """Nothing more: lengths were looked at code by code."""


def _age(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=OLDEST, help_text=help_text
    )


class _Known(forms.Form):
    """What is known of a person beyond the name."""

    sex = forms.ChoiceField(label=_("Sex"), choices=[NOT_STATED, *Sex.choices], required=False)
    age_from = _age(
        _("Age, or the least it may be"),
        _("Where the date of birth is not known. For an exact age fill in this field alone."),
    )
    age_to = _age(_("The most the age may be"))
    languages = LanguagesField(
        label=_("Languages"),
        required=False,
        max_length=60,
        help_text=_("Codes, the best one first, such as fr, ar."),
    )


def _check_known(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """An estimate goes from the least to the most; an exact age is both."""
    low, high = cleaned.get("age_from"), cleaned.get("age_to")
    if low is None and high is not None:
        form.add_error("age_from", _("Write the least it may be as well; 0 is one."))
    elif low is not None and high is None and "age_to" not in form.errors:
        cleaned["age_to"] = low
    elif low is not None and high is not None and high < low:
        form.add_error("age_to", _("This is less than the least it may be."))


class PersonAddForm(_Known, PersonForm):
    """Somebody new in the case."""

    another = forms.BooleanField(label=_("Another person of the same name"), required=False)
    field_order: tuple[str, ...] = (  # type: ignore[assignment]
        *("role", "name", "another", "born_on", "age_from", "age_to", "sex", "nationality"),
        *("languages", "outcome", "compartment"),
    )

    def __init__(self, *args: Any, viewer: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.case = viewer, case

    def clean(self) -> dict[str, Any]:
        """Nobody is linked twice in one part without its being meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        _check_known(self, cleaned)
        name, role = cleaned.get("name") or "", cleaned.get("role") or ""
        another = cleaned.pop("another", False)
        asked = bool(name and role) and not another
        if asked and named_alike(self.viewer, self.case, name, role) and not self._was_sent():
            self.add_error(
                "name",
                _(
                    "Somebody of this name has this part in the case already. If it is somebody"
                    " else, tick “Another person of the same name”."
                ),
            )
        if cleaned.get("age_from") is not None:
            cleaned["age_on"] = localdate()
        return cleaned

    def _was_sent(self) -> bool:
        """Whether the person of this name is this form's own; asked once he is seen, for a second
        sending may run beside the first."""
        token = self.cleaned_data.get("form_token")
        return token is not None and person_of_form(self.viewer, token) is not None


class PersonEditForm(_Known, RecordForm):
    """What is known of a person now."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    born_on = PastDay(label=_("Date of birth"), required=False)
    nationality = forms.CharField(
        label=_("Nationality"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as XA."),
    )
    age_on = PastDay(label=_("Day on which this age was said"), required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome for the victim"), choices=Outcome.choices, required=False
    )
    outcome_on = PastDay(label=_("Day of the outcome"), required=False)
    may_be_told = forms.CharField(
        label=_("What this relative may be told"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    told_by = forms.CharField(
        label=_("By whom"),
        max_length=200,
        required=False,
        help_text=_("A role or an authority, such as the family liaison."),
    )
    field_order = (
        *("name", "born_on", "age_from", "age_to", "age_on", "sex", "nationality", "languages"),
        *("outcome", "outcome_on", "may_be_told", "told_by"),
    )

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unneeded: list[str] = []
        if PersonRole.VICTIM not in roles:
            unneeded += ["outcome", "outcome_on"]
        if PersonRole.RELATIVE not in roles:
            unneeded += ["may_be_told", "told_by"]
        for name in unneeded:
            del self.fields[name]

    def clean_nationality(self) -> str:
        """Two letters of ISO 3166-1."""
        code: str = self.cleaned_data["nationality"].strip().upper()
        if code and not COUNTRY.fullmatch(code):
            raise forms.ValidationError(_("Write the two letters of the State."))
        return code

    def clean(self) -> dict[str, Any]:
        """An age has its day, an outcome other than “still held” or “unknown” may have one."""
        cleaned: dict[str, Any] = super().clean() or {}
        _check_known(self, cleaned)
        if cleaned.get("age_from") is not None and not cleaned.get("age_on"):
            cleaned["age_on"] = localdate()
        if cleaned.get("outcome_on") and cleaned.get("outcome") in ("", Outcome.UNKNOWN):
            self.add_error("outcome_on", _("This day belongs to an outcome. Choose it first."))
        if cleaned.get("told_by") and not cleaned.get("may_be_told"):
            self.add_error("may_be_told", _("Write what may be told as well."))
        return cleaned

    def facts(self, person: Person) -> PersonFacts:
        """What a valid form says; what it does not show stays as it is."""
        kept = initial_of(person)
        del kept["revision"]
        sent = {k: v for k, v in self.cleaned_data.items() if k in kept and k in self.fields}
        return PersonFacts(**(kept | sent))


def initial_of(person: Person) -> dict[str, Any]:
    """What is kept of a person, as the form of his facts takes it."""
    names = [*PersonFacts.__dataclass_fields__, "revision"]
    return {name: getattr(person, name) for name in names}


class PartForm(CleanForm):
    """Another part of a person in the case."""

    role = forms.ChoiceField(
        label=_("Part in the case"), choices=PersonRole.choices, widget=forms.RadioSelect
    )


class IdentifierForm(CleanForm):
    """What a person is known by."""

    kind = forms.ChoiceField(label=_("Kind"), choices=IdentifierKind.choices)
    typed = forms.CharField(
        label=_("Number or name"),
        max_length=120,
        help_text=_("As it is written; spaces and hyphens do not matter."),
    )
    state = forms.CharField(
        label=_("State that issued it"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as XA."),
    )

    def clean_state(self) -> str:
        """Two letters of ISO 3166-1."""
        code: str = self.cleaned_data["state"].strip().upper()
        if code and not COUNTRY.fullmatch(code):
            raise forms.ValidationError(_("Write the two letters of the State."))
        return code

    def clean(self) -> dict[str, Any]:
        """Something that can be compared is left of it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "typed" in cleaned and not plain_identifier(cleaned.get("kind", ""), cleaned["typed"]):
            self.add_error("typed", _("Nothing in this can be compared. Write the number or name."))
        return cleaned


class HarmForm(OnceForm):
    """What was done to a victim."""

    kind = forms.ChoiceField(label=_("Harm"), choices=HarmKind.choices, widget=forms.RadioSelect)
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=Cause.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Offenders are to answer for injury and death that the kidnapping caused (General"
            " Assembly resolution 59/154, paragraph 2)."
        ),
    )
    on = PastDay(label=_("Day"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """That no harm is known has neither cause nor day."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == HarmKind.NONE_KNOWN:
            cleaned["cause"], cleaned["on"] = Cause.UNKNOWN, None
        return cleaned


class WhyForm(CleanForm):
    """A reason, for what takes something back."""

    why = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class JoinForm(CleanForm):
    """Another record of the same person."""

    other = forms.ChoiceField(
        label=_("The other record"),
        help_text=_("Both records stay, are shown as one, and can be separated again."),
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Choose a record")), *others]

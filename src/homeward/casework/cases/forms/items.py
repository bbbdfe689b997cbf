"""Forms of items: what they say, their codes, and what they were made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.codes import NAMES, Codes, laxer, strictest
from homeward.casework.cases.forms.case import InCompartmentForm, not_impossible
from homeward.casework.cases.forms.distress import DistressFields
from homeward.casework.cases.models import Item
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import HandlingCode, ItemKind
from homeward.casework.cases.vocabulary.items import (
    AdmiraltyInformation,
    AdmiraltySource,
    InformationGrade,
    Pap,
    SourceGrade,
    Tlp,
)
from homeward.foundation.access.roles import Compartment

_NOT_USED = ("", _("Not used"))
EVALUATED = ("source_grade", "information_grade"), ("admiralty_source", "admiralty_information")
FACTS = ("kind", "title", "text", "lawful_basis")


class CodesForm(CleanForm):
    """A fact or document with its codes. What it is made of sets how strict they are at least."""

    #: Shown below, folded: not everybody needs them.
    folded = (
        *("limits", "source_grade", "information_grade", "admiralty_source"),
        *("admiralty_information", "tlp", "pap", "lawful_basis", "retention_until", "sources"),
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Without names of persons.")
    )
    text = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    handling = forms.ChoiceField(
        label=_("Handling code"),
        choices=HandlingCode.choices,
        initial=HandlingCode.H2,
        widget=forms.RadioSelect,
        help_text=_("What another authority may do with this once it has it."),
    )
    limits = forms.CharField(
        label=_("Other limits"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What H3 means here, one limit on each line."),
    )
    source_grade = forms.ChoiceField(
        label=_("Source (4x4)"), required=False, choices=[_NOT_USED, *SourceGrade.choices]
    )
    information_grade = forms.ChoiceField(
        label=_("Information (4x4)"), required=False, choices=[_NOT_USED, *InformationGrade.choices]
    )
    admiralty_source = forms.ChoiceField(
        label=_("Source (admiralty code)"),
        required=False,
        choices=[_NOT_USED, *AdmiraltySource.choices],
    )
    admiralty_information = forms.ChoiceField(
        label=_("Information (admiralty code)"),
        required=False,
        choices=[_NOT_USED, *AdmiraltyInformation.choices],
    )
    tlp = forms.ChoiceField(
        label=_("Who may be told (TLP 2.0)"),
        required=False,
        choices=Tlp.choices,
        initial=Tlp.AMBER_STRICT,
    )
    pap = forms.ChoiceField(
        label=_("What may be done with it (PAP)"),
        required=False,
        choices=Pap.choices,
        initial=Pap.AMBER,
        help_text=_("A careless look-up of an offender's telephone can cost a life."),
    )
    lawful_basis = forms.CharField(
        label=_("Lawful basis"),
        required=False,
        max_length=300,
        help_text=_("The provision or order under which it is held."),
    )
    retention_until = forms.DateField(
        label=_("Keep until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it may be kept. Leave it empty while none is set."),
    )
    sources = forms.MultipleChoiceField(
        label=_("Made of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Items of the same compartment. This one must be at least as strict as each of them in"
            " every scheme, and becomes stricter when one of them does."
        ),
    )

    def __init__(self, *args: Any, candidates: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(item.pk): item for item in candidates}
        field = self.fields["sources"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [
            (pk, f"{item.title} ({item.get_compartment_display()}, {item.handling})")
            for pk, item in self.candidates.items()
        ]
        if not self.candidates:
            del self.fields["sources"]

    def clean_retention_until(self) -> Any:
        """A year that is a slip of the keyboard is refused."""
        day = self.cleaned_data["retention_until"]
        if day:
            not_impossible(day)
        return day

    def clean(self) -> dict[str, Any]:
        """Both halves of an evaluation, words for H3, no code below those of the sources."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["tlp"] = cleaned.get("tlp") or Tlp.AMBER_STRICT.value
        cleaned["pap"] = cleaned.get("pap") or Pap.AMBER.value
        self._check_evaluation(cleaned)
        if cleaned.get("handling") == HandlingCode.H3 and not cleaned.get("limits"):
            self.add_error("limits", _("H3 needs words: write what the limits are."))
        if not self.errors:
            self._check_sources(cleaned)
        return cleaned

    def _check_evaluation(self, cleaned: dict[str, Any]) -> None:
        for source, information in EVALUATED:
            if bool(cleaned.get(source)) != bool(cleaned.get(information)):
                missing = information if cleaned.get(source) else source
                self.add_error(missing, _("Evaluate source and information together, or neither."))
        if not any(cleaned.get(name) for pair in EVALUATED for name in pair):
            cleaned["source_grade"] = SourceGrade.X.value
            cleaned["information_grade"] = InformationGrade.FOUR.value

    def _check_sources(self, cleaned: dict[str, Any]) -> None:
        chosen = [self.candidates[pk] for pk in cleaned.get("sources") or []]
        compartment = self.compartment_of(cleaned)
        if any(item.compartment != compartment for item in chosen):
            self.add_error("sources", _("Choose items of the same compartment only."))
            return
        floor = strictest(item.codes for item in chosen)
        for name in laxer(codes_of(cleaned), floor):
            needed = self._words(name, getattr(floor, name))
            words = _("An item of which this was made asks for at least: %(code)s")
            self.add_error(name, forms.ValidationError(words, params={"code": needed}))

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        known: Any = field.choices if isinstance(field, forms.ChoiceField) else []
        return str(dict(known).get(value, value)).replace("\n", "; ")

    def compartment_of(self, cleaned: dict[str, Any]) -> str:
        """The compartment in which the item is or will be."""
        return str(cleaned.get("compartment", ""))

    def plain_fields(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [one for one in self.visible_fields() if one.name not in self.folded]

    def folded_fields(self) -> list[forms.BoundField]:
        """Evaluation, further codes, retention and sources."""
        return [one for one in self.visible_fields() if one.name in self.folded]

    def is_unfolded(self) -> bool:
        """Whether something there needs the writer, or was filled in for him."""
        return any(name in self.errors for name in self.folded) or bool(self.initial.get("sources"))

    def source_ids(self) -> list[int]:
        """The numbers of the chosen sources of a valid form."""
        return [int(pk) for pk in self.cleaned_data.get("sources") or []]

    def facts(self) -> dict[str, Any]:
        """Kind, title, text and lawful basis of a valid form."""
        return {name: self.cleaned_data[name] for name in FACTS}


class ItemForm(DistressFields, InCompartmentForm, CodesForm):
    """A new fact or document."""

    field_order: tuple[str, ...] = (
        *("kind", "title", "text", "distress", "distress_warning", "handling", "compartment"),
    )

    def clean_retention_until(self) -> Any:
        """Nothing is taken in that may not be kept any more."""
        day = super().clean_retention_until()
        if day and day < localdate():
            raise forms.ValidationError(_("This day has passed, so it may not be kept. Check it."))
        return day


class ItemEditForm(RecordForm, CodesForm):
    """An item that others may be changing too."""

    field_order: tuple[str, ...] = (*FACTS[:3], "handling", *CodesForm.folded)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **kwargs)

    def compartment_of(self, cleaned: dict[str, Any]) -> str:
        """That of the item, which never changes."""
        return self.item.compartment


class ItemFilter(CleanForm):
    """The filter of the list of items."""

    q = forms.CharField(label=_("Title or text"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    handling = forms.ChoiceField(label=_("Handling code"), required=False)
    tlp = forms.ChoiceField(label=pgettext_lazy("scheme", "TLP"), required=False)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False)
    only = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ("", pgettext_lazy("items", "All")),
            ("evidence", _("Evidence")),
            ("overdue", _("Kept too long")),
        ],
    )

    def __init__(self, *args: Any, held: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        walls = [(code, label) for code, label in Compartment.choices if code in held]
        lists = {"kind": ItemKind.choices, "handling": HandlingCode.choices, "tlp": Tlp.choices}
        for name, choices in (lists | {"compartment": walls}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
            field.choices = [("", pgettext_lazy("items", "All")), *choices]


def codes_of(cleaned: dict[str, Any]) -> Codes:
    """The codes in a valid form's data."""
    given = {name: cleaned.get(name) or "" for name in NAMES if name != "retention_until"}
    return Codes(**given, retention_until=cleaned.get("retention_until"))


def initial_of(item: Item, sources: Iterable[int]) -> dict[str, Any]:
    """The form's first content: the item as it is kept now."""
    names = (*FACTS, *NAMES, "revision")
    listed = sorted(str(pk) for pk in sources)
    return {**{name: getattr(item, name) for name in names}, "sources": listed}

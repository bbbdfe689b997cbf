"""Fields in which entries of the lists are chosen, and the forms of the State's own entries."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions.lists import EntryWords
from homeward.casework.cases.lists import SHIPPED, choices_of, own_entries, own_prefix
from homeward.casework.cases.models import ListEntry
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.lists import CaseList

CODE_LENGTH = 17  # with the letters of the State and a hyphen it fills the column of a case
LABEL_LENGTH = 80
GONE = {
    "invalid_choice": _(
        "Select a valid choice. This one is not in the list, or was taken out of use meanwhile."
    )
}
TYPOLOGIES = partial(choices_of, CaseList.TYPOLOGY)


def one_typology(label: Any = CaseList.TYPOLOGY.label) -> forms.ChoiceField:
    """A field for the type of a kidnapping."""
    return forms.ChoiceField(label=label, choices=TYPOLOGIES, error_messages=GONE)


def several(which: CaseList, **options: Any) -> forms.MultipleChoiceField:
    """A field for any number of modalities or purposes."""
    return forms.MultipleChoiceField(
        label=which.label,
        choices=partial(choices_of, which),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=GONE,
        **options,
    )


def offer_kept(form: forms.Form, name: str, which: CaseList, kept: list[str]) -> None:
    """Offer in a field also what the record has of entries that are out of use by now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices_of(which, kept)


class _EntryForm(CleanForm):
    """What an entry is called in each language, and as what it counts."""

    counts_as = forms.ChoiceField(
        label=_("Counts as"),
        required=False,
        help_text=_(
            "The class in the crime statistics, the figures and the playbooks treat a case of this"
            " entry as one of that."
        ),
    )

    def __init__(self, *args: Any, which: CaseList, own_code: str = "", **kwargs: Any) -> None:
        self.which, self.own_code = which, own_code
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            self.fields[f"label_{language}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": name},
                max_length=LABEL_LENGTH,
                required=False,
            )
        first = self.fields[f"label_{settings.LANGUAGES[0][0]}"]
        first.help_text = _(
            "In one language at least. A name that is missing is shown in another language. Nothing"
            " that tells of a person or a case."
        )
        field = self.fields["counts_as"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        nothing = (_("None of them"), _("Choose an entry"))[which == CaseList.TYPOLOGY]
        field.choices = [("", nothing), *SHIPPED[which].items()]
        field.required = which == CaseList.TYPOLOGY
        labels = [f"label_{language}" for language, _name in settings.LANGUAGES]
        self.order_fields(["code", *labels, "counts_as", "is_active"])

    def labels(self) -> dict[str, str]:
        """What was written, by the codes of the languages."""
        written = {code: self.cleaned_data.get(f"label_{code}", "") for code in _languages()}
        return {code: words for code, words in written.items() if words}

    def clean(self) -> dict[str, Any]:
        """There is a name, and it names nothing else in the list."""
        cleaned: dict[str, Any] = super().clean() or {}
        labels = self.labels()
        if not labels and not any(f"label_{code}" in self.errors for code in _languages()):
            self.add_error(
                f"label_{_languages()[0]}", _("Write a name in at least one of the languages.")
            )
        for language, words in labels.items():
            if words.casefold() in set(self._others(language)):
                self.add_error(
                    f"label_{language}",
                    _("Another entry of this list is called so already. Choose another name."),
                )
        return cleaned

    def _others(self, language: str) -> Iterator[str]:
        """What the other entries of the list are called in a language."""
        with translation.override(language):
            yield from [str(words).casefold() for words in SHIPPED[self.which].values()]
        token = self.cleaned_data.get("form_token")  # what this form has added is no other entry
        for code, entry in own_entries(self.which).items():
            if code != self.own_code and (token is None or entry.form_token != token):
                yield entry.labels.get(language, "").casefold()

    def words(self) -> EntryWords:
        """What a valid form keeps."""
        given = self.cleaned_data
        active = given.get("is_active", True)
        return EntryWords(labels=self.labels(), counts_as=given["counts_as"], is_active=active)


class NewEntryForm(_EntryForm, OnceForm):
    """An entry that the State adds to a list."""

    code = forms.RegexField(
        r"^[a-z0-9]+$",
        label=_("Code"),
        max_length=CODE_LENGTH,
        error_messages={"invalid": _("Write small letters from a to z and figures only.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "Small letters from a to z and figures, such as “convoy”. “%(prefix)s” is put before"
            " it, and it never changes."
        ) % {"prefix": own_prefix()}


class EntryForm(_EntryForm, RecordForm):
    """An entry of the State, which others may change at the same time."""

    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_(
            "Out of use, it is not offered any more. Cases that have it keep it and show its name."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle()


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def entry_initial(entry: ListEntry) -> dict[str, Any]:
    """An entry as it is kept now."""
    labels = {f"label_{code}": entry.labels.get(code, "") for code in _languages()}
    kept = {name: getattr(entry, name) for name in ("counts_as", "is_active", "revision")}
    return labels | kept


def stored_entry(entry: ListEntry) -> Stored:
    """An entry as it is kept now, for whoever changed it at the same time."""
    return Stored((), entry.revision, entry.changed_by, entry.changed_at, entry_initial(entry))

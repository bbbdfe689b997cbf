"""Forms of the other parts of a law: offences, sources, treaties, its head; and files of laws."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.law.changes import Part
from homeward.knowledge.law.elements import ABOUT, LEGAL_FAMILIES
from homeward.knowledge.law.forms import (
    LONG,
    LONGEST,
    UNKNOWN_OR,
    KnownForm,
    PartForm,
    ReasonForm,
)
from homeward.knowledge.law.names import ICCS, state_names
from homeward.knowledge.law.statelaw import KEY, KEY_WORDS
from homeward.knowledge.law.words import STANDINGS


class KeyedForm(PartForm):
    """A part with a key of its own, which is chosen once."""

    key = forms.RegexField(
        KEY,
        label=_("Key"),
        max_length=40,
        help_text=_("Short and lasting."),
        error_messages={"invalid": KEY_WORDS},
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, key: str = "", taken: frozenset[str] = frozenset(),
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, is_new=not key, **kwargs)
        self.own_key, self.taken = key, taken
        if key:
            del self.fields["key"]
        self.order_fields(["key", *self.names])

    def clean_key(self) -> str:
        """A key that no other part of the law has."""
        key = str(self.cleaned_data["key"])
        if key in self.taken:
            raise forms.ValidationError(_("This key is taken. Choose another."))
        return key

    @property
    def whole_key(self) -> str:
        """The key of the part, new or not."""
        return self.own_key or str(self.cleaned_data["key"])

    def part(self) -> Part | None:
        """The part in the shape of the files."""
        return None if self.removes else {"key": self.whole_key, **self.written(*self.names)}


class OffenceForm(KeyedForm):
    """The head of an offence: its names, where it stands, and its class of the ICCS."""

    names = ("about", "name", "title", "provision", "iccs", "iccs_reason")
    about = forms.ChoiceField(label=_("About"), choices=list(ABOUT.items()))
    name = forms.CharField(
        label=_("Name in the law"), max_length=300, help_text=_("In the language of the law.")
    )
    title = forms.CharField(label=_("Name in English"), max_length=300)
    provision = forms.CharField(label=_("Provision"), max_length=300)
    iccs = forms.ChoiceField(label=_("Class of the ICCS"))
    iccs_reason = forms.CharField(
        label=_("Why this class"),
        max_length=LONGEST,
        widget=LONG,
        help_text=_("Say whether the law needs the victim to be taken away."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = str(self.initial.get("iccs", ""))
        codes = dict.fromkeys([*ICCS, *([own] if own else [])])
        field: Any = self.fields["iccs"]
        field.choices = [(code, f"{code} {ICCS.get(code, '')}".strip()) for code in codes]


class SourceForm(KeyedForm):
    """What was read, and when."""

    names = ("title", "publisher", "address", "language", "copy_date", "read_on")
    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("The original one."))
    publisher = forms.CharField(label=_("Publisher"), max_length=300)
    address = forms.CharField(
        label=_("Address"), max_length=1000, help_text=_("Where exactly it was read.")
    )
    language = forms.CharField(
        label=_("Language"), max_length=20, help_text=_("Its code, such as fr.")
    )
    copy_date = forms.DateField(
        label=_("Date of the copy"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The date that the copy gives of itself."),
    )
    read_on = forms.DateField(
        label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_read_on(self) -> Any:
        """Nobody has read it in days to come."""
        read_on = self.cleaned_data["read_on"]
        if read_on > datetime.now(UTC).date():
            raise forms.ValidationError(_("This day has not come yet."))
        return read_on


class JoiningForm(KnownForm):
    """A State's standing to a treaty."""

    standing = forms.ChoiceField(
        label=pgettext_lazy("treaty", "Standing"),
        choices=list(STANDINGS.items()),
        widget=forms.RadioSelect,
    )
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Of ratification or accession."),
    )
    is_basis = forms.ChoiceField(
        label=_("Takes the treaty as a basis of extradition"), required=False, choices=UNKNOWN_OR
    )

    def __init__(self, *args: Any, treaty: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.treaty = treaty
        self.order_fields(["standing", "since", "is_basis", "status", "source", "paraphrase"])

    def part(self) -> Part | None:
        """The standing in the shape of the files."""
        if self.removes:
            return None
        names = ("standing", "since", "is_basis", "status", "source", "paraphrase")
        found: Part = {"treaty": self.treaty, **self.written(*names)}
        if "is_basis" in found:
            found["is_basis"] = found["is_basis"] == "true"
        return found


class HeadForm(PartForm):
    """The law as a whole: its family."""

    legal_family = forms.ChoiceField(label=_("Legal family"), choices=list(LEGAL_FAMILIES.items()))

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, is_new=True, **kwargs)
        self.state = state
        self.order_fields(["legal_family"])

    def part(self) -> Part | None:
        """The head in the shape of the files."""
        return {"state": self.state, **self.written("legal_family")}


class NewStateForm(CleanForm):
    """A State whose law is not recorded yet."""

    state = forms.CharField(
        label=_("State"),
        max_length=2,
        help_text=_("Its code of two letters (ISO 3166-1), such as FR."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, taken: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_state(self) -> str:
        """A code that has a name and no law yet."""
        state = str(self.cleaned_data["state"]).upper()
        if state not in state_names():
            raise forms.ValidationError(_("No State has this code."))
        if state in self.taken:
            raise forms.ValidationError(_("The law of this State is recorded already."))
        return state


class ImportForm(CleanForm):
    """A file of laws."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON or XLSX as this node exports it; at most 10 MB."),
        allow_empty_file=True,  # refused with a sentence of its own
    )


class ImportedForm(ReasonForm):
    """The differences that were shown, and why they are proposed."""

    changes = forms.CharField(widget=forms.HiddenInput)

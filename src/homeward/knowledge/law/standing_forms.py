"""Forms of a State's institutions and of its treaties with other States."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.law.changes import Part
from homeward.knowledge.law.forms import KnownForm
from homeward.knowledge.law.names import state_names
from homeward.knowledge.law.part_forms import KeyedForm
from homeward.knowledge.law.words import ASKED, ROLE_NAMES

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z]{2,8})?")
_KNOWN = ("status", "source", "paraphrase")


def _listed(raw: str) -> list[str]:
    return [*dict.fromkeys(re.findall(r"[^\s,;]+", raw))]


class InstitutionForm(KnownForm):
    """A public institution: its role, its names, the languages that it takes; never a person.

    Role and name are chosen once: they are what the part is known by.
    """

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    name = forms.CharField(
        label=_("Name in English"),
        max_length=200,
        help_text=_("Of the institution. Write no person's name and no contact."),
    )
    original = forms.CharField(label=_("Original name"), max_length=200, required=False)
    languages = forms.CharField(
        label=_("Languages"),
        max_length=200,
        required=False,
        help_text=_("Their codes, separated by commas, such as: en, fr"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    provision = forms.CharField(label=_("Provision"), max_length=300, required=False)

    def __init__(self, *args: Any, own: Part | None, taken: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, is_new=own is None, **kwargs)
        self.own, self.taken = own, taken
        if own is not None:
            del self.fields["role"]
            del self.fields["name"]
        self.order_fields(["role", "name", "original", "languages", "provision", *_KNOWN])

    def clean_languages(self) -> list[str]:
        """Codes of languages."""
        found = _listed(str(self.cleaned_data["languages"]))
        for one in found:
            if not _LANGUAGE.fullmatch(one):
                wrong = _("“%(code)s” is no code of a language. Write codes such as: en, fr")
                raise forms.ValidationError(wrong, params={"code": one})
        return found

    def clean(self) -> dict[str, Any]:
        """An institution is there once in a role."""
        found = super().clean()
        if self.own is None and "name" in found and self.path in self.taken:
            self.add_error("name", _("This institution is recorded in this role already."))
        return found

    @property
    def path(self) -> str:
        """The path of the part, which its role and name make."""
        data = self.own or self.cleaned_data
        return f"authority/{data.get('role')}/{data.get('name')}"

    def part(self) -> Part | None:
        """The institution in the shape of the files."""
        if self.removes:
            return None
        head = {name: (self.own or self.cleaned_data)[name] for name in ("role", "name")}
        languages = {"languages": self.cleaned_data["languages"]}
        return head | self.written("original", "provision", *_KNOWN) | languages


class PactForm(KeyedForm, KnownForm):
    """A treaty between the State and others: what it covers, with whom, since when."""

    names = ("name", "covers", "sectoral", "states", "in_force", *_KNOWN)
    name = forms.CharField(label=_("Name"), max_length=300)
    covers = forms.MultipleChoiceField(
        label=_("Covers"),
        choices=[(str(code), word) for code, word in ASKED.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    sectoral = forms.BooleanField(
        label=_("Sectoral"),
        required=False,
        help_text=_("It is for one kind of crime, such as terrorism."),
    )
    states = forms.CharField(
        label=_("With"),
        max_length=400,
        help_text=_("Codes of the other States, separated by commas, such as: XB, XC"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    in_force = forms.DateField(
        label=_("In force since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state

    def clean_states(self) -> list[str]:
        """Codes of States that have a name, and not the State itself."""
        known, found = state_names(), _listed(self.cleaned_data["states"].upper())
        for one in found:
            if one not in known:
                wrong = _("No State has the code %(code)s.")
                raise forms.ValidationError(wrong, params={"code": one})
        if self.state in found:
            raise forms.ValidationError(_("Name the other States, not the State itself."))
        if not found:
            raise forms.ValidationError(_("Name at least one other State."))
        return found

    def clean_in_force(self) -> Any:
        """A treaty that is not in force yet is no way to ask."""
        since = self.cleaned_data["in_force"]
        if since > datetime.now(UTC).date():
            raise forms.ValidationError(_("This day has not come yet."))
        return since

    def part(self) -> Part | None:
        """The treaty in the shape of the files."""
        found = super().part()
        if found is not None:
            found["covers"] = sorted(found["covers"])
            found["sectoral"] = bool(self.cleaned_data["sectoral"])
        return found


class FollowForm(CleanForm):
    """The States whose laws somebody wants to be told of."""

    states = forms.MultipleChoiceField(
        label=_("States"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You are told when the law of one of these changes in this node."),
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["states"]
        field.choices = states

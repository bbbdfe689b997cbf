"""The forms of groups, and of the offences linked with the case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions import GroupFacts
from homeward.casework.cases.forms.case import InCompartmentForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.people import GroupKind, GroupPart, LinkedOffence
from homeward.knowledge.law.references import linked_later


class _GroupFields(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty for a group without a name."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=GroupKind.choices,
        widget=forms.RadioSelect,
        help_text=linked_later(_("What an organized criminal group is: UNTOC 2(a).")),
    )
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def facts(self) -> GroupFacts:
        """What a valid form says."""
        return GroupFacts(**{name: self.cleaned_data[name] for name in ("name", "kind", "note")})


class GroupForm(_GroupFields, InCompartmentForm):
    """A group that has to do with the case."""

    field_order = ("name", "kind", "note", "compartment")


class GroupEditForm(_GroupFields, RecordForm):
    """What is known of a group now."""


class GroupMemberForm(CleanForm):
    """A person of the case in a group."""

    person = forms.ChoiceField(label=_("Person"))
    part = forms.ChoiceField(
        label=_("Part in the group"), choices=GroupPart.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Choose a person")), *people]


class LinkedOffencesForm(RecordForm):
    """Other offences of the same case."""

    linked_offences = forms.MultipleChoiceField(
        label=_("Linked offences"),
        choices=LinkedOffence.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Offences besides the kidnapping; none is a fact as well."),
    )

"""Filters of lists and the choice of what is compared; all of them live in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.law.elements import ABOUT
from homeward.knowledge.law.models import ProposalStatus

MOST_COMPARED = 8


class ElementFilter(CleanForm):
    """Offences about one thing."""

    about = forms.ChoiceField(
        label=_("Offences about"), choices=[("", _("All")), *ABOUT.items()], required=False
    )


class ProposalFilter(CleanForm):
    """Proposals by where they stand."""

    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *ProposalStatus.choices], required=False
    )


class CompareForm(CleanForm):
    """Which States are compared, and in offences about what."""

    about = forms.ChoiceField(
        label=_("Offences about"), choices=list(ABOUT.items()), initial="kidnapping"
    )
    states = forms.MultipleChoiceField(
        label=_("States"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two to eight of them."),
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["states"]
        field.choices = states

    def clean_states(self) -> list[str]:
        """As many as a table can hold."""
        found = list(dict.fromkeys(self.cleaned_data["states"]))  # an address may name one twice
        if not 2 <= len(found) <= MOST_COMPARED:
            raise forms.ValidationError(_("Choose two to eight States."))
        return found

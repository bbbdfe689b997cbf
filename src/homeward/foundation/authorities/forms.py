"""The filter of the directory."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.models import AuthorityFunction
from homeward.foundation.authorities.queries import states


def _states() -> list[tuple[str, str]]:
    named = [(state.pk, f"{state.pk} {state.name}") for state in states()]
    return [("", str(_("All States"))), *named]


def _functions() -> list[tuple[str, str]]:
    return [("", str(_("All functions"))), *((f.value, str(f.label)) for f in AuthorityFunction)]


class DirectoryFilter(forms.Form):
    """By State and by what an authority is in charge of."""

    state = forms.ChoiceField(label=_("State"), choices=_states, required=False)
    function = forms.ChoiceField(label=_("Function"), choices=_functions, required=False)

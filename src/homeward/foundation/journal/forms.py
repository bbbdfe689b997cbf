"""The filter of the journal's reading view."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.journal.queries import Wanted
from homeward.foundation.journal.verbs import all_verbs

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CASE_NUMBER = re.compile(r"([0-9]{1,18})$")


def _verbs() -> list[tuple[str, str]]:
    words = [(known.code, str(known.label)) for known in all_verbs()]
    return [("", str(_("Anything"))), *sorted(words, key=lambda pair: pair[1].casefold())]


def _day(label: "_StrOrPromise") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class EntryFilter(forms.Form):
    """Every field is optional; the address holds the choice, so that it can be kept and sent."""

    verb = forms.ChoiceField(label=_("What was done"), choices=_verbs, required=False)
    actor = forms.CharField(label=_("Who did it"), max_length=100, required=False)
    case = forms.CharField(label=_("Case reference"), max_length=24, required=False)
    since = _day(pgettext_lazy("period", "From"))
    until = _day(pgettext_lazy("period", "To"))

    def clean_case(self) -> int | None:
        """A case's number is the last part of its reference; the overseer sees no more of it."""
        text: str = self.cleaned_data["case"].strip()
        if not text:
            return None
        match = CASE_NUMBER.search(text)
        if match is None:
            raise forms.ValidationError(_("Write the reference of a case, such as XA-2026-000123."))
        return int(match[1])

    def clean(self) -> dict[str, Any]:
        """The period must not be turned round."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Turn them round."))
        return cleaned

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        chosen = self.cleaned_data
        return Wanted(
            verb=chosen["verb"],
            actor=chosen["actor"],
            case_id=chosen["case"],
            since=chosen["since"],
            until=chosen["until"],
        )

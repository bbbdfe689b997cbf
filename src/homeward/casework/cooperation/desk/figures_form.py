"""The filter of the figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.visible import CleanForm
from homeward.casework.cooperation.desk.figures_tables import WAYS
from homeward.casework.cooperation.lifecycle import Side

_YEAR = timedelta(days=365)
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests the figures are of: issued on these days, of one side, by one way."""

    side: str
    way: str
    since: date
    until: date


class FiguresForm(CleanForm):
    """Side, way, and the days on which the requests were issued; it lives in the address."""

    side = forms.ChoiceField(
        label=_("This State is"), choices=Side.choices, required=False, initial=Side.REQUESTED
    )
    way = forms.ChoiceField(
        label=pgettext_lazy("request", "Way"),
        choices=list(WAYS.items()),
        required=False,
        initial="node",
    )
    since = forms.DateField(
        label=_("Issued from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Issued until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """The first day comes before the last."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not _FIRST <= day <= _LAST:
                self.add_error(name, _("Choose a day from the year 2000 on."))
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first."))
        return found

    def wanted(self) -> Asked:
        """What a valid form asks for; the last year of what this State was asked, otherwise."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        until = given.get("until") or localdate()
        return Asked(
            side=given.get("side") or Side.REQUESTED.value,
            way=given.get("way") or "node",
            since=given.get("since") or until - _YEAR,
            until=until,
        )

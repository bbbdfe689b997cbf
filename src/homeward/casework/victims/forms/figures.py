"""The filter of the figures."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.figures_tables import Period, period_name, periods
from homeward.casework.victims.words.figures import Breakdown


class FiguresForm(CleanForm):
    """Which period, and by what tables are broken down; periods are a closed list."""

    period = forms.ChoiceField(label=_("Files opened in"), required=False)
    by = forms.ChoiceField(
        label=_("Broken down by"), choices=Breakdown.choices, required=False, initial=Breakdown.SEX
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in periods(today)}
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = [(code, period_name(one)) for code, one in self.known.items()]

    def wanted(self) -> tuple[Period, str]:
        """What a valid form asks for; where it says nothing, the latest year by sex."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        latest = next(iter(self.known.values()))
        period = self.known.get(given.get("period") or "", latest)
        return period, given.get("by") or Breakdown.SEX.value

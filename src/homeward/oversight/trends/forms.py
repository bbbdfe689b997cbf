"""Bringing a file, and saying which of its columns means what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.visible import CleanForm
from homeward.oversight.trends.actions import About
from homeward.oversight.trends.models import Dataset
from homeward.oversight.trends.statistics.importing import Plan
from homeward.oversight.trends.statistics.observations import Unit
from homeward.oversight.trends.words import UNIT_WORDS

#: Names that columns have in published files, to propose the mapping.
USUAL = {
    "area": ("ref_area", "iso3_code", "area", "geo", "code", "cve_ent"),
    "name": ("country", "area_name", "name", "nombre_estado", "departamento"),
    "period": ("time_period", "year", "period", "anio", "n_year"),
    "value": ("obs_value", "value", "count", "total_victimas", "n_victimas"),
    "flag": ("obs_status", "flag", "status"),
    "note": ("comment", "note", "notes"),
    "definition": ("definition",),
}


class FileForm(CleanForm):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX, the first row with the names of the columns; at most"
                    " 20 MB."),
        allow_empty_file=True,  # refused with a sentence of its own
    )  # fmt: skip


class MappingForm(CleanForm):
    """What the file is, and which column says what."""

    kind = forms.ChoiceField(
        label=_("What it holds"),
        choices=[(Dataset.FIGURES, _("Figures")), (Dataset.POPULATION, _("Population, for rates"))],
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=56,
        help_text=_("The same title as before makes a new vintage of that data set."),
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=200)
    address = forms.CharField(label=_("Where it was found"), max_length=300, required=False)
    indicator = forms.CharField(
        label=_("Indicator"),
        max_length=60,
        help_text=_("A short code, or the ICCS class, such as 020221 for kidnapping."),
    )
    unit = forms.ChoiceField(
        label=_("What is counted"),
        choices=[(one.value, UNIT_WORDS[one]) for one in Unit],
        help_text=_("Victims, incidents and offences are never mixed."),
    )
    defined = forms.CharField(
        label=_("Definition"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As the publisher words it. Rows with another definition are kept apart."),
    )
    coverage = forms.CharField(label=_("Coverage"), max_length=500, required=False)
    under_reporting = forms.CharField(
        label=_("What is known of under-reporting"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    area = forms.ChoiceField(label=_("Column of the area's code"))
    name = forms.ChoiceField(label=_("Column of the area's name"), required=False)
    period = forms.ChoiceField(label=_("Column of the period"))
    value = forms.ChoiceField(label=_("Column of the value"))
    flag = forms.ChoiceField(label=_("Column of the flag"), required=False)
    note = forms.ChoiceField(label=_("Column of notes"), required=False)
    definition = forms.ChoiceField(label=_("Column of the definition"), required=False)
    breakdowns = forms.MultipleChoiceField(
        label=_("Columns of breakdowns"), required=False, widget=forms.CheckboxSelectMultiple
    )
    whole = forms.CharField(label=_("Their word for all"), max_length=60, initial="Total")
    totals = forms.CharField(
        label=_("Areas that are totals of others"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Codes or names, one a line. The world, UN regions and the European Union are known as"
            " such. A total is shown as a series and never added to its members."
        ),
    )
    filter_column = forms.ChoiceField(
        label=_("Read only rows in which this column"), required=False
    )
    filter_value = forms.CharField(label=_("has this value"), max_length=120, required=False)

    def __init__(self, columns: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [(one, one) for one in columns]
        for name in ("area", "period", "value", "name", "flag", "note", "definition",
                     "filter_column"):  # fmt: skip
            field = self.fields[name]
            field.choices = every if field.required else [("", "–"), *every]  # type: ignore[attr-defined]
            usual = USUAL.get(name, ())
            field.initial = next((one for one in columns if one.casefold() in usual), "")
        self.fields["breakdowns"].choices = every  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """The mapping of a valid form."""
        given = self.cleaned_data
        column = given["filter_column"]
        return Plan(
            indicator=given["indicator"],
            unit=Unit(given["unit"]),
            **{
                name: given[name]
                for name in (
                    "area",
                    "period",
                    "value",
                    "name",
                    "flag",
                    "note",
                    "definition",
                    "defined",
                    "whole",
                )
            },
            breakdowns=tuple(given["breakdowns"]),
            totals=tuple(one for line in given["totals"].splitlines() if (one := line.strip())),
            filters={column: given["filter_value"]} if column else {},
        )

    def about(self) -> About:
        """What the source says of its figures."""
        names = ("kind", "title", "publisher", "address", "coverage", "under_reporting")
        return About(**{name: self.cleaned_data[name] for name in names})

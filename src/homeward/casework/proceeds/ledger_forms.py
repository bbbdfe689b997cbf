"""Forms of ledgers: the upload of a file, and what its columns stand for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import CleanForm
from homeward.casework.proceeds.layouts import HEADINGS, REQUIRED
from homeward.casework.proceeds.reading_options import OPTIONS
from homeward.casework.proceeds.words import field_word


class AdvancedForm(forms.Form):
    """A form whose options of reading stand folded below what everybody fills in."""

    folded: tuple[str, ...] = tuple(OPTIONS)

    def add_options(self, options: Mapping[str, Any]) -> None:
        """A box for each option, ticked where it is chosen already."""
        for name, option in OPTIONS.items():
            self.fields[name] = forms.BooleanField(
                label=str(option.label),
                help_text=str(option.help),
                required=False,
                initial=bool(options.get(name)),
            )

    def plain_fields(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [one for one in self.visible_fields() if one.name not in self.folded]

    def folded_fields(self) -> list[forms.BoundField]:
        """What only some files need."""
        return [one for one in self.visible_fields() if one.name in self.folded]


class UploadForm(CleanForm, AdvancedForm):
    """A file of payments, and how its times and amounts are to be read."""

    name = forms.CharField(
        label=_("Name of the ledger"),
        help_text=_("Such as the bank and the period."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV in UTF-8 with a row of headings, or Parquet; or bank statements as camt.053 or"
            " MT940, or exports of a chain, also several in a ZIP file. At most 40 MB."
        ),
        allow_empty_file=True,  # refused with a sentence of its own, and journalled
    )
    zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("For times that carry none: UTC, an offset such as +02:00, or an IANA name."),
        initial="UTC",
        max_length=60,
    )
    exponent = forms.IntegerField(
        label=_("Decimals of the amounts"),
        help_text=_(
            "2 where amounts are written as 1234.56. Leave empty where they are whole minor units."
        ),
        initial=2,
        min_value=0,
        max_value=18,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_options({})
        if self.data.get("again"):
            self.ask_again()

    def ask_again(self) -> None:
        """Ask whether a file that the case has already is really to become a second ledger."""
        self.fields["again"] = forms.BooleanField(
            label=_("Make a second ledger of the same file"), required=False
        )


class MappingForm(AdvancedForm):
    """Which heading of the file stands for which field of a ledger, and how rows are read.

    A file whose columns have the ledger's own names, as Parquet, has no headings to choose from.
    """

    def __init__(
        self,
        *args: Any,
        headings: list[str],
        mapping: dict[str, str],
        options: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in HEADINGS if headings else ():
            required = field in REQUIRED
            # A heading that the file does not hold is never offered.
            chosen = mapping.get(field, "")
            self.fields[field] = forms.ChoiceField(
                label=field_word(field).capitalize(),
                required=required,
                choices=[("", now("no column")), *((h, h) for h in headings)],
                initial=chosen if chosen in headings else "",
            )
        self.add_options(options)
        self.folded = tuple(OPTIONS) if headings else ()

    def chosen_columns(self) -> dict[str, str]:
        """Column by field."""
        return {name: str(self.cleaned_data.get(name, "")) for name in HEADINGS}

    def clean(self) -> dict[str, Any]:
        """Each column for one field only."""
        chosen = [column for column in self.chosen_columns().values() if column]
        twice = sorted({column for column in chosen if chosen.count(column) > 1})
        if twice:
            raise ValidationError(
                _("The column %(column)s is chosen for two fields. Choose each column once."),
                params={"column": twice[0]},
                code="column_twice",
            )
        return self.cleaned_data

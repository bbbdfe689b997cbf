"""The form of a reply that came on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.paper_forms import scan_field, scan_of
from homeward.foundation.web.visible import CleanForm
from homeward.oversight.reporting.actions.papers import OnPaper
from homeward.oversight.reporting.paragraphs import PARAGRAPHS
from homeward.oversight.reporting.payloads import LONGEST_ANSWER


class PaperForm(CleanForm):
    """What the paper says, with its scan."""

    written_on = forms.DateField(
        label=_("Day of the paper"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reference = forms.CharField(label=_("Its reference"), max_length=100, required=False)
    file = scan_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
        for code, one in PARAGRAPHS.items():
            place = {"paragraph": one.places}
            for name, label in (
                (f"text_{code}", _("%(paragraph)s: answer")),
                (f"needs_{code}", _("%(paragraph)s: what is needed")),
            ):
                self.fields[name] = forms.CharField(
                    label=label % place,
                    required=False,
                    max_length=LONGEST_ANSWER,
                    widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                )

    def on_paper(self) -> OnPaper:
        """What was written, as it is kept."""
        given = self.cleaned_data
        scan = scan_of(self)
        assert scan is not None  # noqa: S101  the field is required
        return OnPaper(
            written_on=given["written_on"],
            reference=given["reference"],
            scan=scan,
            answers={
                code: {
                    "text": given[f"text_{code}"],
                    "needs": given[f"needs_{code}"],
                    "evidence": [],
                }
                for code in PARAGRAPHS
            },
        )

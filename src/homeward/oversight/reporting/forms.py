"""Forms of reporting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.visible import CleanForm
from homeward.oversight.reporting.payloads import LONGEST

WORDS = forms.Textarea(attrs={"rows": 4})


class AggregateForm(CleanForm):
    """What goes with the figures of the node."""

    sources = forms.TypedMultipleChoiceField(
        label=_("Imported figures that take the place of the node's own count"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose a national source where it covers more than this node's cases."),
    )
    coverage = forms.CharField(
        label=_("What the figures cover"),
        max_length=LONGEST,
        widget=WORDS,
        help_text=_("Which authorities record here, since when, and who does not."),
    )
    under_reporting = forms.CharField(
        label=_("What is known of cases that nobody reported"),
        max_length=LONGEST,
        required=False,
        widget=WORDS,
    )
    reason = forms.CharField(
        label=_("Why it takes the place of what was sent before"),
        max_length=LONGEST,
        required=False,
        widget=WORDS,
    )

    def __init__(
        self, *args: Any, sources: Sequence[tuple[int, str]], superseding: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = list(sources)  # type: ignore[attr-defined]
        if not sources:
            del self.fields["sources"]
        if superseding:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class ReasonForm(CleanForm):
    """Why something is given back."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=WORDS)

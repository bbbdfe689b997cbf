"""Forms of reporting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.visible import CleanForm
from homeward.oversight.reporting.models import Sharing
from homeward.oversight.reporting.payloads import (
    LONGEST,
    LONGEST_ANSWER,
    LONGEST_TITLE,
)

WORDS = forms.Textarea(attrs={"rows": 4})
EVIDENCE_ROWS = 4
YEARS = (1990, 2100)


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


class RoundForm(CleanForm):
    """A questionnaire to States."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    session = forms.CharField(
        label=_("Session to which the report goes"),
        max_length=LONGEST_TITLE,
        help_text=_("For example the session of the Crime Commission."),
    )
    first = forms.IntegerField(label=_("First year"), min_value=YEARS[0], max_value=YEARS[1])
    last = forms.IntegerField(label=_("Last year"), min_value=YEARS[0], max_value=YEARS[1])
    due = forms.DateField(
        label=_("Answers are due"), widget=forms.DateInput(attrs={"type": "date"})
    )
    states = forms.MultipleChoiceField(
        label=_("States that are asked"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["states"].choices = list(states)  # type: ignore[attr-defined]
        self.fields["states"].initial = [code for code, _name in states]

    def clean(self) -> dict[str, Any]:
        """Years in their order."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last year lies before the first."))
        return given


class AnswerForm(CleanForm):
    """The answer to one paragraph."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Name no case and no person. Write a figure as [[indicator year]], as listed below: it"
            " is filled from the data, with its date."
        ),
    )
    needs = forms.CharField(
        label=_("What is needed"), max_length=LONGEST_ANSWER, required=False, widget=WORDS
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, evidence: Sequence[dict[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [*evidence, *({"title": "", "where": ""} for _row in range(EVIDENCE_ROWS))]
        for number, one in enumerate(held[: max(EVIDENCE_ROWS, len(evidence) + 1)], 1):
            name = {"number": number}
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Evidence %(number)s: what it is") % name,
                max_length=LONGEST_TITLE,
                required=False,
                initial=one["title"],
            )
            self.fields[f"where_{number}"] = forms.CharField(
                label=_("Evidence %(number)s: where it is found") % name,
                max_length=LONGEST_TITLE,
                required=False,
                initial=one["where"],
                help_text=_("A law with its article, the symbol of a document, an address."),
            )

    def clean(self) -> dict[str, Any]:
        """Evidence has a name and a place."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.evidence: list[dict[str, str]] = []
        numbers = [n.removeprefix("title_") for n in self.fields if n.startswith("title_")]
        for number in numbers:
            title, where = given.get(f"title_{number}", ""), given.get(f"where_{number}", "")
            if title and where:
                self.evidence.append({"title": title, "where": where})
            elif title:
                self.add_error(f"where_{number}", _("Say where this is found."))
            elif where:
                self.add_error(f"title_{number}", _("Say what this is."))
        return given

    def answer(self) -> dict[str, Any]:
        """What is kept."""
        given = self.cleaned_data
        return {"text": given["text"], "needs": given["needs"], "evidence": self.evidence}


class ShareForm(CleanForm):
    """With whom a report is shared."""

    body = forms.ChoiceField(label=_("Shared with"), choices=Sharing.Body.choices)
    document = forms.CharField(
        label=_("Document"),
        max_length=100,
        help_text=_("The symbol or the note with which it goes."),
    )

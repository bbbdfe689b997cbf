"""Forms of a request for assistance and of its steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.web.formats import language_text
from homeward.foundation.web.visible import CleanForm
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.oversight.assistance.contents import LONGEST, LONGEST_TITLE, MOST_PEOPLE, RATINGS
from homeward.oversight.assistance.forms.money import (
    WORDS,
    MoneyForm,
    amount_field,
    currency_field,
    day_field,
    day_that_was,
)
from homeward.oversight.assistance.lists import (
    LANGUAGES,
    Help,
    Paragraph,
    Priority,
    Sensitivity,
    Urgency,
)
from homeward.oversight.assistance.queries.requests import Delivered
from homeward.oversight.assistance.words import APPLIED

ROWS = 6


def words_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label, max_length=LONGEST, required=required, widget=WORDS, help_text=help_text
    )


def language_field() -> forms.ChoiceField:
    """The language in which help is given."""
    return forms.ChoiceField(label=_("Language of the help"))


def offer_languages(form: forms.Form) -> None:
    """Name the languages in the reader's own."""
    form.fields["language"].choices = [(one, language_text(one)) for one in LANGUAGES]  # type: ignore[attr-defined]


class RequestForm(CleanForm):
    """What a State asks the Secretariat for."""

    paragraph = forms.ChoiceField(label=_("About"), choices=Paragraph.choices)
    practice = forms.ChoiceField(
        label=_("Practice of the manual"),
        required=False,
        help_text=_("The practice that you want to be able to follow, where there is one."),
    )
    need = words_field(
        _("What you need"),
        help_text=_("The problem and what should be different. Name no case and no person."),
    )
    capacity = words_field(
        _("What you have today"),
        help_text=_("People, units, equipment, laws, earlier help."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Help that you think of"),
        choices=Help.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    urgency = forms.ChoiceField(label=_("When it is needed"), choices=Urgency.choices)
    language = language_field()
    sensitivity = forms.ChoiceField(
        label=_("Sensitivity"),
        choices=Sensitivity.choices,
        help_text=_("No other State ever sees your request, whatever you choose."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_languages(self)
        practices = sorted((one.title, code) for code, one in shipped().items())
        listed = [("", _("None")), *((code, title) for title, code in practices)]
        self.fields["practice"].choices = listed  # type: ignore[attr-defined]


class WordsForm(CleanForm):
    """A step that is said in words."""

    text = words_field(pgettext_lazy("assistance", "In words"))

    def contents(self) -> dict[str, Any]:
        """What goes with the step."""
        return {"text": self.cleaned_data["text"]}


class MaybeWordsForm(WordsForm):
    """A step that may be said without words."""

    text = words_field(pgettext_lazy("assistance", "In words"), required=False)


class ApproveForm(MaybeWordsForm):
    """That a request is taken on."""

    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL
    )

    def contents(self) -> dict[str, Any]:
        """Priority and words."""
        return {"priority": self.cleaned_data["priority"], "text": self.cleaned_data["text"]}


class OfferForm(MoneyForm):
    """What the Secretariat offers, part by part, each with what it costs."""

    help = forms.ChoiceField(label=_("Help"), choices=Help.choices)
    text = words_field(_("What is offered"))
    language = language_field()
    begin = day_field(_("From"))
    end = day_field(_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_languages(self)
        self.parts: list[dict[str, str]] = []
        for number in range(1, ROWS + 1):
            name = {"number": number}
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Part %(number)s") % name,
                max_length=LONGEST_TITLE,
                required=number == 1,
            )
            self.fields[f"cost_{number}"] = amount_field(
                _("Cost of part %(number)s") % name, required=False
            )
            self.fields[f"currency_{number}"] = currency_field(required=False)

    def clean(self) -> dict[str, Any]:
        """Parts with a title count; a cost has its currency, and no cost is zero."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begin, end = given.get("begin"), given.get("end")
        if begin and end and end < begin:
            self.add_error("end", _("This day lies before the first one."))
        for number in range(1, ROWS + 1):
            self._part(given, number)
        return given

    def _part(self, given: dict[str, Any], number: int) -> None:
        title = given.get(f"title_{number}") or ""
        cost = given.get(f"cost_{number}") or ""
        written = given.get(f"currency_{number}") or ""
        if not title:
            if cost:
                self.add_error(f"title_{number}", _("Say what this part is."))
            return
        if not cost:
            self.parts.append({"title": title, "cost": "0", "currency": "XXX"})
            return
        try:
            currency = self.currency_code(written)
        except forms.ValidationError as error:
            self.add_error(f"currency_{number}", error)
            return
        minor = self.minor(f"cost_{number}", currency, least=0)
        self.parts.append({"title": title, "cost": str(minor), "currency": currency})

    def contents(self) -> dict[str, Any]:
        """The offer."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("help", "text", "language")}
        days = {name: given[name].isoformat() for name in ("begin", "end")}
        return {**plain, **days, "parts": self.parts}


class DeliverForm(CleanForm):
    """A part that was given, or fell away."""

    part = forms.TypedChoiceField(label=_("Part of the offer"), coerce=int)
    on = day_field(_("Day"))
    people = forms.IntegerField(
        label=_("People reached"),
        min_value=0,
        max_value=MOST_PEOPLE,
        initial=0,
        help_text=_("Those who were trained or advised; 0 where nobody was."),
    )
    text = words_field(_("What was done"))
    left_out = forms.BooleanField(label=_("It fell away; the words say why."), required=False)

    def __init__(self, *args: Any, parts: Sequence[Delivered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.number, f"{one.number}. {one.title}") for one in parts]
        self.fields["part"].choices = listed  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """A day that was."""
        return day_that_was(self.cleaned_data["on"])

    def contents(self) -> dict[str, Any]:
        """What was delivered."""
        given = self.cleaned_data
        kept = {name: given[name] for name in ("part", "people", "text", "left_out")}
        return {**kept, "on": given["on"].isoformat()}


class EvaluateForm(CleanForm):
    """What the State says of the help afterwards."""

    useful = forms.TypedChoiceField(
        label=_("How useful was it?"),
        coerce=int,
        choices=[(one, str(one)) for one in range(RATINGS[0], RATINGS[1] + 1)],
        widget=forms.RadioSelect,
        help_text=_("1: not at all. 5: very."),
    )
    applied = forms.ChoiceField(
        label=_("Is what was learned applied?"),
        choices=list(APPLIED.items()),
        widget=forms.RadioSelect,
    )
    text = words_field(_("What changed, and what is still missing"))

    def contents(self) -> dict[str, Any]:
        """The evaluation."""
        return {name: self.cleaned_data[name] for name in ("useful", "applied", "text")}


STEP_FORMS: dict[str, type[CleanForm]] = {
    "ask": WordsForm,
    "answer": WordsForm,
    "approve": ApproveForm,
    "decline": WordsForm,
    "offer": OfferForm,
    "agree": MaybeWordsForm,
    "turn_down": WordsForm,
    "deliver": DeliverForm,
    "complete": MaybeWordsForm,
    "evaluate": EvaluateForm,
    "withdraw": WordsForm,
}

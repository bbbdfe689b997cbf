"""Forms of the letter: its languages, the steps of its translation, and its templates."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.timezone import localdate
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.visible import CleanForm
from homeward.casework.cooperation.actions.language import NewStep
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.fields import may_be_empty
from homeward.casework.cooperation.letters.language import (
    LANGUAGES,
    RIGHT_TO_LEFT,
    locale_code,
    plain,
    said,
)
from homeward.casework.cooperation.letters.people import owners
from homeward.casework.cooperation.letters.translation import LIMITS, originals
from homeward.casework.cooperation.models import Request, StepKind
from homeward.foundation.access.models import User
from homeward.foundation.documents.word import LARGEST_TEMPLATE
from homeward.foundation.web.formats import language_text


def language_choices() -> list[tuple[str, str]]:
    """The languages in which letters are made, by the reader's names for them."""
    return [(code, language_text(code)) for code in LANGUAGES]


class LanguagesForm(CleanForm):
    """In which language the contents are written, and the letter is made."""

    written_in = forms.ChoiceField(label=_("The contents are written in"), required=False)
    letter_in = forms.ChoiceField(label=_("The letter is made in"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = plain(settings.LANGUAGE_CODE)
        node = now("The node’s own language: %(language)s") % {"language": language_text(own)}
        self.fields["written_in"].choices = [("", node), *language_choices()]  # type: ignore[attr-defined]
        best = now("The best of those that the other State accepts")
        self.fields["letter_in"].choices = [("", best), *language_choices()]  # type: ignore[attr-defined]


class StepForm(CleanForm):
    """A step of the language: what, into which language, whose it is, and until when."""

    kind = forms.ChoiceField(label=_("Step"), choices=StepKind.choices)
    language = forms.ChoiceField(label=_("Into"))
    owner = forms.ModelChoiceField(label=_("Whose it is"), queryset=User.objects.none())
    due_on = forms.DateField(
        label=pgettext_lazy("day", "Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners(request)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """A day that is not over."""
        found: date = self.cleaned_data["due_on"]
        if found < localdate():
            raise forms.ValidationError(now("This day is over. Choose one that is still to come."))
        return found

    def step(self) -> NewStep:
        """What a valid form asks for."""
        data = self.cleaned_data
        return NewStep(
            kind=StepKind(data["kind"]),
            language=data["language"],
            owner=data["owner"],
            due_on=data["due_on"],
        )


class TranslationForm(CleanForm):
    """Every part in words with its original, and room for the translation."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {one.code: said(one.label, language) for one in request.contents}
        labels[LIMITS] = now("Limits of the handling")
        direction = "rtl" if language in RIGHT_TO_LEFT else "auto"
        for code, text in originals(request).items():
            rows = min(12, 2 + len(text) // 90 + text.count("\n"))
            self.fields[code] = forms.CharField(
                label=labels[code],
                help_text=linebreaksbr(text, autoescape=True),
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(
                    attrs={"rows": rows, "dir": direction, "lang": locale_code(language)}
                ),
            )
        may_be_empty(self.fields[code] for code in originals(request))

    def texts(self) -> dict[str, str]:
        """The translated parts by their codes."""
        return {c: str(t) for c, t in self.cleaned_data.items() if c != "revision"}


class CertifyForm(CleanForm):
    """What somebody says who certifies a translation."""

    statement = forms.CharField(
        label=_("Statement"),
        help_text=_(
            "It stands in the letter as you write it: who certifies in which office, and what. No"
            " name of an officer."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class TemplateForm(CleanForm):
    """A template that a word processor wrote."""

    file = forms.FileField(
        label=_("Template"),
        help_text=_("A DOCX of at most 2 MB with the fields that are listed here."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
    note = forms.CharField(
        label=_("What was changed"), required=False, max_length=300, widget=forms.TextInput
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_file(self) -> Any:
        """No more than a template may have."""
        found = self.cleaned_data["file"]
        if found.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(now("The file is larger than 2 MB."))
        return found


class ShippedForm(CleanForm):
    """That the shipped template is taken back."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReadingForm(CleanForm):
    """That a lawyer read the words of letters in a language."""

    lawyer = forms.CharField(
        label=_("Who read it"),
        help_text=_("Function and office of the lawyer, never a name."),
        max_length=200,
    )
    edition = forms.CharField(widget=forms.HiddenInput, max_length=64)

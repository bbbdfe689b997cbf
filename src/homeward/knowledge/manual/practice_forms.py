"""Forms of practices: what the State makes of them, their texts, suggestions and packs."""

import base64
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.roles import Role
from homeward.knowledge.manual.guide.editing import Parts
from homeward.knowledge.manual.guide.header import CODE
from homeward.knowledge.manual.guide.headings import HEADINGS, SECTIONS
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.packs import LARGEST
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.words import LANGUAGE_NAMES
from homeward.knowledge.manual.models import Choice, Stage, SuggestionStatus

TEXT = forms.Textarea(attrs={"rows": 3})


def _today() -> Any:
    return datetime.now(UTC).date()


class PastDateField(forms.DateField):
    """A day that is not in the future."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # as browsers want it

    def validate(self, value: Any) -> None:
        """Refuse a day that is still to come."""
        super().validate(value)
        if value and value > _today():
            raise forms.ValidationError(_("This day is still to come. Write one that was."))


class DecideForm(forms.Form):
    """What the State makes of a practice."""

    choice = forms.ChoiceField(
        label=_("Decision"), choices=Choice.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=TEXT,
        help_text=_("It stays with the decision, and can be part of the State's report."),
    )
    decided_on = PastDateField(label=_("Since"), initial=_today)


class ProgressForm(forms.Form):
    """How far a practice is in use."""

    stage = forms.ChoiceField(label=_("How far"), choices=Stage.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=TEXT)
    on = PastDateField(label=_("On"), initial=_today)


class SuggestForm(forms.Form):
    """A suggestion from the field."""

    step = forms.ChoiceField(label=_("About which step"), required=False)
    text = forms.CharField(
        label=_("Your suggestion"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What worked or did not, and what you propose. Name no person and no case."),
    )

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["step"]
        field.choices = [("", _("The whole practice")), *steps]


class AnswerForm(forms.Form):
    """What becomes of a suggestion."""

    status = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[one for one in SuggestionStatus.choices if one[0] != SuggestionStatus.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        widget=TEXT,
        help_text=_("Whoever sent the suggestion reads it."),
    )


class TextForm(forms.Form):
    """The text of a practice in one language, in its parts."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(label=_("Title"), max_length=90)
    summary = forms.CharField(label=_("Summary"), max_length=300, widget=TEXT)
    header = forms.CharField(
        label=_("Header"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("What the practice is apart from its words, as in the files of practices."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section, heading in zip(SECTIONS, HEADINGS[language], strict=True):
            self.fields[section] = forms.CharField(
                label=heading,
                required=False,
                max_length=12_000,
                widget=forms.Textarea(attrs={"rows": 8, "lang": language}),
            )

    def parts(self) -> Parts:
        """What was written."""
        data = self.cleaned_data
        sections = {section: data[section] for section in SECTIONS}
        return Parts(data["title"], data["summary"], data["header"], sections)


def text_initial(parts: Parts, revision: int) -> dict[str, Any]:
    """The form of a text as it is now."""
    return {
        "revision": revision,
        "title": parts.title,
        "summary": parts.summary,
        "header": parts.header,
        **parts.sections,
    }


class DescribeTextForm(forms.Form):
    """The change note of a text, and who may read it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    note = forms.CharField(
        label=_("Change note"),
        max_length=1000,
        widget=TEXT,
        help_text=_("What changed and why; its readers see it."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Only for these roles"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who signs in may read it where none is chosen."),
    )


class NewPracticeForm(forms.Form):
    """A practice of the State's own."""

    title = forms.CharField(label=_("Title"), max_length=90)
    summary = forms.CharField(label=_("Summary"), max_length=300, widget=TEXT)
    name = forms.RegexField(
        CODE,
        label=_("Name in addresses"),
        max_length=36,
        help_text=_("Small letters, figures and hyphens; “own-” is put before it."),
        error_messages={"invalid": _("Small letters, figures and hyphens only.")},
    )
    letter = forms.ChoiceField(
        label=_("Subject"),
        choices=[(one, f"({one})") for one in LETTERS],
    )
    language = forms.ChoiceField(
        label=_("Language that it is written in"), choices=LANGUAGE_NAMES.items()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["letter"]
        field.choices = [(one, f"({one}) {name}") for one, (name, _about) in LETTERS.items()]


class AddLanguageForm(forms.Form):
    """A language in which a draft is not written yet."""

    language = forms.ChoiceField(label=_("Language"), choices=[(one, one) for one in LANGUAGES])


class PackForm(forms.Form):
    """A pack's file, or the one that was looked at: `kept` holds it, to be chosen once only.

    Cleaned: `raw`, its bytes, and `name`.
    """

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A signed pack (JSON), at most 8 MB.")
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The bytes of the file that was sent, or of the one that was kept."""
        data = super().clean() or {}
        upload, again = data.get("file"), data.get("kept")
        if upload:
            raw, name = upload.read(LARGEST + 1), str(upload.name)[:100]
        elif again:
            raw, name = _unkept(again), data.get("name") or "-"
        else:
            raise forms.ValidationError(_("Choose the file of a pack."))
        return data | {"raw": raw, "name": name}


class KeptPackForm(PackForm):
    """The pack that was looked at, to be loaded."""

    file = None  # type: ignore[assignment]


def kept(raw: bytes) -> str:
    """A pack's file as a hidden field holds it."""
    return base64.b64encode(zlib.compress(raw)).decode()


def _unkept(text: str) -> bytes:
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), LARGEST + 1)
    except (ValueError, zlib.error):
        raise forms.ValidationError(_("Choose the file of a pack.")) from None


class MakePackForm(forms.Form):
    """A pack of open practices for other nodes."""

    title = forms.CharField(label=_("Title"), max_length=90)
    code = forms.RegexField(
        CODE,
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, figures and hyphens; the same for every version."),
        error_messages={"invalid": _("Small letters, figures and hyphens only.")},
    )
    version = forms.IntegerField(label=_("Version"), min_value=1, max_value=1_000_000, initial=1)
    practices = forms.MultipleChoiceField(label=_("Practices"), widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(
        label=_("Restricted to these roles"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A restricted pack is for the nodes of this State only."),
    )

    def __init__(self, *args: Any, practices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["practices"]
        field.choices = practices

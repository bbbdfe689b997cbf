"""The form of a refusal: a ground of the closed list, what it asks for, and the reasons."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import CleanForm, has_content
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.fields import form_field, may_be_empty
from homeward.casework.cooperation.models import Request
from homeward.knowledge.law.references import linked_later


class RefusalForm(CleanForm):
    """A refusal. The parts of every ground are on it; those of the chosen one count."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("Ground for refusal"),
        help_text=_("Only these grounds are open for this kind of request."),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Reasons"),
        help_text=_(
            "Reasons are owed for any refusal (UNTOC 18(23)). They are sent as you write them."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONGEST_TEXT,
    )

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = request.revision
        self.grounds = {ground.code: ground for ground in request.grounds}
        every = self.grounds.values()
        choices = [(g.code, f"{g.label} ({g.article})") for g in every]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        articles = "; ".join(dict.fromkeys(g.article for g in every))
        field = self.fields["ground"]
        field.help_text = linked_later(format_lazy("{} ({})", field.help_text, articles))
        self.fields["text"].help_text = linked_later(self.fields["text"].help_text)
        for ground in every:
            for declared in ground.fields:
                asked = form_field(declared)
                only = _("Only for the ground “{}”. {} ({})")
                asked.help_text = linked_later(
                    format_lazy(only, ground.label, declared.help, declared.article)
                )
                self.fields[declared.code] = asked
                may_be_empty([asked])
        self.order_fields(["revision", "ground", *self._asked(), "text"])

    def _asked(self) -> list[str]:
        return [field.code for ground in self.grounds.values() for field in ground.fields]

    def clean(self) -> dict[str, Any]:
        """What the chosen ground asks for is there."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ground = self.grounds.get(str(found.get("ground", "")))
        for field in ground.fields if ground else ():
            is_open = field.code not in self.errors and field.is_required(found)
            if is_open and not has_content(str(found.get(field.code) or "")):
                self.add_error(field.code, _("This ground asks for it."))
        return found

    def content(self) -> dict[str, str]:
        """What was written of the parts of the chosen ground, by their codes."""
        ground = self.grounds.get(str(self.cleaned_data.get("ground", "")))
        fields = ground.fields if ground else ()
        return {f.code: str(self.cleaned_data.get(f.code) or "") for f in fields}

"""Forms in which a State adapts a playbook."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.roles import Role
from homeward.knowledge.manual.actions import StepFields
from homeward.knowledge.manual.facts import FACTS, term_words
from homeward.knowledge.manual.playbook import Playbook, Step, in_language
from homeward.knowledge.manual.ports import offered_roles
from homeward.knowledge.manual.reading import LONGEST_CLOCK

TEXT = forms.Textarea(attrs={"rows": 3})


class RevisionForm(forms.Form):
    """A form that knows which version of a draft its writer read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReasonForm(RevisionForm):
    """Why a step is left out."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=TEXT,
        help_text=_("Whoever approves reads it, and so do those who compare later."),
    )


class DescribeForm(RevisionForm):
    """Why there is a national version, and who may read it."""

    reason = forms.CharField(label=_("Why this version"), max_length=1000, widget=TEXT)
    roles = forms.MultipleChoiceField(
        label=_("Only for these roles"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who signs in may read it where none is chosen."),
    )


class StepForm(RevisionForm):
    """A step as the State wants it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    do = forms.CharField(label=_("What to do"), max_length=2000, widget=TEXT)
    cautions = forms.CharField(
        label=_("Cautions"), required=False, max_length=2000, widget=TEXT, help_text=_("One a line")
    )
    role = forms.ChoiceField(label=_("Role"))
    due = forms.IntegerField(
        label=_("Due after, in minutes"), required=False, min_value=0, max_value=LONGEST_CLOCK
    )
    after = forms.ChoiceField(
        label=_("The clock begins"),
        required=False,
        help_text=_("With the start, or when another step has ended"),
    )
    when = forms.MultipleChoiceField(
        label=_("Only when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.ChoiceField(
        label=_("Evidence expected"),
        required=False,
        choices=[("", _("None")), ("note", _("Note")), ("item", _("Item"))],
    )
    evidence_words = forms.CharField(
        label=_("What the evidence shows"), required=False, max_length=300
    )
    life = forms.BooleanField(label=_("A life is at risk"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=TEXT)

    def __init__(self, *args: Any, playbook: Playbook, step: Step | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(one.id, one.text().title) for one in playbook.steps if one is not step]
        fields: Any = self.fields
        fields["role"].choices = offered_roles(step.role if step else "")
        fields["after"].choices = [("", _("With the start")), *others]
        used = [term for term in (step.when if step else ()) if term not in FACTS]
        fields["when"].choices = [(term, term_words(term)) for term in (*FACTS, *used)]

    def clean(self) -> dict[str, Any]:
        """Evidence that is expected is described, and a clock after a step has its minutes."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("evidence") and not found.get("evidence_words"):
            self.add_error("evidence_words", _("Say what the evidence shows."))
        if found.get("after") and found.get("due") is None:
            self.add_error("due", _("A clock after another step needs its minutes."))
        return found

    def fields_written(self) -> StepFields:
        """What was written, in the writer's language."""
        data = self.cleaned_data
        lines = (line.strip() for line in data["cautions"].splitlines())
        return StepFields(
            language=(get_language() or "en").split("-")[0],
            title=data["title"],
            do=data["do"],
            cautions=tuple(line for line in lines if line),
            evidence=data["evidence"],
            evidence_words=data["evidence_words"],
            role=data["role"],
            minutes=data["due"],
            after=data["after"],
            when=tuple(data["when"]),
            life=data["life"],
        )


def step_initial(step: Step) -> dict[str, Any]:
    """The form of a step as it is now."""
    _language, text = in_language(step.texts)
    return {
        "title": text.title,
        "do": text.do,
        "cautions": "\n".join(text.cautions),
        "role": step.role,
        "due": step.minutes,
        "after": step.after,
        "when": list(step.when),
        "evidence": str(step.evidence),
        "evidence_words": text.evidence,
        "life": step.life,
    }

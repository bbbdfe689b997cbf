"""Forms of a plan."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.forms.case import with_zone
from homeward.casework.cases.forms.lists import offer_kept, one_typology, several
from homeward.casework.cases.lists import own_choices
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import LARGEST
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.response.actions.run_steps import StepState
from homeward.casework.response.models.runs import StepStatus
from homeward.foundation.access.models import User
from homeward.knowledge.manual.facts import FACTS, MODALITIES
from homeward.knowledge.manual.ports import offered_roles

TEXT = forms.Textarea(attrs={"rows": 3})
KNOWN = [
    ("", pgettext_lazy("fact", "Not known")),
    ("yes", pgettext_lazy("fact", "Yes")),
    ("no", pgettext_lazy("fact", "No")),
]
TRUTH = {"yes": True, "no": False, "": None}


class RevisionForm(CleanForm):
    """A form that knows which version its writer read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TapForm(RevisionForm):
    """One tap: the status alone."""

    status = forms.ChoiceField(choices=StepStatus.choices)


class UpgradeForm(RevisionForm):
    """Which version of the playbook was looked at: what nobody read is not followed."""

    target = forms.CharField(widget=forms.HiddenInput, max_length=40)


class EndForm(RevisionForm):
    """Why a plan ends."""

    reason = forms.CharField(
        label=_("Why the plan ends"),
        max_length=1000,
        widget=TEXT,
        help_text=_("What is still open stays written in it."),
    )


class StartForm(OnceForm):
    """Starts a playbook, once."""


class DueField(forms.DateTimeField):
    """A time in the node's zone by which something is to be done."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **options)


class RunStepForm(RevisionForm):
    """How a step stands."""

    status = forms.ChoiceField(label=_("Status"), choices=StepStatus.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=TEXT,
        help_text=_("Needed where the step is not applicable."),
    )
    evidence = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=2000,
        widget=TEXT,
        help_text=_("Facts, not names where they are not needed."),
    )
    item_id = forms.IntegerField(
        label=_("Number of the item that shows it"),
        required=False,
        min_value=1,
        max_value=LARGEST,
    )
    owner = forms.ModelChoiceField(
        label=_("Done by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever holds the role"),
    )
    due_at = DueField(label=with_zone(_("Due (%(zone)s)")))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people

    def clean(self) -> dict[str, Any]:
        """A step that is left out says why."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("status") == StepStatus.NOT_APPLICABLE and not found.get("reason"):
            self.add_error("reason", _("Say why the step is not applicable."))
        return found

    def state(self) -> StepState:
        """How the step stands, as it was written."""
        data = self.cleaned_data
        return StepState(
            status=StepStatus(data["status"]),
            reason=data["reason"],
            evidence=data["evidence"],
            item_id=data["item_id"],
            owner=data["owner"],
            due_at=data["due_at"],
        )


class OwnStepForm(CleanForm):
    """A step that is added to a plan on the spot."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Without names: it is read aloud and printed."),
    )
    do = forms.CharField(label=_("What to do"), max_length=2000, widget=TEXT)
    role = forms.ChoiceField(label=_("Role"), choices=offered_roles)
    owner = forms.ModelChoiceField(
        label=_("Done by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever holds the role"),
    )
    due_at = DueField(label=with_zone(_("Due (%(zone)s)")))
    life = forms.BooleanField(label=_("A life is at risk"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people

    def clean_due_at(self) -> datetime | None:
        """Nothing new is due before it was thought of."""
        due: datetime | None = self.cleaned_data["due_at"]
        if due is not None and due < datetime.now(UTC):
            raise forms.ValidationError(_("This time is over. Give one that comes."))
        return due


class FactsForm(RevisionForm):
    """What is known of the case, as far as playbooks ask for it."""

    typology = one_typology(_("Type"))
    modalities = several(CaseList.MODALITY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("modalities", ())
        offer_kept(self, "typology", CaseList.TYPOLOGY, [self.initial.get("typology", "")])
        self.offered = [*MODALITIES.items(), *own_choices(CaseList.MODALITY, kept)]
        self.fields["modalities"].choices = self.offered  # type: ignore[attr-defined]
        for code, (words, _contrary) in FACTS.items():
            self.fields[code] = forms.ChoiceField(
                label=capfirst(str(words)), choices=KNOWN, required=False
            )

    def facts(self, kept: Iterable[str] = ()) -> dict[str, Any]:
        """The facts as they were written; `kept` are codes of other rooms that stay."""
        data = self.cleaned_data
        found: dict[str, Any] = {code: TRUTH[data[code]] for code in FACTS}
        others = [code for code in kept if code not in dict(self.offered)]
        return found | {
            "typology": data["typology"],
            "modalities": [*data["modalities"], *others],
        }


def facts_initial(facts: dict[str, Any], revision: int) -> dict[str, Any]:
    """The form as the facts are now."""
    words = {True: "yes", False: "no", None: ""}
    found: dict[str, Any] = {code: words[facts.get(code)] for code in FACTS}
    return found | {
        "typology": facts.get("typology"),
        "modalities": list(facts.get("modalities", ())),
        "revision": revision,
    }

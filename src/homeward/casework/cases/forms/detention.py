"""The form of what happened to a suspect, and of its correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions.detention import DetentionFacts
from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.models import Detention
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.vocabulary.detention import HAPPENED, DetentionKind

FACTS = ("kind", "at", "authority", "reference", "conditions", "hold_until", "hold_why")


def _lines(label: Any, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class DetentionForm(OnceForm):
    """What happened to a suspect, and whether the support may be told."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in HAPPENED],
        widget=forms.RadioSelect,
    )
    at = PastMoment(label=with_zone(_("When (%(zone)s)")))
    authority = forms.CharField(
        label=_("Authority"), max_length=200, help_text=_("Who arrested, ordered or reported it.")
    )
    reference = forms.CharField(label=_("Its reference"), max_length=140, required=False)
    conditions = _lines(
        _("Conditions of the release"),
        3,
        required=False,
        help_text=_("Such as: not to come near the victim. The support is not shown them."),
    )
    hold_until = forms.DateTimeField(
        label=with_zone(_("Not to be told to the victims yet, until (%(zone)s)")),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_(
            "Leave it empty where it may be told. The support of the victims then learns what"
            " happened and the day. If not, it learns at once that it is to ask you, so that it can"
            " protect the victim, and at this time what happened."
        ),
    )
    hold_why = _lines(_("Why not yet"), 2, required=False)

    def facts(self) -> DetentionFacts:
        """What a valid form says."""
        given = dict(self.cleaned_data)
        given.pop("form_token", None)
        return DetentionFacts(**given)


class CorrectionForm(DetentionForm):
    """What takes the place of an entry, and why."""

    why = _lines(
        _("Why this takes the place of the entry before"),
        2,
        help_text=_("What was wrong; or that it may be told now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  for the type checker
        kind.choices = DetentionKind.choices

    def clean(self) -> dict[str, Any]:
        """What did not happen has no conditions and is held back from nobody."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == DetentionKind.VOID:
            given |= {"conditions": "", "hold_until": None, "hold_why": ""}
        return given


def initial_of(entry: Detention) -> dict[str, Any]:
    """What an entry says now; a hold that is over is not offered again."""
    found = {name: getattr(entry, name) for name in FACTS}
    if not entry.is_held:
        found |= {"hold_until": None, "hold_why": ""}
    return found

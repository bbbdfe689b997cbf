"""Forms of requests that were made orally."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.cooperation.actions.oral import Spoken
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.reading import ORAL_CODE
from homeward.foundation.access.models import Team, User
from homeward.foundation.access.queries import team_ids_of
from homeward.foundation.authorities.queries import other_states
from homeward.knowledge.law.references import linked_later


def _text(label: Any, help_text: Any) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST_TEXT, widget=rows)


def plain_code(text: str) -> str:
    """A code as it is kept. Raises ValidationError for what is none."""
    code = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(ORAL_CODE, code) is None:
        raise forms.ValidationError(
            _("This is no code of an oral request. It has eight letters and figures."),
            code="no_oral_code",
        )
    return code


class SpokenForm(OnceForm):
    """What was said, by whom to whom, and on what agreement."""

    at = PastMoment(label=with_zone(_("Time of the call (%(zone)s)")))
    by = forms.CharField(
        label=_("Who spoke"), help_text=_("The post, not the name."), max_length=200
    )
    to = forms.CharField(
        label=_("Who heard"), help_text=_("The post, not the name."), max_length=200
    )
    agreed = _text(
        _("Agreement to oral requests"),
        linked_later(
            _("Where the two States agreed to them; without it they are not open (UNTOC 18(14)).")
        ),
    )
    words = _text(_("What was asked"), _("And why it could not wait for writing."))

    def spoken(self) -> Spoken:
        """What a valid form says."""
        said = {name: self.cleaned_data[name] for name in ("at", "by", "to", "agreed", "words")}
        return Spoken(**said, form_token=self.token)


class HeardForm(SpokenForm):
    """What was heard here: from which State, at which desk, with which code."""

    state = forms.ChoiceField(label=_("State"))
    team = forms.ChoiceField(label=_("Desk"))
    code = forms.CharField(
        label=_("Code"),
        help_text=_("As it was read out: eight letters and figures."),
        max_length=12,
    )
    field_order = ("state", "team", "code", "at", "by", "to", "agreed", "words")

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(t.pk): t for t in Team.objects.filter(pk__in=team_ids_of(viewer))}
        states = [(s.code, f"{s.name} ({s.code})") for s in other_states()]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        desks = [(pk, team.name) for pk, team in self.teams.items()]
        self.fields["team"].choices = desks  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """The code without what separates its parts, in capitals."""
        return plain_code(self.cleaned_data["code"])

    @property
    def desk(self) -> Team:
        """The desk that heard it."""
        return self.teams[self.cleaned_data["team"]]

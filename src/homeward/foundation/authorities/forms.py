"""Forms of the room: the filter of the list, and what administrators enter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.models import AuthorityFunction
from homeward.foundation.authorities.queries import listed_states
from homeward.foundation.web.visible import CleanForm


def _states() -> list[tuple[str, str]]:
    named = [(state.pk, f"{state.pk} {state.name}") for state in listed_states()]
    return [("", str(_("All States"))), *named]


def _functions() -> list[tuple[str, str]]:
    return [("", str(_("All functions"))), *((f.value, str(f.label)) for f in AuthorityFunction)]


class DirectoryFilter(CleanForm):
    """By State and by what an authority is in charge of."""

    state = forms.ChoiceField(label=_("State"), choices=_states, required=False)
    function = forms.ChoiceField(label=_("Function"), choices=_functions, required=False)


class FollowForm(CleanForm):
    """A directory to be followed: its root, and its fingerprint as two persons read it."""

    root = forms.FileField(
        label=_("First root of the directory"),
        help_text=_("The file root.json, by any way you like; it holds nothing secret."),
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint"),
        max_length=100,
        help_text=_(
            "Eight groups of five digits, from two channels that you already trust; not from the"
            " file itself."
        ),
    )
    first_reader = forms.CharField(label=_("First person who read it"), max_length=100)
    second_reader = forms.CharField(label=_("Second person who read it"), max_length=100)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        help_text=_("Where its files are fetched from. Empty: files come on a medium."),
    )


class DecideForm(CleanForm):
    """What an officer decides about keys that the old ones did not sign."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            ("confirm", _("Trust the new keys")),
            ("refuse", _("Refuse them; the old keys stay")),
        ],
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint that the other State read to you"),
        max_length=100,
        required=False,
        help_text=_("Call a number that you already know. Needed only to trust the keys."),
    )

    def __init__(self, *arguments: Any, has_card: bool, **named: Any) -> None:
        """Without a card there are no keys that could be trusted."""
        super().__init__(*arguments, **named)
        if not has_card:
            choices = [("refuse", _("Take this off the list"))]
            self.fields["decision"] = forms.ChoiceField(
                label=_("Decision"), widget=forms.RadioSelect, choices=choices
            )
            del self.fields["fingerprint"]

    def clean(self) -> dict[str, Any]:
        """To trust keys, somebody must have read them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "confirm" and not cleaned.get("fingerprint"):
            self.add_error("fingerprint", _("Write what the other State read to you."))
        return cleaned

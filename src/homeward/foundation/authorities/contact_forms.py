"""Forms of whom to ask and of pings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.authorities.contact_queries import who_choices
from homeward.foundation.authorities.ports import matters
from homeward.foundation.authorities.queries import states
from homeward.foundation.authorities.vocabulary import HowSoon, Treaty
from homeward.foundation.web.visible import CleanForm


def matter_choices() -> list[tuple[str, str]]:
    """Everything that may be asked, with its words."""
    return [(one.code, str(one.label)) for one in matters()]


class WhoForm(CleanForm):
    """What is asked, of which State, how soon, and under which treaty."""

    state = forms.ChoiceField(label=_("State"), choices=who_choices)
    kind = forms.ChoiceField(label=_("What you ask for"), choices=matter_choices)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=HowSoon.choices)
    treaty = forms.ChoiceField(
        label=_("Treaty"),
        required=False,
        choices=[("", _("It does not matter")), *Treaty.choices],
    )


class PingFilter(CleanForm):
    """Tests of reachability by State."""

    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(state.pk, f"{state.pk} {state.name}") for state in states()]
        self.fields["state"].choices = [("", _("All States")), *named]  # type: ignore[attr-defined]


class CallForm(CleanForm):
    """A call that somebody made: when, and whether it was answered. Nobody is named."""

    called_at = forms.DateTimeField(
        label=_("When you called"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    answered = forms.TypedChoiceField(
        label=_("Did somebody answer who is in charge?"),
        choices=[
            ("yes", pgettext_lazy("call", "Yes")),
            ("no", pgettext_lazy("call", "No, nobody answered or nobody was in charge")),
        ],
        coerce=lambda code: code == "yes",
        widget=forms.RadioSelect,
    )


class CodeForm(CleanForm):
    """The code that the other officer read aloud, and when."""

    code = forms.CharField(
        label=_("Code that was read to you"),
        max_length=20,
        help_text=_("Eight digits. The other officer reads them from the page of the test."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    heard_at = forms.DateTimeField(
        label=_("When you heard it"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

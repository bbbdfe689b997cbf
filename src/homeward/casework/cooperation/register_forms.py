"""Forms of a request that came on paper: from which State and what, then what the paper says."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.actions.papers import Slip
from homeward.casework.cooperation.actions.register import OnPaper
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.declaration import Kind, Urgency
from homeward.casework.cooperation.fields import DayField, form_field
from homeward.casework.cooperation.oral_forms import plain_code
from homeward.casework.cooperation.paper_forms import (
    channel_field,
    note_field,
    scan_field,
    scan_of,
)
from homeward.casework.cooperation.treaty_lists import contents_under, lists_for
from homeward.foundation.authorities.queries import connected_states, other_states
from homeward.foundation.authorities.territories import countries

_PART = "part_"  # before the codes of parts, so that none is taken for a field of the paper


class FirstForm(CleanForm):
    """From which State it came, and of which kind it is; it lives in the address."""

    state = forms.ChoiceField(label=_("State that asks"))
    kind = forms.ChoiceField(label=_("What it asks for"))

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = countries() | {one.code: one.name for one in other_states()}
        left = connected_states() | {settings.HOMEWARD_STATE}
        states = sorted(((c, n) for c, n in names.items() if c not in left), key=lambda s: s[1])
        named = sorted(((k.code, str(k.label)) for k in kinds), key=lambda k: k[1])
        for name, choices in (("state", states), ("kind", named)):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]


class RegisterForm(OnceForm):
    """What the paper says. Its parts are those of the kind; what it lacks stays empty."""

    reference = forms.CharField(label=_("Reference on the letter"), max_length=40)
    with_whom = forms.CharField(
        label=_("Who sent it"),
        help_text=_("The authority and its address, as they stand on the letter."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    written_at = PastMoment(
        label=with_zone(_("Date of the letter (%(zone)s)")),
        help_text=_("Response times are counted from it."),
    )
    came_at = PastMoment(label=with_zone(_("When the paper came here (%(zone)s)")))
    legal_basis = forms.ChoiceField(label=_("Legal basis"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, initial="routine"
    )
    handling = forms.ChoiceField(
        label=_("Handling"),
        help_text=_("What its State lets be done with it; H1 where it says nothing."),
        choices=HandlingCode.choices,
        initial=HandlingCode.H1,
        required=False,
    )
    handling_limits = forms.CharField(
        label=_("Limits of the handling"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    due_on = DayField(
        label=_("Answer asked by"),
        help_text=_("As the letter says. Empty: the usual time of this kind, from its arrival."),
        required=False,
    )

    oral = forms.CharField(
        label=_("Code of the oral request that it confirms"),
        help_text=_("As it was read out, where it was made orally before. Else empty."),
        required=False,
        max_length=12,
    )

    def __init__(self, *args: Any, kind: Kind, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.state = kind, state
        bases = [(basis.code, basis.label) for basis in kind.legal_bases]
        self.fields["legal_basis"].choices = bases  # type: ignore[attr-defined]
        self.fields["channel"] = channel_field()
        self.declared = contents_under(kind, lists_for(kind, state))
        for part in self.declared:
            asked = form_field(part)
            asked.required = False
            self.fields[_PART + part.code] = asked
        self.fields["note"] = note_field()
        self.fields["file"] = scan_field()
        self.fields["file"].required = True
        self.order_fields(["reference", "with_whom", "written_at", "came_at", "channel"])

    def clean_oral(self) -> str:
        """The code without what separates its parts, empty for none."""
        text = str(self.cleaned_data["oral"]).strip()
        return plain_code(text) if text else ""

    def clean(self) -> dict[str, Any]:
        """H3 without its limits says nothing to whoever has to keep them."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("handling") == HandlingCode.H3 and not found.get("handling_limits"):
            self.add_error(
                "handling_limits", _("Write the limits that H3 stands for, or choose another code.")
            )
        return found

    def paper(self) -> OnPaper:
        """What a valid form says."""
        data = self.cleaned_data
        return OnPaper(
            kind=self.kind.code,
            other_state=self.state,
            reference=data["reference"],
            legal_basis=data["legal_basis"],
            urgency=data["urgency"],
            written_at=data["written_at"],
            handling=data["handling"] or HandlingCode.H1,
            handling_limits=data["handling_limits"],
            due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
            oral=data["oral"],
            content={p.code: str(data.get(_PART + p.code) or "") for p in self.declared},
            slip=Slip(
                channel=data["channel"],
                at=data["came_at"],
                with_whom=data["with_whom"],
                their_reference=data["reference"],
                note=data["note"],
                scan=scan_of(self),
                form_token=self.token,
            ),
        )

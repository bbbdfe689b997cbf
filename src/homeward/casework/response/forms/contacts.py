"""The form of a contact with the offenders. Recording a demand or an offer never approves one."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.response.actions.contacts import NewContact
from homeward.casework.response.actions.recordings import LARGEST_MB, Upload
from homeward.casework.response.forms.fields import (
    AnyMoment,
    long_text,
    read_amount,
    read_currency,
)
from homeward.casework.response.forms.team import this_minute
from homeward.casework.response.models import Contact
from homeward.casework.response.queries.roles import Held
from homeward.casework.response.words.contacts import Channel, Direction, ProofKind, ProofResult
from homeward.foundation.web.formats import exponent_of, number

GROUPS = (
    (_("When and how"), ("direction", "channel", "handle", "reached", "starts_at", "ends_at")),
    (_("Who spoke"), ("speaker", "language", "answered_by")),
    (
        _("What was demanded and offered"),
        ("demanded", "demand_currency", "demand_other", "offered", "offer_currency", "offer_other"),
    ),
    (
        _("Threat and deadline"),
        ("threat", "deadline_stated", "deadline_real", "lifts_deadline"),
    ),
    (
        _("Proof of life"),
        ("proof_asked", "proof_given", "proof_kind", "proof_detail", "victim_condition"),
    ),
    (_("What else was heard"), ("background", "assessment")),
    (_("What comes next"), ("next_step", "next_expected")),
    (_("Recording"), ("recording", "recording_item", "transcript")),
)


def _amount(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, required=False)


def _currency(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=3, required=False, help_text=_("Three letters, such as XAD.")
    )


def _short(label: Any, length: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


class ContactForm(OnceForm):
    """What was heard, in the order in which it is asked; only three fields must be filled in."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        initial=Direction.INCOMING,
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    handle = _short(
        _("Number, name or address they used"), help_text=_("As it was shown; it is kept so.")
    )
    reached = forms.BooleanField(
        label=_("There was contact"),
        required=False,
        initial=True,
        help_text=_("Clear it for a try that nobody answered: it does not end a silence."),
    )
    starts_at = PastMoment(label=with_zone(_("Begin (%(zone)s)")), initial=this_minute)
    ends_at = PastMoment(label=with_zone(_("End (%(zone)s)")), required=False)
    speaker = _short(_("Who spoke for them"), help_text=_("As it was heard: voice, name used."))
    language = _short(_("Language and accent"), 80)
    answered_by = forms.TypedChoiceField(
        label=_("Who spoke for us"), coerce=int, empty_value=None, required=False
    )
    demanded = _amount(_("Sum demanded"))
    demand_currency = _currency(_("Currency of the demand"))
    demand_other = long_text(_("Other demands"), rows=2, required=False)
    offered = _amount(_("Sum offered"))
    offer_currency = _currency(_("Currency of the offer"))
    offer_other = long_text(_("Other offers"), rows=2, required=False)
    threat = long_text(_("Threat"), rows=2, required=False)
    deadline_stated = AnyMoment(
        label=with_zone(_("Deadline as they stated it (%(zone)s)")),
        help_text=_("It starts a clock, which replaces the one before."),
    )
    deadline_real = AnyMoment(
        label=with_zone(_("Deadline as the team assesses it (%(zone)s)")),
        help_text=_("The clock runs to the earlier of the two."),
    )
    lifts_deadline = forms.BooleanField(
        label=_("The deadline before holds no more"), required=False
    )
    proof_asked = forms.BooleanField(label=_("We asked for a proof of life"), required=False)
    proof_given = forms.BooleanField(label=_("They gave a proof of life"), required=False)
    proof_kind = forms.ChoiceField(
        label=_("Kind of proof"),
        choices=[("", _("None was spoken of")), *ProofKind.choices],
        required=False,
    )
    proof_detail = long_text(
        _("What was asked and answered"),
        rows=2,
        required=False,
        help_text=_("Somebody else than you verifies it afterwards."),
    )
    victim_condition = long_text(_("Condition of the victim, as heard"), rows=2, required=False)
    background = long_text(_("Noises and other clues in the background"), rows=2, required=False)
    assessment = long_text(_("Assessment"), required=False)
    next_step = long_text(_("Next step"), rows=2, required=False)
    next_expected = AnyMoment(
        label=with_zone(_("Next contact expected by (%(zone)s)")),
        help_text=_("A clock of silence runs to this time and ends with the next contact."),
    )
    recording = forms.FileField(
        label=_("File of the recording"),
        required=False,
        help_text=_("Its SHA-256 is computed as it comes in, and it is kept encrypted."),
    )
    recording_item = forms.IntegerField(
        label=_("Or number of an item that has the file"),
        required=False,
        min_value=1,
    )
    transcript = long_text(_("Transcript"), rows=5, required=False)

    def __init__(
        self, *args: Any, voices: Iterable[Held], files: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, files=files, **kwargs)
        limit = {"limit": LARGEST_MB}  # filled in here, in the reader's language
        words = _("For files over %(limit)s MB, which are uploaded as evidence.") % limit
        self.fields["recording_item"].help_text = words
        self.found = {one.assignment.pk: one for one in voices}
        who = self.fields["answered_by"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101  for the type checker
        listed = [(key, f"{one.holder} ({one.role})") for key, one in self.found.items()]
        who.choices = [("", _("Nobody, or not known")), *listed]

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        """Amounts become minor units, later times lie later, and proofs are of a kind."""
        given: dict[str, Any] = super().clean() or {}
        self._read_money()
        self._check_times()
        if given.get("proof_given") and not given.get("proof_kind"):
            self.add_error("proof_kind", _("Choose what kind of proof was given."))
        if given.get("deadline_real") and not given.get("deadline_stated"):
            words = _("Write the deadline that they stated as well; the two are compared.")
            self.add_error("deadline_stated", words)
        if given.get("lifts_deadline") and given.get("deadline_stated"):
            words = _("A new deadline replaces the one before by itself. Clear one of the two.")
            self.add_error("lifts_deadline", words)
        if given.get("recording") and given.get("recording_item"):
            self.add_error("recording_item", _("Choose a file or write a number, not both."))
        return given

    def _read_money(self) -> None:
        for name, code in (("demanded", "demand_currency"), ("offered", "offer_currency")):
            typed, currency = self.cleaned_data.get(name), read_currency(self, code)
            if typed and not currency and code not in self.errors:
                self.add_error(code, _("Write the currency of the sum."))
            if currency and not typed:
                self.add_error(name, _("Write the sum, or leave the currency empty."))
            self.cleaned_data[name] = read_amount(self, name, currency)
            self.cleaned_data[code] = currency

    def _check_times(self) -> None:
        begin = self.cleaned_data.get("starts_at")
        for name in ("ends_at", "deadline_stated", "deadline_real", "next_expected"):
            later = self.cleaned_data.get(name)
            if begin and later and later < begin:
                words = _("This lies before the beginning of the contact. Check both times.")
                self.add_error(name, words)

    def new(self) -> NewContact:
        """What a valid form records."""
        given = dict(self.cleaned_data)
        del given["recording"], given["recording_item"]
        voice = self.found.get(given.pop("answered_by") or 0)
        return NewContact(answered_by=voice.assignment if voice else None, **given)

    def upload(self) -> Upload | None:
        """The file of a valid form, where one was sent."""
        file = self.cleaned_data["recording"]
        return Upload(file_name=file.name, size=file.size, pieces=file.chunks()) if file else None


def contact_initial(contact: Contact) -> dict[str, Any]:
    """The first content of a correction: the entry as it stands."""
    names = [n for n in NewContact.__slots__ if n not in ("form_token", "answered_by")]
    first = {name: getattr(contact, name) for name in names}
    for name, code in (("demanded", "demand_currency"), ("offered", "offer_currency")):
        first[name] = _major(first[name], first[code])
    first["answered_by"] = contact.answered_by_id or ""
    return first


def _major(minor: int | None, currency: str) -> str:
    if minor is None:
        return ""
    decimals, language = exponent_of(currency), get_language() or "en"
    return number(Decimal(minor).scaleb(-decimals), language, decimals=decimals)


class VerifyForm(CleanForm):
    """What verifying a proof of life came to."""

    result = forms.ChoiceField(
        label=_("Result"), choices=ProofResult.choices, widget=forms.RadioSelect
    )
    note = long_text(_("How it was verified"), help_text=_("Who or what confirmed it."))

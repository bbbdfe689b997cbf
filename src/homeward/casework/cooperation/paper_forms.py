"""Forms of what goes and comes on paper, and of the hand-over to a node."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cooperation.actions.by_hand import Told
from homeward.casework.cooperation.actions.papers import Scan, Slip
from homeward.casework.cooperation.by_hand import own_letters, seen_choices
from homeward.casework.cooperation.handing_over import LONGEST_PRINTED, LONGEST_REASON
from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.models import Change, Request
from homeward.casework.cooperation.paper_models import Channel
from homeward.casework.cooperation.reading import LONGEST_REFERENCE
from homeward.foundation.web.formats import moment_text


def channel_field() -> forms.ChoiceField:
    """By which way a paper went or came."""
    return forms.ChoiceField(
        label=_("By which way"), choices=Channel.choices, widget=forms.RadioSelect
    )


def note_field() -> forms.CharField:
    """What else is to be kept of a paper."""
    return forms.CharField(
        label=_("Note"),
        help_text=_("It stays here: a tracking number, who took it in."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


def scan_field() -> forms.FileField:
    """A scan, which goes into the vault."""
    return forms.FileField(
        label=_("Scan of the paper"),
        help_text=_("It is kept encrypted with its SHA-256. It stays on this node."),
        required=False,
        max_length=200,
    )


def _their_reference() -> forms.CharField:
    return forms.CharField(label=_("Reference of the other State"), required=False, max_length=100)


def letter_word(change: Change) -> str:
    """A letter by what it says and when it was written."""
    named = TRANSITIONS.get(change.name)
    word = now("The request") if change.name == "issue" else str(named.done if named else "")
    return f"{word}, {moment_text(change.at)}"


class SentForm(OnceForm):
    """That a letter went."""

    letter = forms.ChoiceField(label=_("Which letter"), widget=forms.RadioSelect)
    channel = channel_field()
    at = PastMoment(label=with_zone(_("When it went (%(zone)s)")))
    with_whom = forms.CharField(
        label=_("To whom"),
        help_text=_("The office and the address, as they stand on the letter."),
        max_length=300,
    )
    note = note_field()

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters = own_letters(request)
        sent = {one.pk for one in letters if one.papers.filter(is_outgoing=True).exists()}
        choices = [(str(one.pk), letter_word(one)) for one in letters]
        self.fields["letter"].choices = choices  # type: ignore[attr-defined]
        waiting = [one.pk for one in letters if one.pk not in sent]
        self.fields["letter"].initial = str((waiting or [one.pk for one in letters])[0])

    def slip(self) -> Slip:
        """What was written, as it is recorded."""
        return Slip(form_token=self.token, **_of_slip(self.cleaned_data))


class ReceiptForm(OnceForm):
    """That the other State has a letter."""

    letter = forms.ChoiceField(label=_("Which letter"), widget=forms.RadioSelect)
    at = PastMoment(label=with_zone(_("When the other State got it (%(zone)s)")))
    channel = channel_field()
    with_whom = forms.CharField(label=_("Who says so"), required=False, max_length=300)
    their_reference = _their_reference()
    note = note_field()
    file = scan_field()

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters = own_letters(request)
        choices = [(str(one.pk), letter_word(one)) for one in letters]
        self.fields["letter"].choices = choices  # type: ignore[attr-defined]
        self.fields["letter"].initial = choices[-1][0] if choices else None

    def slip(self) -> Slip:
        """What was written, as it is recorded."""
        return Slip(
            form_token=self.token,
            their_reference=self.cleaned_data["their_reference"],
            scan=scan_of(self),
            **_of_slip(self.cleaned_data),
        )


def _of_slip(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("channel", "at", "with_whom", "note")}


# Beside what the change itself needs, in this order around it.
_BEFORE = ("done_at", "came_at", "channel", "their_reference", "had_letters")


def with_paper(form: forms.Form, request: Request, files: Any = None) -> forms.Form:
    """The form of a change, and what has to be known of the paper that says it was made."""
    form.fields.update(
        done_at=PastMoment(
            label=with_zone(_("When the other State did it (%(zone)s)")),
            help_text=_("As its letter is dated. Response times are counted from it."),
        ),
        came_at=PastMoment(label=with_zone(_("When the paper came here (%(zone)s)"))),
        channel=channel_field(),
        their_reference=_their_reference(),
        paper_note=note_field(),
        file=scan_field(),
    )
    seen = seen_choices(request)
    if len(seen) > 1:
        form.fields["had_letters"] = forms.ChoiceField(
            label=_("The last letter of this State that it had when it wrote"),
            help_text=_(
                "Letters cross. Where it had not read the last one, the rules say which of the two"
                " steps stands."
            ),
            choices=[(str(one.number), _seen_word(one.change)) for one in seen],
            widget=forms.RadioSelect,
            initial=str(seen[0].number),
        )
    own = [name for name in form.fields if name not in (*_BEFORE, "paper_note", "file")]
    form.order_fields([*_BEFORE, *own, "paper_note", "file"])
    if files is not None:
        form.files = files
    return form


def _seen_word(change: Change | None) -> str:
    return letter_word(change) if change else now("Nothing but the request")


def told_of(form: forms.Form) -> Told:
    """What the paper of a valid form says."""
    data = form.cleaned_data
    slip = Slip(
        channel=data["channel"],
        at=data["came_at"],
        their_reference=data["their_reference"],
        note=data["paper_note"],
        scan=scan_of(form),
    )
    return Told(done_at=data["done_at"], seen=int(data.get("had_letters") or 0), slip=slip)


def scan_of(form: forms.Form) -> Scan | None:
    """The uploaded scan, which lies in the vault by now."""
    file = form.cleaned_data.get("file")
    return Scan(file.taken, file.name or "", file.content_type or "") if file else None


class OfferForm(CleanForm):
    """Which requests are offered to the node of a State that joined; all of them at first."""

    requests = forms.MultipleChoiceField(
        label=_("Requests"),
        help_text=_("An officer there confirms each by the reference and the code of its letter."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Sequence[Request], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(one.pk), f"{one.reference} · {one.declared.label} · {one.get_state_display()}")
            for one in offered
        ]
        self.fields["requests"].choices = choices  # type: ignore[attr-defined]
        self.fields["requests"].initial = [number for number, _label in choices]


class LetterForm(CleanForm):
    """Reference and code of the letter that is held, as they are printed on it."""

    reference = forms.CharField(label=_("Reference on the letter"), max_length=LONGEST_REFERENCE)
    code = forms.CharField(
        label=_("Code on the letter"),
        help_text=_("Eight signs in two groups; they stand beside the reference."),
        max_length=LONGEST_PRINTED + 10,
    )


class DeclineForm(CleanForm):
    """Why the request is not taken over."""

    reason = forms.CharField(
        label=_("Why it is not taken over"),
        help_text=_("The other State reads it. The request stays on paper then."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

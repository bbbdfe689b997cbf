"""The forms of being told, being heard, and complaints."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.rights import Settled
from homeward.casework.victims.actions.rights_heard import ComplaintFacts, HeardFacts
from homeward.casework.victims.forms.fields import AnyDay, long_text, offer
from homeward.casework.victims.models import Channel, Guardian, SupportFile
from homeward.casework.victims.queries.files import deciding, live_channels, needs_guardian
from homeward.casework.victims.queries.rights import handlers_of
from homeward.casework.victims.words.files import ChannelKind
from homeward.casework.victims.words.rights import (
    WITH_DAY,
    ComplaintAbout,
    ComplaintEnd,
    HeardEnd,
    HeardForm,
    HeardKind,
    HeardStage,
    NoticeEnd,
    NoticeKind,
)
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import labelled

BY_HAND = [(end.value, end.label) for end in NoticeEnd if end != NoticeEnd.REPLACED]
GUARDIAN = _("Somebody else decides for this person. Choose who; open the guardian first.")


def _guardian_field(help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Through whom, where somebody else decides"), required=False, help_text=help_text
    )


class _ThroughForm(CleanForm):
    """A form that may name a guardian whose decision holds."""

    def offer_guardians(self, viewer: User, file: SupportFile) -> None:
        """Fill the list of who may decide for the person today."""
        self.guardians = {str(one.pk): one for one in deciding(viewer, file)}
        named = [
            (key, f"{one.name} ({one.get_capacity_display()})")
            for key, one in self.guardians.items()
        ]
        offer(self, "guardian", [("", _("Nobody")), *named])
        self.needs = needs_guardian(file)

    @property
    def through(self) -> Guardian | None:
        """Who was chosen."""
        return self.guardians.get(self.cleaned_data.get("guardian") or "")


class WishForm(_ThroughForm, OnceForm):
    """What the person wants to be told, and how."""

    kinds = forms.MultipleChoiceField(
        label=_("The person wants to be told of"),
        choices=NoticeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None, where the person wants to hear nothing of the proceedings."),
    )
    channel = forms.ChoiceField(
        label=_("By which channel"), required=False, help_text=_("One that was agreed on the file.")
    )
    guardian = _guardian_field()
    not_when = forms.CharField(
        label=_("When not"), max_length=200, required=False, help_text=_("Days and hours to avoid.")
    )

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = {str(one.pk): one for one in live_channels(viewer, file)}
        named = [(k, labelled(c.get_kind_display(), c.value)) for k, c in self.channels.items()]
        offer(self, "channel", [("", _("Not agreed yet")), *named])
        self.offer_guardians(viewer, file)

    def clean(self) -> dict[str, Any]:
        """A child is told through who decides for it."""
        given: dict[str, Any] = super().clean() or {}
        if self.needs and not given.get("guardian"):
            self.add_error("guardian", GUARDIAN)
        return given

    @property
    def chosen_channel(self) -> Channel | None:
        """The channel that was chosen."""
        return self.channels.get(self.cleaned_data.get("channel") or "")


class OweForm(OnceForm):
    """Something that the person is to be told, entered by hand."""

    kind = forms.ChoiceField(
        label=_("What the person is to be told"),
        choices=NoticeKind.choices,
        help_text=_("Kind and day only. Ask those who lead the investigation what may be said."),
    )
    day = AnyDay(
        label=_("Day of the hearing, arrest, release, escape or death"), required=False, years=20
    )

    def clean(self) -> dict[str, Any]:
        """Only a hearing has a day, and what became of a suspect."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("day") and given.get("kind") not in (None, *WITH_DAY):
            self.add_error("day", _("This has no day here. Leave it empty."))
        return given


class SettleForm(_ThroughForm):
    """That the person was told, or why not."""

    end = forms.ChoiceField(label=_("What came of it"), choices=BY_HAND, widget=forms.RadioSelect)
    on = PastDay(label=_("On which day"))
    how = forms.ChoiceField(
        label=_("How"), choices=[("", _("Not told")), *ChannelKind.choices], required=False
    )
    guardian = _guardian_field()
    note = long_text(_("Note"), rows=2, required=False)

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_guardians(viewer, file)

    def clean(self) -> dict[str, Any]:
        """Who was told was told somehow; who was not told has a reason."""
        given: dict[str, Any] = super().clean() or {}
        told = given.get("end") == NoticeEnd.TOLD
        if told and not given.get("how"):
            self.add_error("how", _("Say how the person was told."))
        if told and self.needs and not given.get("guardian"):
            self.add_error("guardian", GUARDIAN)
        if given.get("end") == NoticeEnd.WITHHELD and not given.get("note"):
            self.add_error("note", _("Say who decided it, and why."))
        return given

    def settled(self) -> Settled:
        """What a valid form says."""
        given = self.cleaned_data
        end = NoticeEnd(given["end"])
        told = end == NoticeEnd.TOLD
        return Settled(
            end=end,
            on=given["on"],
            how=given["how"] if told else "",
            guardian=self.through if told else None,
            note=given["note"],
        )


class HeardNewForm(_ThroughForm, OnceForm):
    """What the person says to those who decide."""

    kind = forms.ChoiceField(label=_("What it is"), choices=HeardKind.choices)
    stage = forms.ChoiceField(label=_("At which stage"), choices=HeardStage.choices)
    given_on = PastDay(label=_("Said on"))
    form = forms.ChoiceField(label=_("How"), choices=HeardForm.choices)
    guardian = _guardian_field(_("Where a guardian spoke for the person."))
    text = long_text(_("In the person's own words"), rows=6)

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_guardians(viewer, file)

    def facts(self) -> HeardFacts:
        """What a valid form says."""
        return HeardFacts(**{name: self.cleaned_data[name] for name in HeardFacts.__slots__})


class PassOnForm(CleanForm):
    """To which authority it went."""

    to = forms.CharField(label=_("Passed on to"), max_length=200, help_text=_("The authority."))
    on = PastDay(label=_("Passed on on"))
    reference = forms.CharField(label=_("Reference"), max_length=140, required=False)


class HeardEndForm(CleanForm):
    """What came of it."""

    end = forms.ChoiceField(label=_("What came of it"), choices=HeardEnd.choices)
    on = PastDay(label=_("On which day"))
    note = long_text(_("Note"), rows=2, required=False)


class ComplaintForm(OnceForm):
    """What the person complains of, and who looks into it."""

    about = forms.ChoiceField(label=_("What it is about"), choices=ComplaintAbout.choices)
    received_on = PastDay(label=_("Received on"))
    form = forms.ChoiceField(label=_("How it came"), choices=HeardForm.choices)
    text = long_text(_("What the person says"), rows=6)
    handler = forms.ChoiceField(
        label=_("Who looks into it"),
        help_text=_(
            "Somebody with a place among the victims' support who does not work on this file. Where"
            " nobody is offered, ask the lead to let somebody in."
        ),
    )

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handlers = {str(one.pk): one for one in handlers_of(viewer, file)}
        offer(self, "handler", [(key, str(one)) for key, one in self.handlers.items()])

    def facts(self) -> ComplaintFacts:
        """What a valid form says."""
        names = ComplaintFacts.__slots__
        return ComplaintFacts(**{name: self.cleaned_data[name] for name in names})

    @property
    def chosen_handler(self) -> User:
        """Who was chosen."""
        return self.handlers[self.cleaned_data["handler"]]


class AnswerForm(CleanForm):
    """The answer to a complaint."""

    end = forms.ChoiceField(
        label=_("The complaint is"), choices=ComplaintEnd.choices, widget=forms.RadioSelect
    )
    answer = long_text(_("What was answered"), rows=6)
    on = PastDay(label=_("Answered on"))

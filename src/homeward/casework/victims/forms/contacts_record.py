"""The forms of a family contact, of handing over its record, and of what became of a promise."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.contacts_record import NewFamilyContact, NewPromise
from homeward.casework.victims.forms.fields import (
    LaterMoment,
    long_text,
    offer,
    people_choices,
    short,
    this_minute,
)
from homeward.casework.victims.models import FamilyContact, SupportFile
from homeward.casework.victims.queries.contacts import plan_of
from homeward.casework.victims.queries.files import colleagues_of, live_channels
from homeward.casework.victims.words.contacts import HandedHow, PromiseEnd, WhoBegan
from homeward.casework.victims.words.files import ChannelKind
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import labelled

PROMISES = (1, 2, 3)
AGREED = "agreed-"
GROUPS = (
    (_("When, how and with whom"), ("at", "began", "how", "with_whom", "by", "interpreter")),
    (_("What was spoken of"), ("reached", "said", "asked")),
    (
        _("What was promised"),
        tuple(f"promise_{n}_{part}" for n in PROMISES for part in ("what", "due_at", "by")),
    ),
    (_("For colleagues only"), ("mood", "safety")),
    (_("What comes next"), ("next_due_at",)),
)


class FamilyContactForm(OnceForm):
    """One contact with a person, or a try that nobody answered."""

    at = PastMoment(label=with_zone(_("When (%(zone)s)")), initial=this_minute)
    began = forms.ChoiceField(
        label=_("Who sought the contact"),
        choices=WhoBegan.choices,
        widget=forms.RadioSelect,
        initial=WhoBegan.OURS,
    )
    how = forms.ChoiceField(label=_("How"))
    with_whom = short(_("With whom"), required=True)
    by = forms.ChoiceField(label=_("By whom of us"))
    interpreter = short(_("Interpreter"))
    reached = forms.BooleanField(
        label=_("We spoke"),
        required=False,
        initial=True,
        help_text=_("Take the mark away for a try that nobody answered."),
    )
    said = long_text(_("What was said to the person"), rows=4, required=False)
    asked = long_text(_("What the person asked"), required=False)
    mood = long_text(_("How the person was"), rows=2, required=False)
    safety = long_text(
        _("What was noticed of safety"),
        rows=2,
        required=False,
        help_text=_("It does not stand on the record that the person gets."),
    )
    next_due_at = LaterMoment(
        label=with_zone(_("Next contact due (%(zone)s)")),
        help_text=_("Leave it empty, and the plan says when."),
    )

    def __init__(
        self,
        *args: Any,
        viewer: User,
        file: SupportFile,
        old: FamilyContact | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for number in PROMISES:
            self._add_promise(number)
        self._offer(viewer, file, old)
        self.fields["by"].initial = str(viewer.pk)
        self.fields["with_whom"].initial = file.agreed_name or file.person.name
        plan = plan_of(viewer, file)
        if plan:
            self.fields["interpreter"].initial = plan.interpreter
            if plan.channel_id:
                self.fields["how"].initial = f"{AGREED}{plan.channel_id}"

    def _offer(self, viewer: User, file: SupportFile, old: FamilyContact | None) -> None:
        self.colleagues = {str(one.pk): one for one in colleagues_of(viewer, file.case)}
        self.channels = {f"{AGREED}{one.pk}": one for one in live_channels(viewer, file)}
        people = list(self.colleagues.values())
        for number in PROMISES:
            name = f"promise_{number}_by"
            offer(self, name, people_choices(people, _("Choose a colleague")))
        if old:  # what was so then may be kept, even where it holds no more
            self.colleagues.setdefault(str(old.by_id), old.by)
            if old.channel:
                self.channels.setdefault(f"{AGREED}{old.channel_id}", old.channel)
        agreed = [(k, labelled(c.get_kind_display(), c.value)) for k, c in self.channels.items()]
        ways: list[tuple[Any, Any]] = [(_("Another way"), [*ChannelKind.choices])]
        if agreed:
            ways.insert(0, (_("Agreed with the person"), agreed))
        offer(self, "how", ways)
        people = list(self.colleagues.values())
        offer(self, "by", people_choices(people, _("Choose a colleague")))

    def _add_promise(self, number: int) -> None:
        words = {"number": number}
        self.fields[f"promise_{number}_what"] = short(_("Promise %(number)s") % words, 500)
        due = with_zone(_("By when (%(zone)s)"))
        self.fields[f"promise_{number}_due_at"] = LaterMoment(label=due)
        who = forms.ChoiceField(label=_("Who keeps it"), required=False)
        self.fields[f"promise_{number}_by"] = who

    def clean(self) -> dict[str, Any]:
        """A contact says something, and a promise says by when and by whom."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("reached") and not given.get("said") and not given.get("asked"):
            self.add_error("said", _("Write what was said, or take the mark “We spoke” away."))
        for number in PROMISES:
            self._check_promise(number, given)
        self._check_later(given)
        return given

    def _check_promise(self, number: int, given: dict[str, Any]) -> None:
        what, due_at, by = (given.get(f"promise_{number}_{p}") for p in ("what", "due_at", "by"))
        if what and not due_at and f"promise_{number}_due_at" not in self.errors:
            self.add_error(f"promise_{number}_due_at", _("Say by when it is kept."))
        if what and not by and f"promise_{number}_by" not in self.errors:
            self.add_error(f"promise_{number}_by", _("Say who keeps it."))
        if (due_at or by) and not what and f"promise_{number}_what" not in self.errors:
            self.add_error(f"promise_{number}_what", _("Write what was promised."))

    def _check_later(self, given: dict[str, Any]) -> None:
        at = given.get("at")
        for name in ("next_due_at", *(f"promise_{number}_due_at" for number in PROMISES)):
            moment = given.get(name)
            if at and moment and moment <= at:
                self.add_error(name, _("This time lies before the contact. Give a later one."))

    @property
    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    def new(self) -> NewFamilyContact:
        """What a valid form says of the contact."""
        given = self.cleaned_data
        channel = self.channels.get(given["how"])
        names = ("at", "began", "with_whom", "reached", "interpreter", "said", "asked")
        return NewFamilyContact(
            channel=channel,
            kind=channel.kind if channel else given["how"],
            by=self.colleagues[given["by"]],
            mood=given["mood"],
            safety=given["safety"],
            next_due_at=given["next_due_at"],
            form_token=self.token,
            **{name: given[name] for name in names},
        )

    def promises(self) -> list[NewPromise]:
        """What a valid form says was promised."""
        given = self.cleaned_data
        return [
            NewPromise(
                what=given[f"promise_{number}_what"],
                due_at=given[f"promise_{number}_due_at"],
                by=self.colleagues[given[f"promise_{number}_by"]],
            )
            for number in PROMISES
            if given[f"promise_{number}_what"]
        ]


def contact_initial(contact: FamilyContact) -> dict[str, Any]:
    """The entry that is corrected, as its correction begins; its promises stay with it."""
    names = ("at", "began", "with_whom", "reached", "interpreter", "said", "asked", "mood")
    return {name: getattr(contact, name) for name in names} | {
        "how": f"{AGREED}{contact.channel_id}" if contact.channel_id else contact.kind,
        "by": str(contact.by_id),
        "safety": contact.safety,
        "next_due_at": None if contact.next_by_plan else contact.next_due_at,
    }


class HandedForm(CleanForm):
    """How the person got the written record."""

    how = forms.ChoiceField(label=_("How"), choices=HandedHow.choices, widget=forms.RadioSelect)
    at = PastMoment(label=with_zone(_("When (%(zone)s)")), initial=this_minute)


class SettleForm(CleanForm):
    """What became of a promise."""

    end = forms.ChoiceField(
        label=_("How it ended"), choices=PromiseEnd.choices, widget=forms.RadioSelect
    )
    kept_at = PastMoment(
        label=with_zone(_("Kept when (%(zone)s)")),
        required=False,
        help_text=_("Empty: now."),
    )
    reason = long_text(
        _("Why it was not kept, or was taken back"),
        rows=2,
        required=False,
        help_text=_("And what the person was told of it."),
    )

    def clean(self) -> dict[str, Any]:
        """What was not kept says why; only what was kept has a time."""
        given: dict[str, Any] = super().clean() or {}
        kept = given.get("end") == PromiseEnd.KEPT
        if given.get("end") and not kept and not given.get("reason"):
            self.add_error("reason", _("Say why, and what the person was told."))
        if given.get("end") and not kept and given.get("kept_at"):
            self.add_error("kept_at", _("Leave the time empty: it was not kept."))
        return given

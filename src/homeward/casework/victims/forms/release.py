"""The forms of checklists, of what is arranged, and of the end of contact."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.release import ArrangementFacts, NewStep, StepResult
from homeward.casework.victims.actions.release_end import EndFacts
from homeward.casework.victims.forms.fields import AnyDay, long_text, offer, people_choices, short
from homeward.casework.victims.models import Arrangement, SupportFile, SupportStep
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.words.release import (
    KINDS,
    Arranged,
    Ending,
    Group,
    StepEnd,
    StepKind,
)
from homeward.foundation.access.models import User


class PrepareForm(CleanForm):
    """For which ending the usual preparation is put on the list."""

    ending = forms.ChoiceField(
        label=_("For which ending"), choices=Ending.choices, widget=forms.RadioSelect
    )


class FollowUpForm(CleanForm):
    """From which day the usual follow-ups are counted."""

    day = PastDay(
        label=_("Day on which the kidnapping ended for this person"),
        help_text=_(
            "Follow-ups are set a week, one, three, six and twelve months later. Each can be given"
            " another day."
        ),
    )


class StepForm(OnceForm):
    """One more line of a checklist."""

    kind = forms.ChoiceField(label=_("Which step"))
    ending = forms.ChoiceField(
        label=_("For which ending"),
        choices=[("", _("For each")), *Ending.choices],
        required=False,
    )
    text = short(_("In your own words"), 500)
    responsible = forms.ChoiceField(label=_("Which colleague does it"), required=False)
    who = short(_("Or who else does it"))
    due_on = AnyDay(label=_("By which day"), required=False, years=10)

    def __init__(
        self, *args: Any, viewer: User, file: SupportFile, group: Group, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.colleagues = {str(one.pk): one for one in colleagues_of(viewer, file.case)}
        kinds = [(code, StepKind(code).label) for code in (*KINDS[group], StepKind.OWN)]
        offer(self, "kind", kinds)
        people = self.colleagues.values()
        offer(self, "responsible", people_choices(people, _("Nobody of us")))
        if group != Group.PREPARE:
            del self.fields["ending"]
        if group in (Group.FOLLOW_UP, Group.DEATH):
            self.fields["due_on"].required = group == Group.FOLLOW_UP

    def clean(self) -> dict[str, Any]:
        """What is no usual step is said in words."""
        given: dict[str, Any] = super().clean() or {}
        wordy = given.get("kind") in (StepKind.OWN, StepKind.REQUEST)
        if wordy and not given.get("text"):
            self.add_error("text", _("Say in your own words what it is."))
        if given.get("responsible") and given.get("who"):
            self.add_error("who", _("Name one who does it: a colleague, or somebody else."))
        return given

    def new(self) -> NewStep:
        """What a valid form says."""
        given = self.cleaned_data
        return NewStep(
            group=self.group,
            ending=given.get("ending", ""),
            responsible=self.colleagues.get(given["responsible"] or ""),
            **{name: given[name] for name in ("kind", "text", "who", "due_on")},
        )


class StepEndForm(CleanForm):
    """What became of a line of a checklist."""

    end = forms.ChoiceField(label=_("How it ended"), widget=forms.RadioSelect)
    done_on = PastDay(label=_("Done on"), required=False)
    done_who = short(_("By whom"))
    done_second = short(_("And by whom else"))
    result = long_text(_("What came of it, or why not"), required=False)

    def __init__(self, *args: Any, step: SupportStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = [StepEnd.DONE, StepEnd.NOT_NEEDED]
        if step.group == Group.MEDIA:
            ends.insert(0, StepEnd.REFUSED)
        offer(self, "end", [(one.value, one.label) for one in ends])
        self.step = step
        if step.kind != StepKind.NOTIFIED:
            del self.fields["done_second"]

    def clean(self) -> dict[str, Any]:
        """Done has a day; everything else has a reason; a death is told by two."""
        given: dict[str, Any] = super().clean() or {}
        done = given.get("end") == StepEnd.DONE
        if done and not given.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", _("Say on which day it was done."))
        if given.get("end") and not done and not given.get("result"):
            self.add_error("result", _("Say why, or what was answered."))
        if done and self.step.kind == StepKind.NOTIFIED:
            for name in ("done_who", "done_second"):
                if not given.get(name):
                    self.add_error(name, _("A death is told in person by two. Write both names."))
        return given

    def facts(self) -> StepResult:
        """What a valid form says."""
        given = self.cleaned_data
        done = given["end"] == StepEnd.DONE
        return StepResult(
            end=given["end"],
            done_on=given["done_on"] if done else None,
            done_who=given["done_who"],
            done_second=given.get("done_second", ""),
            result=given["result"],
        )


class MoveForm(CleanForm):
    """Another day for a line of a checklist."""

    due_on = AnyDay(label=_("New day"), years=10)
    why = long_text(_("Why"), rows=2)


class _ArrangementForm(RecordForm):
    """What two versions share."""

    def facts(self) -> ArrangementFacts:
        """What a valid form says."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "revision"}
        return ArrangementFacts(**given)


class ReunionForm(_ArrangementForm):
    """How person and family meet again."""

    who = long_text(_("Who is present"), rows=2)
    never = long_text(_("Who must not be there"), rows=2, required=False)
    place = short(
        _("Where, in general terms"),
        300,
        help_text=_("Such as: a hospital of the capital. Never an address."),
    )
    medical_first = forms.BooleanField(
        label=_("The medical examination comes first"), required=False
    )
    no_media = forms.BooleanField(label=_("No media are there"), required=False)
    what = long_text(_("How it goes"), required=False)
    agreed_with = short(_("Agreed with"), required=True)


class MediaForm(_ArrangementForm):
    """What may be published, and who speaks."""

    what = long_text(
        _("What may be published"),
        required=False,
        help_text=_("Empty: nothing. The person may change his or her mind at any time."),
    )
    never = long_text(_("What must never be published"), required=False)
    who = long_text(_("Who speaks to media"), rows=2, required=False)
    agreed_with = short(_("Agreed with"), required=True)


def arrangement_form(kind: str) -> type[ReunionForm] | type[MediaForm]:
    """The form of what is arranged."""
    return ReunionForm if kind == Arranged.REUNION else MediaForm


def arrangement_initial(kind: str, held: Arrangement | None) -> dict[str, Any]:
    """The first content of the form: what holds, or medical care first and no media."""
    names = ["who", "what", "never", "agreed_with"]
    if kind == Arranged.REUNION:
        names += ["place", "medical_first", "no_media"]
    if held is None:
        marks = {"medical_first": True, "no_media": True}
        return {name: marks.get(name, "") for name in names} | {"revision": 0}
    return {name: getattr(held, name) for name in names} | {"revision": held.number}


class EndForm(OnceForm):
    """The end of contact as it was agreed."""

    agreed_with = short(_("With whom it was agreed"), required=True)
    agreed_on = PastDay(label=_("Agreed on"))
    come_back = long_text(
        _("How the person may come back"),
        help_text=_("Whom to call, at any time, and that nothing has to be told again."),
    )
    letter_on = AnyDay(label=_("Day of the closing letter"), required=False, years=10)
    done = long_text(
        _("What was done for the person"),
        help_text=_(
            "This and what follows stand in the closing letter. Write to the person, in the"
            " person's language, in short sentences."
        ),
    )
    remains = long_text(
        _("What is still open"),
        required=False,
        help_text=_("And who goes on with it. Leave it empty where nothing is open."),
    )
    complain = long_text(
        _("To whom the person can complain"),
        help_text=_("With us and outside: name, telephone, address."),
    )
    note = long_text(_("What else was agreed"), required=False)

    def facts(self) -> EndFacts:
        """What a valid form says."""
        names = ("agreed_with", "agreed_on", "come_back", "letter_on", "note")
        letter = ("done", "remains", "complain")
        return EndFacts(**{name: self.cleaned_data[name] for name in (*names, *letter)})


def first_day(file: SupportFile) -> date | None:
    """The day of the outcome, where the record of the person says it."""
    return file.person.outcome_on

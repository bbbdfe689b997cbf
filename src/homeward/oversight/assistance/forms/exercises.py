"""Forms of exercises."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.web.visible import CleanForm
from homeward.oversight.assistance.contents import LONGEST
from homeward.oversight.assistance.exercise.clock import FASTEST
from homeward.oversight.assistance.exercise.scenario import Decision, Seat
from homeward.oversight.assistance.forms.money import WORDS
from homeward.oversight.assistance.words_exercise import SEATS, SOURCES


class PlanForm(CleanForm):
    """Who plays, and where."""

    title = forms.CharField(
        label=_("Team and place"),
        max_length=200,
        help_text=_("It tells this session from others of the same scenario."),
    )


class SeatForm(CleanForm):
    """Who takes part, and as what."""

    person = forms.ChoiceField(label=_("Person"))
    seats = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What no role is given for falls to whoever leads the team."),
    )

    def __init__(self, *args: Any, people: list[User], seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        listed = [(key, str(one)) for key, one in self.people.items()]
        self.fields["person"].choices = listed  # type: ignore[attr-defined]
        wanted = [one for one in Seat if one is Seat.LEAD or one in seats]
        roles = [(str(one), SEATS[one]) for one in wanted]
        self.fields["seats"].choices = roles  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """The person."""
        return self.people[self.cleaned_data["person"]]


class SpeedForm(CleanForm):
    """How fast the clock of the exercise runs."""

    speed = forms.IntegerField(
        label=_("Minutes of the exercise in one minute"), min_value=1, max_value=FASTEST
    )


class ForwardForm(CleanForm):
    """To which minute the clock is set forward."""

    minute = forms.IntegerField(label=_("Minute of the exercise"), min_value=0)


class TellForm(CleanForm):
    """A message by hand."""

    source = forms.ChoiceField(label=_("Who seems to speak"), choices=list(SOURCES.items()))
    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=WORDS)


class EndForm(CleanForm):
    """Why an exercise is ended before its scenario is."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=WORDS)


class DecideForm(CleanForm):
    """A question of the scenario: what is decided, and why."""

    choice = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=WORDS,
        help_text=_("The debrief shows it beside what the playbook says."),
    )

    def __init__(
        self, *args: Any, decision: Decision, words: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one, words[one]) for one in decision.options]
        self.fields["choice"].choices = listed  # type: ignore[attr-defined]

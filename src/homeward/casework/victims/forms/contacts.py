"""The forms of contact plans, and of their way to another State."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.contacts_plan import PlanFacts, ShareFacts
from homeward.casework.victims.forms.fields import (
    AnyDay,
    LanguageField,
    long_text,
    offer,
    people_choices,
    short,
)
from homeward.casework.victims.models import ContactPlan, SupportFile
from homeward.casework.victims.queries.files import colleagues_of, files_of, live_channels
from homeward.casework.victims.words.contacts import Unit
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import other_states
from homeward.foundation.web.formats import labelled

PLAIN = (
    *("every", "unit", "agreed_with", "included_others", "speaker", "times", "language"),
    *("interpreter", "first_life", "first_death", "first_release", "first_media", "note"),
    "review_on",
)


def _first(label: Any) -> forms.CharField:
    return short(label, help_text=_("Name, and how to reach the person."))


class PlanForm(RecordForm):
    """What is agreed with a person about contact; two who change it choose field by field."""

    liaison = forms.ChoiceField(
        label=_("Liaison"), help_text=_("One person, who stays the same over time.")
    )
    deputy = forms.ChoiceField(label=_("Deputy"), required=False)
    included = forms.MultipleChoiceField(
        label=_("Who of the family is included"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    included_others = short(_("Others who are included"), 500)
    speaker = short(
        _("Who speaks for them"),
        help_text=_("Leave it empty where each speaks for himself or herself."),
    )
    every = forms.IntegerField(
        label=_("At the latest every"), min_value=1, max_value=366, initial=24
    )
    unit = forms.ChoiceField(label=_("Hours or days"), choices=Unit.choices)
    channel = forms.ChoiceField(label=_("Agreed channel"), required=False)
    times = short(_("At which times"), 300, help_text=_("And when not."))
    language = LanguageField(label=_("Language"))
    interpreter = short(_("Interpreter"), help_text=_("No relative interprets for another."))
    first_life = _first(_("Called first at a sign of life"))
    first_death = _first(_("Told first, in person, of a death"))
    first_release = _first(_("Called first at the release"))
    first_media = _first(_("Called first when media report"))
    note = long_text(_("What else was agreed"), required=False)
    agreed_with = short(_("Agreed with"), required=True)
    review_on = AnyDay(label=_("To be reviewed on"), required=False, years=10)

    def __init__(
        self, *args: Any, viewer: User, file: SupportFile, initial: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues_of(viewer, file.case)}
        self.channels = {str(one.pk): one for one in live_channels(viewer, file)}
        people = self.colleagues.values()
        offer(self, "liaison", people_choices(people, _("Choose a colleague")))
        nobody = pgettext_lazy("deputy", "Nobody")
        offer(self, "deputy", people_choices(people, nobody))
        offer(
            self,
            "included",
            [(str(one.number), one.person.name or "–") for one in files_of(viewer, file.case)],
        )
        ways = [(k, labelled(c.get_kind_display(), c.value)) for k, c in self.channels.items()]
        offer(self, "channel", [("", _("Not recorded")), *ways])
        self.settle()

    def clean(self) -> dict[str, Any]:
        """The deputy is another person than the liaison."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("liaison") and given.get("liaison") == given.get("deputy"):
            self.add_error("deputy", _("Choose another colleague than the liaison, or nobody."))
        return given

    def facts(self) -> PlanFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return PlanFacts(
            liaison=self.colleagues[given["liaison"]],
            deputy=self.colleagues.get(given["deputy"] or ""),
            included=[int(number) for number in given["included"]],
            channel=self.channels.get(given["channel"] or ""),
            **{name: given[name] for name in PLAIN},
        )


def plan_initial(file: SupportFile, plan: ContactPlan | None) -> dict[str, Any]:
    """The first content of the form: the plan that holds, or what the file says."""
    if plan is None:
        start = {"liaison": str(file.worker_id), "language": file.language, "every": 24}
        return dict.fromkeys(PLAIN, "") | {
            "deputy": "",
            "channel": "",
            "included": [str(file.number)],
            "unit": Unit.HOURS,
            "review_on": None,
            "revision": 0,
            **start,
        }
    return {name: getattr(plan, name) for name in PLAIN} | {
        "liaison": str(plan.liaison_id),
        "deputy": str(plan.deputy_id or ""),
        "channel": str(plan.channel_id or ""),
        "included": [str(number) for number in plan.included],
        "revision": plan.number,
    }


class ShareForm(OnceForm):
    """To whom abroad the plan is given; the consent that names that State is looked up."""

    state = forms.ChoiceField(label=_("State"))
    authority = short(_("Authority of the liaison officer"), required=True)
    officer = short(_("Liaison officer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(one.code, f"{one.name} ({one.code})") for one in other_states()]
        offer(self, "state", [("", _("Choose a State")), *found])

    def facts(self) -> ShareFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return ShareFacts(**{name: given[name] for name in ("state", "authority", "officer")})


class WhyForm(CleanForm):
    """One reason."""

    why = long_text(_("Why"), rows=2)

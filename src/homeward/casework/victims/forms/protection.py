"""Forms of threat, measures, protected addresses, and requests abroad about a person."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.models import Case
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cooperation.bases import refuse_not_in_force
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.errors import TreatyNotInForce
from homeward.casework.cooperation.forms import NewRequestForm
from homeward.casework.victims.actions.protection_measures import Happened, MeasureFacts
from homeward.casework.victims.actions.protection_sharing import Asked
from homeward.casework.victims.actions.protection_threat import NewAssessment
from homeward.casework.victims.forms.fields import AnyDay, ComingDay, long_text, offer
from homeward.casework.victims.models import Measure, SupportFile, ThreatAssessment
from homeward.casework.victims.queries.protection_sharing import Share, shares_of
from homeward.casework.victims.words.protection import (
    LEVEL_MEANINGS,
    MeasureKind,
    MeasureStatus,
    MeasureStep,
    ThreatLevel,
    ThreatSource,
)
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import State
from homeward.foundation.web.formats import labelled

YEARS = 5  # ahead; a review that lies further is a slip of the keyboard
LEVELS = [(one.value, f"{one.label}") for one in ThreatLevel]


class ThreatForm(OnceForm):
    """How great the danger is, where it comes from, and when it is looked at again."""

    assessed_on = PastDay(label=_("Assessed on"), initial=localdate)
    level = forms.ChoiceField(label=_("Threat"), widget=forms.RadioSelect)
    sources = forms.MultipleChoiceField(
        label=_("Where the danger comes from"),
        choices=ThreatSource.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = long_text(_("On what this rests"))
    assessor = forms.CharField(
        label=_("Who assessed it"), max_length=200, help_text=_("Role and authority.")
    )
    review_on = ComingDay(
        years=YEARS, label=_("Next review"), help_text=_("The day by which it is done again.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, labelled(one.label, LEVEL_MEANINGS[one])) for one in ThreatLevel]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A danger comes from somewhere."""
        given: dict[str, Any] = super().clean() or {}
        level = given.get("level")
        if level and level != ThreatLevel.LOW and not given.get("sources"):
            self.add_error("sources", _("Say where the danger comes from."))
        return given

    def facts(self) -> NewAssessment:
        """What a valid form says."""
        names = ("assessed_on", "sources", "level", "reasons", "assessor", "review_on")
        return NewAssessment(**{name: self.cleaned_data[name] for name in names})


def threat_initial(threat: ThreatAssessment) -> dict[str, Any]:
    """The first content of a correction: the assessment as it stands."""
    names = ("assessed_on", "sources", "level", "reasons", "assessor")
    day = max(threat.review_on, localdate())
    return {name: getattr(threat, name) for name in names} | {"review_on": day}


class _Facts(forms.Form):
    """What is done, when, and who sees to it."""

    what = long_text(
        _("What is done"), help_text=_("Without addresses: seal a protected address instead.")
    )
    begins_on = AnyDay(years=YEARS, label=pgettext_lazy("day", "From"))
    until = AnyDay(
        label=pgettext_lazy("day", "Until"),
        required=False,
        help_text=_("Empty: until somebody lifts it."),
    )
    review_on = ComingDay(
        years=YEARS,
        label=_("To be reviewed by"),
        help_text=_("A missed review is a task that climbs."),
    )
    responsible = forms.CharField(
        label=_("Who is responsible"), max_length=200, help_text=_("Role and authority.")
    )

    def check_days(self) -> None:
        """A measure ends after it begins, and is reviewed before it ends."""
        given = self.cleaned_data
        begins, until, review = (given.get(n) for n in ("begins_on", "until", "review_on"))
        if begins and until and until < begins:
            self.add_error("until", _("It cannot end before it begins. Choose a later day."))
        elif until and review and until < review:
            self.add_error("review_on", _("Review it on its last day or before."))

    def facts_of(self, kind: str, *, in_force: bool) -> MeasureFacts:
        """What a valid form says."""
        names = ("what", "begins_on", "until", "review_on", "responsible")
        given = {name: self.cleaned_data[name] for name in names}
        return MeasureFacts(kind=kind, in_force=in_force, **given)


class MeasureForm(_Facts, OnceForm):
    """A measure that is planned, or in force already."""

    kind = forms.ChoiceField(label=_("Measure"), choices=MeasureKind.choices)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(one.value, one.label) for one in (MeasureStatus.PLANNED, MeasureStatus.IN_FORCE)],
        widget=forms.RadioSelect,
        initial=MeasureStatus.PLANNED,
    )
    field_order = ("kind", "what", "begins_on", "until", "status", "review_on", "responsible")

    def clean(self) -> dict[str, Any]:
        """What is in force has begun."""
        given: dict[str, Any] = super().clean() or {}
        self.check_days()
        begins = given.get("begins_on")
        if given.get("status") == MeasureStatus.IN_FORCE and begins and begins > localdate():
            self.add_error("begins_on", _("This day has not come: choose “Planned”, or today."))
        return given

    def facts(self) -> MeasureFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return self.facts_of(given["kind"], in_force=given["status"] == MeasureStatus.IN_FORCE)


class MeasureEditForm(_Facts, RecordForm):
    """A live measure as it is now."""

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, initial=measure_initial(measure), **kwargs)
        self.kind, self.status = measure.kind, measure.status

    def clean(self) -> dict[str, Any]:
        """As when it was recorded."""
        given: dict[str, Any] = super().clean() or {}
        self.check_days()
        begins = given.get("begins_on")
        if self.status == MeasureStatus.IN_FORCE and begins and begins > localdate():
            self.add_error("begins_on", _("It is in force: choose today or a day before."))
        return given

    def facts(self) -> MeasureFacts:
        """What a valid form says; kind and status stay."""
        return self.facts_of(self.kind, in_force=False)


def measure_initial(measure: Measure) -> dict[str, Any]:
    """The first content of the form: the measure as it stands."""
    names = ("what", "begins_on", "until", "review_on", "responsible", "revision")
    return {name: getattr(measure, name) for name in names}


class StepForm(OnceForm):
    """Something that happened to a measure: which day, and what is to be written of it."""

    day = PastDay(label=pgettext_lazy("day", "On"), initial=localdate)
    note = long_text(_("What came out"))
    review_on = ComingDay(years=YEARS, label=_("Next review"))
    until = AnyDay(
        label=pgettext_lazy("day", "Until"),
        required=False,
        help_text=_("Empty: until somebody lifts it."),
    )

    def __init__(self, *args: Any, step: str, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["until"].initial = measure.until
        if step != MeasureStep.REVIEWED:
            del self.fields["review_on"], self.fields["until"]
        if step in _NOTES:
            self.fields["note"].label, self.fields["note"].required = _NOTES[step]

    def clean(self) -> dict[str, Any]:
        """It is reviewed again before it ends."""
        given: dict[str, Any] = super().clean() or {}
        until, review = given.get("until"), given.get("review_on")
        if until and review and until < review:
            self.add_error("review_on", _("Review it on its last day or before."))
        return given

    def happened(self) -> Happened:
        """What a valid form says."""
        given = self.cleaned_data
        return Happened(
            step=self.step,
            day=given["day"],
            note=given["note"],
            review_on=given.get("review_on"),
            until=given.get("until"),
        )


_NOTES = {
    MeasureStep.BEGUN.value: (_("Note"), False),
    MeasureStep.LIFTED.value: (_("Why it is lifted"), True),
    MeasureStep.REFUSED.value: (_("What the person said"), True),
}


class AddressForm(OnceForm):
    """An address that nobody reads before a second member agrees."""

    text = forms.CharField(
        label=_("Protected address"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=_("Nobody reads this again, you neither, until a second member agrees."),
    )


class EndAddressForm(OnceForm):
    """Why a protected address does not hold any more."""

    reason = long_text(_("Why it does not hold any more"), rows=2)


class AbroadForm(NewRequestForm):
    """For whom, with which consent, on what basis and how soon another State is asked."""

    share = forms.ChoiceField(
        label=_("Person and consent"),
        help_text=_(
            "Consents to share with an authority of another State, and approved decisions. The"
            " request goes to the State of the consent."
        ),
    )
    field_order = ("share", "legal_basis", "urgency", "handling", "handling_limits")

    def __init__(
        self,
        *args: Any,
        kind: str,
        viewer: User,
        case: Case,
        only: SupportFile | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, kind=kind_of(kind), **kwargs)
        del self.fields["other_state"], self.fields["run"]
        found = [one for one in shares_of(viewer, case) if only is None or one.file == only]
        self.shares = {one.key: one for one in found}
        names = dict(State.objects.values_list("code", "name"))
        offer(self, "share", [("", _("Choose")), *_grouped(found, names)])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The treaty binds the State with which it was shared."""
        found = super().clean()
        share = self.shares.get(found.get("share", ""))
        if share and found.get("legal_basis"):
            try:
                refuse_not_in_force(self.kind, found["legal_basis"], share.state)
            except TreatyNotInForce as error:
                self.add_error("legal_basis", error.sentence())
        return found

    @property
    def chosen(self) -> Share:
        """What a valid form chose."""
        return self.shares[self.cleaned_data["share"]]

    def asked(self) -> Asked:
        """The first choices of a valid form."""
        names = ("legal_basis", "urgency", "handling", "handling_limits")
        given = {name: self.cleaned_data[name] for name in names}
        return Asked(kind=self.kind.code, form_token=self.token, **given)


def _grouped(shares: list[Share], names: dict[str, str]) -> list[tuple[str, Any]]:
    """The choices under the file that they are of."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in shares:
        heading = now("Support file %(number)s") % {"number": one.file.number}
        if one.file.person.name:
            heading = f"{heading} · {one.file.person.name}"
        word = f"{names.get(one.state, one.state)} ({one.state}) · {one.said}"
        groups.setdefault(heading, []).append((one.key, word))
    return list(groups.items())

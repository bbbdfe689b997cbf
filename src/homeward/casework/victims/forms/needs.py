"""Assessing needs, the day of the next assessment, and single needs."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.victims.actions.needs import NeedFacts, NeedNow
from homeward.casework.victims.actions.needs_assess import AssessmentFacts, Level
from homeward.casework.victims.forms.fields import ComingDay, long_text, offer
from homeward.casework.victims.models import Assessment, Need, SupportFile
from homeward.casework.victims.queries.files import colleagues_of
from homeward.casework.victims.words.needs import (
    Domain,
    Met,
    NeedKind,
    NeedStatus,
    Urgency,
)
from homeward.casework.victims.words.needs import Level as Scale
from homeward.foundation.access.models import User

FARTHEST = 5  # years
PARTS = ("level", "met", "note")  # of a domain: the first part of its fields' names


class AssessmentForm(OnceForm):
    """What was found, domain by domain; a correction also says why, and sets no new day."""

    made_on = PastDay(label=_("Day of the assessment"))
    colleague = forms.ChoiceField(label=_("Made by"), required=False)
    outsider = forms.CharField(
        label=_("Name and profession, where it was somebody else"), max_length=200, required=False
    )
    present = forms.BooleanField(label=_("The person was there"), required=False)
    known_from = long_text(
        _("From whom or what it is known"),
        rows=2,
        required=False,
        help_text=_("Where the person was not there."),
    )
    interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    summary = long_text(_("In short"), required=False)
    next_on = ComingDay(
        years=5,
        label=_("Day of the next assessment"),
        required=False,
        help_text=_("It becomes a task for who works on the file."),
    )
    why = long_text(_("Why it is corrected"), rows=2)

    def __init__(
        self,
        *args: Any,
        viewer: User,
        file: SupportFile,
        before: Assessment | None = None,
        **kwargs: Any,
    ) -> None:
        first = {"made_on": localdate(), "colleague": str(viewer.pk), "present": True}
        kwargs["initial"] = assessment_initial(before) if before else first
        super().__init__(*args, **kwargs)
        del self.fields["next_on" if before else "why"]
        self.colleagues = {str(one.pk): one for one in colleagues_of(viewer, file.case)}
        offer(
            self,
            "colleague",
            [
                ("", _("Somebody else")),
                *((key, str(one)) for key, one in self.colleagues.items()),
            ],
        )
        for code, label in Domain.choices:
            self._add_domain(code, str(label))

    def _add_domain(self, code: str, label: str) -> None:
        about = {"domain": label}
        self.fields[f"level_{code}"] = forms.ChoiceField(
            label=_("%(domain)s: how large the problem is") % about,
            choices=[("", _("Not assessed this time")), *_levels()],
            required=False,
        )
        self.fields[f"met_{code}"] = forms.ChoiceField(
            label=_("%(domain)s: is what is needed there") % about,
            choices=[("", _("Choose")), *Met.choices],
            required=False,
        )
        self.fields[f"note_{code}"] = long_text(
            _("%(domain)s: note") % about, rows=2, required=False
        )

    @property
    def heads(self) -> list[BoundField]:
        """The fields that are of no domain."""
        found = self.visible_fields()
        return [one for one in found if one.name.partition("_")[0] not in PARTS]

    @property
    def domains(self) -> list[tuple[str, list[BoundField]]]:
        """Each domain by its name, with its fields."""
        return [
            (str(label), [self[f"{part}_{code}"] for part in PARTS])
            for code, label in Domain.choices
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody made it, something is said, and where the person was not there, from where."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("colleague") and not given.get("outsider"):
            self.add_error("outsider", _("Write who made it, or choose a colleague."))
        if given.get("colleague") and given.get("outsider"):
            self.add_error("outsider", _("Choose “Somebody else” above, or leave this empty."))
        if not given.get("present") and not given.get("known_from"):
            self.add_error("known_from", _("The person was not there: say from whom it is known."))
        for code in Domain.values:
            self._check_domain(code, given)
        if not any(given.get(f"level_{code}") for code in Domain.values):
            first = f"level_{Domain.values[0]}"
            self.add_error(first, _("Say how it stands in at least one domain."))
        return given

    def _check_domain(self, code: str, given: dict[str, Any]) -> None:
        level, met = given.get(f"level_{code}"), given.get(f"met_{code}")
        if level and not met:
            self.add_error(f"met_{code}", _("Say whether what is needed is there."))
        if not level and (met or given.get(f"note_{code}")):
            self.add_error(f"level_{code}", _("Choose a level, or leave the domain empty."))

    def facts(self) -> AssessmentFacts:
        """Who found it, when and how."""
        given = self.cleaned_data
        names = ("made_on", "outsider", "present", "known_from", "interpreter", "summary")
        return AssessmentFacts(
            colleague=self.colleagues.get(given["colleague"]),
            **{name: given[name] for name in names},
        )

    def levels(self) -> list[Level]:
        """What was found in the domains that were assessed."""
        given = self.cleaned_data
        return [
            Level(
                domain=code,
                level=int(given[f"level_{code}"]),
                met=given[f"met_{code}"],
                note=given[f"note_{code}"],
            )
            for code in Domain.values
            if given[f"level_{code}"]
        ]


def _levels() -> list[tuple[int, Any]]:
    return [
        (code, label if code == Scale.NOT_SPECIFIED else f"{code} – {label}")
        for code, label in Scale.choices
    ]


def assessment_initial(before: Assessment) -> dict[str, Any]:
    """The first content of a correction: what was found."""
    names = ("made_on", "outsider", "present", "known_from", "interpreter", "summary")
    found: dict[str, Any] = {name: getattr(before, name) for name in names}
    found["colleague"] = str(before.colleague_id or "")
    for row in before.levels.all():
        found |= {
            f"level_{row.domain}": str(row.level),
            f"met_{row.domain}": row.met,
            f"note_{row.domain}": row.note,
        }
    return found


class NextForm(OnceForm):
    """When the next assessment is made, or why none is."""

    on = ComingDay(years=5, label=_("Day of the next assessment"), required=False)
    reason = forms.CharField(
        label=_("Why then, or why none is made"), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        """No day, no reason: nothing is said."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("on") and not given.get("reason") and not self.errors:
            self.add_error("on", _("Choose a day, or say why no assessment is made."))
        return given


class NeedForm(OnceForm):
    """Something that is needed."""

    domain = forms.ChoiceField(label=_("Part of life"), choices=Domain.choices)
    kind = forms.ChoiceField(
        label=_("What is needed"), choices=[("", _("Choose")), *NeedKind.choices]
    )
    text = long_text(_("In words"))
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=Urgency.choices, widget=forms.RadioSelect
    )
    opened_on = PastDay(label=_("Known since"), initial=localdate)

    def facts(self) -> NeedFacts:
        """What a valid form says."""
        names = ("domain", "kind", "text", "urgency", "opened_on")
        return NeedFacts(**{name: self.cleaned_data[name] for name in names})


class NeedNowForm(RecordForm):
    """How a need stands now."""

    status = forms.ChoiceField(
        label=_("How it stands now"), choices=NeedStatus.choices, widget=forms.RadioSelect
    )
    reason = long_text(
        _("Why it is not met, or what was said"),
        rows=2,
        required=False,
        help_text=_("Must be written where the need is not met."),
    )
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=Urgency.choices, widget=forms.RadioSelect
    )
    text = long_text(_("In words"))

    def clean(self) -> dict[str, Any]:
        """What is not met says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("status") == NeedStatus.NOT_MET and not given.get("reason"):
            self.add_error("reason", _("Say why the need is not met."))
        return given

    def facts(self) -> NeedNow:
        """What a valid form says."""
        names = ("status", "reason", "urgency", "text")
        return NeedNow(**{name: self.cleaned_data[name] for name in names})


def need_initial(need: Need) -> dict[str, Any]:
    """The first content of the form: the need as it stands."""
    names = ("status", "reason", "urgency", "text", "revision")
    return {name: getattr(need, name) for name in names}

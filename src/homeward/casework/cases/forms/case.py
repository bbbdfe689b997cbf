"""Forms of the case file. Times are entered and shown in the node's time zone."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.actions import NewCase
from homeward.casework.cases.forms.lists import one_typology
from homeward.casework.cases.models import Case
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import (
    CaseStatus,
    IccsCode,
    Outcome,
    PersonRole,
)
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import colleagues, is_member
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.queries import authorities_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

COUNTRY = re.compile(r"[A-Z]{2}")
EARLIEST = 1900  # no victim, relative or payment of a present case is older


def not_impossible(day: date) -> None:
    """Raises ValidationError for a year that is a slip of the keyboard."""
    if day.year < EARLIEST:
        raise forms.ValidationError(
            _("This is before the year %(year)s. Check the year."), params={"year": str(EARLIEST)}
        )


def zone_word() -> str:
    """The zone in which times are read and shown, as its readers know it, such as Africa/Tunis."""
    return timezone.get_current_timezone_name()


def _with_zone(label: "_StrOrPromise") -> str:
    return str(label) % {"zone": zone_word()}


with_zone = lazy(_with_zone, str)
"""A label that names the zone; which one it is, only the running node knows."""


class PastMoment(forms.DateTimeField):
    """A date and time in the node's zone that lies in the past, but not before living memory."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> datetime | None:
        """The aware moment; ValidationError for one that has not come yet or cannot have been."""
        moment: datetime | None = super().clean(value)
        if moment is not None:
            not_impossible(moment)
        if moment is not None and moment > datetime.now(UTC):
            raise forms.ValidationError(
                _("This time has not come yet. It is read in this time zone: %(zone)s."),
                params={"zone": zone_word()},
            )
        return moment


class CaseFilter(CleanForm):
    """The filter of the list of cases."""

    q = forms.CharField(label=_("Reference, title or place"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Every status")), *CaseStatus.choices], required=False
    )


def one_class(**options: Any) -> forms.ChoiceField:
    """What the case is counted as."""
    return forms.ChoiceField(
        label=_("Class in the crime statistics (ICCS)"),
        choices=IccsCode.choices,
        widget=forms.RadioSelect,
        **options,
    )


class NewCaseForm(OnceForm):
    """What opens a case; more is added as it becomes known."""

    title = forms.CharField(
        label=_("Working title"),
        max_length=200,
        help_text=_("Without names of persons: it is shown in lists and at the top of every page."),
    )
    lead_authority = forms.ChoiceField(label=_("Lead authority"))
    taken_at = PastMoment(
        label=with_zone(_("Time the victim was taken (%(zone)s)")),
        required=False,
        help_text=_("Leave it empty while it is not known."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    typology = one_typology()
    iccs_code = one_class(
        help_text=_(
            "Kidnapping where a gain was sought or the victim was taken away; illegal restraint"
            " where the victim was only held. A purpose of gain decides."
        ),
    )
    iccs_reason = forms.CharField(
        label=_("Why this class"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence that a statistician can check later."),
    )

    def __init__(self, *args: Any, viewer: User, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead = self.fields["lead_authority"]
        assert isinstance(lead, forms.ChoiceField)  # noqa: S101  for the type checker
        lead.choices = [(a.code, a.name) for a in authorities_of(state)]
        lead.initial = viewer.authority

    def new_case(self) -> NewCase:
        """What a valid form opens."""
        return NewCase(**self.cleaned_data)


class InCompartmentForm(OnceForm):
    """Something that goes into one of the viewer's compartments."""

    compartment = forms.ChoiceField(
        label=_("Compartment"), help_text=_("Only its members will see this.")
    )

    def __init__(self, *args: Any, held: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["compartment"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(code, label) for code, label in Compartment.choices if code in held]


class PersonForm(InCompartmentForm):
    """Somebody in the case."""

    role = forms.ChoiceField(
        label=_("Part in the case"), choices=PersonRole.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty while the person is not identified."),
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    nationality = forms.CharField(
        label=_("Nationality"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as XA."),
    )
    outcome = forms.ChoiceField(
        label=_("Outcome for the victim"),
        choices=[("", _("Not a victim")), *Outcome.choices],
        required=False,
    )
    field_order = ("role", "name", "born_on", "nationality", "outcome", "compartment")

    def clean_born_on(self) -> Any:
        """Nobody is born tomorrow, or in the year 1."""
        born = self.cleaned_data["born_on"]
        if born:
            not_impossible(born)
        if born and born > localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return born

    def clean_nationality(self) -> str:
        """Two letters of ISO 3166-1."""
        code: str = self.cleaned_data["nationality"].strip().upper()
        if code and not COUNTRY.fullmatch(code):
            raise forms.ValidationError(_("Write the two letters of the State."))
        return code

    def clean(self) -> dict[str, Any]:
        """Every victim has an outcome, if only “unknown”; nobody else has one."""
        cleaned: dict[str, Any] = super().clean() or {}
        victim, outcome = cleaned.get("role") == PersonRole.VICTIM, cleaned.get("outcome")
        if victim and outcome == "":
            self.add_error("outcome", _("Choose the outcome; “Unknown” is one."))
        if "role" in cleaned and not victim and outcome:
            self.add_error("outcome", _("Only a victim has an outcome. Choose “Not a victim”."))
        return cleaned


class StatusForm(RecordForm):
    """Where the case stands."""

    status = forms.ChoiceField(
        label=_("Status"),
        # A file is merged on a page of its own, by who leads both.
        choices=[(code, word) for code, word in CaseStatus.choices if code != CaseStatus.MERGED],
        widget=forms.RadioSelect,
    )


class MemberForm(CleanForm):
    """A colleague and the compartment he is let into."""

    colleague = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
    )
    compartment = forms.ChoiceField(
        label=_("Compartment"),
        choices=Compartment.choices,
        widget=forms.RadioSelect,
        help_text=_("Your colleague sees everything in it, and nothing of the others."),
    )

    def __init__(self, *args: Any, viewer: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        field = self.fields["colleague"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = colleagues(viewer)

    def clean(self) -> dict[str, Any]:
        """A colleague who is in the compartment already needs no second place in it."""
        cleaned: dict[str, Any] = super().clean() or {}
        colleague, wall = cleaned.get("colleague"), cleaned.get("compartment")
        if colleague and wall and is_member(colleague, self.case.pk, wall):
            there = _("%(name)s is in this compartment already. Choose another one.")
            self.add_error("compartment", there % {"name": colleague})
        return cleaned

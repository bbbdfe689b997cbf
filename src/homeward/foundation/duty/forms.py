"""Forms of the roster, of being reached, of hand-overs. Times are in the node's time zone."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.validators import RegexValidator, validate_email
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.models import DutyRole, QuietHours
from homeward.foundation.duty.vocabulary import (
    ChannelKind,
    DutyKind,
    ShiftOrder,
    UsualRole,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LONGEST_SHIFT = timedelta(days=14)
_LATE_ENTRY = timedelta(days=1)
_FARTHEST = timedelta(days=400)
OWN_ROLE = "own"


def _zoned(label: "_StrOrPromise") -> str:
    return str(label) % {"zone": timezone.get_current_timezone_name()}


zoned = lazy(_zoned, str)


def choices(form: forms.Form, name: str, wanted: list[tuple[Any, Any]]) -> None:
    """Fill the choices of a field with what this reader may choose."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = wanted


def _people(found: list[User]) -> list[tuple[Any, Any]]:
    return [("", _("Choose a person")), *((person.pk, str(person)) for person in found)]


def _roles(found: list[DutyRole]) -> list[tuple[Any, Any]]:
    return [(role.pk, f"{role} · {role.team}") for role in found]


class _Moment(forms.DateTimeField):
    """A date and time in the node's zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)


class ShiftForm(forms.Form):
    """A person on duty from one moment to another."""

    role = forms.ChoiceField(label=_("Duty"))
    person = forms.ChoiceField(label=_("Person"))
    order = forms.TypedChoiceField(
        label=_("Called"), choices=ShiftOrder.choices, coerce=int, initial=ShiftOrder.FIRST
    )
    starts_at = _Moment(label=zoned(_("From (%(zone)s)")))
    ends_at = _Moment(label=zoned(_("Until (%(zone)s)")))

    def __init__(self, *args: Any, roles: list[DutyRole], people: list[User], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.roles = {str(role.pk): role for role in roles}
        self.people = {str(person.pk): person for person in people}
        choices(self, "role", _roles(roles))
        choices(self, "person", _people(people))

    def clean_starts_at(self) -> datetime:
        """Yesterday at the earliest: what is past is not planned; nor is what is years away."""
        start: datetime = self.cleaned_data["starts_at"]
        now = datetime.now(UTC)
        if start < now - _LATE_ENTRY:
            raise forms.ValidationError(
                _("This is more than a day ago. A roster is not entered afterwards.")
            )
        if start > now + _FARTHEST:
            raise forms.ValidationError(_("This is more than a year away. Check the year."))
        return start

    def clean(self) -> dict[str, Any]:
        """The end lies after the beginning, and nobody is on duty for weeks on end."""
        facts: dict[str, Any] = self.cleaned_data
        start, end = facts.get("starts_at"), facts.get("ends_at")
        if start is None or end is None:
            return facts
        if end <= start:
            self.add_error("ends_at", _("The shift must end after it begins."))
        elif end <= datetime.now(UTC):
            self.add_error("ends_at", _("This shift would be over already."))
        elif end - start > LONGEST_SHIFT:
            self.add_error("ends_at", _("A shift lasts fourteen days at most. Enter several."))
        return facts


class RoleForm(forms.Form):
    """A duty role of a team."""

    team = forms.ChoiceField(label=_("Team"))
    code = forms.ChoiceField(
        label=_("Duty"), choices=[*UsualRole.choices, (OWN_ROLE, _("Another, named below"))]
    )
    name = forms.CharField(label=_("Name of another duty"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("When a notice is not answered"),
        choices=DutyKind.choices,
        help_text=_("Unanswered notices go along the shift, then to supervisors, then oversight."),
    )
    always = forms.BooleanField(
        label=_("Somebody must always be on duty"),
        required=False,
        initial=True,
        help_text=_("Gaps are then shown here, to whoever plans, and by homeward doctor."),
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        choices(self, "team", [(team.pk, str(team)) for team in teams])

    def clean(self) -> dict[str, Any]:
        """A duty of one's own has a name, from which its code is made."""
        facts: dict[str, Any] = self.cleaned_data
        if facts.get("code") != OWN_ROLE:
            return facts
        name = " ".join(facts.get("name", "").split())
        if not name:
            self.add_error("name", _("Write how this duty is called."))
            return facts
        facts["code"] = f"own_{slugify(name)[:30] or uuid4().hex[:8]}"
        return facts | {"name": name}


class ChannelForm(forms.Form):
    """A way to reach oneself."""

    kind = forms.ChoiceField(label=_("Way"), choices=ChannelKind.choices)
    address = forms.CharField(
        label=_("Address or number"),
        max_length=254,
        help_text=_("Colleagues of this node can read it. Give two ways at least."),
    )
    order = forms.IntegerField(
        label=_("Tried as number"), min_value=1, max_value=9, initial=1, required=False
    )

    def clean(self) -> dict[str, Any]:
        """An e-mail address must be one, and a number must hold figures."""
        facts: dict[str, Any] = self.cleaned_data
        kind, address = facts.get("kind"), facts.get("address", "")
        try:
            if address and kind == ChannelKind.EMAIL:
                validate_email(address)
            elif address and kind == ChannelKind.PHONE:
                RegexValidator(r"^\+?[0-9][0-9 ()./-]{2,40}$", _NO_NUMBER)(address)
        except forms.ValidationError as error:
            self.add_error("address", error)
        return facts


_NO_NUMBER = _("Write the number with figures, such as +00 000 000 000.")


class QuietForm(forms.Form):
    """When one sleeps."""

    starts = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("An earlier time is one of the next day. Leave both empty for none."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select(attrs={"translate": "no"}))

    def __init__(self, *args: Any, kept: QuietHours | None, **kwargs: Any) -> None:
        zone = timezone.get_current_timezone_name()
        initial: dict[str, Any] = {"zone": zone}
        if kept is not None:
            initial = {"starts": kept.starts, "ends": kept.ends, "zone": kept.zone}
        super().__init__(*args, **{"initial": initial} | kwargs)
        choices(self, "zone", [(name, name) for name in sorted(zoneinfo.available_timezones())])

    def clean(self) -> dict[str, Any]:
        """Both times or none."""
        facts: dict[str, Any] = self.cleaned_data
        if not self.errors and (facts["starts"] is None) != (facts["ends"] is None):
            missing = "starts" if facts["starts"] is None else "ends"
            self.add_error(missing, _("Give both times, or none."))
        return facts


class HandOverForm(forms.Form):
    """What the next shift must know."""

    role = forms.ChoiceField(label=_("Duty"))
    receiver = forms.ChoiceField(label=_("Handed over to"))
    note = forms.CharField(
        label=_("What the next shift must know"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Only the two of you read it. Leave what belongs to a case in the case: name its"
            " reference and who is at work on it, no persons."
        ),
    )
    form_token = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: list[DutyRole], people: list[User], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.roles = {str(role.pk): role for role in roles}
        self.people = {str(person.pk): person for person in people}
        choices(self, "role", _roles(roles))
        choices(self, "receiver", _people(people))

    @property
    def token(self) -> UUID | None:
        """What makes a second sending of the same form harmless."""
        found: UUID | None = self.cleaned_data.get("form_token")
        return found


class LiftForm(forms.Form):
    """Whose lock-out is lifted."""

    person = forms.ChoiceField(
        label=_("Person"),
        help_text=_("Be sure that it is really this person who asks: call a number you know."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices(self, "person", _people(people))

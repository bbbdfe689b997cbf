"""Forms of roles, hand-overs and decisions."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.models import Person
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.response.actions.decisions import NewDecision
from homeward.casework.response.actions.hand_overs import Note
from homeward.casework.response.actions.roles import NewAssignment
from homeward.casework.response.forms.fields import AnyMoment, choose_person, long_text, offer
from homeward.casework.response.queries.decisions import CONFIRMED, CORRECTED, PENDING, REFUSED
from homeward.casework.response.role_list import Role
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment


def this_minute() -> datetime:
    """The present moment without seconds, which a field for times does not show."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


class AssignForm(OnceForm):
    """Who gets which role from when."""

    role = forms.ChoiceField(label=_("Role"))
    holder = forms.ChoiceField(
        label=_("Who"),
        help_text=_("Colleagues with a place in the case, and people of the case as communicator."),
    )
    starts_at = PastMoment(label=with_zone(_("From (%(zone)s)")), initial=this_minute)
    planned_until = AnyMoment(
        label=with_zone(_("Planned end of the shift (%(zone)s)")),
        help_text=_("The role stays with its holder until it is handed over or ended."),
    )

    def __init__(
        self,
        *args: Any,
        roles: dict[str, Role],
        colleagues: list[User],
        people: list[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, User | Person] = {f"user-{u.pk}": u for u in colleagues}
        self.found |= {f"person-{p.pk}": p for p in people}
        role, holder = self.fields["role"], self.fields["holder"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  for the type checker
        assert isinstance(holder, forms.ChoiceField)  # noqa: S101
        active = [(one.code, one.name) for one in roles.values() if one.is_active]
        role.choices = [("", _("Choose a role")), *active]
        mine = [(f"user-{u.pk}", str(u)) for u in colleagues]
        theirs = [(f"person-{p.pk}", f"{p.name or '–'} ({p.get_role_display()})") for p in people]
        groups: list[Any] = [("", _("Choose who")), (_("Colleagues"), mine)]
        holder.choices = [*groups, (_("People of the case"), theirs)] if theirs else groups

    def new(self) -> NewAssignment:
        """What a valid form assigns."""
        given = dict(self.cleaned_data)
        holder = self.found[given.pop("holder")]
        return NewAssignment(holder=holder, **given)


class EndRoleForm(CleanForm):
    """When somebody gave up a role without a successor."""

    at = PastMoment(label=with_zone(_("Until (%(zone)s)")), initial=this_minute)


class HandOverForm(OnceForm):
    """What the next shift must know."""

    receiver = choose_person(_("Who takes over"))
    situation = long_text(_("Situation"), rows=5)
    open_points = long_text(_("Open points"), required=False)
    watch = long_text(_("What to watch"), required=False)
    field_order = ("receiver", "situation", "open_points", "watch")

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.pk: one for one in colleagues}
        offer(self, "receiver", self.found.values())

    def note(self) -> Note:
        """What a valid form says."""
        given = dict(self.cleaned_data)
        return Note(receiver=self.found[given.pop("receiver")], **given)


class DecisionForm(OnceForm):
    """One entry of the decision log."""

    at = PastMoment(label=with_zone(_("When it was decided (%(zone)s)")), initial=this_minute)
    situation = long_text(_("Situation"), help_text=_("What was known at that time."))
    options = long_text(_("Options considered"), help_text=_("Also those that were set aside."))
    decision = long_text(_("Decision"))
    reason = long_text(_("Reason"))
    made_by = choose_person(_("Who decided"))
    approver = choose_person(
        _("Who is asked to confirm"),
        help_text=_("Another person than who decided and who records it."),
    )
    compartment = forms.ChoiceField(
        label=_("Compartment"), help_text=_("Only its members will see this.")
    )
    field_order = ("at", "situation", "options", "decision", "reason", "made_by", "approver")

    def __init__(
        self,
        *args: Any,
        colleagues: Iterable[User],
        viewer: User,
        held: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.found = {one.pk: one for one in colleagues}
        offer(self, "made_by", self.found.values())
        offer(self, "approver", (one for one in self.found.values() if one != viewer))
        self.fields["made_by"].initial = viewer.pk
        wall = self.fields["compartment"]
        assert isinstance(wall, forms.ChoiceField)  # noqa: S101  for the type checker
        allowed = (Compartment.CRISIS, Compartment.INVESTIGATION)
        wall.choices = [(one, one.label) for one in allowed if one in set(held)]

    def clean(self) -> dict[str, Any]:
        """Two persons stand behind a decision."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("approver") and given["approver"] == given.get("made_by"):
            words = _("Choose another person than who decided: a decision has two persons.")
            self.add_error("approver", words)
        return given

    def new(self) -> NewDecision:
        """What a valid form records."""
        given = dict(self.cleaned_data)
        for name in ("made_by", "approver"):
            given[name] = self.found[given[name]]
        return NewDecision(**given)


class SettleForm(CleanForm):
    """What the second person says of a decision."""

    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I confirm this decision")), ("no", _("I do not confirm it"))],
        widget=forms.RadioSelect,
    )
    note = long_text(_("Remark"), required=False, help_text=_("Needed where you do not confirm."))

    def clean(self) -> dict[str, Any]:
        """Who refuses says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == "no" and not given.get("note"):
            self.add_error("note", _("Say why you do not confirm it."))
        return given


class DecisionFilter(CleanForm):
    """The filter of the decision log."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("Status"),
        choices=[
            ("", _("Every status")),
            (PENDING, _("Waits for its approver")),
            (CONFIRMED, _("Confirmed")),
            (REFUSED, _("Not confirmed")),
            (CORRECTED, _("Corrected")),
        ],
        required=False,
    )


class CancelForm(CleanForm):
    """Why a clock is stopped."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

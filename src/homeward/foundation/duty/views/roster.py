"""The roster: who is on duty, what is open, and entering it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.access.roles import Role
from homeward.foundation.duty.access import check_may_plan, get_planned_role, get_planned_shift
from homeward.foundation.duty.actions import roster as actions
from homeward.foundation.duty.clock import database_now
from homeward.foundation.duty.forms import RoleForm, ShiftForm
from homeward.foundation.duty.queries import roster as queries
from homeward.foundation.duty.queries.notices import mail_is_failing
from homeward.foundation.duty.views.frame import form_methods, frame, reader, sent
from homeward.foundation.duty.vocabulary import DutyKind, ShiftOrder


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Every duty: who keeps it now and how they are reached, what comes, and the gaps."""
    viewer = reader(request)
    rows = queries.roster(database_now())
    channels = queries.channels_of(shift.user for row in rows for shift in row.now)
    planned = {role.pk for role in queries.roles_planned_by(viewer)}
    shown = [(row, [(shift, channels.get(shift.user_id, [])) for shift in row.now]) for row in rows]
    context = frame(viewer, "roster") | {
        "rows": shown,
        "planned": planned,
        "plans": viewer.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR),
        "no_mail": viewer.has_role(Role.ADMINISTRATOR) and mail_is_failing(),
    }
    return render(request, "duty/roster.html", context)


@login_required
@form_methods
def add_shift(request: HttpRequest) -> HttpResponse:
    """Put someone on duty."""
    viewer = reader(request)
    check_may_plan(viewer)
    roles = list(queries.roles_planned_by(viewer))
    people = list(queries.active_people())
    first = {"role": request.GET.get("role", "")}
    form = ShiftForm(request.POST or None, roles=roles, people=people, initial=first)

    def act() -> str:
        facts = form.cleaned_data
        shift = actions.add_shift(
            form.roles[facts["role"]],
            form.people[facts["person"]],
            facts["starts_at"],
            facts["ends_at"],
            order=ShiftOrder(facts["order"]),
            actor=viewer.actor,
        )
        return _("%(name)s is entered as %(role)s.") % {
            "name": shift.user,
            "role": shift.role,
        }

    title = _("Put someone on duty")
    return sent(request, form, act, title=title, submit=_("Enter the shift"), back="duty:roster")


@login_required
@form_methods
def add_role(request: HttpRequest) -> HttpResponse:
    """Add a duty to a team."""
    viewer = reader(request)
    check_may_plan(viewer)
    form = RoleForm(request.POST or None, teams=list(queries.teams_planned_by(viewer)))

    def act() -> str:
        facts = form.cleaned_data
        role = actions.add_duty_role(
            form.teams[facts["team"]],
            facts["code"],
            name=facts["name"] if facts["code"].startswith("own_") else "",
            kind=DutyKind(facts["kind"]),
            always=facts["always"],
            actor=viewer.actor,
        )
        return _("The duty %(role)s is there. Now enter who keeps it.") % {"role": role}

    return sent(
        request, form, act, title=_("Add a duty"), submit=_("Add the duty"), back="duty:roster"
    )


@login_required
@require_POST
def cancel_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift from the roster."""
    viewer = reader(request)
    actions.cancel_shift(get_planned_shift(pk, viewer), actor=viewer.actor)
    return redirect("duty:roster")


@login_required
@require_POST
def close_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep nobody on this duty any more."""
    viewer = reader(request)
    actions.close_duty_role(get_planned_role(pk, viewer), actor=viewer.actor)
    return redirect("duty:roster")

"""Pages of the roles of a case, and of the change of shift."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases.once import once
from homeward.casework.response.access.team import (
    get_assignment,
    get_crisis_case,
    get_hand_over,
    get_response_case,
)
from homeward.casework.response.actions.hand_overs import (
    confirm_hand_over,
    withdraw_hand_over,
    write_hand_over,
)
from homeward.casework.response.actions.roles import assign_role, end_role
from homeward.casework.response.forms.team import AssignForm, EndRoleForm, HandOverForm
from homeward.casework.response.queries import roles as queries
from homeward.casework.response.roles import role_name
from homeward.casework.response.roles import roles as all_roles
from homeward.casework.response.views.team import (
    form_methods,
    note_viewed,
    response_frame,
    team_form,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.roles import Compartment


@login_required
@require_GET
def table(request: HttpRequest, reference: str) -> HttpResponse:
    """Who held which role when."""
    viewer = viewer_of(request)
    case = get_response_case(reference, viewer)
    note_viewed(viewer, case, "roles")
    context = response_frame(viewer, case, _("Roles")) | {
        "rows": queries.everybody(viewer, case),
        "hand_overs": [
            (one, role_name(one.assignment.role)) for one in queries.hand_overs_of(viewer, case)
        ],
        "roles": [one for one in all_roles().values() if one.is_active],
    }
    return render(request, "response/roles.html", context)


@login_required
@form_methods
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give somebody a role."""
    viewer = viewer_of(request)
    case = get_crisis_case(reference, viewer)
    form = AssignForm(
        request.POST or None,
        roles=all_roles(),
        colleagues=queries.colleagues_in(viewer, case),
        people=queries.possible_communicators(viewer, case),
    )
    target = reverse("response:roles", args=[reference])

    def act() -> tuple[str, str]:
        made = once(
            lambda: assign_role(case, form.new(), user=viewer),
            lambda token: queries.assigned_by_form(viewer, case, token),
            form.token,
        )
        return target, _("The role was given.") if made else ""

    words = _("Give a role")
    return team_form(request, case, form, act, heading=words, submit=words, cancel=target)


@login_required
@form_methods
def end(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """End that somebody holds a role, without a successor."""
    viewer = viewer_of(request)
    row = get_assignment(reference, key, viewer)
    form = EndRoleForm(request.POST or None)
    target = reverse("response:roles", args=[reference])

    def act() -> tuple[str, str]:
        end_role(row, form.cleaned_data["at"], user=viewer)
        return target, _("The role was ended.")

    extra = {"about": [(_("Role"), role_name(row.role)), (_("Who"), queries.name_of(row))]}
    heading = _("End a role")
    return team_form(
        request, row.case, form, act, heading=heading, submit=heading, cancel=target, extra=extra
    )


@login_required
@form_methods
def new_hand_over(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Write the note for the next shift."""
    viewer = viewer_of(request)
    row = get_assignment(reference, key, viewer)
    persons = queries.colleagues_in(viewer, row.case, Compartment.CRISIS)
    others = [one for one in persons if one != row.user]
    form = HandOverForm(request.POST or None, colleagues=others)

    def act() -> tuple[str, str]:
        made = once(
            lambda: write_hand_over(row, form.note(), user=viewer),
            lambda token: queries.hand_overs_of(viewer, row.case).filter(form_token=token).first(),
            form.token,
        )
        shown = made or queries.hand_overs_of(viewer, row.case).first()
        target = reverse("response:hand_over", args=[reference, shown.pk if shown else 0])
        return target, _("The note waits to be confirmed.") if made else ""

    about = [(_("Role"), role_name(row.role)), (_("Who gives it"), queries.name_of(row))]
    return team_form(
        request,
        row.case,
        form,
        act,
        heading=_("Hand over"),
        submit=_("Hand over"),
        cancel=reverse("response:roles", args=[reference]),
        extra={"about": about},
    )


@login_required
@require_GET
def hand_over(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """A hand-over note, with what the reader may do about it."""
    viewer = viewer_of(request)
    found = get_hand_over(reference, key, viewer)
    note_viewed(viewer, found.case, "hand_over", found.pk)
    settled = bool(found.withdrawn_at or (found.giver_at and found.receiver_at))
    waits = (viewer == found.giver and not found.giver_at) or (
        viewer == found.receiver and not found.receiver_at
    )
    context: dict[str, Any] = response_frame(viewer, found.case, _("Hand-over")) | {
        "hand_over": found,
        "role": role_name(found.assignment.role),
        "may_confirm": waits and not settled,
        "may_withdraw": not settled
        and viewer.pk in (found.giver_id, found.receiver_id, found.written_by),
    }
    return render(request, "response/hand_over.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Confirm a hand-over as giver or receiver."""
    viewer = viewer_of(request)
    found = get_hand_over(reference, key, viewer)
    with transaction.atomic():
        done = confirm_hand_over(found, user=viewer)
    if done:
        messages.success(request, _("The role changed hands."))
    else:
        messages.success(request, _("You confirmed. The other side has not yet."))
    return redirect("response:hand_over", reference=reference, key=key)


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Say that a hand-over does not take place."""
    viewer = viewer_of(request)
    withdraw_hand_over(get_hand_over(reference, key, viewer), user=viewer)
    messages.success(request, _("The hand-over was withdrawn; the role stays where it was."))
    return redirect("response:roles", reference=reference)

"""The State's list of roles and rules of separation; for administrators and supervisors."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.response.access.team import check_may_set_roles, may_set_roles
from homeward.casework.response.actions.role_settings import set_role, set_rule
from homeward.casework.response.forms.roles import (
    RoleForm,
    RuleForm,
    role_initial,
    rule_initial,
    stored_role,
    stored_rule,
)
from homeward.casework.response.role_list import CASE_LEAD
from homeward.casework.response.roles import roles, rules
from homeward.casework.response.views.team import form_methods, put_on
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Every role and every rule, with what the State changed."""
    check_may_set_roles(viewer_of(request))
    known = roles()
    names = {code: str(role.name) for code, role in known.items()}
    names[CASE_LEAD] = _("Lead of the case")
    context = {
        "title": _("Roles of a crisis"),
        "roles": known.values(),
        "rules": [
            (rule, _named(rule.first, names), _named(rule.second, names))
            for rule in rules().values()
        ],
    }
    return render(request, "response/settings.html", context)


def _named(codes: frozenset[str], names: dict[str, str]) -> list[str]:
    return sorted(names.get(code, code) for code in codes)


@login_required
@form_methods
def role(request: HttpRequest, code: str = "") -> HttpResponse:
    """Rename a role, say what it does, switch it off; or add one."""
    viewer = viewer_of(request)
    found = roles().get(code)
    if code and (found is None or not may_set_roles(viewer)):
        raise NotFound("crisis_role", code)
    check_may_set_roles(viewer)
    first: dict[str, Any] = role_initial(found) if found else {"revision": 0}
    form = RoleForm(request.POST or None, initial=first, role=found)

    def act() -> None:
        given = form.cleaned_data
        set_role(
            code or given["code"],
            form.words(),
            user=viewer,
            revision=given["revision"],
            is_new=found is None,
        )

    title = str(found.name) if found else _("Add a role")
    return _form(request, form, act, title, lambda: stored_role(code or form.data.get("code", "")))


@login_required
@form_methods
def rule(request: HttpRequest, code: str = "") -> HttpResponse:
    """Change a rule of separation, switch it off; or add one."""
    viewer = viewer_of(request)
    found = rules().get(code)
    if code and (found is None or not may_set_roles(viewer)):
        raise NotFound("crisis_rule", code)
    check_may_set_roles(viewer)
    first: dict[str, Any] = rule_initial(found) if found else {"revision": 0}
    form = RuleForm(request.POST or None, initial=first, rule=found, known=roles())

    def act() -> None:
        given = form.cleaned_data
        set_rule(
            code or given["code"],
            form.words(),
            user=viewer,
            revision=given["revision"],
            is_new=found is None,
        )

    title = _("Rule of separation") if found else _("Add a rule of separation")
    return _form(request, form, act, title, lambda: stored_rule(code or form.data.get("code", "")))


def _form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], None],
    title: str,
    stored: Callable[[], Stored],
) -> HttpResponse:
    """Show the form, or act; whoever was overtaken sees both versions and decides."""
    context: dict[str, Any] = {"title": title, "form": form}
    context["cancel_url"] = reverse("crisis_roles:list")
    status, viewer = 400 if form.is_bound else 200, viewer_of(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                act()
        except StaleForm as error:
            note_refused(viewer, error)
            context["overtaken"], status = overtaken(form, error, stored()), 409
        except HomewardError as error:
            put_on(form, error, None, viewer)
        else:
            messages.success(request, _("The change holds from now on, in every case."))
            return redirect("crisis_roles:list")
    return render(request, "response/setting_form.html", context, status=status)

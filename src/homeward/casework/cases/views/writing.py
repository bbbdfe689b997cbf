"""Pages on which something is written into a case, each form by one action."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases import actions, queries
from homeward.casework.cases.access import check_may_open, get_case_in, get_led_case
from homeward.casework.cases.forms import case as forms
from homeward.casework.cases.forms.ransom import RansomForm, ransom_initial, stored_ransom
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.queries import opened_by_form
from homeward.casework.cases.views.form_page import case_form, form_methods
from homeward.casework.cases.views.reading import held_by
from homeward.casework.cases.vocabulary.case import CaseStatus
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.roles import Compartment


@login_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Open a case; whoever opens it leads it. A form that is sent twice opens one."""
    viewer = viewer_of(request)
    check_may_open(viewer)
    form = forms.NewCaseForm(request.POST or None, viewer=viewer, state=settings.HOMEWARD_STATE)
    if form.is_valid():
        case = once(
            lambda: actions.open_case(form.new_case(), actor=viewer.actor),
            lambda token: opened_by_form(viewer, token),
            form.token,
        )
        if case is None:
            messages.info(request, sent_before())
            case = opened_by_form(viewer, form.token) if form.token else None
            if case is None:
                raise NotFound
        else:
            done = _("The case %(reference)s is open, and you lead it.")
            messages.success(request, done % {"reference": case.reference})
        return redirect("cases:overview", reference=case.reference)
    context = {"title": _("Open a case"), "form": form, "submit": _("Open the case")}
    context["cancel_url"] = reverse("cases:list")
    return render(request, "cases/new.html", context, status=400 if form.is_bound else 200)


@login_required
@form_methods
def ransom(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what was demanded, agreed and paid."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, *queries.RANSOM_SEEN_BY)
    known = queries.ransom_of(viewer, case)
    form = RansomForm(request.POST or None, initial=ransom_initial(known))
    own = next(wall for wall in queries.RANSOM_SEEN_BY if wall in held_by(viewer, case))

    def keep() -> str:
        revision = form.cleaned_data["revision"]
        actions.record_ransom(
            case, form.facts(), actor=viewer.actor, revision=revision, compartment=own
        )
        return _("The ransom was recorded.")

    return case_form(
        request,
        case,
        form,
        keep,
        _("Record the ransom"),
        _("Record the ransom"),
        stored=lambda: stored_ransom(queries.ransom_of(viewer, case)),
    )


@login_required
@form_methods
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Move the case on; for the investigation."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, Compartment.INVESTIGATION)
    initial = {"status": case.status, "revision": case.revision}
    form = forms.StatusForm(request.POST or None, initial=initial)

    def move() -> str:
        revision = form.cleaned_data["revision"]
        chosen = CaseStatus(form.cleaned_data["status"])
        actions.set_status(case, chosen, actor=viewer.actor, revision=revision)
        return _("The case is now: %(status)s") % {"status": chosen.label}

    def stored() -> Stored:
        case.refresh_from_db()
        values = {"status": case.status}
        return Stored((), case.revision, case.changed_by, case.changed_at, values)

    return case_form(
        request, case, form, move, _("Change the status"), _("Change the status"), stored=stored
    )


@login_required
@form_methods
def members(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a colleague into a compartment; only the lead may."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    form = forms.MemberForm(request.POST or None, viewer=viewer, case=case)

    def let_in() -> str:
        colleague, wall = form.cleaned_data["colleague"], form.cleaned_data["compartment"]
        grant_membership(case.pk, colleague, wall, actor=viewer.actor)
        return _("%(name)s can now see the compartment.") % {"name": colleague}

    extra = {"members": queries.roll_of(viewer, case)}
    return case_form(
        request, case, form, let_in, _("Let a colleague in"), _("Let this colleague in"), extra
    )

"""The contact plan: as it holds, its versions, its change, and its way to another State."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.contacts import get_plan, get_share
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions import contacts_plan as actions
from homeward.casework.victims.errors import contacts as wrong
from homeward.casework.victims.errors.files import EndedAlready, FileEnded
from homeward.casework.victims.forms.contacts import PlanForm, ShareForm, WhyForm, plan_initial
from homeward.casework.victims.models import ContactPlan, SupportFile
from homeward.casework.victims.plan_letter import letter_of
from homeward.casework.victims.queries import contacts as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

FIELDS: Fields = {
    FileEnded: "",
    wrong.OutsideSupport: "liaison",
    wrong.SameLiaison: "deputy",
    wrong.ChannelNotAgreed: "channel",
    wrong.ShareNeedsConsent: "state",
    wrong.PlanMissing: "",
}


@login_required
@require_GET
def plan(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The plan that holds, its versions, and who abroad has it."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    return _plan_page(request, viewer, file, queries.plan_of(viewer, file))


@login_required
@require_GET
def version(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """A version of the plan as it was agreed then."""
    viewer = viewer_of(request)
    found = get_plan(reference, number, version, viewer)
    return _plan_page(request, viewer, found.file, found)


def _plan_page(
    request: HttpRequest, viewer: User, file: SupportFile, plan: ContactPlan | None
) -> HttpResponse:
    note_viewed(viewer, file.case, "plan", file)
    versions = list(queries.plans_of(viewer, file))
    if plan:
        plan.file = file
    context = file_frame(viewer, file, _("Contact plan")) | {
        "plan": plan,
        "included": queries.included_in(viewer, plan) if plan else [],
        "versions": versions,
        "latest": not versions or versions[0] == plan,
        "due_at": queries.next_contact(viewer, file),
        "shares": list(queries.shares_of(viewer, file)),
    }
    return render(request, "victims/contacts_plan.html", context)


@login_required
@form_methods
def set_plan(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Agree on a plan, or on another one; two who do so at once choose field by field."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    before = queries.plan_of(viewer, file)
    initial = plan_initial(file, before)
    form = PlanForm(request.POST or None, viewer=viewer, file=file, initial=initial)
    target = reverse("victims:plan", args=[reference, number])

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.set_plan(file, form.facts(), user=viewer, revision=revision)
        return target, _("The contact plan holds from now on.")

    def stored() -> Stored:
        now = queries.plan_of(viewer, file)
        values = plan_initial(file, now)
        if now is None:
            return Stored(values=values)
        return Stored(revision=now.number, by=now.set_by_id, at=now.set_at, values=values)

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Agree on the contact plan"),
        submit=_("Keep it"),
        file=file,
        fields=FIELDS,
        cancel=target,
        stored=stored,
    )


@login_required
@form_methods
def share(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record that another State's liaison officer gets the plan; a consent is needed."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = ShareForm(request.POST or None)
    target = reverse("victims:plan", args=[reference, number])

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.share_plan(file, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.share_of_form(viewer, file, token),
            form.token,
        )
        if made is None:
            return target, ""
        page = reverse("victims:plan_share", args=[reference, number, made.pk])
        return page, _("The letter holds what the consent covers, and nothing else.")

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Share the plan with another State"),
        submit=_("Make the letter"),
        file=file,
        fields=FIELDS,
        cancel=target,
        extra={
            "note": _(
                "A consent for sharing the contact plan with this State is needed, and it says what"
                " may be shared. Nothing is sent by this page: the letter goes with a request."
            )
        },
    )


@login_required
@require_GET
def shared(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """What another State's liaison officer has: the letter, while the consent holds."""
    viewer = viewer_of(request)
    found = get_share(reference, number, key, viewer)
    note_viewed(viewer, found.case, "plan_share", found.file)
    holds = queries.share_holds(viewer, found)
    latest = queries.plan_of(viewer, found.file)
    context = file_frame(viewer, found.file, _("Contact plan for another State")) | {
        "share": found,
        "holds": holds,
        "newer": latest is not None and latest.pk != found.plan_id,
        "letter": letter_of(viewer, found) if holds else [],
    }
    return render(request, "victims/contacts_letter.html", context)


@login_required
@form_methods
def end_share(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Record that the plan was taken back abroad."""
    viewer = viewer_of(request)
    found = get_share(reference, number, key, viewer)
    form = WhyForm(request.POST or None)
    target = reverse("victims:plan_share", args=[reference, number, key])

    def act() -> tuple[str, str]:
        actions.end_share(found, form.cleaned_data["why"], user=viewer)
        return target, _("It is noted that the plan was taken back.")

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("The plan was taken back from this State"),
        submit=_("Keep it"),
        file=found.file,
        fields={EndedAlready: ""},
        cancel=target,
    )

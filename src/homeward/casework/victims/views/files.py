"""The support of a case: its files, one file, and what its person may be told."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.files import get_file, get_support_case
from homeward.casework.victims.actions import files as actions
from homeward.casework.victims.errors import files as wrong
from homeward.casework.victims.errors.rights import WorkerHandlesComplaint
from homeward.casework.victims.forms.files import FileForm, OpenForm, RuleForm, file_initial
from homeward.casework.victims.models import SupportFile, TellingRule
from homeward.casework.victims.queries import files as queries
from homeward.casework.victims.sections import PLACES, sections_for
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    page_of,
    support_form,
    support_frame,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_lead

FIELDS: Fields = {
    wrong.FileThere: "whose",
    wrong.VictimNotChosen: "victim",
    wrong.WorkerOutside: "worker",
    wrong.StopNeedsLead: "stops_contact",
    wrong.RelativesBelong: "standing",
    WorkerHandlesComplaint: "worker",
}


@login_required
@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """Every victim and relative who is supported; for members of the victims' compartment."""
    viewer = viewer_of(request)
    case = get_support_case(reference, viewer)
    note_viewed(viewer, case, "overview")
    context = support_frame(viewer, case) | {"files": queries.files_of(viewer, case)}
    return render(request, "victims/overview.html", context)


@login_required
@form_methods
def open_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a file for somebody of the case, or for somebody new."""
    viewer = viewer_of(request)
    case = get_support_case(reference, viewer)
    form = OpenForm(request.POST or None, viewer=viewer, case=case)

    def sent(token: UUID) -> SupportFile | None:
        return queries.file_of_form(viewer, case, token)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.open_file(
                case, form.chosen(localdate()), form.facts(), user=viewer, form_token=form.token
            ),
            sent,
            form.token,
        )
        if made is None:
            return page_of(None, case), ""
        return page_of(made, case), _("Support file %(number)s is open.") % {"number": made.number}

    heading = _("Open a support file")
    return support_form(
        request, case, form, act, heading=heading, submit=heading, fields=FIELDS, sent=sent
    )


@login_required
@require_GET
def file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One file: who the person is, and every part of the support."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    note_viewed(viewer, found.case, "file", found)
    sections: dict[str, object] = {one: sections_for(viewer, found, one) for one in PLACES}
    context = file_frame(viewer, found) | sections
    context |= {
        "child": queries.is_child(found.person),
        "may_reopen": is_lead(viewer, found.case_id),
    }
    return render(request, "victims/file.html", context)


@login_required
@form_methods
def edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Change how the person is met; two who do so at once choose field by field."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = FileForm(request.POST or None, viewer=viewer, file=found, initial=file_initial(found))

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.change_file(found, form.facts(), user=viewer, revision=revision)
        return page_of(found, found.case), _("What is known was kept.")

    def stored() -> Stored:
        now = get_file(reference, number, viewer)
        return Stored(
            revision=now.revision, by=now.changed_by, at=now.changed_at, values=file_initial(now)
        )

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Change what is known of the person"),
        submit=_("Keep it"),
        file=found,
        fields=FIELDS,
        stored=stored,
    )


@login_required
@require_GET
def rules(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every rule of what the person may be told, the latest first."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    note_viewed(viewer, found.case, "rules", found)
    heading = _("What this person may be told")
    context = file_frame(viewer, found, heading) | {"rules": queries.rules_of(viewer, found)}
    return render(request, "victims/rules.html", context)


@login_required
@form_methods
def set_rule(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what the person may be told and by whom, or stop contact."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = RuleForm(request.POST or None, initial=_rule_now(viewer, found))

    def act() -> tuple[str, str]:
        given = dict(form.cleaned_data)
        made = once(
            lambda: actions.set_rule(found, user=viewer, **given),
            lambda token: queries.rules_of(viewer, found).filter(form_token=token).first(),
            form.token,
        )
        target = reverse("victims:rules", args=[reference, number])
        return target, _("The rule holds from now on.") if made else ""

    def stored() -> Stored:
        now, values = queries.rule_of(viewer, found), _rule_now(viewer, found)
        by, at = (now.set_by_id, now.set_at) if now else (None, None)
        return Stored(revision=int(str(values["revision"])), by=by, at=at, values=values)

    heading = _("Say what this person may be told")
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=_("Let this hold"),
        file=found,
        fields=FIELDS,
        stored=stored,
    )


def _rule_now(viewer: User, found: SupportFile) -> dict[str, object]:
    """The rule that holds, as the form begins with it."""
    rules = queries.rules_of(viewer, found)
    rule = rules.first() or TellingRule()
    names = ("may_be_told", "not_told", "told_by", "stops_contact", "reason")
    return {name: getattr(rule, name) for name in names} | {"revision": rules.count()}

"""Drafting: the kind, then to whom and on what basis, then the contents part by part."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.models import Case
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import overtaken
from homeward.casework.cases.page import case_frame
from homeward.casework.cooperation.access import check_writes, get_request
from homeward.casework.cooperation.actions import (
    NewRequest,
    draft_request,
    note_viewed,
    save_content,
)
from homeward.casework.cooperation.actions.draft import draft_again
from homeward.casework.cooperation.bases import doubt_of
from homeward.casework.cooperation.case_facts import facts_of_case
from homeward.casework.cooperation.declaration import Group, Kind, asking_compartments
from homeward.casework.cooperation.errors import DaysReversed, Malformed
from homeward.casework.cooperation.forms import ContentForm, NewRequestForm
from homeward.casework.cooperation.letter import facts_of, letter_of
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.ports import beginning_of
from homeward.casework.cooperation.queries import documents_of, kinds_drafted_by, requests_of
from homeward.casework.cooperation.views.addressee import whom
from homeward.casework.cooperation.views.completing import standing_now
from homeward.casework.cooperation.views.one import head
from homeward.casework.cooperation.views.stored import stored_content
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a kind; then the State, the legal basis and the urgency."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, *asking_compartments())
    kinds = kinds_drafted_by(viewer, case)
    if not kinds:
        raise Forbidden("case", case.pk)
    kind = next((k for k in kinds if k.code == request.GET.get("kind")), None)
    if kind is None:
        context = {**case_frame(viewer, case, "requests"), "groups": _grouped(kinds, case)}
        return render(request, "cooperation/kinds.html", context)
    elsewhere = beginning_of(kind.code, case)
    if elsewhere:
        return redirect(elsewhere)
    return _first_choices(request, case, kind, viewer)


def _grouped(kinds: list[Kind], case: Case) -> list[tuple[str, list[tuple[Kind, str]]]]:
    """The kinds under their headings, each with the page on which it begins."""
    found = []
    for group in Group:
        under = sorted((k for k in kinds if k.group is group), key=lambda k: str(k.label))
        if under:
            pages = [(k, beginning_of(k.code, case) or f"?kind={k.code}") for k in under]
            found.append((str(group.label), pages))
    return found


def _first_choices(request: HttpRequest, case: Case, kind: Kind, viewer: User) -> HttpResponse:
    form = NewRequestForm(
        request.POST or None,
        kind=kind,
        initial={"other_state": request.GET.get("state"), "run": request.GET.get("run")},
    )
    if request.method == "POST" and form.is_valid():
        draft = _drafted_once(request, form, case, kind, viewer)
        if draft is not None:
            if doubt := doubt_of(kind, draft.legal_basis, draft.other_state):
                messages.warning(request, doubt)
            return redirect("cooperation:content", request_id=draft.pk)
    context = {
        **case_frame(viewer, case, "requests"),
        "heading": kind.label,
        "purpose": kind.purpose,
        "kind_code": kind.code,
        "form": form,
        "law_facts": _law_facts(case, request) if kind.asked else [],
        "cancel_url": reverse("cooperation:case", args=[case.reference]),
    }
    return render(request, "cooperation/new.html", context, status=400 if form.errors else 200)


def _law_facts(case: Case, request: HttpRequest) -> list[tuple[str, str]]:
    """What the case knows for the page on which both laws are compared; no name.

    They are sent as a form sends them: an address with them would stand in logs.
    """
    facts = facts_of_case(case) | {"requesting": [settings.HOMEWARD_STATE]}
    other = request.GET.get("state", "")
    facts |= {"requested": [other]} if other else {}
    return [(name, code) for name, codes in facts.items() for code in codes]


def _drafted_once(
    request: HttpRequest, form: NewRequestForm, case: Case, kind: Kind, viewer: User
) -> Request | None:
    """The draft that this form makes, or made when it was first sent; None where it is refused."""

    def made(token: UUID) -> Request | None:
        return requests_of(viewer, case).filter(form_token=token).first()

    try:
        draft = once(lambda: _drafted(form, case, kind, viewer), made, form.token)
    except (NotFound, Forbidden, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=case.pk, compartment=kind.compartment)
        form.add_error(None, error.sentence())
        return None
    if draft is None and form.token is not None:
        messages.info(request, sent_before())
        return made(form.token)
    return draft


def _drafted(form: NewRequestForm, case: Case, kind: Kind, viewer: User) -> Request:
    state, run = form.state, form.run_id
    context = {"run": str(run), "state": state} if run else {"state": state}
    first = NewRequest(
        kind=kind.code,
        other_state=state,
        legal_basis=form.cleaned_data["legal_basis"],
        urgency=form.cleaned_data["urgency"],
        handling=form.cleaned_data["handling"],
        handling_limits=form.cleaned_data["handling_limits"],
        addressee=form.cleaned_data.get("addressee", ""),
        run_id=run,
        context=context,
        form_token=form.token,
    )
    with transaction.atomic():
        return draft_request(case, first, user=viewer)


@login_required
@require_http_methods(["GET", "POST"])
def content(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Write the contents: each part with its article and help, the missing ones listed."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer, for_change=request.method == "POST")
    check_writes(found, viewer)
    form = ContentForm(
        request.POST or None,
        declared=found.contents,
        revision=found.revision,
        is_draft=True,
        fixed=found.fixed,
        documents=documents_of(found),
        initial=found.content,
    )
    notice, status = "", 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            if _kept(form, found, viewer):
                messages.success(request, _saved(found))
                return redirect("cooperation:request", request_id=found.pk)
            status = 400
        except StaleForm as error:
            _note_refused(viewer, error, found)
            notice, status = overtaken(form, error, stored_content(found)), 409
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Contents of the request"),
        "form": form,
        **whom(found),
        **standing_now(found, found.content),
        "request_id": found.pk,
        "fixed": _fixed(found),
        "overtaken": notice,
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    return render(request, "cooperation/content.html", context, status=status)


def _fixed(found: Request) -> list[dict[str, Any]]:
    """What the run fixes, in words and with the help that a field of it would have."""
    parts = [part for part in letter_of(found).parts if part.code in found.fixed]
    helps = {field.code: field.help for field in found.contents}
    return [
        {
            "label": part.label,
            "words": fact.value,
            "help": helps[part.code],
        }
        for part, fact in zip(parts, facts_of(parts), strict=True)
    ]


def _kept(form: ContentForm, found: Request, viewer: User) -> bool:
    """Keep the draft; a part that is not in its form comes back on the page."""
    revision = form.cleaned_data["revision"]
    try:
        with transaction.atomic():
            save_content(found, form.content(), actor=viewer.actor, revision=revision)
    except (Malformed, DaysReversed) as error:
        _note_refused(viewer, error, found)
        form.add_error(None, error.sentence())
        return False
    return True


def _note_refused(viewer: User, error: HomewardError, found: Request) -> None:
    note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)


def _saved(found: Request) -> str:
    if found.missing:
        return _("The draft is kept. Some parts are still missing.")
    return _("The draft is kept and complete. Another person can approve it now.")


@login_required
@require_POST
def again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Draft a refused or withdrawn request again, with what was written in it."""
    viewer = viewer_of(request)
    draft = draft_again(request_id, user=viewer)
    messages.success(
        request,
        _("This draft has the contents of the request before it. Mend what it was refused for."),
    )
    return redirect("cooperation:content", request_id=draft.pk)

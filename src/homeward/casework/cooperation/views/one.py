"""One request: the letter, its ladder, what was said, and the changes open to the viewer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import link_case, may_recall, may_waive, note_viewed
from homeward.casework.cooperation.actions.draft import drafts_again
from homeward.casework.cooperation.actions.oral import ROLES as ORAL_ROLES
from homeward.casework.cooperation.actions.oral import may_speak
from homeward.casework.cooperation.actions.recall import FILE
from homeward.casework.cooperation.actions.recall import ROLES as RECALLERS
from homeward.casework.cooperation.actions.surrender import awaits_person, lacks_day
from homeward.casework.cooperation.actions.take import untaken
from homeward.casework.cooperation.bases import doubt_of
from homeward.casework.cooperation.desk.cross_check import last_cross_check
from homeward.casework.cooperation.disclosure import disclosed
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.file_words import file_words
from homeward.casework.cooperation.forms import LinkForm
from homeward.casework.cooperation.ladder import ladder_of, tone_of
from homeward.casework.cooperation.law_checks import kept_words
from homeward.casework.cooperation.letter import letter_of, parts_of
from homeward.casework.cooperation.letters.translation import is_owed, translations_of
from homeward.casework.cooperation.lifecycle import (
    FINAL,
    TRANSITIONS,
    Needs,
    RequestState,
    Side,
    Transition,
)
from homeward.casework.cooperation.models import Change, Request, Undelivered
from homeward.casework.cooperation.paper_words import papers_context
from homeward.casework.cooperation.ports import workplace_of
from homeward.casework.cooperation.queries import (
    case_open_to,
    changes_open_to,
    files_of,
    is_overdue,
    limits_of_answer,
    removes_files,
    takes_files,
    words_of,
)
from homeward.casework.cooperation.taking import confidence_words
from homeward.casework.cooperation.words import gap_word, message_word, next_step_word, reason_word
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.authorities.territories import territory
from homeward.foundation.exchange.queries import Gap, deliveries_of, gaps_in, recallable_files_in


@login_required
@require_GET
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter as the other State sees it, beside the ladder of its states."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    note_viewed(found, user=viewer)
    return render(request, "cooperation/request.html", _context(found, viewer))


@login_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give a request that arrived one of the viewer's cases, or open one for it."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer, for_change=request.method == "POST")
    if found.case_id is not None or found.side != Side.REQUESTED:
        raise NotNow(state=found.get_state_display())
    chosen = {"case": request.GET.get("case", "")}
    form = LinkForm(request.POST or None, viewer=viewer, request=found, initial=chosen)
    if request.method == "POST" and form.is_valid():
        case = link_case(found, user=viewer, reference=form.cleaned_data["case"])
        messages.success(
            request,
            _("The request is now worked in the case %(case)s.") % {"case": case.reference},
        )
        return redirect("cooperation:request", request_id=found.pk)
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Give the request a case"),
        "form": form,
        "submit": _("Use this case"),
        "cancel_url": f"/requests/{found.pk}/",
    }
    return render(request, "cooperation/link.html", context, status=400 if form.errors else 200)


def head(found: Request) -> dict[str, Any]:
    """What every page about one request shows in its head."""
    from django.urls import reverse

    state = State.objects.filter(pk=found.other_state).first()
    return {
        "found": found,
        "kind": found.declared.label,
        "other_state": state.name if state else territory(found.other_state),
        "is_ours": found.side == Side.REQUESTING,
        "tone": tone_of(found.state),
        "is_overdue": is_overdue(found),
        "breadcrumbs": [
            {"label": _("Requests"), "url": reverse("cooperation:list")},
            {
                "label": found.reference,
                "url": reverse("cooperation:request", args=[found.pk]),
            },
        ],
    }


def _deliveries(found: Request, viewer: User, changes: list[Change]) -> list[dict[str, Any]]:
    """Every message of the thread, with the words for what it carried and why it was refused."""
    expired = {c.message_id for c in changes if c.undelivered == Undelivered.EXPIRED}
    names = dict(State.objects.values_list("code", "name"))
    gaps = {gap.message: gap for gap in gaps_in(viewer, [found.pk])}
    return [
        {
            "one": delivered,
            "gap": _gap(gaps.get(delivered.id), names),
            "word": message_word(delivered.type),
            "peer": names.get(delivered.peer, delivered.peer),
            # Why the last attempt failed is for whoever keeps the node, not for officers.
            "reason": _("It could not be handed over before it expired.")
            if delivered.id in expired
            else reason_word(delivered.reason),
        }
        for delivered in deliveries_of(viewer, found.pk)
    ]


def _gap(gap: Gap | None, names: dict[str, str]) -> str:
    return gap_word(gap.missing, names.get(gap.sender, gap.sender)) if gap else ""


def _lost(changes: list[Change]) -> list[dict[str, Any]]:
    """The messages that did not reach the other State: which, how, why, and what to do next."""
    return [
        {
            "what": TRANSITIONS[change.name].done,
            "outcome": change.get_undelivered_display(),
            "reason": reason_word(change.reason),
            "next": next_step_word(change),
        }
        for change in changes
        if change.undelivered
    ]


def _files(found: Request, viewer: User) -> list[dict[str, Any]]:
    """The request's files with their words, and how each is named that the viewer may recall."""
    files = files_of(viewer, found)
    may = bool(files) and viewer.has_role(*RECALLERS)
    recallable = recallable_files_in(found.pk) if may else {}
    return [
        {
            "one": one,
            "words": file_words(one),
            "recall": f"{FILE}:{recallable[one.file.blob_id]}"
            if one.file.blob_id in recallable
            else "",
        }
        for one in files
    ]


def _is_beside(step: Transition) -> bool:
    """What never moves the request stands apart, unless the other State waits for it."""
    return step.beside and not step.only_asked


def _is_theirs(found: Request) -> bool:
    return found.side == Side.REQUESTED


def _context(found: Request, viewer: User) -> dict[str, Any]:
    changes = list(found.changes.all())
    case = case_open_to(viewer, found)
    is_draft = found.is_writable
    steps = changes_open_to(viewer, found)
    works_there = case is not None and found.compartment in compartments_of(viewer, case.pk)
    place = workplace_of(found.kind) if works_there else None
    check = found.law_checks.first() if found.declared.asked else None
    return {
        **head(found),
        "breadcrumbs": head(found)["breadcrumbs"][:1],
        "title": _("%(kind)s\u00a0· %(reference)s")
        % {"kind": found.declared.label, "reference": found.reference},
        "letter": letter_of(found),
        "answer": parts_of(found.declared.answer, found.answer, found) if found.answer else [],
        "ladder": ladder_of(found, changes),
        "words": words_of(found, changes),
        "deliveries": _deliveries(found, viewer, changes),
        "files": _files(found, viewer),
        "takes_files": takes_files(viewer, found),
        "removes_files": removes_files(viewer, found),
        "lost": _lost(changes),
        "needs_law": found.declared.asked is not None and not found.recalled,
        "law_check": kept_words(check, viewer) if check and not found.recalled else None,
        "basis": found.declared.basis(found.legal_basis),
        "translations": translations_of(found),
        "translation_owed": is_draft and is_owed(found),
        "basis_doubt": doubt_of(found.declared, found.legal_basis, found.other_state),
        "case": case,
        "needs_case": found.case_id is None
        and found.side == Side.REQUESTED
        and found.state not in (*FINAL, RequestState.DRAFT_SHOWN),
        "is_shown_here": found.side == Side.REQUESTED and found.state == RequestState.DRAFT_SHOWN,
        "is_draft": is_draft,
        "may_draft_again": drafts_again(found, viewer),
        "followed_by": list(found.followed_by.order_by("created_at")),
        "missing": found.missing if is_draft else [],
        "disclosed": disclosed(found) if found.issued_at is None and not _is_theirs(found) else [],
        "may_waive": may_waive(found, viewer),
        "went_without": [f for f in found.contents if f.code in found.waived],
        "is_connected": found.other_state in connected_states(),
        "is_own_draft": is_draft and found.is_work_of(viewer.pk),
        "changes": [step for step in steps if not _is_beside(step)],
        "besides": [step for step in steps if _is_beside(step)],
        "limits": limits_of_answer(found, changes),
        "awaits_person": works_there and awaits_person(found),
        "lacks_day": works_there and lacks_day(found),
        "may_speak": may_speak(found) and viewer.has_role(*ORAL_ROLES),
        "oral": getattr(found, "oral", None),
        "confidence": confidence_words(found),
        "untaken": untaken(found, viewer) if works_there else [],
        "before_issue": found.issued_at is None and found.state not in FINAL,
        **papers_context(found, viewer),
        "may_recall": may_recall(found, viewer),
        "is_open": found.state not in FINAL,
        "cross_check": last_cross_check(found),
        "plain": Needs.NOTHING,
        "workplace": place.label if place and case else "",
        "workplace_url": place.address(found, case) if place and case else "",
    }

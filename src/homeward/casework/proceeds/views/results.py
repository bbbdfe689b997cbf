"""Results: a trace, and its progress."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.actions.refused import ACCESS_ENDED
from homeward.casework.proceeds.access import get_trace
from homeward.casework.proceeds.models import Trace, TraceStatus
from homeward.casework.proceeds.queries import label_of
from homeward.casework.proceeds.views.common import load_again, money_frame, note_viewed
from homeward.casework.proceeds.views.money import result_context
from homeward.casework.proceeds.words import rule_word, sentence_of_code
from homeward.foundation.access.forming import viewer_of


@login_required
@require_GET
def trace(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """What a claim has become under a rule."""
    viewer = viewer_of(request)
    found = get_trace(reference, trace_id, viewer)
    note_viewed("proceeds.trace_viewed", found.case, ("trace", found.pk), viewer)
    heading = _("Trace of %(label)s") % {"label": label_of(found)}
    context = {
        **money_frame(viewer, found.case, heading),
        "trace": found,
        "rule": rule_word(found.rule),
        "is_queued": found.status == TraceStatus.QUEUED,
        "failure": _failure(found),
    }
    if found.document:
        context |= result_context(viewer, found.case, found)
    return render(request, "proceeds/trace.html", context)


def _failure(found: Trace) -> str:
    error = found.error
    if not error:
        return ""
    if error["code"] == ACCESS_ENDED:
        return _(
            "The access of the person who asked for it ended before it was made. Ask for it again."
        )
    return sentence_of_code(
        error["code"], error.get("params", {}), error["sentence"], found.ledger.exponent
    )


@login_required
@require_GET
def trace_progress(request: HttpRequest, reference: str, trace_id: int) -> HttpResponse:
    """How far a queued trace is; asks the page to load again when it is done."""
    found = get_trace(reference, trace_id, viewer_of(request))
    if found.status != TraceStatus.QUEUED:
        return load_again()
    return render(request, "proceeds/trace_progress.html", {"trace": found, "reference": reference})

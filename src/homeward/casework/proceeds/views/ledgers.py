"""Ledgers: upload, mapping, decision on bad rows, the search for the payment to claim."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import ransom_of
from homeward.casework.proceeds.access import get_ledger, get_money_case
from homeward.casework.proceeds.accounts import state_of_accounts
from homeward.casework.proceeds.actions.ledgers import (
    Upload,
    accept_ledger,
    choose_ledger,
    discard_ledger,
    map_ledger,
    upload_ledger,
)
from homeward.casework.proceeds.file_errors import FileKnown
from homeward.casework.proceeds.file_headings import headings_of_ledger
from homeward.casework.proceeds.layouts import missing_fields
from homeward.casework.proceeds.ledger_forms import MappingForm, UploadForm
from homeward.casework.proceeds.models import Ledger, LedgerStatus
from homeward.casework.proceeds.payment_search import search_payments
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.queries import other_ledgers, state_names
from homeward.casework.proceeds.ransom import candidates
from homeward.casework.proceeds.reading_options import chosen, sentences_of
from homeward.casework.proceeds.uploads import check_size
from homeward.casework.proceeds.views.common import money_frame, note_viewed, put_on
from homeward.casework.proceeds.words import field_word, rejection_reason, warning_sentence
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Take in a file; it is kept as it came, and read with the mapping its headings suggest."""
    viewer = viewer_of(request)
    case = get_money_case(reference, viewer)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        ledger = _uploaded(form, case, viewer)
        if ledger is not None:
            return redirect("proceeds:ledger", reference=reference, ledger_id=ledger.pk)
    context = {
        **money_frame(viewer, case, _("Upload a ledger")),
        "form": form,
        "submit": _("Upload"),
        "note": _(
            "The file stays in this node, encrypted with the key of the case. Rows that cannot be"
            " used are shown to you before anything is imported."
        ),
        "cancel_url": reverse("proceeds:money", args=[reference]),
    }
    return render(request, "proceeds/form.html", context, status=400 if form.errors else 200)


def _uploaded(form: UploadForm, case: Case, viewer: User) -> Ledger | None:
    given = form.cleaned_data
    try:
        check_size(given["file"].size)
        upload = Upload(
            name=given["name"],
            file_name=given["file"].name,
            content=given["file"].read(),
            zone=given["zone"],
            exponent=given["exponent"],
            options=chosen(given),
            again=bool(given.get("again")),
        )
        return upload_ledger(case, upload, user=viewer)
    except HomewardError as error:
        if isinstance(error, FileKnown):
            form.ask_again()
        put_on(form, error, case=case, viewer=viewer)
        return None


@login_required
@require_GET
def ledger(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """A ledger: its mapping and bad rows while it waits, its payments when it is ready."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer)
    note_viewed("proceeds.ledger_viewed", found.case, ("ledger", found.pk), viewer)
    return _ledger_page(request, found, viewer)


@login_required
@require_POST
def mapping(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """Read the file again with the columns that the officer chose."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer, for_change=True)
    headings = headings_of_ledger(found)
    form = MappingForm(request.POST, headings=headings, mapping={}, options={})
    if form.is_valid():
        try:
            columns = form.chosen_columns() if headings else found.mapping
            map_ledger(found, columns, user=viewer, options=chosen(form.cleaned_data))
        except HomewardError as error:
            put_on(form, error, case=found.case, viewer=viewer)
        else:
            return redirect("proceeds:ledger", reference=reference, ledger_id=found.pk)
    kept = get_ledger(reference, ledger_id, viewer)
    note_viewed("proceeds.ledger_viewed", kept.case, ("ledger", kept.pk), viewer)
    return _ledger_page(request, kept, viewer, form=form, status=400)


@login_required
@require_POST
def accept(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """Take in the usable rows; the others stay named."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer, for_change=True)
    accept_ledger(found, user=viewer)
    messages.success(request, _("The usable rows were taken in; the refused ones stay named."))
    return redirect("proceeds:ledger", reference=reference, ledger_id=found.pk)


@login_required
@require_POST
def choose(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """Trace this ledger, of several, where the case takes part in runs of other States."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer, for_change=True)
    choose_ledger(found, user=viewer)
    messages.success(request, _("Runs of other States now read this ledger, and no other one."))
    return redirect("proceeds:ledger", reference=reference, ledger_id=found.pk)


@login_required
@require_POST
def discard(request: HttpRequest, reference: str, ledger_id: int) -> HttpResponse:
    """Import nothing from the file."""
    viewer = viewer_of(request)
    found = get_ledger(reference, ledger_id, viewer, for_change=True)
    discard_ledger(found, user=viewer)
    messages.success(request, _("Nothing was imported from this file."))
    return redirect("proceeds:money", reference=reference)


def _ledger_page(
    request: HttpRequest,
    found: Ledger,
    viewer: User,
    *,
    form: MappingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    headings = headings_of_ledger(found) if found.status == LedgerStatus.PROBLEMS else []
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    is_ready = found.status == LedgerStatus.READY
    payments = payments_of(found) if is_ready else None
    ransom = ransom_of(viewer, found.case)
    context = {
        **money_frame(viewer, found.case, found.name),
        "ledger": found,
        "is_ready": is_ready,
        "is_waiting": found.status == LedgerStatus.PROBLEMS,
        "missing": [field_word(field) for field in missing_fields(found.mapping)]
        if headings
        else [],
        "form": form
        or MappingForm(headings=headings, mapping=found.mapping, options=found.options),
        "read_how": sentences_of(found.options),
        "headings": headings,
        "rejections": _rejections(found),
        "warnings": [
            warning_sentence(each.code, each.params, found.exponent) for each in payments.warnings
        ]
        if payments
        else [],
        "usable": bool(found.rejected) and bool(found.rejections),
        "words": words,
        "found": search_payments(payments, words, found.exponent) if payments else None,
        "ransom": ransom,
        "candidates": candidates(payments, ransom) if payments else [],
        "others": other_ledgers(found) if is_ready else [],
        "decimals": found.exponent,
        "state_of": state_of_accounts(settings.HOMEWARD_STATE, state_names()),
    }
    return render(request, "proceeds/ledger.html", context, status=status)


def _rejections(found: Ledger) -> list[dict[str, object]]:
    """Each refused row with its field and reason in the reader's language, and its file where the
    upload has several."""
    files = {r.get("file", "") for r in found.rejections}
    return [
        {
            "file": r.get("file", "") if len(files) > 1 else "",
            "row": r["row"],
            "field": field_word(r["field"]),
            "reason": rejection_reason(r["code"], r["field"], r["params"]),
        }
        for r in found.rejections
    ]

"""Pages on which a case is read: the list, the overview, the timeline and the record of access."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_case, get_led_case, may_open_cases
from homeward.casework.cases.forms import case as forms
from homeward.casework.cases.models import Case
from homeward.casework.cases.page import case_frame, status_of, tabs_apart
from homeward.casework.cases.ports import ransom_sequel_of
from homeward.casework.cases.queries.first_call import FLAGS_SEEN_BY, flags_of, incidents_of
from homeward.casework.cases.views.merged import elsewhere
from homeward.casework.cases.vocabulary.people import LinkedOffence
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, may_break
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.queries import entries_of_case, lines

PAGE = 25
ENTRIES = 50


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The viewer's cases, filtered, sorted and page by page."""
    viewer = viewer_of(request)
    form = forms.CaseFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    wanted = form.cleaned_data if form.is_bound and valid else {"q": "", "status": ""}
    sort = request.GET.get("sort", "")
    found = queries.find_cases(viewer, words=wanted["q"], status=wanted["status"], sort=sort)
    page = Paginator(found if valid else found.none(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(case, status_of(case)) for case in page.object_list],
        "filtered": bool(wanted["q"] or wanted["status"]),
        "may_open": may_open_cases(viewer),
        "may_break": may_break(viewer),
    }
    return render(request, "cases/list.html", context, status=200 if valid else 400)


@login_required
@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """The case on one page, as far as the viewer's compartments reach."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    if away := elsewhere(request, viewer, case):
        return away
    people = queries.rows_of(viewer, case)
    sequel = ransom_sequel_of(viewer, case)
    merged = queries.merged_files(viewer, case)
    # What the ransom has become is the finance compartment's: the entry says when it was shown.
    figures = {"ransom_sequel": True} if sequel else {}
    journal_view(
        viewer, case, "overview", people=[pk for row in people for pk in row.numbers], **figures
    )
    context = case_frame(viewer, case, "overview") | {
        "people": people,
        "items": queries.items_of(viewer, case).select_related("case"),
        "ransom": queries.ransom_of(viewer, case),
        "ransom_history": queries.ransom_history(viewer, case),
        "merged": [(file, tabs_apart(viewer, file.case)) for file in merged],
        "remains": bool(case.merged_into_id),
        "offences": [str(LinkedOffence(code).label) for code in case.linked_offences],
        "ransom_sequel": sequel,
        "sees_ransom": bool(held_by(viewer, case) & set(queries.RANSOM_SEEN_BY)),
        "flags": flags_of(viewer, case),
        "sees_flags": bool(held_by(viewer, case) & set(FLAGS_SEEN_BY)),
        "incidents": incidents_of(viewer, case),
        "members": queries.roll_of(viewer, case),
        "investigates": Compartment.INVESTIGATION in held_by(viewer, case),
    }
    return render(request, "cases/overview.html", context)


@login_required
@require_GET
def access_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Who did and saw what in this case, for its lead."""
    viewer = viewer_of(request)
    case = get_led_case(reference, viewer)
    journal_view(viewer, case, "record of access")
    page = Paginator(entries_of_case(viewer, case.pk), ENTRIES).get_page(request.GET.get("page"))
    context = case_frame(viewer, case, "access_record") | {
        "page": page,
        "lines": lines(viewer, page.object_list),
    }
    return render(request, "cases/access_record.html", context)


def held_by(viewer: User, case: Case) -> frozenset[str]:
    """The compartments of the case in which the viewer is a member."""
    return compartments_of(viewer, case.pk)


def journal_view(viewer: User, case: Case, page: str, **facts: Any) -> None:
    """Journal that a page of the case was read, before it is made."""
    subject = ("case", case.pk)
    record("case.viewed", actor=viewer.actor, subject=subject, case_id=case.pk, page=page, **facts)

"""Pages of the case file: thin, every read through queries and access, every write an action."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from homeward.casework.cases import actions, forms, queries
from homeward.casework.cases.access import (
    check_may_open,
    get_case,
    get_case_in,
    get_led_case,
    may_open_cases,
)
from homeward.casework.cases.errors import RansomOrder
from homeward.casework.cases.models import Case
from homeward.casework.cases.page import case_frame, status_of
from homeward.casework.cases.ports import ransom_sequel_of
from homeward.casework.cases.ransom_form import RansomForm, ransom_initial
from homeward.casework.cases.vocabulary import CaseStatus, ItemKind, PersonRole
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.errors import HomewardError
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.queries import entries_of_case, lines
from homeward.foundation.web.components import TimelineEntry

PAGE = 25
ENTRIES = 50
form_page = require_http_methods(["GET", "POST"])
# What the writer of a form can put right himself comes back on it; the rest has its own page.
MENDABLE: tuple[type[HomewardError], ...] = (RansomOrder,)


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The viewer's cases, filtered, sorted and page by page."""
    viewer = _viewer(request)
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
    }
    return render(request, "cases/list.html", context, status=200 if valid else 400)


@login_required
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Open a case; whoever opens it leads it."""
    viewer = _viewer(request)
    check_may_open(viewer)
    form = forms.NewCaseForm(request.POST or None, viewer=viewer, state=settings.HOMEWARD_STATE)
    if form.is_valid():
        case = actions.open_case(form.new_case(), actor=viewer.actor)
        done = _("The case %(reference)s is open, and you lead it.")
        messages.success(request, done % {"reference": case.reference})
        return redirect("cases:overview", reference=case.reference)
    context = {"title": _("Open a case"), "form": form, "submit": _("Open the case")}
    context["cancel_url"] = reverse("cases:list")
    return render(request, "cases/new.html", context, status=_status(form))


@login_required
@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """The case on one page, as far as the viewer's compartments reach."""
    viewer = _viewer(request)
    case = get_case(reference, viewer)
    people = list(queries.people_of(viewer, case))
    sequel = ransom_sequel_of(viewer, case)
    # What the ransom has become is the finance compartment's: the entry says when it was shown.
    figures = {"ransom_sequel": True} if sequel else {}
    _journal_view(viewer, case, "overview", people=[person.pk for person in people], **figures)
    context = case_frame(viewer, case, "overview") | {
        "people": people,
        "items": queries.items_of(viewer, case),
        "ransom": queries.ransom_of(viewer, case),
        "ransom_sequel": sequel,
        "sees_ransom": bool(_held(viewer, case) & set(queries.RANSOM_SEEN_BY)),
        "members": queries.roll_of(viewer, case),
        "investigates": Compartment.INVESTIGATION in _held(viewer, case),
    }
    return render(request, "cases/overview.html", context)


@login_required
@require_GET
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened in any room, filtered by what the viewer may see."""
    viewer = _viewer(request)
    case = get_case(reference, viewer)
    _journal_view(viewer, case, "timeline")
    entries = [
        TimelineEntry(
            at=line.at,
            title=line.sentence,
            by=f"{line.actor} · {Compartment(line.compartment).label}",
            url=line.url,
        )
        for line in queries.timeline_of(viewer, case)
    ]
    return render(
        request, "cases/timeline.html", case_frame(viewer, case, "timeline") | {"entries": entries}
    )


@login_required
@require_GET
def access_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Who did and saw what in this case, for its lead."""
    viewer = _viewer(request)
    case = get_led_case(reference, viewer)
    _journal_view(viewer, case, "record of access")
    page = Paginator(entries_of_case(viewer, case.pk), ENTRIES).get_page(request.GET.get("page"))
    context = case_frame(viewer, case, "access_record") | {
        "page": page,
        "lines": lines(viewer, page.object_list),
    }
    return render(request, "cases/access_record.html", context)


@login_required
@form_page
def add_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a victim, relative, suspect, witness or communicator."""
    viewer = _viewer(request)
    case = get_case(reference, viewer)
    form = forms.PersonForm(request.POST or None, held=_held(viewer, case))

    def add() -> str:
        facts = dict(form.cleaned_data)
        role = PersonRole(facts.pop("role"))
        actions.add_person(case, role, actor=viewer.actor, **facts)
        return _("The person was added.")

    return _case_form(request, case, form, add, _("Add a person"), _("Add the person"))


@login_required
@form_page
def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a fact or document with its handling code."""
    viewer = _viewer(request)
    case = get_case(reference, viewer)
    form = forms.ItemForm(request.POST or None, held=_held(viewer, case))

    def add() -> str:
        facts = dict(form.cleaned_data)
        kind, title = ItemKind(facts.pop("kind")), facts.pop("title")
        actions.add_item(case, kind, title, actor=viewer.actor, **facts)
        return _("The item was added.")

    return _case_form(request, case, form, add, _("Add an item"), _("Add the item"))


@login_required
@form_page
def ransom(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what was demanded, agreed and paid."""
    viewer = _viewer(request)
    case = get_case_in(reference, viewer, *queries.RANSOM_SEEN_BY)
    known = queries.ransom_of(viewer, case)
    form = RansomForm(request.POST or None, initial=ransom_initial(known))
    own = next(wall for wall in queries.RANSOM_SEEN_BY if wall in _held(viewer, case))

    def keep() -> str:
        revision = form.cleaned_data["revision"]
        actions.record_ransom(
            case, form.facts(), actor=viewer.actor, revision=revision, compartment=own
        )
        return _("The ransom was recorded.")

    return _case_form(request, case, form, keep, _("Record the ransom"), _("Record the ransom"))


@login_required
@form_page
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Move the case on; for the investigation."""
    viewer = _viewer(request)
    case = get_case_in(reference, viewer, Compartment.INVESTIGATION)
    initial = {"status": case.status, "revision": case.revision}
    form = forms.StatusForm(request.POST or None, initial=initial)

    def move() -> str:
        revision = form.cleaned_data["revision"]
        chosen = CaseStatus(form.cleaned_data["status"])
        actions.set_status(case, chosen, actor=viewer.actor, revision=revision)
        return _("The case is now: %(status)s") % {"status": chosen.label}

    return _case_form(request, case, form, move, _("Change the status"), _("Change the status"))


@login_required
@form_page
def members(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a colleague into a compartment; only the lead may."""
    viewer = _viewer(request)
    case = get_led_case(reference, viewer)
    form = forms.MemberForm(request.POST or None, viewer=viewer, case=case)

    def let_in() -> str:
        colleague, wall = form.cleaned_data["colleague"], form.cleaned_data["compartment"]
        grant_membership(case.pk, colleague, wall, actor=viewer.actor)
        return _("%(name)s can now see the compartment.") % {"name": colleague}

    extra = {"members": queries.roll_of(viewer, case)}
    return _case_form(
        request, case, form, let_in, _("Let a colleague in"), _("Let this colleague in"), extra
    )


def _case_form(
    request: HttpRequest,
    case: Case,
    form: Form,
    act: Callable[[], str],
    title: str,
    submit: str,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or act and return to the case.

    An error that the writer can mend comes back on the form; nothing half-done stays.
    """
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act()
        except MENDABLE as error:
            form.add_error(None, error.sentence())
        else:
            messages.success(request, done)
            return redirect("cases:overview", reference=case.reference)
    viewer = _viewer(request)
    _journal_view(viewer, case, getattr(request.resolver_match, "url_name", ""))
    context = case_frame(viewer, case, "") | (extra or {})
    context |= {"form": form, "form_title": title, "submit": submit}
    return render(request, "cases/form.html", context, status=_status(form))


def _viewer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  login_required stands before every view
    return request.user


def _held(viewer: User, case: Case) -> frozenset[str]:
    return compartments_of(viewer, case.pk)


def _journal_view(viewer: User, case: Case, page: str, **facts: Any) -> None:
    subject = ("case", case.pk)
    record("case.viewed", actor=viewer.actor, subject=subject, case_id=case.pk, page=page, **facts)


def _status(form: Form) -> int:
    return 400 if form.is_bound else 200

"""Needs of one support file: assessments over time, and single needs."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.actions import needs as need_actions
from homeward.casework.victims.actions import needs_assess as actions
from homeward.casework.victims.errors import needs as wrong
from homeward.casework.victims.errors.files import WorkerOutside
from homeward.casework.victims.forms.needs import (
    AssessmentForm,
    NeedForm,
    NeedNowForm,
    NextForm,
    need_initial,
)
from homeward.casework.victims.models import Assessment, Need, SupportFile
from homeward.casework.victims.needs_picture import legend, picture_of
from homeward.casework.victims.needs_sections import changes_over
from homeward.casework.victims.queries import needs as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.needs import (
    BANDS,
    SCALE_LIMIT,
    SCALE_SOURCE,
    Domain,
    Level,
)
from homeward.foundation.access.forming import viewer_of

PAGE = 25
FIELDS: Fields = {
    wrong.NothingAssessed: f"level_{Domain.values[0]}",
    wrong.ReasonMissing: "reason",
    WorkerOutside: "colleague",
}


@login_required
@require_GET
def needs(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every need of the person, those that wait first."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "needs", file)
    page = Paginator(queries.needs_of(viewer, file), PAGE).get_page(request.GET.get("page"))
    context = file_frame(viewer, file, _("Needs")) | {"page": page}
    return render(request, "victims/needs_list.html", context)


@login_required
@require_GET
def course(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The levels of every domain over time: as a picture, and as its table."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "needs_course", file)
    courses = queries.courses_of(viewer, file)
    rows = queries.assessments_of(viewer, file)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = file_frame(viewer, file, _("Needs over time")) | {
        "picture": picture_of(courses),
        "legend": legend(),
        "changes": changes_over(courses),
        "page": page,
        "rows": [(one, _cells(one)) for one in page],
        "domains": Domain.labels,
        "levels": [(one, Level(one).label, BANDS.get(Level(one))) for one in Level.values],
        "source": SCALE_SOURCE,
        "limit": SCALE_LIMIT,
    }
    return render(request, "victims/needs_course.html", context)


def _cells(one: Assessment) -> list[object]:
    """What an assessment says of each domain, in their order; None where it says nothing."""
    found = {row.domain: row for row in one.levels.all()}
    return [(label, found.get(code)) for code, label in Domain.choices]


@login_required
@require_GET
def assessment(request: HttpRequest, reference: str, number: int, assessment: int) -> HttpResponse:
    """One assessment in full."""
    viewer = viewer_of(request)
    found = get_of_file(Assessment, reference, number, assessment, viewer)
    note_viewed(viewer, found.case, "needs_assessment", found.file)
    after = queries.correction_of(viewer, found)
    context = file_frame(viewer, found.file, _("Assessment of needs")) | {
        "one": found,
        "levels": sorted(found.levels.all(), key=lambda row: Domain.values.index(row.domain)),
        "after": after,
    }
    return render(request, "victims/needs_assessment.html", context)


@login_required
@form_methods
def assess(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write down what was found, domain by domain."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = AssessmentForm(request.POST or None, viewer=viewer, file=file)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_assessment(
                file,
                form.facts(),
                form.levels(),
                user=viewer,
                next_on=form.cleaned_data["next_on"],
                form_token=form.token,
            ),
            lambda token: queries.assessment_of_form(viewer, file, token),
            form.token,
        )
        return _page("needs_course", file), _("The assessment is kept.") if made else ""

    return _assessment_form(request, file, form, act, _("Assess needs"))


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, number: int, assessment: int) -> HttpResponse:
    """Put a right assessment in the place of a wrong one, which stays."""
    viewer = viewer_of(request)
    before = get_of_file(Assessment, reference, number, assessment, viewer)
    file = before.file
    form = AssessmentForm(request.POST or None, viewer=viewer, file=file, before=before)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.correct_assessment(
                before,
                form.facts(),
                form.levels(),
                user=viewer,
                why=form.cleaned_data["why"],
                form_token=form.token,
            ),
            lambda token: queries.assessment_of_form(viewer, file, token),
            form.token,
        )
        done = _("The correction holds. What it corrects stays readable.") if made else ""
        return _page("needs_course", file), done

    return _assessment_form(request, file, form, act, _("Correct an assessment"))


def _assessment_form(
    request: HttpRequest, file: SupportFile, form: AssessmentForm, act: object, heading: str
) -> HttpResponse:
    return support_form(
        request,
        file.case,
        form,
        act,  # type: ignore[arg-type]
        heading=heading,
        submit=_("Keep it"),
        file=file,
        fields=FIELDS,
        template="victims/needs_assess.html",
        extra={"source": SCALE_SOURCE, "limit": SCALE_LIMIT},
    )


@login_required
@form_methods
def next_date(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say when the next assessment is made."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    now = queries.date_of(viewer, file)
    form = NextForm(request.POST or None, initial={"on": now.on} if now else {})

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: actions.set_assessment_date(
                file, given["on"], user=viewer, reason=given["reason"], form_token=form.token
            ),
            lambda token: queries.dates_of(viewer, file).filter(form_token=token).first(),
            form.token,
        )
        target = reverse("victims:file", args=[reference, number])
        return target, _("The day of the next assessment is kept.") if made else ""

    heading = _("Day of the next assessment")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=_("Keep it"),
        file=file,
        fields=FIELDS,
    )


@login_required
@form_methods
def new(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write down that something is needed."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = NeedForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: need_actions.open_need(file, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.needs_of(viewer, file).filter(form_token=token).first(),
            form.token,
        )
        return _page("needs", file), _("The need is written down.") if made else ""

    heading = _("Write down a need")
    return support_form(request, file.case, form, act, heading=heading, submit=heading, file=file)


@login_required
@form_methods
def change(request: HttpRequest, reference: str, number: int, need: int) -> HttpResponse:
    """How a need stands now, with its history; two who change it at once choose field by field."""
    viewer = viewer_of(request)
    found = get_of_file(Need, reference, number, need, viewer)
    file = found.file
    form = NeedNowForm(request.POST or None, initial=need_initial(found))

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        need_actions.change_need(found, form.facts(), user=viewer, revision=revision)
        return _page("needs", file), _("It is written how the need stands.")

    def stored() -> Stored:
        now = get_of_file(Need, reference, number, need, viewer)
        return Stored(
            revision=now.revision, by=now.changed_by, at=now.changed_at, values=need_initial(now)
        )

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("%(domain)s: %(kind)s")
        % {"domain": found.get_domain_display(), "kind": found.get_kind_display()},
        submit=_("Keep it"),
        file=file,
        fields=FIELDS,
        cancel=_page("needs", file),
        template="victims/needs_change.html",
        extra={"need": found, "history": queries.changes_of(viewer, found)},
        stored=stored,
    )


def _page(name: str, file: SupportFile) -> str:
    return reverse(f"victims:{name}", args=[file.case.reference, file.number])

"""Courses: reading them, holding them, being tested, certificates, and the export."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.guide.leads import link_to, reachable
from homeward.knowledge.manual.guide.words import sections_of
from homeward.oversight.assistance.actions import training as actions
from homeward.oversight.assistance.forms.training import (
    AttendanceForm,
    CheckForm,
    PersonForm,
    RevokeForm,
    SessionForm,
    TestForm,
)
from homeward.oversight.assistance.queries import training as queries
from homeward.oversight.assistance.training.certificate import certificate_pdf
from homeward.oversight.assistance.training.course import LANGUAGES
from homeward.oversight.assistance.training.marking import MOST_ATTEMPTS, missed
from homeward.oversight.assistance.training.scorm import package
from homeward.oversight.assistance.training.shelf import get_course
from homeward.oversight.assistance.views.forming import form_page

form_methods = require_http_methods(["GET", "POST"])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of training."""
    first = (pgettext("menu", "Training"), reverse("training:courses"))
    return [{"label": label, "url": url} for label, url in (first, *more)]


@login_required
@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """Every course."""
    rows = [{"course": one, "words": one.words()[1]} for one in queries.courses()]
    return render(
        request, "assistance/training/courses.html", {"title": _("Training"), "rows": rows}
    )


@login_required
@require_GET
def course(request: HttpRequest, code: str) -> HttpResponse:
    """A course: its outline, its sessions, and the export."""
    found = get_course(code)
    spoken, words = found.words()
    context = {
        "title": words.title,
        "course": found,
        "words": words,
        "spoken": spoken,
        "outline": [(one, words.lessons[one.id]) for one in found.lessons],
        "sessions": queries.sessions_of(code),
        "may_train": queries.may_train(viewer_of(request)),
        "languages": LANGUAGES,
        "breadcrumbs": crumbs(),
    }
    return render(request, "assistance/training/course.html", context)


@login_required
@require_GET
def lesson(request: HttpRequest, code: str, lesson: str) -> HttpResponse:
    """A lesson: its words, and the practice that it teaches."""
    viewer, found = viewer_of(request), get_course(code)
    one = queries.get_lesson(found, lesson)
    held = queries.practice_for(viewer, one)
    language, body = held.practice.body()
    wanted = {"purpose", "steps", "cautions"}
    known = reachable(viewer, held)
    sections = sections_of(held.practice, body, language, lambda to: link_to(to, viewer, known).url)
    spoken, words = found.words()
    context = {
        "title": words.lessons[one.id].title,
        "course": found,
        "words": words,
        "lesson": words.lessons[one.id],
        "minutes": one.minutes,
        "spoken": spoken,
        "practice": held.practice,
        "body_language": language,
        "sections": [section for section in sections if section.id in wanted],
        "breadcrumbs": crumbs((words.title, reverse("training:course", args=[code]))),
    }
    return render(request, "assistance/training/lesson.html", context)


@login_required
@require_GET
def scorm(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The course as a SCORM 1.2 package."""
    viewer, found = viewer_of(request), get_course(code)
    if language not in LANGUAGES:
        raise NotFound("course_language", language)
    made = package(found, queries.open_practices(viewer, found), language)
    record(
        "assistance.course_exported",
        actor=viewer.actor,
        subject=("course", code),
        course=code,
        language=language,
    )
    return _file(made, "application/zip", f"{code}-{language}-scorm12.zip")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@form_methods
def new_session(request: HttpRequest, code: str) -> HttpResponse:
    """Hold a course."""
    viewer, found = viewer_of(request), get_course(code)
    actions.check_may_train(viewer)
    form = SessionForm(request.POST or None)

    def act() -> str:
        made = actions.open_session(code, user=viewer, **form.cleaned_data)
        return reverse("training:session", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Hold this course"),
        lead=found.title,
        submit=_("Open the session"),
        back=reverse("training:course", args=[code]),
        breadcrumbs=crumbs(),
    )


@login_required
@require_GET
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """A session: who takes part for whoever holds it, and one's own way to the certificate."""
    viewer = viewer_of(request)
    found = queries.get_session(session_id)
    about = queries.course_of(found)
    words = about.words()[1]
    enrolments = queries.enrolments_of(viewer, found)
    own = queries.own_enrolment(viewer, found)
    left_out = missed(about, own.attended) if own else []
    attempts = queries.tries_of(own) if own else 0
    context = {
        "title": words.title,
        "found": found,
        "course": about,
        "rows": [
            {
                "one": one,
                "missing": len(missed(about, one.attended)),
                "tried": queries.tries_of(one),
            }
            for one in enrolments
        ],
        "count": queries.count(enrolments, about),
        "own": own,
        "missing": [words.lessons[one].title for one in left_out],
        "may_test": bool(own)
        and not left_out
        and not (own and own.passed_at)
        and attempts < MOST_ATTEMPTS
        and found.closed_at is None,
        "attempts_left": MOST_ATTEMPTS - attempts,
        "may_train": queries.may_train(viewer),
        "breadcrumbs": crumbs((words.title, reverse("training:course", args=[found.course]))),
    }
    return render(request, "assistance/training/session.html", context)


@login_required
@require_POST
def enrol(request: HttpRequest, session_id: int) -> HttpResponse:
    """Enrol oneself."""
    viewer = viewer_of(request)
    actions.enrol(session_id, viewer, user=viewer)
    messages.success(request, _("You are enrolled."))
    return redirect("training:session", session_id=session_id)


@login_required
@require_POST
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    """Close a session."""
    actions.close_session(session_id, user=viewer_of(request))
    return redirect("training:session", session_id=session_id)


@login_required
@form_methods
def add_person(request: HttpRequest, session_id: int) -> HttpResponse:
    """Enrol a colleague."""
    viewer = viewer_of(request)
    found = queries.get_session(session_id)
    actions.check_may_train(viewer)
    form = PersonForm(request.POST or None, people=queries.colleagues_left(found))
    back = reverse("training:session", args=[found.pk])

    def act() -> str:
        actions.enrol(found.pk, form.chosen, user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Enrol a colleague"),
        submit=_("Enrol"),
        back=back,
        breadcrumbs=crumbs(),
    )


@login_required
@form_methods
def attendance(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Say which lessons somebody attended."""
    viewer = viewer_of(request)
    found = queries.get_enrolment(enrolment_id, viewer)
    actions.check_may_train(viewer)
    about = queries.course_of(found.session)
    form = AttendanceForm(request.POST or None, course=about, initial={"lessons": found.attended})
    back = reverse("training:session", args=[found.session_id])

    def act() -> str:
        actions.note_attendance(found.pk, form.cleaned_data["lessons"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Attendance"),
        lead=str(found.person),
        submit=pgettext("attendance", "Note"),
        back=back,
        breadcrumbs=crumbs(),
    )


@login_required
@form_methods
def test(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take the test of a session in which one is enrolled."""
    viewer = viewer_of(request)
    found = queries.get_session(session_id)
    own = queries.own_enrolment(viewer, found)
    if own is None:
        raise NotFound("enrolment", session_id)
    about = queries.course_of(found)
    form = TestForm(request.POST or None, course=about, language=get_language() or "en")
    back = reverse("training:session", args=[found.pk])

    def act() -> str:
        answers = {name: value for name, value in form.cleaned_data.items() if value}
        result = actions.take_test(found.pk, answers, user=viewer)
        said = (
            _("You passed: %(right)s of %(asked)s.")
            if result.passed
            else _("Not passed yet: %(right)s of %(asked)s. Read the lessons again.")
        )
        messages.info(request, said % {"right": result.right, "asked": result.asked})
        return back

    return form_page(
        request,
        form,
        act,
        title=pgettext("course", "Test"),
        lead=about.title,
        said=_("The test was marked."),
        submit=_("Hand in"),
        back=back,
        breadcrumbs=crumbs(),
    )


@login_required
@require_GET
def certificate(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The certificate as a PDF."""
    viewer = viewer_of(request)
    found = queries.get_enrolment(enrolment_id, viewer)
    said = queries.certified(found)
    record(
        "assistance.certificate_made",
        actor=viewer.actor,
        subject=("course_session", found.session_id),
        person=found.person_id,
    )
    node = f"{settings.HOMEWARD_NODE_NAME} · {settings.HOMEWARD_STATE}"
    made = certificate_pdf(said, node, get_language() or "en")
    return _file(made, "application/pdf", f"certificate-{said.code}.pdf")


@login_required
@form_methods
def revoke(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Take a certificate back."""
    viewer = viewer_of(request)
    found = queries.get_enrolment(enrolment_id, viewer)
    actions.check_may_train(viewer)
    form = RevokeForm(request.POST or None)
    back = reverse("training:session", args=[found.session_id])

    def act() -> str:
        actions.revoke(found.pk, form.cleaned_data["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Revoke a certificate"),
        lead=f"{found.name or found.person} · {found.code or '–'}",
        submit=pgettext("certificate", "Revoke"),
        back=back,
        breadcrumbs=crumbs(),
    )


@login_required
@form_methods
def check(request: HttpRequest) -> HttpResponse:
    """Check the code of a certificate; for everybody who signs in."""
    form = CheckForm(request.POST or None)
    asked, found = False, None
    if request.method == "POST" and form.is_valid():
        asked, found = True, queries.find_certificate(form.cleaned_data["code"])
        record(
            "assistance.certificate_checked",
            actor=viewer_of(request).actor,
            found=found is not None,
        )
    context = {
        "title": _("Check a certificate"),
        "form": form,
        "asked": asked,
        "found": found,
        "submit": _("Check"),
        "cancel_url": reverse("training:courses"),
        "breadcrumbs": crumbs(),
    }
    status = 400 if form.is_bound and not asked else 200
    return render(request, "assistance/training/check.html", context, status=status)

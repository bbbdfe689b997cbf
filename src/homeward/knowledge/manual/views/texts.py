"""Editing practices in a running node: drafts, languages, what differs, and a second person."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.knowledge.manual.access import (
    check_may_adapt,
    get_practice_draft,
    get_practice_text,
    may_adapt,
)
from homeward.knowledge.manual.actions import practice_texts
from homeward.knowledge.manual.errors import PracticeFault
from homeward.knowledge.manual.guide import library
from homeward.knowledge.manual.guide.differing import Changed, differences
from homeward.knowledge.manual.guide.editing import Parts, parts_of, text_of
from homeward.knowledge.manual.guide.headings import HEADINGS, SECTIONS
from homeward.knowledge.manual.guide.practice import LANGUAGES, Practice
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.guide.words import LANGUAGE_NAMES, languages_of, shown
from homeward.knowledge.manual.models import EVERYBODY, PracticeVersion
from homeward.knowledge.manual.practice_forms import (
    DescribeTextForm,
    NewPracticeForm,
    TextForm,
    text_initial,
)
from homeward.knowledge.manual.views.forming import acted, crumbs, form_page

form_methods = require_http_methods(["GET", "POST"])
# The header of a new practice, to be completed.
NEW = """revision = 1
revised = {today}
letters = ["{letter}"]
grade = "promising"
roles = ["police_leadership"]
tools = ["case-file"]

[[steps]]
id = "first"
role = "police_leadership"

[[steps]]
id = "second"
role = "police_leadership"

[[sources]]
title = ""
memory = true"""


@login_required
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft: from what is in force, back to what is shipped, or carried over anew."""
    viewer = viewer_of(request)
    try:
        with transaction.atomic():
            if "carry" in request.POST:
                _draft, clashes = practice_texts.carry_over(code, user=viewer)
                if clashes:
                    messages.warning(request, _clash_words(clashes))
            else:
                practice_texts.begin_text(code, user=viewer, back="back" in request.POST)
    except HomewardError as error:
        if error.status in (403, 404):
            raise
        note_refused(viewer, error)
        messages.warning(request, error.sentence())
    return redirect("manual:practice_draft", code=code)


def _clash_words(clashes: dict[str, tuple[str, ...]]) -> str:
    listed = "; ".join(f"{language}: {', '.join(parts)}" for language, parts in clashes.items())
    words = _("Both your State and the shipped text changed these parts; your State's words stand"
              " there, look at each: %(parts)s")  # fmt: skip
    return words % {"parts": listed}


@login_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Begin a practice of the State's own."""
    viewer = viewer_of(request)
    check_may_adapt(viewer, "")
    initial = {"language": (get_language() or "en").split("-")[0]}
    form = NewPracticeForm(request.POST or None, initial=initial)
    code = ""

    def act() -> str:
        nonlocal code
        data = form.cleaned_data
        today = datetime.now(UTC).date().isoformat()
        header = NEW.format(today=today, letter=data["letter"])
        parts = Parts(data["title"], data["summary"], header)
        code = practice_texts.begin_own(
            data["name"],
            language=data["language"],
            text=text_of(parts, data["language"]),
            user=viewer,
        ).code
        return _("The draft was begun. Complete it language by language.")

    if acted(request, form, act):
        return redirect("manual:practice_draft", code=code)
    context = {
        "title": _("A practice of this State"),
        "lead": _("It stays apart from what is shipped, and upgrades leave it alone."),
        "form": form,
        "submit": _("Begin the draft"),
        "cancel_url": reverse("manual:in_state"),
        "breadcrumbs": crumbs(),
    }
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)


@login_required
@form_methods
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of a practice: its languages, its faults, what differs, the note, the decision."""
    viewer = viewer_of(request)
    found = get_practice_draft(code, viewer)
    initial = {
        "revision": found.revision,
        "note": found.note,
        "roles": [role for role in found.roles if role != EVERYBODY],
    }
    form = DescribeTextForm(request.POST or None, initial=initial)
    if found.files is None:  # it takes a text away from all who could read it
        del form.fields["roles"]

    def act() -> str:
        data = form.cleaned_data
        practice_texts.describe_text(
            found,
            note=data["note"],
            roles=data.get("roles", ()),
            user=viewer,
            revision=data["revision"],
        )
        return _("The draft was kept.")

    if acted(request, form, act):
        return redirect("manual:practice_draft", code=code)
    practice = _readable(found)
    files = found.files or {}
    context = {
        "title": _("Draft: %(title)s") % {"title": practice.title if practice else code},
        "code": code,
        "draft": found,
        "form": form,
        "faults": library.faults_in(found, viewer),
        "languages": _languages(files, practice),
        "wrote": name_of_person(str(found.drafted_by)),
        "may_approve": viewer.pk not in {found.drafted_by, found.changed_by, *found.writers},
        "changes": _against(found, practice),
        "breadcrumbs": crumbs(),
    }
    return render(
        request, "manual/practice_draft.html", context, status=400 if form.is_bound else 200
    )


def _readable(found: PracticeVersion) -> Practice | None:
    if found.files is None:
        return shipped().get(found.code)
    try:
        return library.practice_of(found)
    except PracticeFault:
        return None


def _languages(files: dict[str, str], practice: Practice | None) -> list[dict[str, Any]]:
    states = {one.code: one.words for one in languages_of(practice)} if practice else {}
    return [
        {"code": one, "name": name, "there": one in files, "state": states.get(one, "")}
        for one, name in LANGUAGE_NAMES.items()
    ]


def _against(found: PracticeVersion, practice: Practice | None) -> list[Changed]:
    """What differs from the shipped text; of a practice of the State's own, from the last one."""
    if practice is None:
        return []
    before = shipped().get(found.code)
    return differences(before or library.approved_before(found), practice)


@login_required
@form_methods
def text(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Write a draft in one language."""
    viewer = viewer_of(request)
    found = get_practice_draft(code, viewer)
    if language not in LANGUAGES or found.files is None:
        raise NotFound("practice_text", f"{code} {language}")
    source = language == found.source
    kept = found.files.get(language, "")
    parts = parts_of(kept, language) if kept else Parts(header=_translated(found))
    form = TextForm(
        request.POST or None, initial=text_initial(parts, found.revision), language=language
    )

    def act() -> str:
        gone = "remove" in request.POST and not source
        written = "" if gone else text_of(form.parts(), language)
        practice_texts.write_text(
            found, language, written, user=viewer, revision=form.cleaned_data["revision"]
        )
        return _("The draft was kept.")

    beside = None
    if not source:
        own = parts_of(found.files.get(found.source, ""), found.source)
        named = zip(SECTIONS, HEADINGS[found.source], strict=True)
        beside = [(_("Title"), own.title), (_("Summary"), own.summary)]
        beside += [(name, own.sections.get(one, "")) for one, name in named]
    return form_page(
        request,
        form,
        act,
        title=_("Write in %(language)s") % {"language": LANGUAGE_NAMES[language]},
        submit=_("Keep in the draft"),
        back=reverse("manual:practice_draft", args=[code]),
        template="manual/practice_text.html",
        beside=beside,
        language=language,
        source=found.source,
        removable=not source and bool(kept),
    )


def _translated(found: PracticeVersion) -> str:
    """The header of a translation that begins now."""
    practice = _readable(found)
    today = datetime.now(UTC).date().isoformat()
    return f"of = {practice.revision if practice else 1}\ntranslated = {today}"


@login_required
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Approve a draft, or discard it."""
    viewer = viewer_of(request)
    found = get_practice_draft(code, viewer)
    revision = int(request.POST["revision"]) if request.POST.get("revision", "").isdecimal() else 0
    try:
        with transaction.atomic():
            if "approve" in request.POST:
                practice_texts.approve_text(found, user=viewer, revision=revision)
                messages.success(request, _("The text is in force."))
            else:
                practice_texts.discard_text(found, user=viewer, revision=revision)
                messages.success(request, _("The draft was discarded."))
    except HomewardError as error:
        if error.status == 404:
            raise
        note_refused(viewer, error)
        messages.error(request, error.sentence())
        return redirect("manual:practice_draft", code=code)
    known = code in library.library(viewer)
    return redirect("manual:practice", code=code) if known else redirect("manual:in_state")


@login_required
@require_GET
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A national text as it was, with its change note and what differs from the shipped one."""
    viewer = viewer_of(request)
    found = get_practice_text(code, number, viewer)
    practice = _readable(found)
    context = {
        "title": practice.title if practice else code,
        "code": code,
        "version": found,
        "decided_by": name_of_person(str(found.decided_by)) if found.decided_by else "",
        "wrote": name_of_person(str(found.drafted_by)),
        "changes": _against(found, practice),
        "shown": shown(library.held_version(found), viewer) if practice and found.files else None,
        "adapts": may_adapt(viewer),
        "breadcrumbs": crumbs(),
    }
    return render(request, "manual/practice_version.html", context)

"""What a family's page says: its versions, writing one, the preview, releasing and taking back."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.view import get_update
from homeward.casework.victims.actions import view_updates as actions
from homeward.casework.victims.actions.view import check_contact
from homeward.casework.victims.errors import view as wrong
from homeward.casework.victims.errors.files import ContactStopped
from homeward.casework.victims.family import texts
from homeward.casework.victims.family.content import Content
from homeward.casework.victims.family.shown import shown, shown_openings
from homeward.casework.victims.forms.view import UpdateForm, WhyForm, update_initial
from homeward.casework.victims.models import FamilyUpdate, SupportFile
from homeward.casework.victims.queries import view as queries
from homeward.casework.victims.reading import EASY_ENOUGH
from homeward.casework.victims.view_letters import page_letter
from homeward.casework.victims.view_sources import callers_for, is_outdated, promises_for
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

FIELDS: Fields = {wrong.TextReveals: "doing", ContactStopped: "doing"}


def view_page(file: SupportFile) -> str:
    """Where the page of a family is kept."""
    return reverse("victims:view", args=[file.case.reference, file.number])


@login_required
@require_GET
def overview(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Who may sign in, and every version of what is shown."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "view", file)
    now = queries.shown_now(viewer, file)
    context = file_frame(viewer, file, _("The family's page")) | {
        "accesses": [(one, queries.access_now(one)) for one in queries.accesses_of(viewer, file)],
        "updates": queries.updates_of(viewer, file),
        "shown": now,
        "outdated": now and is_outdated(viewer, file, Content.from_json(now.content)),
        "is_served": settings.HOMEWARD_FAMILY.enabled,
        "address": settings.HOMEWARD_FAMILY.base_url,
    }
    return render(request, "victims/view.html", context)


@login_required
@form_methods
def write(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write a version; the next page shows how it will look, and how hard it is to read."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    first = _first(viewer, file)
    form = UpdateForm(request.POST or None, case=file.case, initial=first)

    def act() -> tuple[str, str]:
        language = form.cleaned_data["language"]
        made = once(
            lambda: actions.write_update(
                file, form.content, user=viewer, language=language, form_token=form.token
            ),
            lambda token: queries.update_of_form(viewer, file, token),
            form.token,
        )
        if made is None:
            return view_page(file), ""
        target = reverse("victims:view_update", args=[reference, number, made.version])
        return target, _("Written. Another member releases it.")

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Write what the family reads"),
        submit=_("Keep it and look at it"),
        file=file,
        fields=FIELDS,
        cancel=view_page(file),
        template="victims/view_write.html",
    )


def _first(viewer: User, file: SupportFile) -> dict[str, object]:
    """The version before, or the agreed name; promises and callers as they are kept elsewhere."""
    before = queries.updates_of(viewer, file).first()
    content = Content(file.agreed_name, "")
    language = file.language
    if before is not None:
        content, language = Content.from_json(before.content), before.language
    promises = promises_for(viewer, file, content.promises)
    callers = callers_for(viewer, file, content.callers)
    return update_initial(content, promises, callers) | {"language": language}


@login_required
@require_GET
def update(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """A version exactly as the family reads it, with what a second member does about it."""
    viewer = viewer_of(request)
    found = get_update(reference, number, version, viewer)
    note_viewed(viewer, found.case, "view_update", found.file)
    heading = _("Version %(version)s of the family's page") % {"version": found.version}
    with translation.override(found.language):
        page = shown(Content.from_json(found.content), found.released_at)
        openings = shown_openings(queries.openings_of(found.file))
        words = {name: str(getattr(texts, name)) for name in _WORDS}
    context = file_frame(viewer, found.file, heading) | {
        "update": found,
        "page": page,
        "openings": openings,
        "t": words,
        "too_hard": found.grade is not None and found.grade > EASY_ENOUGH,
        "grade": round(found.grade) if found.grade and found.grade < HARDEST else None,
        "is_own": found.written_by_id == viewer.pk,
        "is_open": found.released_at is None and found.withdrawn_at is None,
    }
    return render(request, "victims/view_update.html", context)


HARDEST = 100
_WORDS = (
    *("HELLO_PLAIN", "NOTHING_YET", "DOING", "PROMISES", "NO_PROMISES", "CALLERS", "CALLERS_HELP"),
    *(
        "HELP_NOW",
        "HELP_NOW_HELP",
        "OPENED",
        "OPENED_LIST",
        "OPENED_HELP",
        "DAY",
        "JOB",
        "OFFICE",
        "NOT_OPENED",
    ),
    *("COMPLAIN", "COMPLAIN_HELP"),
)


@login_required
@require_POST
def release(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """Let the family read a version, as a second member."""
    viewer = viewer_of(request)
    found = get_update(reference, number, version, viewer)
    actions.release_update(found, user=viewer)
    messages.success(request, _("The family reads this version from now on."))
    return redirect(view_page(found.file))


@login_required
@form_methods
def withdraw(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """Take a version back; it stays readable here."""
    viewer = viewer_of(request)
    found = get_update(reference, number, version, viewer)
    form = WhyForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.withdraw_update(found, user=viewer, why=form.cleaned_data["why"])
        return view_page(found.file), _("The version was taken back.")

    heading = _("Take version %(version)s back") % {"version": found.version}
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=_("Take it back"),
        file=found.file,
        fields={wrong.ReleasedAlready: "why"},
        cancel=view_page(found.file),
    )


@login_required
@require_GET
def letter(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """A released version on paper, in its language."""
    viewer = viewer_of(request)
    found = get_update(reference, number, version, viewer)
    if found.released_at is None or found.withdrawn_at is not None:
        raise wrong.ReleasedAlready
    check_contact(found.file, viewer)
    return paper(_letter_of(viewer, found))


def _letter_of(viewer: User, found: FamilyUpdate) -> bytes:
    note_viewed(viewer, found.case, "view_letter", found.file)
    openings = queries.openings_of(found.file)
    with translation.override(found.language):
        return page_letter(found, openings, made=timezone.now())


def paper(pdf: bytes) -> HttpResponse:
    """A letter as a file whose name says nothing."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response

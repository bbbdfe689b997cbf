"""Templates of letters: what each language uses, its versions, and whether a lawyer read it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cooperation.access import keeps_letters
from homeward.casework.cooperation.actions.templates import keep_template, note_reading
from homeward.casework.cooperation.letter_forms import ReadingForm, ShippedForm, TemplateForm
from homeward.casework.cooperation.letters.language import LANGUAGES
from homeward.casework.cooperation.letters.marks import InUse, all_in_use, in_use
from homeward.casework.cooperation.letters.paper import DOCX
from homeward.casework.cooperation.letters.people import names_of
from homeward.casework.cooperation.letters.shipped import FIELDS, shipped
from homeward.casework.cooperation.models import LetterTemplate
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.formats import language_text


@login_required
@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The six languages, each with the template that its letters are made from."""
    rows = [{"used": used, "language": _name(used.language)} for used in all_in_use()]
    context = {"title": _("Templates of letters"), "rows": rows}
    return render(request, "cooperation/templates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, language: str) -> HttpResponse:
    """One language: the template in use and the earlier ones; a POST takes another into use."""
    viewer, used = viewer_of(request), _used(language)
    posted = request.method == "POST"
    form = TemplateForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"number": _number(used)},
    )

    def act() -> None:
        file = form.cleaned_data["file"]
        keep_template(
            language,
            file.read(),
            user=viewer,
            file_name=file.name,
            note=form.cleaned_data["note"],
            number=form.cleaned_data["number"],
        )

    if posted and _done(form, act, viewer):
        messages.success(request, _("Letters are made from this template now."))
        return redirect("cooperation:template", language=language)
    return _page(request, viewer, used, form)


@login_required
@require_POST
def take_shipped(request: HttpRequest, language: str) -> HttpResponse:
    """Take the shipped template back; the State's own versions stay to be read."""
    viewer, used = viewer_of(request), _used(language)
    form = ShippedForm(request.POST)

    def act() -> None:
        number = form.cleaned_data["number"]
        keep_template(language, b"", user=viewer, file_name="", note="", number=number)

    if _done(form, act, viewer):
        messages.success(request, _("Letters are made from the shipped template again."))
        return redirect("cooperation:template", language=language)
    return _page(request, viewer, used, _blank(used), shown=form)


@login_required
@require_POST
def reading(request: HttpRequest, language: str) -> HttpResponse:
    """Take the mark off: a lawyer read these words."""
    viewer, used = viewer_of(request), _used(language)
    form = ReadingForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        note_reading(language, data["edition"], user=viewer, lawyer=data["lawyer"])

    if _done(form, act, viewer):
        messages.success(request, _("Letters in this language carry the mark no more."))
        return redirect("cooperation:template", language=language)
    return _page(request, viewer, used, _blank(used), shown=form)


@login_required
@require_GET
def download(request: HttpRequest, language: str, version: int) -> HttpResponse:
    """A version as a file to be changed in a word processor; 0 is the shipped one."""
    if language not in LANGUAGES:
        raise Http404
    content = shipped(language)
    if version:
        row = LetterTemplate.objects.filter(language=language, number=version).first()
        if row is None:
            raise Http404
        content = bytes(row.content) or content
    answer = HttpResponse(content, content_type=DOCX)
    name = f"letter-{language}-{version}.docx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _used(language: str) -> InUse:
    if language not in LANGUAGES:
        raise Http404
    return in_use(language)


def _number(used: InUse) -> int:
    return used.version.number if used.version else 0


def _blank(used: InUse) -> TemplateForm:
    return TemplateForm(initial={"number": _number(used)})


def _name(language: str) -> str:
    return language_text(language)


def _page(
    request: HttpRequest,
    viewer: User,
    used: InUse,
    form: TemplateForm,
    *,
    shown: forms.Form | None = None,
) -> HttpResponse:
    versions = list(LetterTemplate.objects.filter(language=used.language).defer("content"))
    reading_form = (
        shown if isinstance(shown, ReadingForm) else ReadingForm(initial={"edition": used.edition})
    )
    context: dict[str, Any] = {
        "title": _("Letters in %(language)s") % {"language": _name(used.language)},
        "used": used,
        "number": _number(used),
        "is_shipped": used.version is None or not used.version.content,
        "versions": versions,
        "names": names_of([one.made_by for one in versions]),
        "single": sorted(FIELDS.single),
        "lists": [(name, sorted(items)) for name, items in FIELDS.lists.items()],
        "form": form,
        "reading_form": reading_form,
        "shown": shown,
        "keeps": keeps_letters(viewer),
        "breadcrumbs": [
            {"label": _("Templates of letters"), "url": _list_url()},
        ],
    }
    status = 400 if form.errors or (shown is not None and shown.errors) else 200
    return render(request, "cooperation/template.html", context, status=status)


def _list_url() -> str:
    from django.urls import reverse

    return reverse("cooperation:templates")


def _done(form: forms.Form, act: Any, viewer: User) -> bool:
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except (NotFound, Forbidden, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error)
        form.add_error(None, error.sentence())
        return False
    return True

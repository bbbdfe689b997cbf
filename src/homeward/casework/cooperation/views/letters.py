"""The letter of a request: its languages, its files, and the steps of its translation."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.language import (
    ASKING,
    ask_step,
    certify,
    choose_languages,
    note_letter_made,
    write_translation,
)
from homeward.casework.cooperation.by_hand import own_letters
from homeward.casework.cooperation.letter_forms import (
    CertifyForm,
    LanguagesForm,
    StepForm,
    TranslationForm,
)
from homeward.casework.cooperation.letters.changes import language_of_changes
from homeward.casework.cooperation.letters.following import NAME, unsent
from homeward.casework.cooperation.letters.language import (
    LANGUAGES,
    accepted_languages,
    letter_language,
    requested_state,
    written_in,
)
from homeward.casework.cooperation.letters.marks import in_use
from homeward.casework.cooperation.letters.paper import (
    Paper,
    docx_of,
    docx_of_change,
    pdf_of,
    pdf_of_change,
)
from homeward.casework.cooperation.letters.people import names_of
from homeward.casework.cooperation.letters.translation import (
    needs_translation,
    translated,
)
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import changes_open_to
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.errors import Forbidden, NotFound, StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.foundation.web.formats import language_text

_FORMS = {"docx": docx_of, "pdf": pdf_of}
_OF_CHANGE = {"docx": docx_of_change, "pdf": pdf_of_change}
_BESIDE = "certify_%s"  # the form stands on the page of another


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The languages, the files of the letter, and the steps; a POST chooses the languages."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    form = _languages_form(found, request.POST if request.method == "POST" else None)

    def act() -> None:
        choose_languages(found.pk, user=viewer, **form.cleaned_data)

    if request.method == "POST" and _done(form, act, found, viewer):
        messages.success(request, _("The languages of the request are kept."))
        return redirect("cooperation:letter", request_id=found.pk)
    if request.method == "GET":
        note_viewed(found, user=viewer)
    return _letter_page(request, found, viewer, languages=form)


@login_required
@require_POST
def step(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give a step of the language its owner and its day."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    form = StepForm(request.POST, request=found)

    def act() -> None:
        ask_step(found.pk, form.step(), user=viewer)

    if _done(form, act, found, viewer):
        messages.success(request, _("The step has its owner, who finds it among the tasks."))
        return redirect("cooperation:letter", request_id=found.pk)
    return _letter_page(request, found, viewer, steps=form)


@login_required
@require_GET
def download(request: HttpRequest, request_id: UUID, form: str) -> HttpResponse:
    """The letter as a file, in the language that the address names or that is chosen."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    make, language = _FORMS.get(form), request.GET.get("language", letter_language(found))
    if make is None or language not in LANGUAGES:
        raise Http404
    made: Paper = make(found, language, code=found.code)
    return _given_out(found, made, viewer, language, form)


def _given_out(found: Request, made: Paper, viewer: User, language: str, form: str) -> HttpResponse:
    digest = sha256(made.content).hexdigest()
    note_letter_made(found, user=viewer, language=language, form=form, sha256=digest)
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    return answer


@login_required
@require_GET
def download_of_change(
    request: HttpRequest, request_id: UUID, change_id: int, form: str
) -> HttpResponse:
    """The letter of what this State did in a request on paper, in the language of the address."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    make, language = _OF_CHANGE.get(form), request.GET.get("language", language_of_changes())
    change = next((one for one in own_letters(found) if one.pk == change_id), None)
    is_known = make is not None and language in LANGUAGES
    if make is None or not is_known or change is None or change.name == "issue":
        raise Http404
    return _given_out(found, make(change, language), viewer, language, form)


@login_required
@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, request_id: UUID, language: str) -> HttpResponse:
    """Write the translation part by part beside the original, or certify it."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if language not in LANGUAGES:
        raise Http404
    form = _translation_form(found, language, request.POST if request.method == "POST" else None)

    def act() -> None:
        write_translation(
            found.pk,
            language,
            form.texts(),
            user=viewer,
            revision=form.cleaned_data["revision"],
            is_done="finish" in request.POST,
        )

    if request.method == "POST" and _done(form, act, found, viewer):
        messages.success(request, _("The translation is kept."))
        return redirect("cooperation:translation", request_id=found.pk, language=language)
    if request.method == "GET":
        note_viewed(found, user=viewer)
    return _translation_page(request, found, viewer, language, form)


@login_required
@require_POST
def certification(request: HttpRequest, request_id: UUID, language: str) -> HttpResponse:
    """Certify the translation that was read."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer)
    if language not in LANGUAGES:
        raise Http404
    form = CertifyForm(request.POST, auto_id=_BESIDE)

    def act() -> None:
        data = form.cleaned_data
        certify(found.pk, language, data["statement"], user=viewer, revision=data["revision"])

    if _done(form, act, found, viewer):
        messages.success(request, _("The translation is certified. The letter says so."))
        return redirect("cooperation:letter", request_id=found.pk)
    shown = _translation_form(found, language, None)
    return _translation_page(request, found, viewer, language, shown, certify_form=form)


def _done(form: forms.Form, act: Any, found: Request, viewer: User) -> bool:
    """Act on a valid form; what its writer can mend comes back on it, journalled as refused."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except (NotFound, Forbidden, StaleForm):
        raise
    except HomewardError as error:
        note_refused(viewer, error, case_id=found.case_id, compartment=found.compartment)
        form.add_error(None, error.sentence())
        return False
    return True


def _languages_form(found: Request, data: Any) -> LanguagesForm:
    initial = {
        "written_in": found.written_in,
        "letter_in": found.letter_in,
        "revision": found.revision,
    }
    return LanguagesForm(data, initial=initial)


def _translation_form(found: Request, language: str, data: Any) -> TranslationForm:
    now = translated(found, language)
    texts = now.step.texts if now.step else {}
    initial = {**texts, "revision": now.step.revision if now.step else 0}
    return TranslationForm(data, initial=initial, request=found, language=language)


def _letter_page(
    request: HttpRequest,
    found: Request,
    viewer: User,
    *,
    languages: LanguagesForm | None = None,
    steps: StepForm | None = None,
) -> HttpResponse:
    language = letter_language(found)
    used, now = in_use(language), translated(found, language)
    may_ask = found.side == "requesting" and viewer.has_role(*ASKING)
    accepted = accepted_languages(requested_state(found))
    context = {
        **head(found),
        "title": _("The letter"),
        "made_in": language_text(language),
        "made_in_code": language,
        "own": language_text(written_in(found)),
        "accepted": [language_text(one) for one in accepted],
        "is_accepted": not accepted or language in accepted,
        "is_read": used.is_read,
        "version": used.version,
        "needs_translation": needs_translation(found, language),
        "now": now,
        "unsent": [language_text(one.language) for one in unsent(found)],
        "may_send": any(one.name == NAME for one in changes_open_to(viewer, found)),
        "all_languages": [(one, language_text(one)) for one in LANGUAGES],
        "languages_form": (languages or _languages_form(found, None))
        if may_ask and (languages or found.is_writable)
        else None,
        "step_form": (steps or StepForm(request=found, initial={"language": language}))
        if may_ask
        else None,
        "steps": _steps(found),
        "status_code": 400 if _has_errors(languages, steps) else 200,
    }
    return render(request, "cooperation/letter.html", context, status=context["status_code"])


def _has_errors(*given: forms.Form | None) -> bool:
    return any(form is not None and form.errors for form in given)


def _steps(found: Request) -> list[dict[str, Any]]:
    rows = list(found.language_steps.all())
    names = names_of([one.owner for one in rows])
    return [
        {
            "step": one,
            "owner": names.get(one.owner, ""),
            "language": language_text(one.language),
        }
        for one in rows
    ]


def _translation_page(
    request: HttpRequest,
    found: Request,
    viewer: User,
    language: str,
    form: TranslationForm,
    *,
    certify_form: CertifyForm | None = None,
) -> HttpResponse:
    now = translated(found, language)
    owns = now.certification is not None and now.certification.owner == viewer.pk
    if certify_form is None and owns and now.is_done and not now.is_certified and now.step:
        certify_form = CertifyForm(initial={"revision": now.step.revision}, auto_id=_BESIDE)
    context = {
        **head(found),
        "title": _("Translation into %(language)s") % {"language": language_text(language)},
        "form": form,
        "into": language,
        "now": now,
        "may_write": now.step is not None and viewer.pk in (now.step.owner, now.step.asked_by),
        "certify_form": certify_form,
        "cancel_url": reverse("cooperation:letter", args=[found.pk]),
    }
    status = 400 if _has_errors(form, certify_form) else 200
    return render(request, "cooperation/translation.html", context, status=status)

"""The languages of a request, and the steps of its translation: asked for, made, certified."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from homeward.casework.cases.visible import cleaned, has_content
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.errors import NotNow
from homeward.casework.cooperation.letters.errors import (
    LanguageUnknown,
    NotTranslated,
    OwnTranslation,
    StepNotThere,
    TranslationGaps,
)
from homeward.casework.cooperation.letters.language import LANGUAGES
from homeward.casework.cooperation.letters.people import may_own
from homeward.casework.cooperation.letters.translation import digests, originals, translated
from homeward.casework.cooperation.models import LanguageStep, Request, StepKind
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.journal.actions import record

SUBJECT = "language_step"
ASKING = ("officer", "finance", "support", "central", "supervisor")
_TASKS = {
    StepKind.TRANSLATION: "cooperation.translate",
    StepKind.CERTIFICATION: "cooperation.certify",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step of the language: what, into which language, whose it is, and until which day."""

    kind: StepKind
    language: str
    owner: User
    due_on: date


@transaction.atomic
def choose_languages(
    request_id: UUID, *, written_in: str, letter_in: str, user: User, revision: int
) -> Request:
    """Say in which language the contents are written and the letter is made; empty: the node's
    choice. What was approved keeps its languages.

    Raises NotFound, Forbidden, NotNow, StaleForm, LanguageUnknown.
    """
    request = _asking(request_id, user)
    if not request.is_writable:
        raise NotNow(state=request.get_state_display())
    if request.revision != revision:
        raise StaleForm
    if letter_in and letter_in not in LANGUAGES:
        raise LanguageUnknown(language=letter_in)
    request.written_in, request.letter_in = written_in, letter_in
    request.revision += 1
    request.save(update_fields=["written_in", "letter_in", "revision"])
    _note("cooperation.languages_chosen", request, user, language=letter_in, written_in=written_in)
    return request


@transaction.atomic
def ask_step(request_id: UUID, new: NewStep, *, user: User) -> LanguageStep:
    """Put a step before its owner with a task; asked again, it gets another owner or day.

    Raises NotFound, Forbidden where whoever is asked may not see the request, LanguageUnknown.
    """
    request = _asking(request_id, user)
    if new.language not in LANGUAGES:
        raise LanguageUnknown(language=new.language)
    if not may_own(request, new.owner):
        raise Forbidden("request", request.pk)
    step, _is_new = LanguageStep.objects.update_or_create(
        request=request,
        kind=new.kind,
        language=new.language,
        defaults={"owner": new.owner.pk, "due_on": new.due_on, "done_at": None, "done_by": None},
        create_defaults={
            "owner": new.owner.pk,
            "due_on": new.due_on,
            "asked_at": datetime.now(UTC),
            "asked_by": user.pk,
        },
    )
    _note_step("cooperation.step_asked", step, user, owner=str(new.owner.pk))
    finish_tasks((SUBJECT, step.pk), actor=user.actor)
    end = datetime.combine(new.due_on, time(23, 59), timezone.get_default_timezone())
    add_task(
        _TASKS[new.kind],
        actor=user.actor,
        subject=(SUBJECT, step.pk),
        url=reverse("cooperation:translation", args=[request.pk, new.language]),
        assignee=new.owner,
        due_at=end.astimezone(UTC),
        case_id=request.case_id,
        compartment=request.compartment,
        reference=request.reference,
        language=new.language,
    )
    return step


@transaction.atomic
def write_translation(
    request_id: UUID,
    language: str,
    texts: dict[str, str],
    *,
    user: User,
    revision: int,
    is_done: bool,
) -> LanguageStep:
    """Keep the translated parts by their codes; `is_done` says that the translator has finished.

    Raises NotFound, StepNotThere, Forbidden for whoever is neither the owner nor the one who asked,
    StaleForm, TranslationGaps where it is said to be finished and parts are empty.
    """
    request = get_request(request_id, user, for_change=True)
    step = _step(request, StepKind.TRANSLATION, language)
    if user.pk not in (step.owner, step.asked_by):
        raise Forbidden("request", request.pk)
    if step.revision != revision:
        raise StaleForm
    words = originals(request)
    kept = {code: cleaned(texts.get(code, "")).strip() for code in words}
    if is_done and not all(has_content(text) for text in kept.values()):
        raise TranslationGaps
    step.texts, step.read = kept, digests(words)
    step.revision += 1
    step.done_at = datetime.now(UTC) if is_done else None
    step.done_by = user.pk if is_done else None
    step.save()
    _note_step("cooperation.translated", step, user, done=is_done)
    if is_done:
        finish_tasks((SUBJECT, step.pk), actor=user.actor)
    return step


@transaction.atomic
def certify(
    request_id: UUID, language: str, statement: str, *, user: User, revision: int
) -> LanguageStep:
    """Certify the translation as it stands. `revision` is that of the translation that was read.

    Raises NotFound, StepNotThere, Forbidden for whoever does not own the step, OwnTranslation,
    NotTranslated, StaleForm.
    """
    request = get_request(request_id, user, for_change=True)
    step = _step(request, StepKind.CERTIFICATION, language)
    if user.pk != step.owner:
        raise Forbidden("request", request.pk)
    found = translated(request, language)
    if found.step is None or not found.is_done:
        raise NotTranslated
    if found.step.done_by == user.pk:
        raise OwnTranslation
    if found.step.revision != revision:
        raise StaleForm
    step.read, step.statement = digests(found.texts), cleaned(statement).strip()
    step.done_at, step.done_by = datetime.now(UTC), user.pk
    step.revision += 1
    step.save()
    _note_step("cooperation.certified", step, user)
    finish_tasks((SUBJECT, step.pk), actor=user.actor)
    return step


def note_letter_made(
    request: Request, *, user: User, language: str, form: str, sha256: str
) -> None:
    """Journal that the letter of a request was made as a file and given out."""
    _note("cooperation.letter_made", request, user, language=language, form=form, sha256=sha256)


def _asking(request_id: UUID, user: User) -> Request:
    """A request of this State's own, for whoever may draft or issue."""
    request = get_request(request_id, user, for_change=True)
    if request.side != "requesting" or not user.has_role(*ASKING):
        raise Forbidden("request", request.pk)
    return request


def _step(request: Request, kind: StepKind, language: str) -> LanguageStep:
    found = request.language_steps.select_for_update().filter(kind=kind, language=language).first()
    if found is None:
        raise StepNotThere
    return found


def _note_step(verb: str, step: LanguageStep, user: User, **data: str | bool) -> None:
    request = step.request
    _note(verb, request, user, step=step.kind, language=step.language, **data)


def _note(verb: str, request: Request, user: User, **data: str | bool) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        **data,
    )

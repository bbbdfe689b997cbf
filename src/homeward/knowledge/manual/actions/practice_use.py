"""What a State makes of practices: adopted, adapted, rejected; how far; and what the field says."""

from datetime import UTC, date, datetime

from django.db import transaction

from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.access import check_may_adapt
from homeward.knowledge.manual.errors import PracticeNotInUse, SuggestionAnswered
from homeward.knowledge.manual.guide.library import held
from homeward.knowledge.manual.guide.shelf import shipped_texts
from homeward.knowledge.manual.models import (
    EVERYBODY,
    Choice,
    PracticeDecision,
    PracticeProgress,
    PracticeVersion,
    Stage,
    Suggestion,
    SuggestionStatus,
)


@transaction.atomic
def decide_practice(
    code: str, choice: Choice, *, reason: str, decided_on: date, user: User
) -> PracticeDecision:
    """Adopt, adapt or reject a practice in the text that is in force (61/179 §6).

    Raises Forbidden and NotFound.
    """
    check_may_adapt(user, code)
    found = held(user, code)
    texts, roles = shipped_texts().get(code, {}), [EVERYBODY]
    if found.number:  # a national text is decided on, and read, by whom it is for
        version = PracticeVersion.objects.get(code=code, number=found.number)
        texts, roles = dict(version.files or {}), version.roles
    decision = PracticeDecision.objects.create(
        code=code,
        choice=choice,
        reason=reason,
        decided_on=decided_on,
        revision=found.practice.revision,
        base=texts,
        roles=roles,
        by=user.pk,
        at=datetime.now(UTC),
    )
    record(
        "manual.practice_decided",
        actor=user.actor,
        subject=("practice", code),
        practice=code,
        choice=str(choice),
        revision=decision.revision,
    )
    return decision


@transaction.atomic
def note_progress(code: str, stage: Stage, *, note: str, on: date, user: User) -> None:
    """Note how far a practice is in use on a day.

    Raises PracticeNotInUse where it is neither adopted nor adapted, Forbidden and NotFound.
    """
    check_may_adapt(user, code)
    held(user, code)
    last = PracticeDecision.objects.filter(code=code).order_by("pk").last()
    if last is None or last.choice == Choice.REJECT:
        raise PracticeNotInUse
    PracticeProgress.objects.create(
        code=code, stage=stage, note=note, on=on, by=user.pk, at=datetime.now(UTC)
    )
    record(
        "manual.practice_progress",
        actor=user.actor,
        subject=("practice", code),
        practice=code,
        stage=str(stage),
    )


@transaction.atomic
def suggest(code: str, *, step: str, text: str, user: User) -> Suggestion:
    """Send a suggestion to the editors of a practice. Raises NotFound."""
    held(user, code)
    found = Suggestion.objects.create(
        code=code, step=step, text=text, by=user.pk, at=datetime.now(UTC)
    )
    record(
        "manual.practice_suggested",
        actor=user.actor,
        subject=("practice", code),
        practice=code,
    )
    return found


@transaction.atomic
def answer_suggestion(
    suggestion: Suggestion, status: SuggestionStatus, *, answer: str, user: User
) -> None:
    """Take a suggestion up or decline it, with words for whoever sent it.

    Raises Forbidden and SuggestionAnswered.
    """
    check_may_adapt(user, suggestion.code)
    waiting = Suggestion.objects.filter(pk=suggestion.pk, status=SuggestionStatus.OPEN)
    answered = waiting.update(
        status=status, answer=answer, answered_by=user.pk, answered_at=datetime.now(UTC)
    )
    if not answered:
        raise SuggestionAnswered
    suggestion.refresh_from_db()
    record(
        "manual.suggestion_answered",
        actor=user.actor,
        subject=("practice", suggestion.code),
        practice=suggestion.code,
        status=str(status),
    )

"""A second supervisor approves a draft; either of them may discard it."""

from datetime import UTC, datetime

from django.db import transaction

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.manual.access import check_may_adapt
from homeward.knowledge.manual.errors import DraftClosed, NothingChanged, SecondPerson
from homeward.knowledge.manual.models import PlaybookVersion, VersionStatus
from homeward.knowledge.manual.queries import in_force, text_of


@transaction.atomic
def approve(draft: PlaybookVersion, *, user: User, revision: int) -> None:
    """Put a draft in force. Raises SecondPerson, NothingChanged, StaleForm and DraftClosed."""
    check_may_adapt(user, draft.code)
    # Whoever wrote a word of it is its writer too, whoever began it.
    if user.pk in {draft.drafted_by, draft.changed_by, *draft.writers}:
        raise SecondPerson
    current = in_force(user, draft.code)
    if current is not None and text_of(draft) == current.playbook:
        raise NothingChanged
    _decide(draft, VersionStatus.APPROVED, user, revision)
    record(
        "manual.version_approved",
        actor=user.actor,
        subject=("playbook_version", draft.pk),
        playbook=draft.code,
        number=draft.number,
    )


@transaction.atomic
def discard(draft: PlaybookVersion, *, user: User, revision: int) -> None:
    """Give a draft up; it is kept and no longer changed. Raises StaleForm and DraftClosed."""
    check_may_adapt(user, draft.code)
    _decide(draft, VersionStatus.DISCARDED, user, revision)
    record(
        "manual.version_discarded",
        actor=user.actor,
        subject=("playbook_version", draft.pk),
        playbook=draft.code,
        number=draft.number,
    )


def _decide(draft: PlaybookVersion, status: VersionStatus, user: User, revision: int) -> None:
    mine = PlaybookVersion.objects.filter(pk=draft.pk)
    decided = mine.filter(revision=revision, status=VersionStatus.DRAFT).update(
        status=status,
        decided_by=user.pk,
        decided_at=datetime.now(UTC),
        revision=revision + 1,
    )
    if not decided:
        raise StaleForm if mine.filter(status=VersionStatus.DRAFT).exists() else DraftClosed
    draft.refresh_from_db()

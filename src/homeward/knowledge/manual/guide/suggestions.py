"""Reads of suggestions from the field, and of what waits for an editor."""

from homeward.foundation.access.models import User
from homeward.knowledge.manual.access import may_adapt
from homeward.knowledge.manual.models import (
    PracticeVersion,
    Suggestion,
    SuggestionStatus,
    VersionStatus,
)


def suggestions_of(viewer: User) -> list[Suggestion]:
    """Those that a reader sent; for editors everybody's. Open ones first, then the latest."""
    found = Suggestion.objects.order_by("-at")
    if not may_adapt(viewer):
        found = found.filter(by=viewer.pk)
    return sorted(found[:300], key=lambda one: one.status != SuggestionStatus.OPEN)


def open_suggestions(viewer: User) -> list[Suggestion]:
    """Those that wait for an answer of this editor, the oldest first; none for everybody else."""
    if not may_adapt(viewer):
        return []
    return list(Suggestion.objects.filter(status=SuggestionStatus.OPEN).order_by("at")[:50])


def drafts_to_decide(viewer: User) -> list[PracticeVersion]:
    """Drafts with a change note of which this editor wrote nothing, the oldest first."""
    if not may_adapt(viewer):
        return []
    drafts = PracticeVersion.objects.filter(status=VersionStatus.DRAFT).exclude(note="")
    return [one for one in drafts.order_by("drafted_at") if viewer.pk not in one.writers]

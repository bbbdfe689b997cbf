"""Reads of suggestions from the field."""

from homeward.foundation.access.models import User
from homeward.knowledge.manual.access import may_adapt
from homeward.knowledge.manual.models import Suggestion, SuggestionStatus


def suggestions_of(viewer: User) -> list[Suggestion]:
    """Those that a reader sent; for editors everybody's. Open ones first, then the latest."""
    found = Suggestion.objects.order_by("-at")
    if not may_adapt(viewer):
        found = found.filter(by=viewer.pk)
    return sorted(found[:300], key=lambda one: one.status != SuggestionStatus.OPEN)


def open_suggestions(viewer: User) -> int:
    """How many wait for an answer of this editor; 0 for everybody else."""
    if not may_adapt(viewer):
        return 0
    return Suggestion.objects.filter(status=SuggestionStatus.OPEN).count()

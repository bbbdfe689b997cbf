"""What happened to suspects, as far as the viewer sees them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from homeward.casework.cases.models import Case, Detention, Person
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.vocabulary.detention import TONES, DetentionKind
from homeward.foundation.access.models import User


def detentions_of(viewer: User, case: Case, persons: Iterable[Person]) -> list[Detention]:
    """Every entry of these records, the latest first; those that were corrected too."""
    rows = Detention.objects.select_related("corrected_by").order_by("-at", "-pk")
    found = list(seen_in(rows.filter(suspect__in=[one.pk for one in persons]), viewer, case))
    for one in found:
        one.tone = TONES.get(DetentionKind(one.kind), "information")  # type: ignore[attr-defined]
    return found


def stand_now(found: Iterable[Detention]) -> dict[int, Detention]:
    """How each suspect stands: the latest of these entries that nothing corrects, by his number."""
    now: dict[int, Detention] = {}
    for one in found:
        if not hasattr(one, "corrected_by") and one.kind != DetentionKind.VOID:
            now.setdefault(one.suspect_id, one)
    return now


def told_now(key: str) -> tuple[str, datetime] | None:
    """What happened, by its code, and when: for the service of the node that tells it.

    None before it may be told, where a later entry took its place, and for everybody else.
    """
    with connection.cursor() as cursor:
        cursor.execute("select what, happened from guard.detention_told(%s)", [UUID(key)])
        row: tuple[str, datetime] | None = cursor.fetchone()
    return row

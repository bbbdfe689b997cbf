"""Broken glasses: for oversight, for the lead of the case, and for whoever broke them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import Glass, User
from homeward.foundation.access.queries import glasses_for_review
from homeward.foundation.guard.actor import ActorKind
from homeward.foundation.journal.queries import Line, entries_of_case, lines

LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen and done under a glass, the first thing first; `cut` where there is more."""

    lines: list[Line]
    cut: bool


def is_over(glass: Glass) -> bool:
    """Whether a glass opens nothing any more."""
    return glass.ended_at is not None or glass.expires_at <= datetime.now(UTC)


def is_overdue(glass: Glass) -> bool:
    """Whether nobody has reviewed a glass within its three days."""
    return glass.reviewed_at is None and glass.review_by < datetime.now(UTC)


def glass_for_review(viewer: User, number: int) -> Glass:
    """One broken glass, for oversight; raises NotFound for everybody else."""
    glass = glasses_for_review(viewer).filter(pk=number).first()
    if glass is None:
        raise NotFound("glass", number)
    return glass


def own_glass(viewer: User, number: int) -> Glass:
    """A glass that the viewer broke; raises NotFound for every other."""
    glass = Glass.objects.filter(pk=number, user=viewer).first()
    if glass is None:
        raise NotFound("glass", number)
    return glass


def unreviewed(viewer: User) -> int:
    """How many broken glasses wait for a verdict that this overseer could give."""
    waiting = glasses_for_review(viewer).filter(reviewed_at__isnull=True)
    return waiting.exclude(user=viewer).count()


def seen_under(viewer: User, glass: Glass) -> Seen:
    """What the journal says of the person in that case, from the breaking to the end."""
    entries = entries_of_case(viewer, glass.case_id).filter(
        actor_kind=ActorKind.USER,
        actor_id=glass.user_id,
        at__gte=glass.broken_at,
        at__lte=glass.ended_at or glass.expires_at,
    )
    found = list(entries.order_by("number")[: LONGEST_LIST + 1])
    return Seen(lines(viewer, found[:LONGEST_LIST]), cut=len(found) > LONGEST_LIST)


def glass_caption(subject_id: str) -> str:
    """The reference of the case, for those who may see the glass: its person, leads, oversight."""
    found = Glass.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None
    return found.case_reference if found else ""

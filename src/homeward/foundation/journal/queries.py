"""Reads of the journal. Row-level security decides which entries anybody sees."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from homeward.foundation.guard.actor import ActorKind
from homeward.foundation.journal.models import Entry, Head, Place
from homeward.foundation.journal.ports import caption_of
from homeward.foundation.journal.verbs import verb

OVERSEER = "overseer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader looks for; days are whole days in the node's time zone, both included."""

    verb: str = ""
    actor: str = ""
    case_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a person reads it; `position` is None until the sequencer has placed it."""

    number: int
    position: int | None
    at: datetime
    actor: str
    kind: ActorKind
    sentence: str
    subject: str
    case_id: int | None
    about_case: bool
    compartment: str
    facts: dict[str, Any] = field(default_factory=dict)


def may_oversee(viewer: Any) -> bool:
    """Whether the viewer is of oversight, and so reads the whole journal."""
    return bool(viewer.is_authenticated and viewer.has_role(OVERSEER))


def entries_for(viewer: Any, wanted: Wanted) -> QuerySet[Entry]:
    """The entries an overseer looks for, the latest first; none for anybody else."""
    if not may_oversee(viewer):
        return Entry.objects.none()
    found = Entry.objects.filter(_period(wanted)).order_by("-number")
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.actor:
        found = found.filter(_named(wanted.actor))
    return found if wanted.case_id is None else found.filter(case_id=wanted.case_id)


def entries_of_case(viewer: Any, case_id: int) -> QuerySet[Entry]:
    """The entries about a case that the viewer may see, the latest first."""
    return Entry.objects.filter(case_id=case_id).order_by("-number")


def lines(viewer: Any, entries: Iterable[Entry]) -> list[Line]:
    """Entries in the viewer's language; a subject is named only where the viewer may see it."""
    read = list(entries)
    people, places, caption = _full_names(read), _places(viewer, read), cache(caption_of)
    return [
        Line(
            number=entry.number,
            position=places.get(entry.number),
            at=entry.at,
            actor=people.get(entry.actor_id or 0, entry.actor_name),
            kind=ActorKind(entry.actor_kind),
            sentence=sentence_of(entry.verb),
            subject=caption(entry.subject_kind, entry.subject_id) if entry.subject_kind else "",
            case_id=entry.case_id,
            about_case=entry.subject_kind == "case",
            compartment=entry.compartment,
            facts=entry.data,
        )
        for entry in read
    ]


def sentence_of(code: str) -> str:
    """The verb's words; its code where the room that wrote it is no longer there."""
    try:
        return str(verb(code).label)
    except KeyError:
        return code


def last_head(viewer: Any) -> Head | None:
    """The last signed tree head, for oversight."""
    return Head.objects.order_by("-size").first() if may_oversee(viewer) else None


def _period(wanted: Wanted) -> Q:
    period = Q()
    if wanted.since:
        period &= Q(at__gte=_midnight(wanted.since))
    if wanted.until:
        period &= Q(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return period


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _named(words: str) -> Q:
    """By the name of sign-in or of a service, or by a person's name as it is now."""
    named = get_user_model().objects.filter(full_name__icontains=words)
    return Q(actor_name__icontains=words) | Q(actor_id__in=named.values("pk"))


def _full_names(entries: list[Entry]) -> dict[int, str]:
    numbers = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=numbers)}


def _places(viewer: Any, entries: list[Entry]) -> dict[int, int]:
    if not may_oversee(viewer):
        return {}
    numbers = [entry.number for entry in entries]
    found = Place.objects.filter(entry_number__in=numbers)
    return dict(found.values_list("entry_number", "position"))

"""Entering States and authorities from a document of one's own."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.actions.announcing import tell_later
from homeward.foundation.authorities.actions.claims import check_unsigned
from homeward.foundation.authorities.contact_data import put_points
from homeward.foundation.authorities.errors import DirectoryFileFault
from homeward.foundation.authorities.models import Authority, State
from homeward.foundation.authorities.vocabulary import AuthorityFunction, Origin
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.directory.entries import AuthorityEntry, StateEntry
from homeward.wire.errors import Malformed
from homeward.wire.header import Environment

# What a document may leave out, and what it means then where the authority is new.
_LEFT_OUT: dict[str, Any] = {
    "email": "",
    "phone": "",
    "always_reachable": False,
    "competence": [],
    "contact_points": [],
}


def read_document(raw: bytes) -> Any:
    """A directory document as it was written (JSON in UTF-8). Raises DirectoryFileFault."""
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DirectoryFileFault(place="-", problem="it is no JSON in UTF-8") from None


@transaction.atomic
def load_directory(directory: Mapping[str, Any], *, actor: Actor) -> int:
    """Enter States and authorities from a directory document; returns the number of authorities.

    Entries that are there already are brought up to date; nothing is removed, and what the document
    does not mention of them (competence, contact points) stays. The own State's is told to every
    connected node. Raises SignedByItsState where a State of it signs its own entry, and
    DirectoryFileFault for what is not in its form: nothing is loaded then.
    """
    states = directory.get("states") if isinstance(directory, Mapping) else None
    if not isinstance(states, list):
        raise DirectoryFileFault(place="-", problem="there is no list of States")
    for state in states:
        _load(state)
    count = sum(len(state["authorities"]) for state in states)
    record("authorities.directory_loaded", actor=actor, authorities=count)
    if any(state["code"] == settings.HOMEWARD_STATE for state in states):
        tell_later()
    return count


def _load(state: Any) -> None:
    try:
        code, name, languages = state["code"], state["name"], state["languages"]
        authorities = state["authorities"]
    except (KeyError, TypeError):
        problem = "a State has code, name, languages and authorities"
        raise DirectoryFileFault(place=str(state)[:60], problem=problem) from None
    place = str(code)[:60]
    for field, value in (("authorities", authorities), ("languages", languages)):
        if not isinstance(value, list):
            raise DirectoryFileFault(place=place, problem=f"its {field} are a list")
    entries = tuple(_checked(str(code), one) for one in authorities)
    try:
        StateEntry(
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            state=code,
            name=name,
            languages=tuple(languages),
            authorities=entries,
            card=None,
            issued_at=datetime.now(UTC),
        )
    except Malformed as error:
        raise DirectoryFileFault(place=place, problem=error.params["problem"]) from None
    check_unsigned(code)
    enter(code, name, languages, authorities)


def _checked(state: str, authority: Any) -> AuthorityEntry:
    """An authority of a document, checked as strictly as one that a State signs."""
    if not isinstance(authority, Mapping):
        raise DirectoryFileFault(place=state, problem="an authority is an object")
    place = str(authority.get("code", state))[:60]
    if not place.startswith(f"{state}-"):
        raise DirectoryFileFault(place=place, problem="its code begins with its State's")
    try:
        entry = AuthorityEntry.from_json({**_LEFT_OUT, **authority})
    except Malformed as error:
        raise DirectoryFileFault(place=place, problem=error.params["problem"]) from None
    unknown = [one for one in entry.functions if one not in AuthorityFunction.values]
    if unknown:
        known = ", ".join(AuthorityFunction.values)
        problem = f"{unknown[0]} is no function; functions are: {known}"
        raise DirectoryFileFault(place=place, problem=problem)
    return entry


def enter(
    code: str,
    name: str,
    languages: Sequence[str],
    authorities: Sequence[Mapping[str, Any]],
    *,
    origin: Origin = Origin.LOADED,
) -> None:
    """Enter a State and these authorities, or bring them up to date; what is left out stays."""
    state, _ = State.objects.update_or_create(
        pk=code, defaults={"name": name, "languages": list(languages)}
    )
    for authority in authorities:
        held = Authority.objects.filter(pk=authority["code"]).first()
        row = held or Authority(code=authority["code"])
        before = _said(row)
        row.state, row.name, row.functions = state, authority["name"], authority["functions"]
        for field in ("email", "phone", "always_reachable", "competence"):
            if field in authority:
                setattr(row, field, authority[field])
        if held is None or origin == Origin.SIGNED or _said(row) != before:
            # Whoever said it before did not say this; where nothing is new, the source stays.
            row.origin, row.source, row.source_date = origin, "", None
        row.save()
        if "contact_points" in authority:
            put_points(row, authority["contact_points"])


def _said(row: Authority) -> tuple[Any, ...]:
    return (
        row.name,
        list(row.functions or []),
        row.email,
        row.phone,
        row.always_reachable,
        row.competence,
    )

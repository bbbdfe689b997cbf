"""What the editor needs to know of a law: digests, sources to choose, the changes of a form."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from homeward.foundation.errors import HomewardError
from homeward.knowledge.law import history, queries
from homeward.knowledge.law.changes import Change, Part, parts_of, rests_on, to_json
from homeward.knowledge.law.differing import Named, Shown, shown
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.rows import GENERAL, CellRow, rows_of_offence, rows_of_state
from homeward.knowledge.law.statelaw import StateLaw

READ = str(Status.TEXT_READ).replace("_", " ")


def digest_of(part: Part | None) -> str:
    """What tells whether a part is still as a writer read it."""
    text = json.dumps(to_json(part), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def source_choices(state: str) -> dict[str, str]:
    """Sources in force by key, and those that open proposals bring."""
    parts = parts_of(queries.content_of(state))
    found = {one["key"]: one for path, one in parts.items() if path.startswith("source/")}
    waiting = {
        key: change.after
        for key, change in history.pending_sources(state).items()
        if key not in found and change.after
    }
    return {key: f"{key}: {one['title']}" for key, one in (found | waiting).items()}


def named_in(state: str, changes: Iterable[Change]) -> Named:
    """The sources and offences that changes of a law name: in force, proposed, or in them."""
    known = dict(parts_of(queries.content_of(state)))
    for change in [*history.pending_sources(state).values(), *changes]:
        part = change.after or change.before
        if part is not None:
            known.setdefault(change.path, part)
    heads = {path: one for path, one in known.items() if path.count("/") == 1}
    return Named(
        sources={one["key"]: one for path, one in heads.items() if path.startswith("source/")},
        titles={one["key"]: one["title"] for path, one in heads.items()
                if path.startswith("offence/")},
    )  # fmt: skip


def changes_for(state: str, path: str, before: Part | None, after: Part | None) -> list[Change]:
    """The changes that a form asks for: with an offence its cells go, and a source that is only
    proposed yet comes along with what names it."""
    changes = [Change(path, before, after)]
    parts = parts_of(queries.content_of(state))
    if after is None:
        below = (one for one in parts if one.startswith(f"{path}/"))
        return changes + [Change(one, parts[one], None) for one in below]
    source = after.get("source", "")
    if source and f"source/{source}" not in parts:
        waiting = history.pending_sources(state).get(source)
        changes = [*([waiting] if waiting else []), *changes]
    return changes


def stamp_of(path: str, content: dict[str, Any]) -> str:
    """A cell as it is to be confirmed: its path, and a digest of it and of what it is read by."""
    parts = parts_of(content)
    read_by = [parts.get(one) for one in (path, *rests_on(path, parts))]
    return f"{path}@{digest_of({'parts': read_by})}"


def cells_to_confirm(law: StateLaw, offence: str) -> list[CellRow]:
    """The cells of an offence, or of the State, that were read and are not verified yet."""
    known = law.offence(offence)
    if offence != GENERAL and known is None:
        return []
    rows = rows_of_offence(law, known) if known else rows_of_state(law)
    return [row for row in rows if row.readable]


def standing_to_confirm(state: str) -> list[Shown]:
    """Standings to treaties, institutions and treaties between States that were read and are not
    verified yet, each with its source."""
    content = queries.content_of(state)
    named = named_in(state, ())
    return [
        shown(Change(path, None, part), named)
        for path, part in parts_of(content).items()
        if path.split("/")[0] in ("membership", "authority", "treaty")
        and part.get("status") == READ
    ]


def digest_key(path: str) -> str:
    """What stands in the address of a part whose path is no word for addresses."""
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def fault_field(form: Any, error: HomewardError) -> str | None:
    """The field of a form that an error is about, or none."""
    name = str(error.params.get("field", ""))
    names = (name, f"value_{name}")
    return next((one for one in names if one in form.fields), None)

"""What differs between two texts of a State's law, part by part, and putting changes in.

A part is named by a path: `law`, `source/FR1`, `offence/detention` (its head),
`offence/detention/conduct` (a cell), `state/limitation`, `authority/fiu/Name`, `membership/untoc`,
`treaty/pact`. A change holds a part before and after; None is "not there".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from homeward.knowledge.law.errors import LawOvertaken

_LISTS = {"source": ("key",), "authority": ("role", "name"), "membership": ("treaty",),
          "treaty": ("key",)}  # fmt: skip
_DATES = {"read_on", "copy_date", "since", "in_force"}
READ, VERIFIED = "text read", "verified"  # as the shape of the files has them
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One part before and after."""

    path: str
    before: Part | None
    after: Part | None


def parts_of(content: Mapping[str, Any]) -> dict[str, Part]:
    """The parts of a law in the shape of the files, by their paths, in its order."""
    found: dict[str, Part] = {
        "law": {name: content[name] for name in ("state", "legal_family") if name in content}
    }
    for kind, keys in _LISTS.items():
        for one in content.get(kind, []):
            found["/".join([kind, *(str(one.get(key, "?")) for key in keys)])] = dict(one)
    for offence in content.get("offence", []):
        place = f"offence/{offence.get('key', '?')}"
        found[place] = {name: what for name, what in offence.items() if name != "cell"}
        found |= {f"{place}/{cell['element']}": dict(cell) for cell in offence.get("cell", [])}
    found |= {f"state/{cell['element']}": dict(cell) for cell in content.get("cell", [])}
    return found


def whole_of(parts: Mapping[str, Part]) -> dict[str, Any]:
    """The way back of `parts_of`; a cell whose offence is gone goes with it.

    Without its head nothing is recorded of the State, and the text is empty.
    """
    if "law" not in parts:
        return {}
    content: dict[str, Any] = {**parts["law"]}
    for path, part in parts.items():
        kind, _, rest = path.partition("/")
        if kind in _LISTS:
            content.setdefault(kind, []).append(dict(part))
        elif kind == "state":
            content.setdefault("cell", []).append(dict(part))
        elif kind == "offence" and "/" not in rest:
            cells = [dict(one) for at, one in parts.items() if at.startswith(f"{path}/")]
            content.setdefault("offence", []).append({**part, "cell": cells})
    return content


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes that lead from one text to the other."""
    old, new = parts_of(before), parts_of(after)
    paths = dict.fromkeys([*old, *new])
    found = (Change(path, old.get(path), new.get(path)) for path in paths)
    return [change for change in found if change.before != change.after]


def put_in(content: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The text with the changes. Raises LawOvertaken where a part is not as a change found it."""
    parts = parts_of(content)
    for change in changes:
        if parts.get(change.path) == change.after:
            continue  # it is in force already: two proposals may bring the same source
        if parts.get(change.path) != change.before:
            title = title_of(change.path, parts_of(content))
            raise LawOvertaken(path=change.path, title=title)
        if change.after is None:
            parts.pop(change.path, None)
        else:
            parts[change.path] = change.after
    for path in parts:
        head = head_of(path)
        if head and head not in parts:
            # The offence was taken out meanwhile.
            raise LawOvertaken(path=path, title=title_of(path, parts_of(content)))
    return whole_of(parts)


def head_of(path: str) -> str:
    """The path of the offence that a cell belongs to; nothing for what is no cell of one."""
    kind, _, rest = path.partition("/")
    return f"{kind}/{rest.rpartition('/')[0]}" if kind == "offence" and "/" in rest else ""


def title_of(path: str, parts: Mapping[str, Part]) -> str:
    """The title of the offence that a part belongs to; empty where it is of none that is there."""
    kind, *rest = path.split("/")
    head = parts.get(f"offence/{rest[0]}") if kind == "offence" and rest else None
    return str((head or {}).get("title", ""))


def rests_on(path: str, parts: Mapping[str, Part]) -> list[str]:
    """The parts that a part is read by: its source, and for a cell the head of its offence."""
    source = (parts.get(path) or {}).get("source")
    return [one for one in (f"source/{source}" if source else "", head_of(path)) if one]


def no_longer_verified(content: Mapping[str, Any], changes: Iterable[Change]) -> list[Change]:
    """What was verified by a source or an offence that these changes make another one: it was
    read, and nobody has compared it with what is there now.

    Raises LawOvertaken.
    """
    changes = list(changes)
    before, after = parts_of(content), parts_of(put_in(content, changes))
    written = {change.path for change in changes}
    return [
        Change(path, part, part | {"status": READ})
        for path, part in after.items()
        if part.get("status") == VERIFIED
        and path not in written
        and any(before.get(one) != after.get(one) for one in rests_on(path, after))
    ]


def brought_in(content: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A text from elsewhere as this node may take it: what was verified there was read there.

    What two persons of this node verified in the same words stays verified.
    """
    parts, here = parts_of(content), parts_of(own)
    return whole_of({
        path: part | {"status": READ}
        if part.get("status") == VERIFIED and here.get(path) != part
        else part
        for path, part in parts.items()
    })  # fmt: skip


def to_json(value: Any) -> Any:
    """Plain values for the database and for export: dates are written as ISO 8601."""
    if isinstance(value, Mapping):
        return {str(name): to_json(what) for name, what in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(value: Any, name: str = "") -> Any:
    """The way back: dates where the shape has dates. What is no date is left to the reader."""
    if isinstance(value, Mapping):
        return {key: from_json(what, key) for key, what in value.items()}
    if isinstance(value, list):
        return [from_json(one) for one in value]
    if name in _DATES and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value

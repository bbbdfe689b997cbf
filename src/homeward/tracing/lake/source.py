"""The files of a lake as one view of payments, by the rules of any import."""

from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from pathlib import Path

from homeward.tracing import errors
from homeward.tracing.lake.engine import Engine, literal, quoted
from homeward.tracing.lake.errors import LakeColumnUnusable, LakeFileUnreadable
from homeward.tracing.reading.fields import Mapped, map_fields
from homeward.tracing.reading.times import find_zone
from homeward.tracing.store.manifest import is_store

_PLACES = 1 << 52
"""Rows of one path stand before those of the next."""

ROWS_OF_A_FILE = 1 << 36
"""In a folder, rows of one file stand before those of the next."""

_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("id", "source", "target", "currency", "credited_currency"), ("text", "whole")),
    **dict.fromkeys(("reference", "reverses"), ("text", "whole")),
    **dict.fromkeys(("amount", "credited", "order"), ("whole",)),
    **dict.fromkeys(("time", "credited_time"), ("moment", "local")),
}
_SAID = {
    "text": "text",
    "whole": "whole numbers",
    "moment": "timestamps with a zone",
    "local": "timestamps without a zone",
}
_NAMES = {"time": "moment", "credited_time": "booked", "order": "declared"}


def _needed(kinds: tuple[str, ...]) -> str:
    return " or ".join(_SAID[kind] for kind in kinds)


def raw_payments(
    engine: Engine, paths: Sequence[str], mapping: Mapping[str, str], zone: str | None
) -> None:
    """Make the view `raw`: one row per payment, with the place among all files as `pos`.

    Raises `ColumnMissing`, `ColumnTypeUnusable`, `FieldUnknown`, `OptionUnusable` and what reading
    a file raises.
    """
    if not paths:
        raise errors.LedgerEmpty()
    shift = _offset(zone)
    parts = []
    for number, path in enumerate(paths):
        name = f"source_{number}"
        _refuse_stored(path)
        kinds = engine.source(name, path)
        mapped = map_fields(path, [each for each in kinds if each != "row_in_source"], mapping)
        parts.append(_Source(path, kinds, mapped, shift).select(name, number))
    engine.view("raw", " union all ".join(parts))


def _refuse_stored(path: str) -> None:
    if is_store(Path(path)):
        reason = "It is a stored ledger, which is traced as it is and needs no lake."
        raise LakeFileUnreadable(file=path, reason=reason)


def _offset(zone: str | None) -> int | None:
    """Microseconds that a zone is ahead of UTC; only zones that never change can be used here."""
    found = find_zone(zone)
    if found is None:
        return None
    ahead = found.utcoffset(None) if isinstance(found, timezone) else None
    if ahead is None:
        raise errors.OptionUnusable(option="zone", value=zone, allowed="UTC, or such as +02:00")
    return ahead // timedelta(microseconds=1)


class _Source:
    """One path: how its columns become fields."""

    def __init__(
        self, path: str, kinds: Mapping[str, str], mapped: Mapped, shift: int | None
    ) -> None:
        self.path, self.kinds, self.mapped, self.shift = path, kinds, mapped, shift

    def select(self, view: str, number: int) -> str:
        if "id" not in self.mapped.columns:
            columns = ", ".join(each for each in self.kinds if each != "row_in_source")
            raise errors.ColumnMissing(file=self.path, field="id", column="id", columns=columns)
        fields = [f"{self._field(name)} as {_NAMES.get(name, name)}" for name in _KINDS]
        place = f"row_in_source + {number * _PLACES} as pos"
        return " ".join(["select", ", ".join([place, *fields]), "from", view])

    def _field(self, name: str) -> str:
        if name in self.mapped.constants:
            return self._constant(name, self.mapped.constants[name])
        if name in self.mapped.columns:
            return self._column(name, self.mapped.columns[name])
        if name == "credited_currency":
            return self._field("currency")
        return f"cast(null as {'string' if 'text' in _KINDS[name] else 'bigint'})"

    def _constant(self, name: str, value: str) -> str:
        if "text" not in _KINDS[name] or "\\" in value:
            allowed = "a column, or text without backslashes where the field is text"
            raise errors.OptionUnusable(option="map", value=f"{name}=={value}", allowed=allowed)
        return literal(value.strip())

    def _column(self, name: str, column: str) -> str:
        kind, text = self.kinds[column], quoted(column)
        if kind not in _KINDS[name]:
            facts = {"type": _SAID.get(kind, kind), "needed": _needed(_KINDS[name])}
            raise LakeColumnUnusable(file=self.path, column=column, field=name, **facts)
        if kind in ("moment", "local"):
            return self._moment(kind, text)
        if "text" not in _KINDS[name]:
            return f"cast({text} as bigint)"
        plain = f"nullif(trim(cast({text} as string)), '')"
        is_credited = name == "credited_currency"
        return f"coalesce({plain}, {self._field('currency')})" if is_credited else plain

    def _moment(self, kind: str, text: str) -> str:
        if kind == "moment":
            return f"micros({text})"
        if self.shift is None:
            raise errors.OptionUnusable(
                option="zone", value="none", allowed="UTC, or such as +02:00: times carry no zone"
            )
        return f"micros({text}) - {self.shift}"

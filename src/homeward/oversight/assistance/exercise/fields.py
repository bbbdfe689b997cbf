"""Reading the fields of a scenario's structure: what is wrong with them is kept, not raised."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from homeward.oversight.assistance.exercise.faults import Fault

E = TypeVar("E", bound=StrEnum)
MOST_MINUTES = 60 * 24 * 30  # a month: more is a slip of the hand


class Reader:
    """A table of a TOML file. A field that is not what it should be is named in `faults`, and
    something harmless stands in its place, so that reading goes on to the next."""

    def __init__(
        self, data: Mapping[str, Any], where: str = "", faults: list[Fault] | None = None
    ) -> None:
        self._data = data
        self._where = where
        self.faults: list[Fault] = [] if faults is None else faults

    def rows(self, name: str, *, needed: bool = True) -> Iterator["Reader"]:
        """The tables of a list, each called by its id, else by its number from 1 on."""
        for number, row in enumerate(self._list(name, needed=needed), start=1):
            if not isinstance(row, dict):
                self._say("wrong", f"{name}.{number}")
                continue
            called = row.get("id")
            yield Reader(row, f"{name}.{called if _is_text(called) else number}", self.faults)

    def text(self, name: str, *, needed: bool = True) -> str:
        """A text that is not empty."""
        found = self._get(name, needed=needed)
        if found is None or _is_text(found):
            return str(found or "")
        self._say("wrong", name)
        return ""

    def minute(self, name: str) -> int:
        """A whole number from 0 on."""
        found = self._get(name)
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= MOST_MINUTES:
            return found
        if found is not None:
            self._say("wrong", name)
        return 0

    def yes(self, name: str) -> bool:
        """Whether it says true; false where it says nothing."""
        found = self._get(name, needed=False)
        if found not in (None, True, False):
            self._say("wrong", name)
        return found is True

    def texts(self, name: str, *, needed: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        found = self._list(name, needed=needed)
        if not all(map(_is_text, found)):
            self._say("wrong", name)
            return ()
        return tuple(found)

    def texts_by_name(self, name: str) -> dict[str, str]:
        """A table of texts, which may be empty; none where it says nothing."""
        found = self._get(name, needed=False)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            self._say("wrong", name)
            return {}
        return dict(found)

    def one_of(self, name: str, kind: type[E]) -> E:
        """One of a closed list of words."""
        found = self._get(name)
        first = next(iter(kind))
        if found is None:
            return first
        try:
            return kind(found)
        except ValueError:
            self._say("wrong", name)
            return first

    def unique(self, ids: Iterable[str]) -> None:
        """Say which ids stand there twice."""
        seen: set[str] = set()
        for one in ids:
            if one in seen:
                self._say("twice", one)
            seen.add(one)

    def _list(self, name: str, *, needed: bool) -> list[Any]:
        found = self._get(name, needed=needed)
        if found is None:
            return []
        if not isinstance(found, list):
            self._say("wrong", name)
            return []
        return found

    def _get(self, name: str, *, needed: bool = True) -> Any:
        if name not in self._data:
            if needed:
                self._say("missing", name)
            return None
        return self._data[name]

    def _say(self, code: str, name: str) -> None:
        about = f"{self._where}.{name}" if self._where else name
        fault = Fault(code, (about,))
        if fault not in self.faults:
            self.faults.append(fault)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())

"""The declared header of a practice's file: TOML between two lines of `+++`."""

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from homeward.knowledge.manual.errors import PracticeFault

MARK = "+++"
CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_GONE = object()


class Header:
    """The fields of a header: each is taken once by its kind; what is left over is a fault."""

    def __init__(self, data: Any, file: str, place: str = "") -> None:
        self.file, self.place = file, place
        if not isinstance(data, Mapping):
            self.fail("", _("a table of fields is expected"))
        self.left: dict[str, Any] = dict(data)

    def fail(self, field: str, problem: str) -> NoReturn:
        """Raise the fault that names file, field and reason."""
        named = " ".join(one for one in (self.place, field) if one) or _("header")
        raise PracticeFault(file=self.file, field=named, problem=problem)

    def _take(self, field: str, kind: type, words: str, default: Any = _GONE) -> Any:
        if field not in self.left:
            if default is _GONE:
                self.fail(field, _("it is missing"))
            return default
        value = self.left.pop(field)
        if type(value) is not kind:
            self.fail(field, words)
        return value

    def text(self, field: str, default: Any = _GONE, *, most: int = 300) -> str:
        """A text that is not empty, in one line, of at most so many characters."""
        found: str = self._take(field, str, _("a text is expected"), default)
        if default is not _GONE and found == default:
            return found
        if not found.strip() or found != found.strip() or "\n" in found:
            self.fail(field, _("one line of text is expected, with no blanks around it"))
        if len(found) > most:
            self.fail(field, _("at most %(most)s characters") % {"most": most})
        return found

    def code(self, field: str, default: Any = _GONE) -> str:
        """A code of small letters, figures and hyphens."""
        found = self.text(field, default)
        if found is not default and not CODE.fullmatch(found):
            self.fail(field, _("small letters, figures and hyphens only, at most 40"))
        return found

    def whole(self, field: str, default: Any = _GONE, *, least: int = 1) -> Any:
        """A whole number."""
        found = self._take(field, int, _("a whole number is expected"), default)
        if found is not default and not least <= found <= 1_000_000:
            self.fail(field, _("at least %(least)s") % {"least": least})
        return found

    def flag(self, field: str) -> bool:
        """Yes or no; no where it does not stand."""
        return bool(self._take(field, bool, _("true or false is expected"), False))

    def day(self, field: str, default: Any = _GONE) -> Any:
        """A date such as 2026-11-29, not in the future of the file's reader."""
        found = self._take(field, date, _("a date such as 2026-11-29 is expected"), default)
        if isinstance(found, datetime):
            self.fail(field, _("a date such as 2026-11-29 is expected"))
        return found

    def choice(self, field: str, known: Collection[str], default: Any = _GONE) -> str:
        """One of a closed list."""
        found = self.text(field, default)
        if found is not default and found not in known:
            self._none_of(field, found, known)
        return found

    def choices(self, field: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """Some of a closed list, none twice; codes where there is no such list."""
        found = self._take(field, list, _("a list of texts is expected"), [])
        for one in found:
            if type(one) is not str or not one:
                self.fail(field, _("a list of texts is expected"))
            if known is not None and one not in known:
                self._none_of(field, one, known)
            if found.count(one) > 1:
                self.fail(field, _("“%(one)s” stands twice") % {"one": one})
        return tuple(found)

    def _none_of(self, field: str, found: str, known: Collection[str]) -> NoReturn:
        listed = ", ".join(sorted(known))
        self.fail(field, _("“%(one)s” is none of: %(list)s") % {"one": found, "list": listed})

    def tables(self, field: str) -> list["Header"]:
        """A list of tables."""
        found = self._take(field, list, _("a list of tables is expected"), [])
        place = f"{self.place} {field}".strip()
        return [Header(one, self.file, f"{place} {n}") for n, one in enumerate(found, 1)]

    def end(self) -> None:
        """Whatever nobody took is unknown."""
        if self.left:
            self.fail(sorted(self.left)[0], _("nobody knows this field"))


def split(text: str, file: str) -> tuple[Header, str]:
    """The header and the text of a file. Raises PracticeFault."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != MARK or MARK not in (line.strip() for line in lines[1:]):
        raise PracticeFault(
            file=file, field=_("header"), problem=_("it stands between two lines of +++")
        )
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == MARK)
    try:
        data = tomllib.loads("\n".join(lines[1:end]))
    except tomllib.TOMLDecodeError as error:
        raise PracticeFault(file=file, field=_("header"), problem=str(error)) from None
    return Header(data, file), "\n".join(lines[end + 1 :])

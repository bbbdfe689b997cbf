"""Reading the fields of a law in the shape of the files: every fault has its place and reason."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from homeward.knowledge.law.errors import LawFault

_LONGEST_TEXT = 8_000
STATE, ICCS_CODE = re.compile("[A-Z]{2}"), re.compile("[0-9]{2,8}")
# Keys stand in addresses, where these two words have another meaning.
KEY = re.compile(r"\A(?!(?:new|general)\Z)[A-Za-z0-9_-]{1,40}\Z")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
KEY_WORDS = _("Use letters, digits, - and _, at most 40, and not “new” or “general”.")
_PATTERNS = {
    KEY: KEY_WORDS,
    STATE: _("It is a code of two capital letters."),
    LANGUAGE: _("It is a code of a language, such as: fr"),
    ICCS_CODE: _("It is a number, written with its zeros."),
}


class Reader:
    """One file, which knows where in it we are; `on` is the day after which nothing was read."""

    def __init__(self, file: str, on: date | None = None) -> None:
        self.file, self.on = file, on
        self.titles: dict[str, str] = {}  # of offences, by the place that names them

    def fault(self, place: str, field: str, problem: object) -> LawFault:
        """What is wrong at a place."""
        title = self.titles.get(place.partition(",")[0], "")
        problem = str(problem)
        return LawFault(file=self.file, place=place, field=field, problem=problem, title=title)

    def text(self, table: Mapping[str, Any], field: str, place: str, *, least: int = 1) -> str:
        """A text that says something. Raises LawFault."""
        value = table.get(field)
        if not isinstance(value, str) or len(value.strip()) < least:
            wrong = _("it is a text of at least %(least)s letters") % {"least": least}
            raise self.fault(place, field, wrong)
        if not any(sign.isalnum() for sign in value):
            raise self.fault(place, field, _("it has no letter and no figure"))
        if len(value) > _LONGEST_TEXT:
            raise self.fault(place, field, _("it is longer than %(most)s letters")
                             % {"most": _LONGEST_TEXT})  # fmt: skip
        return value.strip()

    def line(self, table: Mapping[str, Any], field: str, place: str) -> str:
        """A text that may be left out. Raises LawFault."""
        return self.text(table, field, place) if table.get(field) not in (None, "") else ""

    def word(self, table: Mapping[str, Any], field: str, place: str, of: re.Pattern[str]) -> str:
        """A word of a pattern. Raises LawFault."""
        value = self.text(table, field, place)
        if not of.fullmatch(value):
            raise self.fault(place, field, _PATTERNS[of])
        return value

    def tables(self, table: Mapping[str, Any], field: str, place: str) -> list[Mapping[str, Any]]:
        """A list of tables, empty where it is not there. Raises LawFault."""
        found = table.get(field, [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            raise self.fault(place, field, _("it is a list of tables"))
        return found

    def once(self, names: Iterable[str], place: str, field: str) -> None:
        """Raises LawFault for what is there twice."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self.fault(f"{place} {name}", field, _("it is there twice"))
            seen.add(name)

    def choice(self, table: Mapping[str, Any], field: str, place: str, of: Any) -> str:
        """A word that is among the choices. Raises LawFault."""
        value = self.text(table, field, place)
        if value not in of:
            wrong = _("it is one of: %(choices)s") % {"choices": ", ".join(of)}
            raise self.fault(place, field, wrong)
        return value

    def day(self, table: Mapping[str, Any], field: str, place: str) -> date | None:
        """A date that has come, or nothing where none is written. Raises LawFault."""
        found = self.any_day(table, field, place)
        if found is not None and self.on is not None and found > self.on:
            raise self.fault(place, field, _("this day has not come yet"))
        return found

    def any_day(self, table: Mapping[str, Any], field: str, place: str) -> date | None:
        """A date, of days to come too. Raises LawFault."""
        value = table.get(field)
        if value is not None and type(value) is not date:  # a moment is no day
            raise self.fault(place, field, _("it is a date"))
        return value

    def truth(self, table: Mapping[str, Any], field: str, place: str) -> bool | None:
        """True, false, or nothing where it is not written. Raises LawFault."""
        value = table.get(field)
        if value is not None and not isinstance(value, bool):
            raise self.fault(place, field, _("it is true or false"))
        return value

    def address(self, table: Mapping[str, Any], field: str, place: str) -> str:
        """The address of a public page. Raises LawFault."""
        value = self.text(table, field, place)
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
        except ValueError:
            good = False
        if not good or any(sign.isspace() for sign in value):
            raise self.fault(place, field, _("it is an address that begins with https:// or"
                                             " http://"))  # fmt: skip
        return value

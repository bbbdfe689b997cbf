"""The fields of an element as text, in which they stand in a workbook and in the editor's fields.

Lists of words are separated by commas; sentences stand one a line; so do levels of a penalty:
`death of the victim; min_months=240; life=true`. Everything else is a number, a word, true or
false. What is written this way is read back as it was.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from homeward.knowledge.law.elements import (
    ELEMENTS,
    Check,
    OneOf,
    SomeOf,
    penalty_levels,
    sentences,
    whole_number,
    yes_or_no,
)

_OF_A_LEVEL = re.compile(r"(\w+) *= *(\w+)")
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def fields_of(element: str) -> dict[str, Check]:
    """The fields of an element with their checks, those that it needs first."""
    found = ELEMENTS[element]
    return {**found.needed, **found.possible}


def all_fields() -> list[str]:
    """Every field of any element, once: the columns of a workbook."""
    return [*dict.fromkeys(name for one in ELEMENTS for name in fields_of(one))]


def to_text(check: Check, value: Any) -> str | int | bool:
    """A good value of a field, written as one value of a workbook."""
    if isinstance(check, SomeOf):
        return ", ".join(value)
    if check is sentences:
        return "\n".join(value)
    if check is penalty_levels:
        return "\n".join(_level_text(level) for level in value)
    found: str | int | bool = value
    return found


def from_text(check: Check, raw: Any) -> Any:
    """The way back. Raises ValueError, which says what the field takes.

    What is of the right form and still no good value is left to the check.
    """
    text = str(raw).strip()
    if check is yes_or_no:
        return raw if isinstance(raw, bool) else _truth(text)
    if check is whole_number:
        return _whole(raw)
    if isinstance(check, OneOf):
        return text
    if isinstance(check, SomeOf):
        return [one for part in re.split("[,\n]", text) if (one := part.strip())]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_level(line) for line in lines] if check is penalty_levels else lines


def read_fields(element: str, texts: Mapping[str, Any]) -> Iterable[tuple[str, Any, str]]:
    """Each field that has a text: its name, its value, and what is wrong (empty for nothing)."""
    checks = fields_of(element)
    for name, raw in texts.items():
        if raw is None or str(raw).strip() == "":
            continue
        if name not in checks:
            yield name, raw, str(_("is no field of this element"))
            continue
        try:
            yield name, from_text(checks[name], raw), ""
        except ValueError as error:
            yield name, raw, str(error)


def _truth(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise ValueError(_("is true or false"))
    return _WORDS[text.lower()]


def _whole(raw: Any) -> int:
    text = str(raw).strip()
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if isinstance(raw, bool) or not re.fullmatch("[0-9]{1,6}", text):
        raise ValueError(_("is a whole number, not below zero"))
    return int(text)


def _level_text(level: Mapping[str, Any]) -> str:
    figures = (f"{name}={str(value).lower()}" for name, value in level.items() if name != "ground")
    return "; ".join([level["ground"], *figures])


def _level(line: str) -> dict[str, Any]:
    """A level: what stands at its end as `name=value` are its figures, the rest is its ground."""
    parts = [part.strip() for part in line.split(";")]
    figures: list[tuple[str, Any]] = []
    while parts and (found := _OF_A_LEVEL.fullmatch(parts[-1])):
        parts.pop()
        name, word = found.groups()
        figures.append((name, _WORDS[word.lower()] if word.lower() in _WORDS else _figure(word)))
    if not parts or not "; ".join(parts).strip():
        raise ValueError(_("needs a ground at each level"))
    return {"ground": "; ".join(parts), **dict(reversed(figures))}


def _figure(word: str) -> int | str:
    return int(word) if re.fullmatch("[0-9]{1,6}", word) else word

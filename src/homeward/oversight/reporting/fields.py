"""Figures in a text are fields: `[[kidnapping_victims 2025]]` stands for what the data say.

A number that somebody types is bound to nothing. It is not refused, for a text may speak of two
officers or of article 16, but whoever clears the text is shown it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from homeward.oversight.trends.statistics.observations import PERIOD

FIELD = re.compile(r"\[\[\s*([a-z][a-z0-9_]*)\s+(" + PERIOD.pattern + r")\s*\]\]")
_BRACKETS = re.compile(r"\[\[|\]\]")
_MARK = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d[\d.,\u00a0\u202f]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


def fields_in(text: str) -> list[tuple[str, str]]:
    """(indicator, period) of each field, in order."""
    return [(one[1], one[2]) for one in FIELD.finditer(text)]


def unbound_in(text: str, lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """The fields that no figure stands behind, and brackets that are no field."""
    known = {(one["indicator"], one["period"]) for one in lines if not one["breakdown"]}
    wrong = [
        f"[[{code} {period}]]" for code, period in fields_in(text) if (code, period) not in known
    ]
    rest = FIELD.sub("", text)
    return (
        wrong + [rest[max(0, m.start() - 5) : m.end() + 20] for m in _BRACKETS.finditer(rest)][:1]
    )


def typed_numbers(text: str) -> list[str]:
    """Numbers that stand in no field; years and the numbers of resolutions apart."""
    words = (one.strip(".,;:!?()\"'«»“”") for one in FIELD.sub(" ", text).split())
    return [one for one in words if _NUMBER.fullmatch(one) and not _YEAR.fullmatch(one)]


def parts_of(text: str) -> list[str | tuple[str, str]]:
    """The text cut at its fields. What looks like the number of a figure is not left as such."""
    parts: list[str | tuple[str, str]] = []
    at = 0
    for one in FIELD.finditer(text):
        parts += [_MARK.sub(r"(\1)", text[at : one.start()]), (one[1], one[2])]
        at = one.end()
    parts.append(_MARK.sub(r"(\1)", text[at:]))
    return [one for one in parts if one]

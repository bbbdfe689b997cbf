"""Whether the parts of a request or an answer are as their kind declares them.

The same on both sides: before something is approved, issued or answered, and when it arrives.
Values are as requests keep them: amounts `XAD 1234500`, days ISO 8601, runs by their id.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from homeward.casework.cases.forms.case import EARLIEST
from homeward.casework.cases.visible import has_content, is_clean
from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.declaration import ContentField, FieldType

LONGEST_LINE, LONGEST_TEXT = 200, 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STATES = re.compile(r"[A-Z]{2}(?:, ?[A-Z]{2})*")


@dataclass(frozen=True, slots=True)
class Faults:
    """The required parts that are empty, and those that are not in their form."""

    missing: list[ContentField]
    malformed: list[ContentField]

    def __bool__(self) -> bool:
        return bool(self.missing or self.malformed)


def faults_of(fields: tuple[ContentField, ...], values: Mapping[str, str]) -> Faults:
    """What keeps these parts from being sent or taken in, in the order of the declaration."""
    missing = [f for f in fields if f.required and not has_content(values.get(f.code, ""))]
    written = [f for f in fields if values.get(f.code, "")]
    return Faults(missing, [f for f in written if not _is_well_formed(f, values)])


def _is_well_formed(field: ContentField, values: Mapping[str, str]) -> bool:
    value = values[field.code]
    if not is_clean(value) or not _FORMS[field.type](field, value):
        return False
    earlier = values.get(field.not_before, "") if field.not_before else ""
    return not earlier or not is_day(earlier) or earlier <= value


def is_day(value: str) -> bool:
    """Whether this is a day in ISO 8601, in its one spelling, that a case may speak of."""
    try:
        return bool(_DAY.fullmatch(value)) and date.fromisoformat(value).year >= EARLIEST
    except ValueError:
        return False


def is_run(value: str) -> bool:
    """Whether this is the id of a run, in its one spelling."""
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _is_amount(field: ContentField, value: str) -> bool:
    amount = parse(value)
    return amount is not None and amount.minor >= field.least


_FORMS: dict[FieldType, Callable[[ContentField, str], bool]] = {
    FieldType.LINE: lambda field, value: len(value) <= LONGEST_LINE and "\n" not in value,
    FieldType.TEXT: lambda field, value: len(value) <= LONGEST_TEXT,
    FieldType.AMOUNT: _is_amount,
    FieldType.DATE: lambda field, value: is_day(value),
    FieldType.CHOICE: lambda field, value: value in dict(field.choices),
    FieldType.RUN: lambda field, value: is_run(value),
    FieldType.STATES: lambda field, value: bool(_STATES.fullmatch(value)) and len(value) <= 400,
}

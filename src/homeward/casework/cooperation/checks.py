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
from homeward.casework.cases.visible import is_clean
from homeward.casework.cooperation.amounts import parse
from homeward.casework.cooperation.declaration import ContentField, FieldType, missing_of

LONGEST_LINE, LONGEST_TEXT = 200, 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# What a document's part says where it is handed over on paper instead of as a file.
PAPER = "paper"
_STATES = re.compile(r"[A-Z]{2}(?:, ?[A-Z]{2})*")


@dataclass(frozen=True, slots=True)
class Faults:
    """The required parts that are empty, those that are not in their form, and ends of periods
    that lie before their beginning, each with it."""

    missing: list[ContentField]
    malformed: list[ContentField]
    reversed: list[tuple[ContentField, ContentField]]

    def __bool__(self) -> bool:
        return bool(self.missing or self.malformed or self.reversed)


def faults_of(fields: tuple[ContentField, ...], values: Mapping[str, str]) -> Faults:
    """What keeps these parts from being sent or taken in, in the order of the declaration."""
    written = [f for f in fields if values.get(f.code, "")]
    malformed = [f for f in written if not _is_well_formed(f, values[f.code])]
    days = {f.code: f for f in written if f.type is FieldType.DATE and f not in malformed}
    turned = [
        (f, days[f.not_before])
        for f in days.values()
        if f.not_before in days and values[f.code] < values[f.not_before]
    ]
    return Faults(missing_of(fields, values), malformed, turned)


def passed(
    fields: tuple[ContentField, ...], values: Mapping[str, str], today: date
) -> list[ContentField]:
    """The days that were to come and are over."""
    days = [(f, values.get(f.code, "")) for f in fields if f.to_come]
    return [f for f, value in days if is_day(value) and date.fromisoformat(value) < today]


def _is_well_formed(field: ContentField, value: str) -> bool:
    return is_clean(value) and _FORMS[field.type](field, value)


def is_day(value: str) -> bool:
    """Whether this is a day in ISO 8601, in its one spelling, that a case may speak of."""
    try:
        return bool(_DAY.fullmatch(value)) and date.fromisoformat(value).year >= EARLIEST
    except ValueError:
        return False


def is_document(value: str) -> bool:
    """Whether this names a file by its SHA-256, or says that it comes on paper."""
    return value == PAPER or bool(_SHA256.fullmatch(value))


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
    FieldType.DOCUMENT: lambda field, value: is_document(value),
    FieldType.STATES: lambda field, value: bool(_STATES.fullmatch(value)) and len(value) <= 400,
}

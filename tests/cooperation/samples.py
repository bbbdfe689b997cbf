"""Complete contents and answers of any kind of request, made from its declaration."""

from datetime import UTC, datetime, timedelta

from homeward.casework.cooperation.checks import PAPER
from homeward.casework.cooperation.declaration import ContentField, FieldType, Kind

RUN = "11111111-2222-4333-8444-555555555555"


def sample(fields: tuple[ContentField, ...], choice: int = 0) -> dict[str, str]:
    """Every part written; of a choice the one at this place, or the last."""
    return {field.code: _value(field, choice, place) for place, field in enumerate(fields)}


def least(kind: Kind, choice: int = 0) -> dict[str, str]:
    """What has to be written, and no more."""
    whole = sample(kind.contents, choice)
    optional = {field.code for field in kind.contents if not field.required}
    kept = {code: "" if code in optional else value for code, value in whole.items()}
    needed = {field.code for field in kind.contents if field.is_required(kept)}
    return {code: value if code in needed else "" for code, value in kept.items()}


def _value(field: ContentField, choice: int, place: int) -> str:
    match field.type:
        case FieldType.AMOUNT:
            return "XAD 1234500"
        case FieldType.DATE:
            return (datetime.now(UTC) + timedelta(days=10 + place)).date().isoformat()
        case FieldType.RUN:
            return RUN
        case FieldType.STATES:
            return "XA, XB"
        case FieldType.DOCUMENT:
            return PAPER
        case FieldType.CHOICE:
            return field.choices[min(choice, len(field.choices) - 1)][0]
    return f"About {field.code}."

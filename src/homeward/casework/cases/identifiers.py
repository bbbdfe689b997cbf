"""The one form of an identifier that can be compared, however it was typed."""

import re
import unicodedata

from homeward.casework.cases.vocabulary.people import IdentifierKind

_NOT_IN_A_NUMBER = re.compile(r"[^0-9+]")
_NOT_IN_A_CODE = re.compile(r"[\W_]")


def plain_identifier(kind: str, typed: str) -> str:
    """Digits with a leading plus for a telephone, letters and digits for documents and plates,
    a name in lower case without its at-sign. Empty where nothing of that is in it."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if kind == IdentifierKind.PHONE:
        digits = "".join(str(unicodedata.digit(c, c)) for c in text)
        kept = _NOT_IN_A_NUMBER.sub("", digits)
        number = kept.replace("+", "")
        if kept.startswith("+"):
            return f"+{number}" if number else ""
        return f"+{number[2:]}" if number.startswith("00") and len(number) > 2 else number
    if kind == IdentifierKind.HANDLE:
        return text.casefold().lstrip("@").strip()
    return _NOT_IN_A_CODE.sub("", text).upper()


def plain_name(name: str) -> str:
    """A name as two records are compared by it: one case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

"""Counts, notes and JSON as the command says them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from homeward.tracing.answers.words import money
from homeward.tracing.warning import TraceWarning

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def counted(number: int, thing: str) -> str:
    """A number with its noun, in the plural where it is not one."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def note(warning: TraceWarning, exponent: int | None) -> str:
    """A warning as a note, its amounts as in the tables."""
    return f"Note: {warning.sentence(lambda amount: money(amount, exponent))}"


def json_text(document: Mapping[str, Any]) -> str:
    """A document as JSON; signs that nobody sees, or that a terminal would obey, are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], text)

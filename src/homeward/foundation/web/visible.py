"""Texts without characters that nobody sees, cleaned at the one border where people write them.

A zero-width space is no name, and a name with a control of direction in it is another name to a
search and shows the words beside it in a false order. What writing needs stays: the joiners of
Persian, of Indic scripts and of emoji, and the marks of direction.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

# Controls but for tabs and ends of lines; soft hyphen, zero-width space, word joiner and invisible
# operators, byte order mark; embeddings, overrides and isolates of direction; tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
# Letters and symbols by their class that print nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
_EMPTY_CLASSES = ("Cc", "Cf", "Zs", "Zl", "Zp")


def cleaned(text: str) -> str:
    """The text without what nobody sees; empty where nothing visible is left."""
    seen = _UNSEEN.sub("", text)
    return seen if has_content(seen) else ""


def is_clean(text: str) -> bool:
    """Whether cleaning would leave this text as it is."""
    return not _UNSEEN.search(text)


def has_content(text: str) -> bool:
    """Whether a reader sees anything of it."""
    return any(_is_seen(sign) for sign in text)


def _is_seen(sign: str) -> bool:
    if sign in _BLANK or "\ufe00" <= sign <= "\ufe0f":
        return False
    return unicodedata.category(sign) not in _EMPTY_CLASSES and not _UNSEEN.match(sign)


class CleanForm(forms.Form):
    """A form that never gets to see what its writer did not see, so a required field is written."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_all_cleaned(data), *args, **kwargs)


def _all_cleaned(data: Any) -> Any:
    if isinstance(data, MultiValueDict):
        # A copy of what was sent may be changed; the request itself stays as it came.
        copy = QueryDict(mutable=True)
        for name, values in data.lists():
            copy.setlist(name, [cleaned(value) for value in values])
        return copy
    if isinstance(data, Mapping):
        return {name: cleaned(v) if isinstance(v, str) else v for name, v in data.items()}
    return data

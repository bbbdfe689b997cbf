"""Accounts whose identifiers look alike: kept apart, as they were written, and pointed out."""

import re
import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing.kernels import COMPILE_ABOVE
from homeward.tracing.ledger import Ints
from homeward.tracing.reading.draft import Draft
from homeward.tracing.reading.encode import raw_text
from homeward.tracing.reading.fields import ACCOUNTS
from homeward.tracing.reading.values import flags
from homeward.tracing.warning import TraceWarning

_SHOWN = 5
_CHUNK = 1 << 17
"""Identifiers simplified at a time: of many accounts no second copy is held."""

_MANY = COMPILE_ABOVE // 4
"""Identifiers above which hashes tell whether any can be alike."""

_UNSEEN = r"[\s\p{C}\p{Z}]+"
_TWO_SPACES = re.compile("(?<= ) ")


def note_alike(draft: Draft) -> list[TraceWarning]:
    """A warning where accounts differ only in spaces, letter case, signs that nobody sees, or the
    Unicode form of a letter. Which of them are one account only a person can tell."""
    names = draft.accounts.values()
    if _cannot_be(names):
        return []
    if not draft.stands.all():
        rows = np.concatenate([draft.code[side][draft.stands] for side in ACCOUNTS])
        names = names.take(pa.array(np.unique(rows)))
    pairs, seen = [], dict[str, str]()
    for name, key in _suspects(names):
        first = seen.setdefault(key, name)
        if first is not name:
            pairs.append((first, name))
    if not pairs:
        return []
    shown = [" / ".join(map(_told, pair)) for pair in pairs[:_SHOWN]]
    return [TraceWarning("accounts_alike", {"count": len(pairs), "pairs": shown})]


def _cannot_be(names: Any) -> bool:
    """True where no two names can be alike: all signs are seen ones of ASCII, without spaces, and
    letters are all small or all capitals."""
    raw, places, _ = raw_text(names)
    used = raw[int(places[0]) : int(places[-1])]
    if ((used <= ord(" ")) | (used >= 127)).any():
        return False
    has_small, has_capitals = (bool((used - ord(first) < 26).any()) for first in "aA")
    return not (has_small and has_capitals)


def _suspects(names: Any) -> list[tuple[str, str]]:
    """Names that may be alike, each with what is left of it without what is easily overlooked."""
    if len(names) > _MANY:
        names = names.take(pa.array(_met_twice(names)))
    return list(zip(names.to_pylist(), _simple(names).to_pylist(), strict=True))


def _met_twice(names: Any) -> Ints:
    """Places of the names whose simple forms share their hash with another's."""
    from homeward.tracing.reading.text_loops import hash_values

    hashes = np.empty(len(names), dtype=np.uint64)
    for begin in range(0, len(names), _CHUNK):
        raw, places, _ = raw_text(_simple(names.slice(begin, _CHUNK)))
        hash_values(raw, places, hashes[begin : begin + _CHUNK])
    ordered = np.sort(hashes)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    found: Ints = np.flatnonzero(np.isin(hashes, again)) if len(again) else np.arange(0)
    return found


def _simple(names: Any) -> Any:
    """The names in one letter case and Unicode form, without spaces and signs nobody sees."""
    if flags(pc.invert(pc.string_is_ascii(names))).any():
        names = pc.utf8_normalize(names, form="NFKC")
    simple = pc.replace_substring(pc.utf8_lower(names), " ", "")
    odd = pc.invert(pc.utf8_is_printable(simple))
    if flags(odd).any():
        clean = pc.replace_substring_regex(simple.filter(odd), _UNSEEN, "")
        simple = pc.replace_with_mask(simple, odd, clean)
    return simple


def _told(name: str) -> str:
    """The name with what nobody would see in it as its number in Unicode."""
    signs = (sign if _is_seen(sign) else f"[U+{ord(sign):04X}]" for sign in name)
    return _TWO_SPACES.sub("[U+0020]", "".join(signs))


def _is_seen(sign: str) -> bool:
    return sign.isprintable() and not unicodedata.combining(sign)

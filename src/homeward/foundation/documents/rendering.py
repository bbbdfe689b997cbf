"""Setting a document: data into a template of this room, by Typst, into an accessible PDF.

The template is ours and is never put together from data. What people wrote travels as JSON and is
set as plain strings, so nothing of it is evaluated. The typesetter reads files below this room
only, uses the fonts that were installed with it and none of the machine's, fetches nothing, and
starts no other program. Files are PDF/A-2a and PDF/UA-1: they can be kept, searched, read aloud.
"""

import json
import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import typst

from homeward.foundation.documents.blocks import (
    Checklist,
    Facts,
    Heading,
    Paragraph,
    Part,
    Table,
)
from homeward.foundation.documents.errors import (
    DocumentFailed,
    DocumentsNotBuilt,
    DocumentTooLong,
)
from homeward.foundation.documents.exercise import mark_of

_ROOM: Final = Path(__file__).parent
_FONTS: Final = _ROOM / "built" / "fonts"
_TOKENS: Final = _ROOM / "built" / "tokens.json"
_STANDARDS: Final = ["a-2a", "ua-1"]
MOST_CHARACTERS: Final = 1_000_000
# Characters that the standards forbid or that change what a reader sees without being seen.
_FORBIDDEN: Final = frozenset(
    "\ufeff\u200b\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_KINDS: Final = {
    Heading: "heading",
    Paragraph: "paragraph",
    Facts: "facts",
    Table: "table",
    Checklist: "checklist",
}
# What Typst says where no font has a character: the file is then made without the standards.
_NO_SHAPE: Final = "could not be displayed"

log = logging.getLogger(__name__)


def render(template: str, data: Mapping[str, Any], language: str) -> bytes:
    """The PDF of `templates/<template>.typ` filled with `data`, set for a language.

    `data` holds plain JSON values, dataclasses of `blocks`, and must have a `title`. Where no font
    has a character, it prints as an empty box, the template is told (`missing`), and the file keeps
    to no standard. An exercise node marks every page. Raises DocumentTooLong, DocumentsNotBuilt,
    DocumentFailed.
    """
    if not _TOKENS.is_file():
        raise DocumentsNotBuilt
    source = _ROOM / "templates" / f"{template}.typ"
    text = json.dumps(_plain(data), ensure_ascii=False)
    if len(text) > MOST_CHARACTERS:
        raise DocumentTooLong(length=len(text), most=MOST_CHARACTERS)
    mark = mark_of(language)
    inputs = {
        "data": text,
        "language": language.partition("-")[0],
        "missing": "",
        "mark": mark.word,
        "mark_line": mark.line,
    }
    try:
        return _compiled(source, inputs, _STANDARDS)
    except typst.TypstError as error:
        if _NO_SHAPE not in str(error):
            log.error("A document of %s failed: %s", template, error)
            raise DocumentFailed from None
    try:
        return _compiled(source, {**inputs, "missing": "yes"}, [])
    except typst.TypstError as error:
        log.error("A document of %s failed: %s", template, error)
        raise DocumentFailed from None


def _compiled(source: Path, inputs: dict[str, str], standards: list[Any]) -> bytes:
    made = typst.compile(
        source,
        root=_ROOM,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standards,
    )
    if not isinstance(made, bytes):
        raise DocumentFailed
    return made


def _plain(value: Any) -> Any:
    """JSON values only; each block says its kind, and every text is without what nobody sees."""
    if isinstance(value, str):
        return _readable(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        kind = _KINDS.get(type(value))
        named = {"kind": kind} if kind else {}
        return named | {n: _plain(getattr(value, n)) for n in (f.name for f in fields(value))}
    if value is None or isinstance(value, bool | int):
        return value
    return _readable(str(value))  # words that are translated when they are read


def _readable(text: str) -> str:
    kept = (c for c in text if c in "\n\t" or not _is_unseen(c))
    return "".join(kept)


def _is_unseen(sign: str) -> bool:
    return sign in _FORBIDDEN or unicodedata.category(sign) in ("Cc", "Co", "Cs", "Cn")


__all__ = ["MOST_CHARACTERS", "Part", "render"]

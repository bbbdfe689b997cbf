"""What a file is by its content, and whether its name claims something else.

The signatures are those of puremagic. A name fits where one of the best guesses has its extension,
or one of the same family. Plain text has no signature: it fits every name that is not that of a
format which has one. What cannot be told is no mismatch.
"""

import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import puremagic

HEAD: Final = 64 * 1024
#: Less is a chance match of two bytes.
_SURE: Final = 0.3
_FAMILIES: Final = (
    frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    frozenset({".tif", ".tiff"}),
    frozenset({".heic", ".heif", ".avif"}),
    frozenset({".mp4", ".m4a", ".m4v", ".mov", ".3gp", ".3g2", ".qt"}),
    frozenset({".ogg", ".oga", ".ogv", ".ogx", ".opus"}),
    frozenset({".mkv", ".webm", ".mka"}),
    frozenset({".mp3", ".mpga", ".mp2"}),
    frozenset({".doc", ".xls", ".ppt", ".msg", ".msi", ".db", ".pub", ".vsd"}),
    frozenset(
        {".zip", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".odp", ".apk"}
        | {".jar", ".epub", ".kmz", ".xpi", ".ipa", ".ufdr", ".clbx"}
    ),
    frozenset({".exe", ".dll", ".sys", ".scr", ".com", ".ocx", ".cpl"}),
    frozenset({".html", ".htm", ".xhtml"}),
    frozenset({".gz", ".tgz"}),
    frozenset({".db", ".sqlite", ".sqlite3"}),
)
#: Names whose format always begins with its signature.
_SIGNED: Final = frozenset(
    {".pdf", ".png", ".gif", ".webp", ".bmp", ".7z", ".rar", ".flac", ".wav", ".avi", ".elf"}
).union(*(family for family in _FAMILIES if ".html" not in family)) - {".db", ".mp3", ".mpga"}
_MARKUP: Final = (b"<svg", b"<html", b"<!doctype html", b"<script", b"<?xml", b"<!doctype svg")


@dataclass(frozen=True, slots=True)
class Found:
    """What the content shows: a media type, empty where it cannot be told; whether it is text."""

    media_type: str
    extensions: frozenset[str]
    is_text: bool
    is_markup: bool

    @property
    def is_pdf(self) -> bool:
        """A PDF by its signature."""
        return self.media_type == "application/pdf"


def found_in(head: bytes) -> Found:
    """What the first bytes of a file show it to be."""
    head = head[:HEAD]
    text = _is_text(head)
    markup = text and any(mark in head[:4096].lower() for mark in _MARKUP)
    guesses = _guesses(head)
    if text and not markup:
        guesses = [guess for guess in guesses if guess.extension in (".pdf", ".rtf", ".ps")]
    kind = next((guess.mime_type for guess in guesses if guess.mime_type), "")
    extensions = frozenset(guess.extension.lower() for guess in guesses if guess.extension)
    if not guesses and text:
        kind = "text/html" if markup else "text/plain"
    return Found(_plain(kind), extensions, text and not guesses, markup)


def is_mismatch(name: str, media_type: str, found: Found) -> bool:
    """Whether the name, or else the declared type, claims what the content is not."""
    claimed = PurePosixPath(name).suffix.lower() or (mimetypes.guess_extension(media_type) or "")
    if not claimed:
        return False
    family = {claimed}.union(*(one for one in _FAMILIES if claimed in one))
    if found.extensions:
        return not family & found.extensions and not _is_other_markup(claimed, found)
    return claimed in _SIGNED and (found.is_text or not found.media_type)


def _is_other_markup(claimed: str, found: Found) -> bool:
    """Text with marks in it under a name for text, such as a log or a source file."""
    return found.is_markup and claimed not in _SIGNED


def _guesses(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        every = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):  # nothing known, or nothing at all
        return []
    known = [one for one in every if one.mime_type or one.extension.lower() in _SIGNED]
    best = max((one.confidence for one in known), default=0.0)
    return [one for one in known if one.confidence >= max(best, _SURE)]


def _plain(media_type: str) -> str:
    return media_type if media_type.isascii() and len(media_type) <= 130 else ""


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            head[: len(head) // 2 * 2].decode("utf-16")
        except UnicodeDecodeError:
            return False
        return True
    control = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    if not head or control:
        return False
    for cut in range(4):  # a sign may be cut at the end
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    # Latin and other single-byte text: mostly printable.
    return sum(byte < 128 for byte in head) >= len(head) * 0.7

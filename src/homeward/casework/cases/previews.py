"""Showing pictures, PDF pages and text of evidence without ever running anything of them.

Pictures and pages are drawn anew by a process of their own, with little memory and time and without
the node's secrets; what goes to the browser is its PNG, never a byte of the file. Text is decoded
and escaped. SVG and HTML are not shown at all.
"""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from homeward.casework.cases.errors.case import NotShown
from homeward.casework.cases.found import HEAD, Found, found_in
from homeward.casework.cases.visible import cleaned
from homeward.foundation.vault.actions import stream_blob
from homeward.foundation.vault.models import Blob

PICTURES: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp"}
    | {"image/tiff", "image/x-bmp"}
)
LARGEST: Final = 64 * 1024**2
PAGES: Final = 200
SHOWN_TEXT: Final = 256 * 1024
SECONDS: Final = 20
_CHILD: Final = Path(__file__).with_name("render_child.py")
# A drawing takes a processor and memory: two at once, the others wait their turn.
_turns = threading.BoundedSemaphore(2)
_EXIT_BROKEN: Final = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file is shown: `picture`, `pdf`, `text`, or `` for not at all; and the text itself."""

    kind: str
    pages: int = 1
    text: str = ""
    encoding: str = ""
    is_cut: bool = False


def kind_shown(found_type: str) -> str:
    """How a file of this type may be shown; empty for not at all. By content, never by name."""
    if found_type in PICTURES:
        return "picture"
    if found_type == "application/pdf":
        return "pdf"
    return "text" if found_type == "text/plain" else ""


def preview_of(blob: Blob, found_type: str) -> Preview:
    """What the page of a preview shows. Raises NotShown, LockedForEver."""
    kind = kind_shown(found_type)
    if kind == "text":
        return _text(blob)
    if kind == "pdf":
        return Preview("pdf", pages=_count(blob))
    if kind == "picture":
        _check_size(blob)
        return Preview("picture")
    raise NotShown(reason=_("it is no picture, PDF or plain text."))


def drawn(blob: Blob, found_type: str, page: int) -> bytes:
    """A picture, or a page of a PDF from 1, drawn anew as PNG. Raises NotShown."""
    kind = kind_shown(found_type)
    most = {"picture": 1, "pdf": PAGES}.get(kind, 0)
    if not 1 <= page <= most:
        raise NotShown(reason=_("there is no such page."))
    return _run(blob, kind, str(page))


def _count(blob: Blob) -> int:
    return min(int(_run(blob, "count", "1")), PAGES)


def _check_size(blob: Blob) -> None:
    if blob.size > LARGEST:
        limit = LARGEST // 1024**2
        raise NotShown(reason=_("it has more than %(limit)s MB.") % {"limit": limit})


def _run(blob: Blob, task: str, page: str) -> bytes:
    """Give the file to the drawing process; what it writes. Raises NotShown."""
    _check_size(blob)
    command = [sys.executable, "-I", str(_CHILD), task, page]
    bare = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    with _turns:
        content = b"".join(stream_blob(blob))
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, timeout=SECONDS, env=bare, check=False
            )
        except subprocess.TimeoutExpired:
            reason = _("drawing it took too long.")
            raise NotShown(reason=reason) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _EXIT_BROKEN:
        raise NotShown(reason=_("it is damaged, too large to draw, or has no such page."))
    raise NotShown(reason=_("drawing it failed or took too much."))


def _text(blob: Blob) -> Preview:
    start = bytearray()
    for piece in stream_blob(blob):
        start += piece
        if len(start) > SHOWN_TEXT:
            break
    if not _may_be_read(found_in(bytes(start[:HEAD]))):
        raise NotShown(reason=_("it is no picture, PDF or plain text."))
    shown = bytes(start[:SHOWN_TEXT])
    text, encoding = decoded(shown)
    return Preview("text", text=cleaned(text), encoding=encoding, is_cut=blob.size > len(shown))


def _may_be_read(found: Found) -> bool:
    return found.is_text and not found.is_markup


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the encoding that it was read in; what does not decode becomes a mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[: len(content) // 2 * 2].decode("utf-16", "replace"), "UTF-16"
    for cut in range(4):  # the last sign may be cut
        try:
            return content[: len(content) - cut].decode("utf-8-sig"), "UTF-8"
        except UnicodeDecodeError:
            continue
    best = from_bytes(content[:HEAD]).best()
    encoding = best.encoding if best is not None else "latin-1"
    return content.decode(encoding, "replace"), encoding.replace("_", "-").upper()

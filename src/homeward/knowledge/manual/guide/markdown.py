"""The little of Markdown that practices are written in: sections, lists, and inline marks.

Paragraphs, one list in a section, **strong**, *emphasis*, and links to other things of this manual
(`practice:`, `playbook:`, `law:`, `tool:`). Everything else is a fault, so that what is written
reads the same on a page, in a PDF and in a search.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINKS = ("practice", "playbook", "law", "tool")
_INLINE = frozenset({"text", "softbreak", "strong_open", "strong_close", "em_open", "em_close",
                     "link_open", "link_close"})  # fmt: skip
_LISTS = {"bullet_list_open": "bullets", "ordered_list_open": "numbers"}
_READER = MarkdownIt("commonmark")


class Misread(ValueError):
    """What is wrong, in the language that is active now."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as it is written: its heading, its paragraphs, and the items of its one list."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    numbered: bool


def chapters_of(text: str) -> list[Chapter]:
    """The sections of a text in their order. Raises Misread."""
    found: list[Chapter] = []
    tokens = _READER.parse(text)
    start = 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            if token.tag != "h2":
                raise Misread(_("a section begins with “## ”"))
            if place > start:
                found.append(_chapter(tokens[start:place]))
            start = place
    if tokens:
        found.append(_chapter(tokens[start:]))
    return found


def _chapter(tokens: Sequence[Token]) -> Chapter:
    if tokens[0].type != "heading_open":
        raise Misread(_("there is text before the first section"))
    heading = tokens[1].content.strip()
    paragraphs: list[str] = []
    items: list[str] = []
    lists: list[str] = []
    for kind, content in _blocks(tokens[3:], heading):
        if kind == "paragraph":
            paragraphs.append(content)
        elif kind == "item":
            items.append(content)
        else:
            lists.append(kind)
    if len(lists) > 1:
        raise Misread(_("“%(heading)s” has more than one list") % {"heading": heading})
    return Chapter(heading, tuple(paragraphs), tuple(items), lists == ["numbers"])


def _blocks(tokens: Sequence[Token], heading: str) -> Iterator[tuple[str, str]]:
    inside = ""
    for token in tokens:
        if token.type in _LISTS and not inside:
            inside = "list"
            yield _LISTS[token.type], ""
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            inside = ""
        elif token.type == "list_item_open":
            inside = "item"
        elif token.type == "inline":
            if inside == "done":
                raise Misread(
                    _("an item of “%(heading)s” is more than one paragraph") % {"heading": heading}
                )
            check_inline(token.content)
            yield ("item" if inside else "paragraph"), _in_one_line(token.content)
            inside = "done" if inside else ""
        elif token.type not in ("paragraph_open", "paragraph_close", "list_item_close"):
            raise Misread(
                _("“%(heading)s” holds something else than paragraphs and one list: %(what)s")
                % {"heading": heading, "what": token.type.removesuffix("_open")}
            )


def _in_one_line(text: str) -> str:
    """Line breaks become blanks; no-break spaces stay what they are."""
    return re.sub(r"[ \t\n]+", " ", text).strip(" ")


def _pieces(text: str) -> list[Token]:
    (inline,) = _READER.parseInline(text)
    return inline.children or []


def check_inline(text: str) -> None:
    """Only strong, emphasis and links of ours stand in a line. Raises Misread."""
    for token in _pieces(text):
        if token.type not in _INLINE:
            raise Misread(
                _("“%(text)s” holds more than words, strong, emphasis and links: %(what)s")
                % {"text": text[:60], "what": token.type}
            )
    for scheme, code in links_of(text):
        if scheme not in LINKS:
            raise Misread(
                _("the link to “%(to)s” is none of ours; name an address among the sources")
                % {"to": f"{scheme}:{code}"}
            )


def links_of(text: str) -> list[tuple[str, str]]:
    """Each link of a line as kind and code, such as ("practice", "first-hour")."""
    found = []
    for token in _pieces(text):
        if token.type == "link_open":
            kind, _colon, code = str(token.attrGet("href") or "").partition(":")
            found.append((kind, code))
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: words with their marks, and where they lead."""

    text: str
    strong: bool = False
    emphasis: bool = False
    to: tuple[str, str] | None = None


def runs_of(text: str) -> list[Run]:
    """A line cut where its marks change."""
    found: list[Run] = []
    strong = emphasis = 0
    to: tuple[str, str] | None = None
    for token in _pieces(text):
        if token.type in ("strong_open", "strong_close"):
            strong += token.nesting
        elif token.type in ("em_open", "em_close"):
            emphasis += token.nesting
        elif token.type == "link_open":
            kind, _colon, code = str(token.attrGet("href") or "").partition(":")
            to = (kind, code)
        elif token.type == "link_close":
            to = None
        else:
            words = " " if token.type == "softbreak" else token.content
            found.append(Run(words, strong > 0, emphasis > 0, to))
    return [run for run in found if run.text]


def plain(text: str) -> str:
    """A line without its marks."""
    return "".join(run.text for run in runs_of(text))


def titled(text: str) -> tuple[str, str]:
    """A step's title and what to do: "**Open the log.** Write …". Raises Misread."""
    start, end = "**", "**"
    close = text.find(end, len(start))
    title = text[len(start) : close].strip() if text.startswith(start) and close > 0 else ""
    rest = text[close + len(end) :].strip() if title else ""
    if not title or not rest:
        raise Misread(
            _("each step is a title in strong and then what to do, unlike “%(text)s”")
            % {"text": text[:60]}
        )
    return title.rstrip(".。"), rest

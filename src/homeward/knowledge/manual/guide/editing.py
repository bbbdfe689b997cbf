"""A text of a practice in the parts of a form, and back; and carrying over what is shipped anew."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from homeward.knowledge.manual.guide.header import MARK
from homeward.knowledge.manual.guide.headings import HEADINGS, SECTIONS

Chooser = Callable[[str, str, str, str], str]
_HEAD = re.compile(r"^## ")
_TITLE = re.compile(r'^(title|summary)\s*=\s*("(?:[^"\\]|\\.)*")\s*$')
_REVISION = re.compile(r"^revision\s*=\s*(\d+)\s*$", re.M)
_REVISED = re.compile(r"^revised\s*=\s*\S+\s*$", re.M)
_OF = re.compile(r"^of\s*=\s*(\d+)\s*$", re.M)
_CHECKED = re.compile(r"^checked\s*=\s*\S+\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Parts:
    """A text in parts: title and summary, the rest of its header, and its sections."""

    title: str = ""
    summary: str = ""
    header: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)


def parts_of(text: str, language: str) -> Parts:
    """A text in its parts. What is in no known section stays with the one before it."""
    lines = text.replace("\r\n", "\n").split("\n")
    marks = [n for n, line in enumerate(lines) if line.strip() == MARK][:2]
    begin, end = (marks[0], marks[1]) if len(marks) == 2 else (-1, -1)
    named = {"title": "", "summary": ""}
    rest: list[str] = []
    for line in lines[begin + 1 : end] if end > 0 else []:
        found = _TITLE.match(line)
        if found and not named[found[1]]:
            named[found[1]] = _unquoted(found[2])
        else:
            rest.append(line)
    sections = _sections(lines[end + 1 :], language)
    return Parts(named["title"], named["summary"], "\n".join(rest).strip("\n"), sections)


def _sections(lines: list[str], language: str) -> dict[str, str]:
    known = {
        _plain(one): section for section, one in zip(SECTIONS, HEADINGS[language], strict=True)
    }
    found: dict[str, list[str]] = {}
    at = ""
    for line in lines:
        section = known.get(_plain(line[3:])) if _HEAD.match(line) else None
        if section is not None:
            at = section
            found.setdefault(at, [])
        elif at:
            found[at].append(line)
    return {section: "\n".join(one).strip("\n") for section, one in found.items()}


def text_of(parts: Parts, language: str) -> str:
    """A text of its parts; without any section it is title and summary only."""
    head = [MARK, f"title = {_quoted(parts.title)}", f"summary = {_quoted(parts.summary)}"]
    head += [parts.header.replace("\r\n", "\n").strip("\n"), MARK, ""]
    written = {name: one.replace("\r\n", "\n").strip("\n") for name, one in parts.sections.items()}
    body: list[str] = []
    if any(written.values()):
        for section, heading in zip(SECTIONS, HEADINGS[language], strict=True):
            body += [f"## {heading}", "", written.get(section, ""), ""]
    return "\n".join([*head, *body])


def revision_in(text: str) -> int:
    """The revision that a text names, 0 where it names none."""
    found = _REVISION.search(text)
    return int(found[1]) if found else 0


def counted_up(text: str, before: str, today: date) -> str:
    """The text of the source with its revision after that of the text before, if it differs.

    So that translations are known to be of an older one, whether or not somebody thinks of it.
    """
    if _without_dates(text) == _without_dates(before):
        return text
    if revision_in(text) > revision_in(before):
        return text
    counted = _REVISION.sub(f"revision = {revision_in(before) + 1}", text, count=1)
    return _REVISED.sub(f"revised = {today.isoformat()}", counted, count=1)


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, blanks at their ends aside."""
    return one.strip() == other.strip()


def _without_dates(text: str) -> str:
    return _REVISED.sub("", _REVISION.sub("", text)).strip()


@dataclass(frozen=True, slots=True)
class Merged:
    """A text into which a new revision was carried; `clashes` names the parts that both changed."""

    text: str
    clashes: tuple[str, ...]


def carried_over(base: str, mine: str, theirs: str, language: str) -> Merged:
    """What the State wrote (`mine`, from `base`) with what is shipped anew (`theirs`).

    A part that only one side changed is taken from that side; where both did, the State's stays
    and is named, for somebody to look at. A source that is then not what is shipped has a
    revision after both, so that no translation passes for one of it; a translation that is not what
    is shipped is of the older revision.
    """
    old, own, new = (parts_of(one, language) for one in (base, mine, theirs))
    clashes: list[str] = []

    def choose(name: str, was: str, ours: str, then: str) -> str:
        if ours in (then, was):
            return then
        if then != was:
            clashes.append(name)
        return ours

    said = Parts(
        choose("title", old.title, own.title, new.title),
        choose("summary", old.summary, own.summary, new.summary),
        "",
        {
            one: choose(
                one,
                old.sections.get(one, ""),
                own.sections.get(one, ""),
                new.sections.get(one, ""),
            )
            for one in SECTIONS
            if one in own.sections or one in new.sections
        },
    )
    as_shipped = said == replace(new, header="")
    if not _OF.search(own.header):
        header = _header(choose, old.header, own.header, new.header, as_shipped=as_shipped)
    else:
        header = new.header if as_shipped else _of_the_older(own.header, new.header)
    return Merged(text_of(replace(said, header=header), language), tuple(clashes))


def _header(choose: Chooser, was: str, ours: str, then: str, *, as_shipped: bool) -> str:
    """The header of a source. Headers are compared without revision and date, which differ."""
    plain = [_without_dates(one) for one in (was, ours, then)]
    chosen = choose("header", *plain)
    if as_shipped and chosen == plain[2]:
        return then
    kept = then if chosen == plain[2] else ours
    after = max(revision_in(ours), revision_in(then)) + 1
    return _REVISION.sub(f"revision = {after}", kept, count=1)


def _of_the_older(ours: str, then: str) -> str:
    """The header of a translation put together from two: nobody has checked that one yet."""
    older = min(int(found[1]) for one in (ours, then) if (found := _OF.search(one)))
    return _OF.sub(f"of = {older}", _CHECKED.sub("", ours), count=1)


def _plain(text: str) -> str:
    return text.replace("'", "’").casefold().strip()


def _quoted(text: str) -> str:
    """A TOML basic string."""
    safe = re.sub(r"[ \t\r\n]+", " ", text).strip(" ").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{safe}"'


def _unquoted(text: str) -> str:
    return str(tomllib.loads(f"x = {text}")["x"])

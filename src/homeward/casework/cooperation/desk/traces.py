"""What a text names that a record can be compared with: exact identifiers, and names.

Pure functions. An identifier is looked for as several words that stand side by side, because people
write numbers in groups; whatever is found is compared with whole identifiers only, so a number
within a longer one is none. A name is found where all its words stand side by side, in their order
or with the last one first. Both are leads: the same name may be another person.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.vocabulary.people import IdentifierKind

#: An identifier is written in at most so many groups, a compared text has at most so many words.
_GROUPS = 7
_MOST_WORDS = 20_000
_SHORTEST = 4
_EDGES = " .,;:!?()[]{}<>«»“”\"'`…、。،؛؟"
_WORD = re.compile(r"[\w]+")
# Scripts that are written without spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Traces:
    """What the texts of a request name. `codes` are identifiers as `plain_identifier` writes them,
    by kind; `spoken` is all text in one case, its words between single spaces; `unspaced` the same
    without any, for scripts that have none."""

    codes: dict[str, frozenset[str]]
    spoken: str
    unspaced: str

    def names(self, name: str) -> bool:
        """Whether somebody of this name is spoken of. One short word alone is not looked for."""
        words = spoken_of(name).split()
        text = "".join(words)
        if _UNSPACED.search(text):
            return len(text) > 1 and text in self.unspaced
        if not words or (len(words) == 1 and len(text) < _SHORTEST):
            return False
        turned = [words[-1], *words[:-1]]
        return any(f" {' '.join(order)} " in self.spoken for order in (words, turned))


def traces_of(texts: Iterable[str]) -> Traces:
    """What these texts name."""
    codes: dict[str, set[str]] = {kind.value: set() for kind in IdentifierKind}
    spoken = []
    for text in texts:
        spoken.append(spoken_of(text))
        for kind, code in _codes(text.split()[:_MOST_WORDS]):
            codes[kind].add(code)
    # Between two texts stands a sign that no name holds.
    joined = f" {' | '.join(spoken)} "
    found = {kind: frozenset(some) for kind, some in codes.items()}
    return Traces(found, joined, joined.replace(" ", ""))


def spoken_of(text: str) -> str:
    """A text in one case, its words between single spaces and without signs between them."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORD.findall(plain))


def texts_in(content: Any) -> Iterator[str]:
    """Every text within a content field, however it is nested."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for part in content.values():
            yield from texts_in(part)
    elif isinstance(content, list | tuple):
        for part in content:
            yield from texts_in(part)


def _codes(words: list[str]) -> Iterator[tuple[str, str]]:
    clean = [word.strip(_EDGES) for word in words]
    for place, word in enumerate(clean):
        handle = plain_identifier(IdentifierKind.HANDLE, word)
        if len(handle) >= _SHORTEST or word.startswith("@"):
            yield IdentifierKind.HANDLE.value, handle
        group = ""
        for next_word in clean[place : place + _GROUPS]:
            if not next_word:
                break
            group = f"{group} {next_word}".strip()
            if len(group) > 60:
                break
            yield from _numbers(group)


def _numbers(group: str) -> Iterator[tuple[str, str]]:
    if not any(sign.isdigit() for sign in group):
        return
    code = plain_identifier(IdentifierKind.DOCUMENT, group)
    if len(code) >= _SHORTEST:
        yield IdentifierKind.DOCUMENT.value, code
        yield IdentifierKind.PLATE.value, code
    phone = plain_identifier(IdentifierKind.PHONE, group)
    if len(phone) > _SHORTEST and not any(sign.isalpha() for sign in group):
        yield IdentifierKind.PHONE.value, phone

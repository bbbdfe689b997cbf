"""The entries of a file of JSON: transactions of Bitcoin as servers hand them out."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from homeward.tracing.chains.errors import ChainFileUnreadable

_BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*(\[\s*[\[{\]]|\{\s*[\"}]|[\[{]\s*$)")
"""A list of lists or of objects, or an object. A SWIFT message begins `{1:` and is none."""
_LOOKED_AT = 4096
LARGEST = 256 << 20
"""Characters of one value, which is held in memory at once. A file with one in each line may be
larger."""


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction as it stands in a file, with the block that it stands in, if one does."""

    value: Any
    block: dict[str, Any] | None


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does."""
    with path.open("rb") as file:
        return _BEGINS.match(file.read(_LOOKED_AT)) is not None


def entries_of(path: Path, name: str) -> Iterator[Entry]:
    """Every transaction of a file: a list, one object a line, blocks, or answers of a server.

    Raises `ChainFileUnreadable`.
    """
    try:
        for value in _values(path, name):
            yield from _within(value, name)
    except UnicodeDecodeError as problem:
        raise ChainFileUnreadable(file=name, reason="It is not text in UTF-8.") from problem
    except OSError as problem:
        raise ChainFileUnreadable(file=name, reason=f"{problem.strerror}.") from problem
    except RecursionError as problem:
        raise ChainFileUnreadable(file=name, reason="It is nested too deeply.") from problem


def _values(path: Path, name: str) -> Iterator[Any]:
    """The values of a file: one, or one in each line."""
    with path.open(encoding="utf-8-sig") as file:
        number, first = 1, _line(file, name)
        while first and not first.strip():
            number, first = number + 1, _line(file, name)
        if first.lstrip().startswith("["):
            yield from _elements(first, lambda: _rest(file, first, name), name, number)
        else:
            try:
                value = _parsed(first, name, number)
            except ChainFileUnreadable:
                yield _parsed(first + _rest(file, first, name), name, number)
                return
            yield value
        while line := _line(file, name):
            number += 1
            if line.lstrip().startswith("["):
                yield from _elements(line, str, name, number)
            elif line.strip():
                yield _parsed(line, name, number)


def _line(file: TextIO, name: str) -> str:
    """The next line of a file; raises `ChainFileUnreadable` for one that is too long."""
    return _checked(file.readline(LARGEST + 1), name)


def _rest(file: TextIO, first: str, name: str) -> str:
    """What follows the first line, which is one value with it."""
    return _checked(first + file.read(LARGEST + 1 - len(first)), name)[len(first) :]


def _checked(text: str, name: str) -> str:
    if len(text) > LARGEST:
        most = f"{LARGEST >> 20} million characters" if LARGEST >> 20 else f"{LARGEST} characters"
        reason = f"One list or object in it has more than {most}: put each transaction in a line."
        raise ChainFileUnreadable(file=name, reason=reason)
    return text


def _elements(text: str, more: Callable[[], str], name: str, line: int) -> Iterator[Any]:
    """The elements of a list, each as a list of one: they are counted one by one, so that a list
    of too many is left before all of it is in memory.

    `more` gives what follows the text, and is asked where the list does not end in it.
    """
    at, is_first, is_whole = text.index("[") + 1, True, False
    while True:
        try:
            found = _element(text, at, name, line, is_first=is_first)
        except ChainFileUnreadable:
            if is_whole:
                raise
            text, is_whole = text + more(), True
            continue
        if found is None:
            return
        value, at = found
        is_first = False
        yield [value]


def _element(text: str, at: int, name: str, line: int, *, is_first: bool) -> tuple[Any, int] | None:
    """The element of a list at a place and where it ends; None at the end of list and text."""
    with _read_of(name, line):
        at = _space_after(text, at)
        if text.startswith("]", at):
            end = _space_after(text, at + 1)
            if end < len(text):
                raise json.JSONDecodeError("Extra data", text, end)
            return None
        if not is_first:
            if not text.startswith(",", at):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _space_after(text, at + 1)
        value, end = _DECODER.raw_decode(text, at)
        return value, end


def _space_after(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _parsed(text: str, name: str, line: int) -> Any:
    with _read_of(name, line):
        return _DECODER.decode(text)


@contextmanager
def _read_of(name: str, line: int) -> Iterator[None]:
    """Says of a file what is wrong with JSON that begins in a line of it."""
    try:
        yield
    except json.JSONDecodeError as problem:
        where = f"line {line + problem.lineno - 1}, character {problem.colno}"
        reason = f"It is no whole JSON ({problem.msg.rstrip('.')}, {where})."
        raise ChainFileUnreadable(file=name, reason=reason) from problem
    except (ValueError, ArithmeticError) as problem:  # a number too long, too large, or none
        reason = f"It holds a number that is none of a transaction, in line {line} or after it."
        raise ChainFileUnreadable(file=name, reason=reason) from problem


def _within(value: Any, name: str) -> Iterator[Entry]:
    """The transactions in a value: itself, those of a list or a block, the answer to a call."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict) and _is_wrapping(each):
                yield from _within(each, name)
            else:
                yield Entry(each, None)
    elif isinstance(value, dict) and "txid" in value:
        yield Entry(value, None)
    elif isinstance(value, dict) and isinstance(value.get("tx"), list):
        for each in value["tx"]:
            yield Entry(each, value)
    elif isinstance(value, dict) and isinstance(value.get("result"), dict | list):
        yield from _within(value["result"], name)
    else:
        reason = "It holds neither transactions (with a txid) nor blocks (with a list tx)."
        raise ChainFileUnreadable(file=name, reason=reason)


def _is_wrapping(value: dict[str, Any]) -> bool:
    return "txid" not in value and ("tx" in value or "result" in value)

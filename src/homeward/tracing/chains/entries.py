"""The entries of a file of JSON: transactions of Bitcoin as servers hand them out."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from homeward.tracing.chains.errors import ChainFileUnreadable

_BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*(\[\s*[\[{\]]|\{\s*[\"}]|[\[{]\s*$)")
"""A list of lists or of objects, or an object. A SWIFT message begins `{1:` and is none."""
_LOOKED_AT = 4096


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
        first = file.readline()
        try:
            value = _parsed(first, name, 1)
        except ChainFileUnreadable:
            value = None
        if value is not None:
            yield value
            for number, line in enumerate(file, start=2):
                if line.strip():
                    yield _parsed(line, name, number)
            return
        yield _parsed(first + file.read(), name, 1)


def _parsed(text: str, name: str, line: int) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        where = f"line {line + problem.lineno - 1}, character {problem.colno}"
        reason = f"It is no whole JSON ({problem.msg.rstrip('.')}, {where})."
        raise ChainFileUnreadable(file=name, reason=reason) from problem
    except ValueError as problem:  # a number of thousands of digits, or one that is none
        reason = f"It holds a number that is none of a transaction, in line {line} or after it."
        raise ChainFileUnreadable(file=name, reason=reason) from problem


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


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

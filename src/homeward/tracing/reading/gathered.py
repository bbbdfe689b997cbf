"""Files that are no tables of payments, read together: all of them say what one of them means.

A statement lists what one account paid and received, so a payment between two accounts stands in
the statements of both; an export of a chain lists what one address did. Such files are read whole,
and what they say becomes rows, each payment once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from homeward.tracing.reading.errors import FilesMixed
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.rawtable import RawTable
from homeward.tracing.warning import TraceWarning


@dataclass(frozen=True, slots=True)
class Gathered:
    """What files of one kind say together.

    `tables` holds one table per file, in the order of the files, under the names that were given;
    amounts are decimals of major units, and `exponent` is how many are kept where nobody declared
    it. `openings` are balances that the files themselves state, by (account, currency); `exits`
    are accounts at which money leaves by the nature of the files; `split_currencies` says that an
    identifier may hold several currencies. Where a row of a file is no payment or several, `read`
    is how many rows each file had. Tables may have a column `place`: where each payment stands
    among those of all files that share its moment and declared order.
    """

    tables: list[RawTable]
    exponent: int
    openings: Mapping[Any, int] = field(default_factory=dict)
    notes: tuple[TraceWarning, ...] = ()
    exits: tuple[str, ...] = ()
    split_currencies: bool = False
    read: tuple[int, ...] | None = None

    def rows(self) -> list[int]:
        """How many rows each file had, refused ones included."""
        if self.read is not None:
            return list(self.read)
        return [len(table.rows) + len(table.rejections) for table in self.tables]

    def told(self) -> Iterator[RawTable]:
        """The tables, one after another."""
        yield from self.tables


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is read together: what it is called, whether a file is of it, and the
    reader, which is given all files with their names and raises what reading a file raises.

    Files of an `is_table` kind are tables, too: whoever says what their columns mean has them read
    as such, row by row.
    """

    name: str
    recognises: Callable[[Path], bool]
    gather: Callable[[list[Path], list[str], Options], Gathered]
    is_table: bool = False


def kinds() -> tuple[Kind, ...]:
    """Every kind, asked in turn."""
    from homeward.tracing import statements
    from homeward.tracing.chains import bitcoin, etl, explorer

    return (
        Kind(statements.NAME, statements.recognises, statements.gather),
        explorer.KIND,
        bitcoin.KIND,
        etl.KIND,
    )


def kind_of(files: list[Path], mapping: Mapping[str, str]) -> Kind | None:
    """The kind that all these files are of; None where they are tables, or are mapped as such.

    Raises `FilesMixed` where some are of a kind and others are not.
    """
    known = [kind for kind in kinds() if not (mapping and kind.is_table)]
    found = {path: _kind_of(path, known) for path in files}
    first = next((kind for kind in found.values() if kind is not None), None)
    if first is None:
        return None
    for path, kind in found.items():
        if kind is None or kind.name != first.name:
            raise FilesMixed(file=path.name, kind=first.name)
    return first


def _kind_of(path: Path, known: list[Kind]) -> Kind | None:
    if not path.is_file():
        return None
    return next((kind for kind in known if kind.recognises(path)), None)


def with_exponent(options: Options, exponent: int) -> Options:
    """The options, with the decimals of this kind of file where none were declared."""
    return options if options.exponent is not None else replace(options, exponent=exponent)


def with_currencies(options: Options, found: Gathered) -> Options:
    """The options, with one account per currency where the kind of file implies it."""
    return replace(options, split_currencies=options.split_currencies or found.split_currencies)

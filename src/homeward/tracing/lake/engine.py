"""What an engine must do: run the one SQL text, keep results, and hand over what was touched."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Engine(Protocol):
    """A database that holds the ledger. All names are its own, so one engine serves one ledger.

    It declares three functions to SQL: `scaled(x, credited, amount)`, which is floor(x * credited /
    amount) in exact integers; `micros(moment)`, microseconds since the epoch; and `untidy(text)`,
    true where text is empty or has white space at an end.
    """

    def source(self, name: str, path: str) -> Mapping[str, str]:
        """Make the view `name` of a Parquet file or folder; kinds of its columns by name.

        The view has one column more, `row_in_source`: the place of a row, files in order of name.
        Kinds: text, whole, moment (with a zone), local (without one), or the engine's own name.
        """

    def keep(self, name: str, select: str) -> int:
        """Store a result under a name, in place of an earlier one; how many rows it has."""

    def view(self, name: str, select: str) -> None:
        """Give a query a name, in place of an earlier one."""

    def put(self, name: str, table: Any) -> None:
        """Make a small Arrow table known under a name, in place of an earlier one."""

    def rows(self, select: str) -> list[Sequence[Any]]:
        """The rows of a small result."""

    def arrow(self, select: str) -> Any:
        """A result as an Arrow table."""

    def close(self) -> None:
        """Let go of everything that was stored."""


def fill(text: str, **values: int | str) -> str:
    """A statement with its `:names` replaced by whole numbers or names of our own making."""
    for name, value in values.items():
        text = text.replace(f":{name}", str(value))
    return text


def quoted(column: str) -> str:
    """A column's name as an identifier, in a view where `"` opens one."""
    return '"' + column.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Text without backslashes, which engines read differently, as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"

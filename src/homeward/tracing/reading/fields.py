"""The fields of a ledger, and the options of an import."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.tracing import errors

FIELDS = (
    "id",
    "time",
    "source",
    "target",
    "amount",
    "currency",
    "credited",
    "credited_currency",
    "credited_time",
    "reference",
    "order",
    "reverses",
)
ACCOUNTS, UNITS = ("source", "target"), ("currency", "credited_currency")
"""Fields kept as numbers of what they name, so that a large file is never held as text."""
IDENTIFIERS = ("id", *ACCOUNTS, "reference", "reverses")
"""Fields that name a payment or an account, character by character."""
REQUIRED = ("time", "source", "target", "amount", "currency")


@dataclass(frozen=True, slots=True)
class Options:
    """How rows are to be understood; see `read_ledger`."""

    zone: str | None = None
    exponent: int | None = None
    round_amounts: bool = False
    split_currencies: bool = False
    reversals: str = "reject"
    max_rows: int | None = None
    in_sequence: bool = False

    def __post_init__(self) -> None:
        is_whole = isinstance(self.exponent, int) and not isinstance(self.exponent, bool)
        if self.exponent is not None and not (is_whole and 0 <= self.exponent <= 18):
            raise errors.ExponentUnusable(exponent=self.exponent)
        if self.reversals not in ("reject", "turn"):
            raise errors.OptionUnusable(
                option="reversals", value=self.reversals, allowed="reject, turn"
            )


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where each field comes from: a column of the file, or one value for every row."""

    columns: dict[str, str]
    constants: dict[str, str]


def map_fields(file: str, columns: list[str], mapping: Mapping[str, str]) -> Mapped:
    """Find the column of each field. A mapping to `=TEXT` gives every row the value TEXT.

    Raises `FieldUnknown`, `ColumnMissing`, and `FileUnreadable` where a column that is needed is
    there twice.
    """
    for name in mapping:
        if name not in FIELDS:
            raise errors.FieldUnknown(field=name, fields=", ".join(FIELDS))
    found = Mapped({}, {})
    for name in FIELDS:
        wanted = mapping.get(name, name)
        if name in mapping and wanted.startswith("="):
            found.constants[name] = wanted[1:]
        elif wanted in columns:
            refuse_repeated(file, columns, wanted)
            found.columns[name] = wanted
        elif name in mapping or name in REQUIRED:
            raise errors.ColumnMissing(
                file=file, field=name, column=wanted, columns=", ".join(columns)
            )
    return found


def refuse_repeated(file: str, columns: list[str], wanted: str) -> None:
    """Raise `ColumnRepeated` where several columns carry a name that is needed."""
    if (count := columns.count(wanted)) > 1:
        raise errors.ColumnRepeated(file=file, column=wanted, count=count)


def delimiter_of(line: str) -> str:
    """What separates the names of a header: the comma, semicolon or tab that it holds most of."""
    return max(",;\t", key=line.count)

"""An uploaded file becomes payments, or a typed refusal: whatever its bytes are, never a failure.

The library reads files, so the bytes lie in a private folder of the node meanwhile. Nothing of that
folder, and nothing of what codecs say in English, reaches a page: the log has it.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from homeward.casework.proceeds.errors import TracingRefused
from homeward.casework.proceeds.file_errors import FileTimes, FileUnreadable, ValueTooLong
from homeward.casework.proceeds.models import Ledger
from homeward.casework.proceeds.reading_options import arguments_of
from homeward.casework.proceeds.unpacked import ARCHIVE, unpacked
from homeward.casework.proceeds.uploads import PARQUET, TOGETHER
from homeward.casework.proceeds.words import field_word
from homeward.foundation.errors import HomewardError
from homeward.tracing import Ledger as Payments
from homeward.tracing import LedgerRejected, TracingError, read_ledger
from homeward.tracing.reading.rejections import Rejection

MOST_ROWS = 2_000_000
USUAL_EXPONENT = 2
# What the columns of claims, orders and hand-overs hold.
LONGEST_ID, LONGEST_ACCOUNT, LONGEST_CURRENCY = 200, 200, 10
# Outside these years a column that is no time was taken for one, and pages could not show it.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_UNREADABLE = ("file_unreadable", "file_missing", "chain_file_unreadable")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: its payments as they are stored, with how many decimals, their period, and
    the rows left out."""

    stored: bytes
    payments: int
    exponent: int | None
    first_at: datetime
    last_at: datetime
    rejections: tuple[Rejection, ...]


def read_file(ledger: Ledger, content: bytes, kind: str, file_name: str, *, accept: bool) -> Read:
    """Read the ledger's file with its mapping and options; `file_name` is the officer's own.

    Raises LedgerRejected for rows that cannot be used, unless `accept`; TracingRefused,
    FileUnreadable, FileTimes, ValueTooLong.
    """
    try:
        return _read(ledger, content, kind, file_name, accept=accept)
    except (LedgerRejected, HomewardError):
        raise
    except TracingError as error:
        # of an archive its files are named; a single one goes by the name that its officer knows
        named = str(error.params.get("file", file_name)) if kind == ARCHIVE else file_name
        if error.code in _UNREADABLE:
            log.warning("A ledger's file cannot be read: %s", error)
            raise FileUnreadable(file=named) from error
        if "file" in error.params:
            error.params["file"] = named
        raise TracingRefused(error) from error
    except Exception as error:
        # A hostile file finds what nobody thought of; it is refused, and whoever mends it is told.
        log.exception("A ledger's file could not be read")
        raise FileUnreadable(file=file_name) from error


def _read(ledger: Ledger, content: bytes, kind: str, file_name: str, *, accept: bool) -> Read:
    is_table = kind not in TOGETHER
    if is_table:  # by its suffix the library tells what a table is
        stem = Path(file_name).stem.lstrip(".") or "ledger"
        file_name = f"{stem}{'.parquet' if kind == PARQUET else '.csv'}"
    # what the form proposes is for tables; such files have decimals of their own kind
    exponent = ledger.exponent if is_table or ledger.exponent != USUAL_EXPONENT else None
    with unpacked(content, kind, file_name) as paths:
        reading = read_ledger(
            paths,
            mapping=ledger.mapping if is_table else None,
            zone=ledger.zone,
            exponent=exponent,
            accept_rejected=accept,
            max_rows=MOST_ROWS,
            **arguments_of(ledger.options),
        )
    payments = reading.ledger
    _refuse_unfit(payments)
    first, last = _period(payments)
    stored = payments.to_parquet()
    return Read(stored, len(payments), payments.exponent, first, last, reading.rejections)


def _refuse_unfit(payments: Payments) -> None:
    """What could be imported and then not claimed, ordered, or shown."""
    import pyarrow.compute as pc

    for column in (payments.ids, payments.references):
        if column is not None:
            column.validate(full=True)
    long = payments.ids.filter(pc.greater(pc.utf8_length(payments.ids), LONGEST_ID))
    for field, limit, values in (
        ("id", LONGEST_ID, long.to_pylist()),
        ("source", LONGEST_ACCOUNT, payments.account_ids),
        ("currency", LONGEST_CURRENCY, payments.account_currencies),
    ):
        found = next((value for value in values if len(value) > limit), None)
        if found is not None:
            raise ValueTooLong(field=field_word(field), limit=limit, value=found[:40])


def _period(payments: Payments) -> tuple[datetime, datetime]:
    """The first and the last moment, both of which pages can show."""
    first, last = int(payments.time[0]), int(payments.time[-1])
    least = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    most = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
    if first < _microseconds(least) or int(payments.credit_time.max()) > _microseconds(most):
        raise FileTimes(first=FIRST_YEAR, last=LAST_YEAR)
    return _moment(first), _moment(last)


def _microseconds(moment: datetime) -> int:
    from homeward.tracing.moments import to_microseconds

    return int(to_microseconds(moment))


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)

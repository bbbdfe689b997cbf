"""The ledger: payments in time order, as columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from homeward.tracing.names import Names
from homeward.tracing.progress import shown
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.index.build import Index
    from homeward.tracing.index.lookup import Lookup
    from homeward.tracing.rules import Rule

Ints: TypeAlias = NDArray[np.int64]
Accounts: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]

LIMIT = 1 << 62
"""Amounts and the totals of every account stay below this many minor units."""

_LOOKED_AT = 1 << 16
"""Payments whose moments are compared at a time."""

NO_ORDER = np.iinfo(np.int64).max
"""Stands for "no declared order": such payments come last at their moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Payments sorted by time, declared order and place in the file; one row per payment.

    Times are int64 microseconds since 1970-01-01T00:00Z, amounts int64 minor units. An account is
    an identifier with one currency, numbered densely; `source` and `target` hold these numbers. A
    payment leaves in its source's currency and arrives in its target's. Never change a column.
    """

    ids: Any
    """Payment ids (Arrow text array)."""
    time: Ints
    """Moment of the debit."""
    order: Ints
    """Declared tie-break at one moment (`NO_ORDER` where none)."""
    position: Ints
    """Place in the files, the last tie-break."""
    source: Accounts
    target: Accounts
    amount: Ints
    """Minor units leaving the source."""
    credited: Ints
    """Minor units arriving at the target."""
    credit_time: Ints
    """Moment of the credit, never before the debit; in between the money is in transit."""
    account_ids: Sequence[str]
    account_currencies: Sequence[str]
    openings: Ints
    """Clean opening balance of each account."""
    exits: Flags
    """Accounts that swallow proceeds."""
    foreign: Flags
    """Accounts of other States, whose balance is not ours to compute."""
    states: tuple[str | None, ...] = ()
    """The State of each account, where `with_states` has said so."""
    references: Any = None
    """End-to-end references (Arrow text array), or None."""
    reverses: Ints | None = None
    """Row of the payment that this one gives back, -1 where none; None when there are none."""
    exponent: int | None = None
    """Decimals that one major unit was given with, where declared."""
    warnings: tuple[TraceWarning, ...] = field(default=())
    """What was noticed on import, repeated with every result."""
    origin: Mapping[str, Any] = field(default_factory=dict)
    """Where it was read from: `sources` [{name, sha256, rows}], `zone` and `options`."""
    lookup: "Lookup | None" = field(default=None, repr=False)
    """Payments by their ids, where reading made the table; of no use for other `ids`."""
    index: "Index | None" = field(default=None, repr=False)
    """Places and orders computed before, used while they fit; see `indexed`."""

    def __len__(self) -> int:
        return len(self.time)

    def __repr__(self) -> str:
        """What a notebook shows of it: how much there is, and from when to when."""
        from homeward.tracing.moments import moment_text

        told = f"Ledger of {len(self):,} payments between {len(self.account_ids):,} accounts"
        ends = [moment_text(int(self.time[place])) for place in (0, -1)] if len(self) else []
        return f"<{told}, {' to '.join(ends)}>" if ends else f"<{told}>"

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any] | Sequence[Any]],
        *,
        zone: str | None = None,
        exponent: int | None = None,
        round_amounts: bool = False,
        split_currencies: bool = False,
        reversals: str = "reject",
        openings: Any = None,
        exits: Any = None,
    ) -> "Ledger":
        """A ledger from mappings by field name, or tuples in the order of `FIELDS`.

        Times may be aware datetimes, ISO 8601 text, or int microseconds since the epoch. The
        options are those of `read_ledger`; so are the errors (`LedgerRejected`, `InputError`).
        """
        from homeward.tracing.reading.rows import ledger_from_rows

        return ledger_from_rows(
            rows,
            zone=zone,
            exponent=exponent,
            round_amounts=round_amounts,
            split_currencies=split_currencies,
            reversals=reversals,
            openings=openings,
            exits=exits,
        )

    @classmethod
    def from_parquet(cls, source: bytes | str | Path | IO[bytes]) -> "Ledger":
        """The ledger that `to_parquet` stored, exactly."""
        from homeward.tracing.storage import load

        return load(source)

    def to_parquet(self, target: str | Path | IO[bytes] | None = None) -> bytes:
        """Store the normalised ledger as one Parquet blob, openings, exits and warnings with it.

        Writes to `target` if given; returns the bytes (empty when a target is given).
        """
        from homeward.tracing.storage import store

        return store(self, target)

    def indexed(
        self,
        *,
        opening: bool = False,
        at: datetime | str | None = None,
        rules: "Iterable[Rule | str]" = (),
    ) -> "Ledger":
        """The same ledger with its index: each further trace costs what it touches.

        `opening` computes the smallest opening balances that avoid every shortfall up to `at`
        (None: to the end) and pins them: traces with that shortfall then use these. `rules` are
        those whose tables are made now and not when a second case asks for them: `fifo` and `lifo`
        (up to 52 bytes a payment each) and `pro-rata` (8); the others have none.
        """
        from homeward.tracing.index.build import Index
        from homeward.tracing.moments import as_moment, to_microseconds
        from homeward.tracing.rules import known_rule

        at = as_moment(at)
        end = None if at is None else to_microseconds(at)
        with shown("Indexing", len(self)):
            index = Index.build(self, opening=opening, at=end)
            for rule in rules:
                index.prepare(known_rule(rule))
            return replace(self, index=index)

    def joined(self, more: "Ledger") -> "Ledger":
        """One ledger of these payments and more; an index is extended, equal to one built anew.

        Later payments leave what is indexed standing; from the first that is earlier, all is placed
        anew (`index.change` says what was kept); tables of rules are made again when they are asked
        for. Raises `LedgerRejected` and `OptionUnusable`.
        """
        from homeward.tracing.joining import join

        return join(self, more)

    @classmethod
    def open(cls, folder: str | Path, *, verify: bool | None = None) -> "Ledger":
        """The ledger, with its index, that `save` wrote into a folder; opens in milliseconds.

        `verify` reads all of it and compares the digests (None: where it is small). Raises
        `FileMissing`, `StoreUnusable`, `StoreVersion`.
        """
        from homeward.tracing.store.folder import open_store

        return open_store(folder, verify=verify)

    def save(self, folder: str | Path, *, replacing: bool = False) -> None:
        """Write the ledger, and its index beside it, as a folder of arrays with a manifest.

        Raises `StoreExists` where the folder holds something; `replacing` an older store is fine.
        """
        from homeward.tracing.store.folder import save

        save(self, folder, replacing=replacing)

    def find(self, payment: str) -> int | None:
        """The row of a payment id, or None."""
        return self.find_all([payment])[0]

    def find_all(self, payments: Sequence[str]) -> list[int | None]:
        """The rows of several payment ids, None for those that are none."""
        if not all(_is_text(payment) for payment in payments):
            known = [payment for payment in payments if _is_text(payment)]
            found = dict(zip(known, self.find_all(known), strict=True))
            return [found.get(payment) for payment in payments]
        if self.index is not None and self.index.ledger.ids is self.ids:
            return self.index.finder.find(payments)
        import pyarrow.compute as pc

        rows = [pc.index(self.ids, payment).as_py() for payment in payments]
        return [None if row < 0 else int(row) for row in rows]

    def payment_id(self, row: int) -> str:
        """The id of the payment in a row."""
        return str(self.ids[int(row)].as_py())

    def payment_ids(self, rows: Sequence[int]) -> list[str]:
        """The ids of the payments in these rows."""
        import pyarrow as pa

        found: list[str] = self.ids.take(pa.array(rows, pa.int64())).to_pylist()
        return found

    def reference(self, row: int) -> str | None:
        """The end-to-end reference of the payment in a row, if it has one."""
        if self.references is None:
            return None
        value = self.references[int(row)].as_py()
        return None if value is None else str(value)

    def account_id(self, account: int) -> str:
        """The identifier of a numbered account."""
        return self.account_ids[int(account)]

    def currency(self, account: int) -> str:
        """The currency of a numbered account."""
        return self.account_currencies[int(account)]

    def currencies(self, accounts: Any) -> list[str]:
        """The currencies of numbered accounts (int array)."""
        known = self.account_currencies
        if isinstance(known, Names):
            return known.several(accounts)
        return [known[account] for account in accounts.tolist()]

    @property
    def has_delays(self) -> bool:
        """True where some payment is credited later than it is debited."""
        if self.credit_time is self.time:
            return False
        # asked in every trace: the first late credit, mostly near the beginning, is enough
        parts = (slice(start, start + _LOOKED_AT) for start in range(0, len(self), _LOOKED_AT))
        return any(bool((self.credit_time[part] != self.time[part]).any()) for part in parts)

    def first_after(self, at: datetime | str | None) -> int:
        """How many payments are debited up to a moment, inclusive (all when it is None)."""
        from homeward.tracing.moments import as_moment, to_microseconds

        moment = as_moment(at)
        if moment is None:
            return len(self)
        return int(np.searchsorted(self.time, to_microseconds(moment), side="right"))

    def with_states(self, own_state: str, state_of: Callable[[str], str | None]) -> "Ledger":
        """The same ledger as one State sees it: accounts of others are `foreign`.

        An account for which `state_of` answers None counts as foreign.
        """
        states = tuple(state_of(account) for account in self.account_ids)
        foreign = np.array([state != own_state for state in states], dtype=np.bool_)
        return replace(self, foreign=foreign, states=states)

    def with_shortfall_openings(self, missing: Ints) -> "Ledger":
        """The same ledger with each account's opening balance raised by `missing`."""
        return replace(self, openings=self.openings + missing)

    def select(self, rows: Ints) -> "Ledger":
        """The ledger of some rows, in the order given; accounts keep their numbers."""
        return replace(
            self,
            index=None,
            ids=self.ids.take(_arrow_index(rows)),
            lookup=None,
            references=None
            if self.references is None
            else self.references.take(_arrow_index(rows)),
            reverses=_moved_links(self.reverses, rows),
            **{name: getattr(self, name)[rows] for name in _ROW_COLUMNS},
        )

    def in_order(self) -> "Ledger":
        """The ledger sorted anew by time, declared order and position."""
        rows = np.lexsort((self.position, self.order, self.time)).astype(np.int64)
        return self.select(rows)


_ROW_COLUMNS = (
    "time",
    "order",
    "position",
    "source",
    "target",
    "amount",
    "credited",
    "credit_time",
)


def _is_text(value: str) -> bool:
    """False for what no file in UTF-8 can hold, as the shell may give it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _arrow_index(rows: Ints) -> Any:
    import pyarrow as pa

    return pa.array(rows)


def _moved_links(reverses: Ints | None, rows: Ints) -> Ints | None:
    """Follow the links of reversals to the new rows of their originals (-1 if left out)."""
    if reverses is None:
        return None
    place = np.full(len(reverses), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    old = reverses[rows]
    return np.where(old >= 0, place[np.maximum(old, 0)], -1)

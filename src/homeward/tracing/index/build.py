"""The index of a ledger, built once and asked many times.

Every account is a line of money, so where each payment lies follows from prefix sums of its own
account's payments alone (`docs/reference/tracing.md`). With each account's payments in order
beside it, a trace touches what it reaches and not what the ledger holds.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from homeward.tracing.index.groups import Grouped, Ties, grouped
from homeward.tracing.index.lookup import Finder
from homeward.tracing.index.matched import MADE_UP_TO, Matched
from homeward.tracing.kernels import undisturbed
from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.mapped import let_go
from homeward.tracing.names import coded
from homeward.tracing.rules import LOTS, Rule

if TYPE_CHECKING:
    from homeward.tracing.index.extend import Change

Kept = TypeVar("Kept")

COLUMNS = (
    *("time", "order", "position", "source", "target", "amount"),
    *("credited", "credit_time", "exits", "foreign"),
)
"""What an index depends on, with the openings: it serves a ledger that has these very arrays."""

NAMES = ("ids", "account_ids", "account_currencies", "reverses")
"""What a trace over an index reads besides."""

_LOOKED_AT = 1 << 22
"""Payments looked at before their memory is let go."""

_KEPT = 6
"""Moments whose answers an index keeps, those asked for last."""


@dataclass(slots=True, eq=False)
class Index:
    """Places on the lines of a whole ledger, and each account's payments. All in minor units.

    `ledger` has the openings that the places were computed with; under `pinned` they include the
    smallest that avoid every shortfall up to `pinned_until`. 24 bytes a payment, 8 more once both
    orders have been asked for, and the tables of the rules as far as they have been made.
    """

    ledger: Ledger
    taken_from: Ints
    """Per row: start of the debit on the source's line (0 where it has none)."""
    placed_at: Ints
    """Per row: start of the credit on the target's line, 0 where the account keeps none, -1 for
    payments of an account to itself."""
    before: Ints
    """Per row: balance of the source before the debit; a birth is what the debit takes beyond."""
    openings: Ints
    """Per account: the opening balances given, without what was computed."""
    pinned: Ints | None = None
    """Per account: the part of the opening balance that was computed, once, to avoid shortfalls."""
    pinned_until: int | None = None
    """The moment (microseconds) up to which payments counted for that; None: all of them."""
    change: "Change | None" = None
    """What the last extension reused and what it computed anew; None for an index built whole."""
    finder: Finder = field(init=False)
    """Payments by their identifiers."""
    _out: Grouped | None = None
    _in: Grouped | None = None
    is_passing: bool = False
    """True for an index with openings computed for one moment: it makes no tables for itself."""
    _kept: dict[Any, Any] = field(default_factory=dict)
    _moments: dict[int | None, dict[str, Any]] = field(default_factory=dict)
    _asked: Counter[str] = field(default_factory=Counter)
    _made: dict[str, Any] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.finder = Finder(self.ledger.ids, self.ledger.lookup)

    @classmethod
    def build(cls, ledger: Ledger, *, opening: bool = False, at: int | None = None) -> "Index":
        """Index a ledger in one go.

        `opening` computes the smallest opening balances that avoid every shortfall of the payments
        up to `at` (microseconds, inclusive; None: all), and pins them.
        """
        plain = replace(ledger, index=None)
        built = cls(plain, *_places(plain), plain.openings)
        if not opening:
            return built
        return built.with_openings(built.births(at), at)

    def with_openings(self, missing: Ints, until: int | None) -> "Index":
        """The index with opening balances raised by `missing`, pinned."""
        raised = self.ledger.with_shortfall_openings(missing)
        return Index(
            raised,
            *_places(raised),
            self.ledger.openings,
            missing,
            until,
            _out=self._out,
            _in=self._in,
        )

    def __len__(self) -> int:
        return len(self.taken_from)

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return len(self.ledger.account_ids)

    def fits(self, ledger: Ledger) -> bool:
        """True where the index was made from this very ledger."""
        names = (*COLUMNS, *NAMES)
        same = all(getattr(self.ledger, name) is getattr(ledger, name) for name in names)
        return same and self.openings is ledger.openings

    def take_orders(self, going: Grouped | None, coming: Grouped | None) -> None:
        """Use outgoing and incoming rows that were made before."""
        self._out, self._in = going, coming

    def orders_made(self) -> tuple[Grouped | None, Grouped | None]:
        """Outgoing and incoming rows as far as they have been asked for."""
        return self._out, self._in

    @property
    def outgoing(self) -> Grouped:
        """Each account's payments out, in the order of the ledger (made when first asked for)."""
        if self._out is None:
            self._out = grouped(self.ledger.source, self.ledger.target, None, self.accounts)
        return self._out

    @property
    def incoming(self) -> Grouped:
        """Each account's payments in, in the order of their credits."""
        if self._in is None:
            order = credit_order(self.ledger)
            self._in = grouped(self.ledger.target, self.ledger.source, order, self.accounts)
        return self._in

    def ratios(self) -> Any:
        """Each debit as a share (0 to 1) of the balance that it found: float64, 8 bytes a payment.

        They are made when they are asked for the second time, and None before: one pass over the
        payments is no faster with them.
        """
        return self._when_asked_again("ratios", self._ratios)

    def _ratios(self) -> Any:
        from homeward.tracing.index.share_loops import ratios_of

        ratios = np.empty(len(self), dtype=np.float64)
        columns = (self.ledger.source, self.ledger.target, self.ledger.amount, self.before)
        ratios_of(columns, ratios)
        return ratios

    def take_ratios(self, ratios: Any) -> None:
        """Use ratios that were made before."""
        self._made["ratios"] = ratios

    def ratios_made(self) -> Any:
        """The ratios as far as they have been made, or None."""
        return self._made.get("ratios")

    def matched(self, rule: Rule) -> Matched | None:
        """Which payments took which credit, under a lot rule.

        Made when it is asked for the second time, and None before: one case is followed sooner than
        all are matched. None also above `MADE_UP_TO` payments.
        """
        if len(self) > MADE_UP_TO:
            return self.matched_made(rule)
        found: Matched | None = self._when_asked_again(rule, lambda: Matched.of(self, rule))
        return found

    def take_matched(self, rule: Rule, matched: Matched) -> None:
        """Use what was matched before."""
        self._made[rule] = matched

    def matched_made(self, rule: Rule) -> Matched | None:
        """What `matched` gives as far as it has been made, or None."""
        return self._made.get(rule)

    def prepare(self, rule: Rule) -> None:
        """Make the table that further traces of a rule read, where the rule has one."""
        with self._lock:
            if rule in LOTS and rule not in self._made:
                self._made[rule] = Matched.of(self, rule)
            if rule is Rule.PRO_RATA and "ratios" not in self._made:
                self._made["ratios"] = self._ratios()

    def _when_asked_again(self, what: str, make: Callable[[], Any]) -> Any:
        with self._lock:
            self._asked[what] += 1
            if what not in self._made and self._asked[what] > 1 and not self.is_passing:
                self._made[what] = make()  # only when it is whole: others may look already
            return self._made.get(what)

    @property
    def outside(self) -> Flags:
        """Accounts that keep no line: exits, and those of other States."""
        return self.keep("outside", lambda: outside_of(self.ledger))

    def units(self) -> tuple[Ints, list[str]]:
        """The currency of each account as a number, and the currencies by number."""
        return self.keep("units", lambda: coded(self.ledger.account_currencies))

    def births(self, at: int | None = None) -> Ints:
        """What each account's debits up to a moment took beyond its balance."""
        return self.keep_at("births", at, lambda: self._births(at)[0])

    def first_birth(self, at: int | None = None) -> int:
        """The row of the first debit beyond its balance up to a moment, or -1."""
        return self._births(at)[1]

    def _births(self, at: int | None) -> tuple[Ints, int]:
        from homeward.tracing.index.walk_loops import births_by_account

        ledger, size = self.ledger, self.size_at(at)
        births = np.zeros(len(ledger.account_ids), dtype=np.int64)
        columns = (ledger.source, ledger.target, ledger.amount, self.before[:size])
        return births, int(births_by_account(*columns, self.outside, births))

    def size_at(self, at: int | None) -> int:
        """How many payments are debited up to a moment (microseconds, inclusive)."""
        if at is None:
            return len(self)
        return int(np.searchsorted(self.ledger.time, at, side="right"))

    def totals(self, at: int | None = None) -> Ints:
        """Money in (opening, credits, births) and out of every account: int64, accounts by two."""
        return self.keep_at("totals", at, lambda: self._totals(at))

    def _totals(self, at: int | None) -> Ints:
        from homeward.tracing.index.walk_loops import totals_at

        ledger, money = self.ledger, np.empty((len(self.ledger.account_ids), 2), dtype=np.int64)
        end = np.iinfo(np.int64).max if at is None else at
        given = (ledger.amount, ledger.credited, ledger.credit_time, self.outside, ledger.openings)
        places = (self.taken_from, self.placed_at, self.before)
        going, coming = self.outgoing, self.incoming
        orders = (going.first, going.rows, coming.first, coming.rows)
        totals_at(self.size_at(at), end, *given, *places, *orders, money)
        return money

    def ties(self, at: int | None = None) -> Ties:
        """Where several payments meet at one account and one moment without a declared order."""
        return self.keep_at("ties", at, lambda: self._ties(at))

    def _ties(self, at: int | None) -> Ties:
        from homeward.tracing.index.walk_loops import find_ties

        ledger, first = self.ledger, np.zeros(self.accounts + 1, dtype=np.int64)
        if not ledger.has_delays and not _share_moments(ledger):
            return Ties(first, np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64))
        end = np.iinfo(np.int64).max if at is None else at
        times = (ledger.time, ledger.credit_time, ledger.order, ledger.position)
        going, coming = self.outgoing, self.incoming
        orders = (going.first, going.rows, coming.first, coming.rows)
        size, delayed = self.size_at(at), ledger.has_delays
        with undisturbed():
            events, starts = find_ties(size, end, delayed, times, self.outside, *orders, first)
        return Ties(first, starts, events)

    def keep(self, key: Any, make: Callable[[], Kept]) -> Kept:
        """What is asked again and again is computed once."""
        with self._lock:  # kernels let other threads run: an answer is made once, for all of them
            found: Kept
            if key in self._kept:
                found = self._kept[key]
                return found
            found = make()
            self._kept[key] = found
            return found

    def keep_at(self, what: str, at: int | None, make: Callable[[], Kept]) -> Kept:
        """The same for one moment (microseconds; None: the end): the latest asked for are kept."""
        with self._lock:
            moment = self._moments.pop(at, {})
            self._moments[at] = moment  # the last one
            if len(self._moments) > _KEPT:
                del self._moments[next(iter(self._moments))]
            if what not in moment:
                moment[what] = make()
            found: Kept = moment[what]
            return found


def _share_moments(ledger: Ledger) -> bool:
    """True where any two payments have one moment and one declared order, or none."""
    for start in range(0, len(ledger) - 1, _LOOKED_AT):
        now = ledger.time[start : start + _LOOKED_AT + 1]
        later = start + 1 + np.flatnonzero(now[1:] == now[:-1])
        if (ledger.order[later] == ledger.order[later - 1]).any():
            return True
        let_go(ledger.time, start, start + _LOOKED_AT)
    return False


def credit_order(ledger: Ledger) -> Ints | None:
    """Rows in the order of their credits; None where every credit comes with its debit."""
    if not ledger.has_delays:
        return None
    return np.lexsort((ledger.position, ledger.order, ledger.credit_time)).astype(np.int64)


def outside_of(ledger: Ledger) -> Flags:
    """Accounts that keep no line: exits, and those of other States."""
    return ledger.exits | ledger.foreign


def _places(ledger: Ledger) -> tuple[Ints, Ints, Ints]:
    """Start of each debit and credit on its line, and the balance that each debit found."""
    from homeward.tracing.index import walk_loops
    from homeward.tracing.lines import order_events

    size = len(ledger)
    money = np.zeros((len(ledger.account_ids), 2), dtype=np.int64)
    money[:, 0] = ledger.openings
    outside = outside_of(ledger)
    given = (ledger.source, ledger.target, ledger.amount, ledger.credited, outside, money)
    if not ledger.has_delays:
        places = (np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64))
        walk_loops.place_rows(0, *given, *places)
        return places
    places = (np.zeros(size, np.int64), np.full(size, -1, np.int64), np.zeros(size, np.int64))
    walk_loops.place_in_order(order_events(ledger, size, None), *given, *places)
    return places

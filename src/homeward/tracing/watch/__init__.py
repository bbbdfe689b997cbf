"""Watch claims while payments come in: what is reached, what moves, what leaves.

    from homeward.tracing.watch import Watch

    watch = Watch(ledger, [Claim("P-17")], "fifo", restrained=["XA00TEST0000000001"])
    for alert in watch.append(payments):
        print(alert.message)

After every append the watch knows exactly what `trace` of the whole would find.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

import numpy as np

from homeward.tracing import errors
from homeward.tracing.claims import Claim, place_claims, refuse_no_ledger
from homeward.tracing.lazy import LazyRows
from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import moment_text
from homeward.tracing.result import Trace
from homeward.tracing.rules import AVAILABLE, Rule, known_rule
from homeward.tracing.tally import Amount, Tally
from homeward.tracing.watch.alerts import Alert, AlertKind, Alerts, Recomputed
from homeward.tracing.watch.engine import Engine, Keeper, NeedsHistoryError
from homeward.tracing.watch.intake import Batch, Intake, Moment
from homeward.tracing.watch.lots import LotKeeper
from homeward.tracing.watch.rows import ledger_and_links
from homeward.tracing.watch.shares import ShareKeeper
from homeward.tracing.watch.spread import Carriage, Move
from homeward.tracing.watch.whole import returning_accounts, whole_ledger

__all__ = ["Alert", "AlertKind", "Alerts", "Recomputed", "Watch"]

Told = dict[tuple[str, str], Move]
"""The last move told, by payment and label."""


class Watch:
    """Claims followed through a ledger that grows; shortfalls are births, as in `trace`.

    `restrained` are identifiers of accounts whose proceeds must not leave. `exits` and `openings`
    are for accounts that the ledger does not hold yet. Payments at one moment without a declared
    order count in the order in which they came. Not for one ledger in two threads.

    Raises what `trace` raises about claims and rules; `RuleNotAvailable` for `poison`.
    """

    _seen: Moment
    """The last moment followed so far."""

    def __init__(
        self,
        ledger: Ledger,
        claims: Sequence[Claim],
        rule: Rule | str,
        *,
        restrained: Iterable[str] = (),
        exits: Iterable[str] = (),
        openings: Mapping[str, int] | None = None,
        split_currencies: bool = False,
    ) -> None:
        self.rule = known_rule(rule)
        if self.rule not in AVAILABLE:
            available = ", ".join(AVAILABLE)
            raise errors.RuleNotAvailable(rule=self.rule.value, use="a watch", available=available)
        self.claims = tuple(claims)
        self.restrained = {restrained} if isinstance(restrained, str) else set(restrained)
        exits = (exits,) if isinstance(exits, str) else exits
        refuse_no_ledger(ledger)
        self._options = (tuple(exits), dict(openings or {}), split_currencies)
        self._seen: Moment
        self._unverified = 0
        self._tracked = returning_accounts(ledger)
        self._begin(ledger)

    def append(
        self, payments: "Ledger | Iterable[Mapping[str, Any] | Sequence[Any]]", **options: Any
    ) -> Alerts:
        """Take in new payments: a ledger, or rows as for `Ledger.from_rows` with its `options`.

        Payments earlier than what was seen make the watch follow everything anew; `recomputed`
        then says so, and the alerts are what differs. Raises `LedgerRejected` for rows that do not
        fit what was seen, and then nothing is taken in. No payments bring no alerts.
        """
        if not isinstance(payments, Iterable):
            refuse_no_ledger(payments)
        elif not isinstance(payments, Ledger) and not (payments := list(payments)):
            return Alerts(())
        ledger, links = ledger_and_links(payments, options)
        batch = self._intake.take(ledger, links)
        if batch.begins < self._seen:
            return self._anew(batch, 0, "earlier_payment")
        try:
            self._engine.book(batch)
        except NeedsHistoryError as need:
            self._tracked |= {need.account}
            row = int((batch.source == need.account).argmax())
            return self._anew(batch, row, "returned_money")
        self._seen = batch.ends
        self._unverified += len(ledger)
        if self._unverified >= self._keeper.holding:
            self.verify()
        return Alerts(self._told())

    def held(self) -> dict[tuple[str, str, str], Amount]:
        """What accounts hold, by account, currency and label, before rounding."""
        intake = self._intake
        return {
            (intake.account_ids[account], intake.currencies[account], label): amount
            for (account, label), amount in self._keeper.amounts().items()
            if amount > 0
        }

    def carried(self) -> dict[tuple[str, str], tuple[Amount, Amount]]:
        """What payments carried and credited, by payment and label, before rounding."""
        return {
            (self._intake.ids.text(row), label): (left, credited)
            for row, labels in self._keeper.carried.items()
            for label, (left, credited) in labels.items()
        }

    def unexplained(self) -> dict[tuple[str, str], int]:
        """What left accounts beyond what the ledger explains, by account and currency."""
        intake, missing = self._intake, self._engine.missing
        return {
            (intake.account_ids[account], intake.currencies[account]): int(missing[account])
            for account in missing.nonzero()[0].tolist()
        }

    @property
    def ledger(self) -> Ledger:
        """Everything seen, as one ledger (made when asked for)."""
        return whole_ledger(self._intake)

    def trace(self) -> Trace:
        """The full result on everything seen, with its warnings; follows it all anew."""
        from homeward.tracing.tracer import trace

        return trace(self.ledger, self.claims, rule=self.rule)

    def tally(self) -> Tally:
        """The terms of every claim's conservation line."""
        tally, currencies = Tally(), self._intake.currencies
        tally.merge(self._keeper.tally)
        for (label, currency), amount in self._keeper.held_sums().items():
            tally.add("held", label, currency, amount)
        for (account, label), amount in self._keeper.leaving().items():
            tally.add("out", label, currencies[account], amount)
        return tally

    def verify(self) -> None:
        """Raise `ConservationBroken` where a claim's line does not add up.

        Done by itself after every append, or, where very many accounts hold proceeds, as soon as
        as many payments have come in.
        """
        self.tally().verify(exact=self.rule.is_exact)
        self._unverified = 0

    def _begin(self, ledger: Ledger) -> None:
        """Follow the claims through a whole ledger, in order."""
        exits, openings, split = self._options
        while True:
            self._intake = Intake(exits, openings, split_currencies=split)
            batch = self._intake.take(ledger)
            self._keeper = self._new_keeper()
            placed = place_claims(ledger, self.claims)
            self._engine = Engine(self._intake, self._keeper, placed)
            try:
                self._engine.book(batch)
            except NeedsHistoryError as need:
                self._tracked |= {need.account}
                continue
            break
        self._seen = batch.ends
        self._keeper.moves.clear()
        self._keeper.fresh.clear()
        self.verify()

    def _new_keeper(self) -> Keeper:
        if self.rule.is_exact:
            last_first = self.rule is Rule.LIFO
            tracked = self._tracked if last_first else frozenset()
            return LotKeeper(self._intake, last_first=last_first, tracked=tracked)
        return ShareKeeper(self._intake, self.rule)

    def _anew(self, batch: Batch, place: int, reason: str) -> Alerts:
        """Follow everything anew, and tell what differs from what was told."""
        payment = batch.ledger.payment_id(place)
        why = Recomputed(reason, payment, moment_text(int(batch.ledger.time[place])))
        reached, before = set(self._keeper.reached), self._moves()
        self._begin(self.ledger)
        after = self._moves()
        alerts: list[Alert] = []
        for key, move in after.items():
            if key not in before or _differ(before[key], move):
                alerts.extend(self._alerts(move, reached))
        for key, move in before.items():
            if key not in after:
                row = self._intake.ids.find(key[0])
                assert row is not None  # noqa: S101 - nothing that was seen is lost
                gone = Move(row, move.source, move.target, move.label, 0, 0)
                alerts.append(_alert(self._intake, AlertKind.WITHDRAWN, gone))
        return Alerts(tuple(alerts), why)

    def _moves(self) -> Told:
        """Every move so far, by payment and label."""
        found: Told = {}
        for row, labels in sorted(self._keeper.carried.items()):
            batch, place = self._intake.locate(row)
            ends = int(batch.source[place]), int(batch.target[place])
            for label, (left, credited) in labels.items():
                key = self._intake.ids.text(row), label
                found[key] = Move(row, *ends, label, left, credited)
        return found

    def _told(self) -> Sequence[Alert]:
        """The alerts of the moves since the last append."""
        moves: dict[tuple[int, str], Move] = {}
        for move in self._keeper.moves:
            left, credited = self._keeper.carried[move.row][move.label]
            moves[move.row, move.label] = Move(
                move.row, move.source, move.target, move.label, left, credited
            )
        fresh = tuple(self._keeper.fresh)
        self._keeper.moves.clear()
        self._keeper.fresh.clear()
        if not fresh:
            return tuple(a for move in moves.values() for a in self._alerts(move, frozenset()))
        restrained, intake = self._restrained_numbers(), self._intake
        exits = intake.exit_flags
        size = sum(
            len(each) + int(each.first.sum()) + int(exits[each.target].sum()) for each in fresh
        )
        size += sum(int(np.isin(each.source, restrained).sum()) for each in fresh)
        # Made when they are read: rows are numbered as in this intake, and a later one differs.
        return LazyRows(size, lambda: _alerts_of(intake, fresh, set(restrained), exits))

    def _restrained_numbers(self) -> list[int]:
        """The accounts whose proceeds must not leave, as far as they have been seen."""
        if not self.restrained:
            return []
        names, units = sorted(self.restrained), sorted(set(self._intake.currencies))
        found = (self._intake.number_of(name, unit) for name in names for unit in units)
        return [number for number in found if number is not None]

    def _alerts(self, move: Move, reached: Set[tuple[int, str]]) -> Iterator[Alert]:
        place = (move.target, move.label)
        if place not in reached and self._keeper.reached.get(place) == move.row:
            yield _alert(self._intake, AlertKind.REACHED, move)
        yield _alert(self._intake, AlertKind.MOVED, move)
        if self._intake.account_ids[move.source] in self.restrained:
            yield _alert(self._intake, AlertKind.LEFT_RESTRAINED, move)
        if self._intake.exits[move.target]:
            yield _alert(self._intake, AlertKind.LEFT_THROUGH_EXIT, move)


def _alerts_of(
    intake: Intake, fresh: Sequence[Carriage], restrained: Set[int], exits: Any
) -> Iterator[Alert]:
    """The alerts of what batches of `intake` carried, which only grows."""
    for carriage in fresh:
        for move, is_first in carriage.moves():
            if is_first:
                yield _alert(intake, AlertKind.REACHED, move)
            yield _alert(intake, AlertKind.MOVED, move)
            if move.source in restrained:
                yield _alert(intake, AlertKind.LEFT_RESTRAINED, move)
            if exits[move.target]:
                yield _alert(intake, AlertKind.LEFT_THROUGH_EXIT, move)


def _alert(intake: Intake, kind: AlertKind, move: Move) -> Alert:
    batch, place = intake.locate(move.row)
    names, units = intake.account_ids, intake.currencies
    return Alert(
        kind=kind,
        payment=intake.ids.text(move.row),
        time=moment_text(int(batch.ledger.time[place])),
        label=move.label,
        source=names[move.source],
        target=names[move.target],
        amount=move.amount,
        currency=units[move.source],
        credited=move.credited,
        credited_currency=units[move.target],
        exponent=intake.exponent,
    )


def _differ(one: Move, other: Move) -> bool:
    """Whether two moves of one payment and label differ by more than the float error."""
    scale = max(abs(one.amount), abs(other.amount), 1)
    apart = max(abs(one.amount - other.amount), abs(one.credited - other.credited))
    return apart > 1e-9 * scale

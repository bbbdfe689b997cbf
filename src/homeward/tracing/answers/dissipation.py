"""How fast proceeds leave the accounts that they reach."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping

from homeward.tracing.answers.cutter import Cutter
from homeward.tracing.answers.lotmoves import lot_moves
from homeward.tracing.answers.moves import Move, moves_by_account
from homeward.tracing.ledger import Ledger
from homeward.tracing.lines import NOT_CREDITED
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed

HOUR = 3_600_000_000
WINDOWS = (24 * HOUR, 72 * HOUR, 168 * HOUR)
"""Microseconds from arrival: 24 hours, 72 hours, 7 days."""


class Speed:
    """By account: proceeds received, and what of them left within each window of its arrival."""

    def __init__(self) -> None:
        self.received: dict[int, Amount] = defaultdict(int)
        self.gone: dict[int, list[Amount]] = defaultdict(lambda: [0] * len(WINDOWS))

    def add(self, account: int, amount: Amount, after: int) -> None:
        """Note that an amount left `after` microseconds from its arrival."""
        for place, window in enumerate(WINDOWS):
            if after <= window:
                self.gone[account][place] += amount


def speed(case: Followed) -> Speed:
    """Exact by lots under the lot rules; under share rules each credit's money leaves in the
    shares that the debits after it take. What has not left by the end has not left."""
    return _by_lots(case) if case.rule.is_exact else _by_shares(case)


def _by_lots(case: Followed) -> Speed:
    found, cutter, ledger = Speed(), Cutter(case.lines, case.rule), case.lines.ledger
    for row, stretches in lot_moves(case, cutter).landed.items():
        account, start = int(ledger.target[row]), int(case.lines.placed_at[row])
        if start == NOT_CREDITED or ledger.exits[account]:
            continue
        for offset, length, _ in stretches:
            found.received[account] += length
            for part in cutter.takers(account, start + offset, length):
                after = int(ledger.time[part.row] - ledger.credit_time[row])
                found.add(account, part.length, after)
    return found


def _by_shares(case: Followed) -> Speed:
    found = Speed()
    for (account, _), moves in moves_by_account(case).items():
        _one_mass(found, case.lines.ledger, account, moves)
    return found


def _one_mass(found: Speed, ledger: Ledger, account: int, moves: list[Move]) -> None:
    """Logarithms of what each debit leaves, added up, give what any run of debits leaves."""
    times, logs, emptied = [], [0.0], [0]
    held: Amount = 0
    for move in moves:
        if move.is_credit:
            held += move.amount
            continue
        kept = 1 - move.amount / held if held else 0.0
        held -= move.amount
        times.append(int(ledger.time[move.row]))
        is_empty = kept <= 1e-15
        logs.append(logs[-1] + (0.0 if is_empty else math.log(kept)))
        emptied.append(emptied[-1] + is_empty)
    debits = 0
    for move in moves:
        if not move.is_credit:
            debits += 1
            continue
        found.received[account] += move.amount
        came = int(ledger.credit_time[move.row])
        for place, window in enumerate(WINDOWS):
            last = bisect_right(times, came + window)
            left = math.exp(logs[last] - logs[debits])
            gone = 1.0 if emptied[last] > emptied[debits] else 1 - left
            found.gone[account][place] += move.amount * gone


def shares(found: Speed, account: int) -> Mapping[int, float]:
    """By window: the share of the proceeds received that left within it."""
    received = found.received[account]
    gone = found.gone[account]
    return {w: float(gone[n] / received) if received else 0.0 for n, w in enumerate(WINDOWS)}

"""Kernels that lay out a ledger: places on the lines, and each account's payments in order.

`money` is one record of 16 bytes per account: what came in (opening, credits, births) and what
went out, in minor units. Rows are payments in the order of the ledger.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch
from homeward.tracing.kernels import kernel

AHEAD, FURTHER = 24, 48
"""How many payments ahead an account's record is asked for."""


@kernel
def place_rows(
    first: int,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    outside: Any,
    money: Any,
    taken_from: Any,
    placed_at: Any,
    before: Any,
) -> None:
    """Place the rows from `first` on, where every credit comes with its debit.

    Fills, per row: `taken_from` (start of the debit on the source's line), `placed_at` (start of
    the credit on the target's line, 0 for accounts `outside`), `before` (balance found by the
    debit). A birth is what the debit takes beyond `before`.
    """
    size = len(source)
    if not outside.any():
        places = (taken_from, placed_at, before)
        place_ours(first, source, target, amount, credited, money, places)
        return
    for row in range(first, size):
        if row + FURTHER < size:
            fetch(money, source[row + FURTHER])
            fetch(money, target[row + FURTHER])
        # choices between numbers, not branches: which payments go where cannot be foreseen
        paid, paid_to, sent, came_in = source[row], target[row], amount[row], credited[row]
        is_own = paid == paid_to
        is_idle = is_own or outside[paid]
        is_lost = is_own or outside[paid_to]
        came, went = money[paid, 0], money[paid, 1]
        taken_from[row] = 0 if is_idle else went
        before[row] = 0 if is_idle else came - went
        went += 0 if is_idle else sent
        money[paid, 1] = went
        money[paid, 0] = max(came, went)
        place = money[paid_to, 0]
        money[paid_to, 0] = place + (0 if is_lost else came_in)
        placed_at[row] = -1 if is_own else (0 if is_lost else place)


@kernel
def place_ours(
    first: int, source: Any, target: Any, amount: Any, credited: Any, money: Any, places: Any
) -> None:
    """`place_rows` where no account is outside: it takes a quarter less time."""
    taken_from, placed_at, before = places
    size = len(source)
    for row in range(first, size):
        if row + FURTHER < size:
            fetch(money, source[row + FURTHER])
            fetch(money, target[row + FURTHER])
        paid, paid_to = source[row], target[row]
        is_own = paid == paid_to
        came, went = money[paid, 0], money[paid, 1]
        taken_from[row] = 0 if is_own else went
        before[row] = 0 if is_own else came - went
        went += 0 if is_own else amount[row]
        money[paid, 1] = went
        money[paid, 0] = max(came, went)
        place = money[paid_to, 0]
        money[paid_to, 0] = place + (0 if is_own else credited[row])
        placed_at[row] = -1 if is_own else place


@kernel
def place_in_order(
    events: Any,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    outside: Any,
    money: Any,
    taken_from: Any,
    placed_at: Any,
    before: Any,
) -> None:
    """The same for events in order: `2 * row` is a debit, `2 * row + 1` a credit."""
    for event in events:
        row = event >> 1
        paid, paid_to = source[row], target[row]
        if paid == paid_to:
            continue
        if event & 1:
            if outside[paid_to]:
                placed_at[row] = 0
            else:
                placed_at[row] = money[paid_to, 0]
                money[paid_to, 0] += credited[row]
        elif not outside[paid]:
            taken_from[row] = money[paid, 1]
            before[row] = money[paid, 0] - money[paid, 1]
            money[paid, 1] += amount[row]
            if money[paid, 1] > money[paid, 0]:
                money[paid, 0] = money[paid, 1]


@kernel
def group_rows(account: Any, other: Any, order: Any, first: Any, rows: Any) -> None:
    """Rows by account, in order; payments of an account to itself are left out.

    `order` lists the rows in the order wanted; empty: as they stand. `first` has two places more
    than there are accounts, all zero; without the last one it ends as the start of each account's
    part of `rows`.
    """
    size, is_plain = len(account), not len(order)
    for row in range(size):
        if row + FURTHER < size:
            fetch(first, account[row + FURTHER] + 2)
        first[account[row] + 2] += 1 if account[row] != other[row] else 0
    for place in range(2, len(first)):
        first[place] += first[place - 1]
    for place in range(size):
        # the place after an account's start counts up to the start of the next
        if place + FURTHER < size:
            later = place + FURTHER if is_plain else order[place + FURTHER]
            fetch(first, account[later] + 1)
            later = place + AHEAD if is_plain else order[place + AHEAD]
            fetch(rows, first[account[later] + 1])
        row = place if is_plain else order[place]
        mine = account[row]
        if mine != other[row]:
            rows[first[mine + 1]] = row
            first[mine + 1] += 1


EVER = np.int64(np.iinfo(np.int64).max)
"""The moment that stands for none."""


@kernel
def totals_at(
    size: int,
    end: int,
    amount: Any,
    credited: Any,
    credit_time: Any,
    outside: Any,
    openings: Any,
    taken_from: Any,
    placed_at: Any,
    before: Any,
    out_first: Any,
    out_rows: Any,
    in_first: Any,
    in_rows: Any,
    money: Any,
) -> None:
    """Every account's money in and out by its payments among the first `size`.

    Credits after the moment `end` (microseconds) are left out. What came in is the end of the last
    credit, or what the last debit found or needed, whichever is more.
    """
    for account in range(len(openings)):
        came, went = openings[account], 0
        if not outside[account]:
            low, high = out_first[account], out_first[account + 1]
            while low < high:
                middle = (low + high) >> 1
                if out_rows[middle] < size:
                    low = middle + 1
                else:
                    high = middle
            if low > out_first[account]:
                row = out_rows[low - 1]
                went = taken_from[row] + amount[row]
                came = max(came, taken_from[row] + max(before[row], amount[row]))
            low, high = in_first[account], in_first[account + 1]
            while low < high:
                middle = (low + high) >> 1
                row = in_rows[middle]
                # without a moment no time is looked at: it may lie on a disk
                if row < size and (end == EVER or credit_time[row] <= end):
                    low = middle + 1
                else:
                    high = middle
            if low > in_first[account]:
                row = in_rows[low - 1]
                came = max(came, placed_at[row] + credited[row])
        money[account, 0] = came
        money[account, 1] = went


@kernel
def births_by_account(
    source: Any, target: Any, amount: Any, before: Any, outside: Any, births: Any
) -> int:
    """Add up what debits took beyond the balance; returns the first row that did, or -1."""
    first = -1
    for row in range(len(before)):
        short = amount[row] - before[row]
        if short > 0:
            paid = source[row]
            if paid != target[row] and not outside[paid]:
                births[paid] += short
                if first < 0:
                    first = row
    return first


@kernel
def read_through(source: Any, target: Any, amount: Any) -> int:
    """A sequential read of 16 bytes a payment: the measure that speed is told in."""
    total = 0
    for row in range(len(source)):
        total += (np.int64(source[row]) ^ np.int64(target[row])) + amount[row]
    return total


@kernel
def find_ties(
    size: int,
    end: int,
    delayed: bool,
    times: Any,
    outside: Any,
    out_first: Any,
    out_rows: Any,
    in_first: Any,
    in_rows: Any,
    account_first: Any,
) -> Any:
    """Events of several payments that meet at one account at one moment and declared order.

    `times` are time, credit time, order and position; credits after `end` are left out. Returns
    the events (`2 * row` a debit, `2 * row + 1` a credit) and where each meeting starts among
    them, with one start more at the end; `account_first` ends as each account's first meeting.
    """
    time, credit_time, order, position = times
    events, used = np.empty(1024, dtype=np.int64), 0
    starts, meetings = np.empty(256, dtype=np.int64), 0
    for account in range(len(outside)):
        account_first[account] = meetings
        if outside[account]:
            continue
        going, end_going = out_first[account], out_first[account + 1]
        coming, end_coming = in_first[account], in_first[account + 1]
        first, moment, rank = used, 0, 0
        while True:
            has_debit = going < end_going and out_rows[going] < size
            has_credit = coming < end_coming and credit_time[in_rows[coming]] <= end
            if has_credit and in_rows[coming] >= size:
                has_credit = False
            is_credit = has_credit
            if has_credit and has_debit:
                debit, credit = out_rows[going], in_rows[coming]
                if not delayed:
                    is_credit = credit < debit
                elif credit_time[credit] != time[debit]:
                    is_credit = credit_time[credit] < time[debit]
                elif order[credit] != order[debit]:
                    is_credit = order[credit] < order[debit]
                else:
                    is_credit = position[credit] < position[debit]
            is_last = not has_credit and not has_debit
            row = np.int64(0)
            if not is_last:
                row = np.int64(in_rows[coming]) if is_credit else np.int64(out_rows[going])
                now = credit_time[row] if is_credit else time[row]
            if is_last or used == first or now != moment or order[row] != rank:
                if used - first > 1:
                    if meetings + 2 > len(starts):
                        more = np.empty(2 * len(starts), dtype=np.int64)
                        more[:meetings] = starts[:meetings]
                        starts = more
                    starts[meetings] = first
                    meetings += 1
                    first = used
                used = first
                if is_last:
                    break
                moment, rank = now, order[row]
            if used == len(events):
                larger = np.empty(2 * used, dtype=np.int64)
                larger[:used] = events[:used]
                events = larger
            events[used] = 2 * row + (1 if is_credit else 0)
            used += 1
            if is_credit:
                coming += 1
            else:
                going += 1
    account_first[len(outside)] = meetings
    starts[meetings] = used
    return events[:used], starts[: meetings + 1]


@kernel
def totals_before(
    kept: int,
    later: Any,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    outside: Any,
    taken_from: Any,
    placed_at: Any,
    before: Any,
    money: Any,
) -> None:
    """Raise `money`, which begins as the openings, to what the first `kept` payments left.

    Of these, the credits marked `later` are left out; an empty mark stands for none.
    """
    for row in range(kept):
        paid, paid_to = source[row], target[row]
        if paid == paid_to:
            continue
        if not outside[paid]:
            end = taken_from[row] + amount[row]
            money[paid, 1] = max(money[paid, 1], end)
            money[paid, 0] = max(money[paid, 0], end, taken_from[row] + before[row])
        if not outside[paid_to] and (len(later) == 0 or not later[row]):
            money[paid_to, 0] = max(money[paid_to, 0], placed_at[row] + credited[row])


@kernel
def join_groups(
    first: Any,
    rows: Any,
    more_first: Any,
    more_rows: Any,
    shift: int,
    joined_first: Any,
    joined: Any,
) -> None:
    """Two groupings as one: each account's later rows, moved by `shift`, behind its earlier."""
    used = 0
    for account in range(len(more_first) - 1):
        joined_first[account] = used
        if account < len(first) - 1:
            for place in range(first[account], first[account + 1]):
                joined[used] = rows[place]
                used += 1
        for place in range(more_first[account], more_first[account + 1]):
            joined[used] = more_rows[place] + shift
            used += 1
    joined_first[len(more_first) - 1] = used

"""Loops that follow money from account to account, which numba compiles.

As in `loops.py`: groups are `first` and `rows`, moments microseconds, amounts minor units, and
what is found goes into the last arrays.
"""

from typing import Any


def find_passing(
    in_first: Any,
    in_rows: Any,
    out_first: Any,
    out_rows: Any,
    moment: Any,
    credit_moment: Any,
    amount: Any,
    credited: Any,
    blocked: Any,
    share: float,
    window: int,
    count: int,
    least: int,
    pause: int,
    most: float,
    left: Any,
    waiting: Any,
    account_of: Any,
    start: Any,
    end: Any,
) -> int:
    """Runs of credits that leave again within a window, the latest first.

    `left` and `waiting` are scratch: what of each credit is still there, and the credits in the
    order in which debits take them.
    """
    found = 0
    for account in range(len(in_first) - 1):
        begin, last = in_first[account], in_first[account + 1]
        debit, out_last = out_first[account], out_first[account + 1]
        if last - begin < count or debit == out_last or blocked[account]:
            continue
        credit, depth = begin, 0
        while debit < out_last:
            payment = out_rows[debit]
            now = moment[payment]
            while credit < last and (
                credit_moment[in_rows[credit]] < now
                or (credit_moment[in_rows[credit]] == now and in_rows[credit] < payment)
            ):
                left[credit] = credited[in_rows[credit]]
                waiting[depth] = credit
                depth += 1
                credit += 1
            wanted = amount[payment]
            while wanted > 0 and depth > 0:
                top = waiting[depth - 1]
                if now - credit_moment[in_rows[top]] > window:
                    depth = 0
                    break
                part = min(wanted, left[top])
                left[top] -= part
                wanted -= part
                if left[top] == 0:
                    depth -= 1
            debit += 1
        while credit < last:
            left[credit] = credited[in_rows[credit]]
            credit += 1
        begun, latest, passing, passed, since, whole = -1, -1, 0, 0.0, 0.0, 0.0
        for credit in range(begin, last + 1):
            is_end = credit == last
            late = begun >= 0 and (
                is_end or credit_moment[in_rows[credit]] - credit_moment[in_rows[latest]] > pause
            )
            if late:
                if passing >= count and passed >= least and passed >= most * whole:
                    account_of[found], start[found], end[found] = account, begun, latest + 1
                    found += 1
                begun = -1
            if is_end:
                break
            units = credited[in_rows[credit]]
            since += units
            if units - left[credit] >= share * units:
                if begun < 0:
                    begun, passing, passed, since = credit, 0, 0.0, float(units)
                latest = credit
                passing += 1
                passed += units
                whole = since
    return found


def find_links(
    rows: Any,
    in_first: Any,
    in_rows: Any,
    out_first: Any,
    out_rows: Any,
    source: Any,
    moment: Any,
    credit_moment: Any,
    amount: Any,
    credited: Any,
    usable: Any,
    low_share: float,
    high_share: float,
    window: int,
    least: int,
    busy: int,
    in_seen: Any,
    out_seen: Any,
    skipped: Any,
    length: Any,
    previous: Any,
) -> None:
    """For every payment the longest run of payments that lead to it, each soon after the last.

    `usable` says which credits may be continued; `in_seen`, `out_seen` begin as the groups' firsts.
    Filled: `length`, `previous` (-1 for none), and `skipped` accounts, too busy to follow.
    """
    for row in rows:
        account, now = source[row], moment[row]
        length[row], previous[row] = 1, -1
        mine = out_seen[account]
        out_seen[account] += 1
        place = in_seen[account]
        while place < in_first[account + 1] and (
            credit_moment[in_rows[place]] < now
            or (credit_moment[in_rows[place]] == now and in_rows[place] < row)
        ):
            place += 1
        in_seen[account] = place
        if amount[row] < least:
            continue
        begin, first = in_first[account], out_first[account]
        many_in = place - busy > begin and now - credit_moment[in_rows[place - busy - 1]] <= window
        many_out = mine - busy >= first and now - moment[out_rows[mine - busy]] <= window
        if many_in or many_out:
            skipped[account] = True
            continue
        place -= 1
        while place >= begin and now - credit_moment[in_rows[place]] <= window:
            before = in_rows[place]
            fits = low_share * credited[before] <= amount[row] <= high_share * credited[before]
            if usable[before] and fits and length[before] >= length[row]:
                length[row] = length[before] + 1
                previous[row] = before
            place -= 1


def mark_peels(
    in_first: Any,
    in_rows: Any,
    out_first: Any,
    out_rows: Any,
    moment: Any,
    credit_moment: Any,
    amount: Any,
    credited: Any,
    blocked: Any,
    window: int,
    passed: float,
    busy: int,
    usable: Any,
) -> None:
    """Mark the credits that leave in two or more parts within a window, almost wholly."""
    for account in range(len(in_first) - 1):
        out_last = out_first[account + 1]
        low = high = out_first[account]
        if low == out_last or blocked[account]:
            continue
        total = 0.0
        for place in range(in_first[account], in_first[account + 1]):
            row = in_rows[place]
            came = credit_moment[row]
            while high < out_last and moment[out_rows[high]] <= came + window:
                total += amount[out_rows[high]]
                high += 1
            while low < high and (
                moment[out_rows[low]] < came
                or (moment[out_rows[low]] == came and out_rows[low] < row)
            ):
                total -= amount[out_rows[low]]
                low += 1
            if 2 <= high - low <= busy and passed * credited[row] <= total <= 1.1 * credited[row]:
                usable[row] = True

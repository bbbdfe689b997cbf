"""Loops over grouped payments that numba compiles. Plain Python with arrays, nothing else.

`first` and `rows` are groups (`book.Groups`); moments and windows are microseconds; amounts minor
units. What is found goes into the arrays at the end of each list; the loop returns how much.
"""

from typing import Any


def group_rows(keys: Any, rows: Any, first: Any, grouped: Any) -> None:
    """Counting sort of rows by key; `first` comes in as zeros."""
    for row in rows:
        first[keys[row] + 1] += 1
    for key in range(1, len(first)):
        first[key] += first[key - 1]
    place = first.copy()
    for row in rows:
        grouped[place[keys[row]]] = row
        place[keys[row]] += 1


def find_bands(
    first: Any,
    rows: Any,
    all_first: Any,
    all_rows: Any,
    moment: Any,
    units: Any,
    threshold: int,
    window: int,
    count: int,
    above: float,
    busy: int,
    account_of: Any,
    start: Any,
    end: Any,
) -> int:
    """Windows with many amounts in the band, few above it and few others.

    `first`, `rows` are the payments in the band, `all_first`, `all_rows` all of them.
    """
    found = 0
    for account in range(len(first) - 1):
        low, last = first[account], first[account + 1]
        all_low, all_last = all_first[account], all_first[account + 1]
        high = low
        while high < last:
            while moment[rows[high]] - moment[rows[low]] > window:
                low += 1
            if high - low + 1 < count:
                high += 1
                continue
            while high + 1 < last and moment[rows[high + 1]] - moment[rows[low]] <= window:
                high += 1
            inside = high - low + 1
            while all_low < all_last and moment[all_rows[all_low]] < moment[rows[low]]:
                all_low += 1
            over, seen, place = 0, 0, all_low
            while place < all_last and moment[all_rows[place]] <= moment[rows[high]]:
                over += units[all_rows[place]] >= threshold
                seen += 1
                place += 1
            if over <= above * inside and seen <= busy * inside:
                account_of[found], start[found], end[found] = account, low, high + 1
                found += 1
            low = high + 1
            high = low
    return found


def find_fans(
    first: Any,
    rows: Any,
    moment: Any,
    other: Any,
    units: Any,
    window: int,
    count: int,
    least: int,
    share: float,
    around: int,
    known_share: float,
    seen: Any,
    before: Any,
    after: Any,
    running: Any,
    account_of: Any,
    start: Any,
    end: Any,
) -> int:
    """Windows in which many counterparties, most of them new, deal with one account.

    `seen` is -1 for every account; `before`, `after` and `running` are scratch as long as `rows`,
    the last one longer by one.
    """
    found = 0
    for account in range(len(first) - 1):
        begin, last = first[account], first[account + 1]
        if last - begin < count:
            continue
        running[begin] = 0.0
        for place in range(begin, last):
            running[place + 1] = running[place] + units[rows[place]]
            party = other[rows[place]]
            before[place] = seen[party] if seen[party] >= begin else -1
            if before[place] >= 0:
                after[before[place]] = place
            after[place] = last
            seen[party] = place
        low, distinct, back, ahead = begin, 0, begin, begin
        for high in range(begin, last):
            if high < low:
                continue
            while low < high and moment[rows[high]] - moment[rows[low]] > window:
                distinct -= after[low] >= high
                low += 1
            distinct += before[high] < low
            if high + 1 < last and moment[rows[high + 1]] - moment[rows[low]] <= window:
                continue
            total = running[high + 1] - running[low]
            if distinct < count or total < least:
                continue
            while moment[rows[low]] - moment[rows[back]] > around:
                back += 1
            ahead = max(ahead, high + 1)
            while ahead < last and moment[rows[ahead]] - moment[rows[high]] <= around:
                ahead += 1
            if total < share * (running[ahead] - running[back]):
                continue
            known = 0
            for place in range(low, high + 1):
                if before[place] >= low:
                    continue
                latest = place
                while after[latest] <= high:
                    latest = after[latest]
                known += before[place] >= 0 or after[latest] < last
            if known > known_share * distinct:
                continue
            account_of[found], start[found], end[found] = account, low, high + 1
            found += 1
            low, distinct = high + 1, 0
    return found


def find_cash_outs(
    first: Any,
    rows: Any,
    in_first: Any,
    in_rows: Any,
    moment: Any,
    credit_moment: Any,
    units: Any,
    credited: Any,
    window: int,
    count: int,
    least: int,
    share: float,
    account_of: Any,
    start: Any,
    end: Any,
    in_start: Any,
    in_end: Any,
) -> int:
    """Windows in which most of what came in shortly before leaves to exits.

    `first`, `rows` are the payments to exits; `in_first`, `in_rows` what the accounts received.
    """
    found = 0
    for account in range(len(first) - 1):
        low, last = first[account], first[account + 1]
        if last - low < count:
            continue
        in_low, in_high, in_last = in_first[account], in_first[account], in_first[account + 1]
        high, total, came = low, 0.0, 0.0
        while high < last:
            total += units[rows[high]]
            while moment[rows[high]] - moment[rows[low]] > window:
                total -= units[rows[low]]
                low += 1
            while in_high < in_last and credit_moment[in_rows[in_high]] <= moment[rows[high]]:
                came += credited[in_rows[in_high]]
                in_high += 1
            while in_low < in_high and credit_moment[in_rows[in_low]] < moment[rows[low]] - window:
                came -= credited[in_rows[in_low]]
                in_low += 1
            ripe = high + 1 == last or moment[rows[high + 1]] - moment[rows[low]] > window
            enough = high - low + 1 >= count and total >= least and came > 0
            if ripe and enough and share * came <= total <= 1.2 * came:
                account_of[found], start[found], end[found] = account, low, high + 1
                in_start[found], in_end[found] = in_low, in_high
                found += 1
                low, total = high + 1, 0.0
            high += 1
    return found

"""The search for cycles, which numba compiles."""

from typing import Any


def find_circles(
    rows: Any,
    in_first: Any,
    in_rows: Any,
    out_first: Any,
    out_rows: Any,
    source: Any,
    target: Any,
    moment: Any,
    credit_moment: Any,
    amount: Any,
    credited: Any,
    blocked: Any,
    shortest: int,
    longest: int,
    window: int,
    kept: float,
    gain: float,
    least: int,
    busy: int,
    ordered: bool,
    steps: int,
    used: Any,
    visited: Any,
    skipped: Any,
    given_up: Any,
    path: Any,
    place: Any,
    stop: Any,
    circle: Any,
    ends: Any,
) -> int:
    """Payments that lead back to where the first one left, none in two cycles.

    Depth-first from each payment in time order (after Kumar and Calders, 2SCENT, VLDB 2018, which
    lists all cycles; this finds one from each payment). Filled: `circle` holds the rows of all
    cycles one after the other, `ends` where each ends; `skipped` the accounts too busy to follow,
    `given_up` the payments whose search was stopped after `steps` steps.
    """
    found = filled = 0
    for row in rows:
        home = source[row]
        if used[row] or amount[row] < least or blocked[home] or blocked[target[row]]:
            continue
        limit = moment[row] + window
        came = credit_moment[row] if ordered else moment[row]
        low, high = in_first[home], in_first[home + 1]
        last = high
        while low < high:
            middle = (low + high) // 2
            if credit_moment[in_rows[middle]] <= came:
                low = middle + 1
            else:
                high = middle
        # A cycle must come back here in time; equal moments are looked at as well.
        back = low < last and credit_moment[in_rows[low]] <= limit
        back = back or (low > in_first[home] and credit_moment[in_rows[low - 1]] == came)
        if not back:
            continue
        depth, budget, closed = 1, steps, False
        path[0] = row
        visited[home] = True
        visited[target[row]] = True
        opening = True
        while depth > 0 and not closed:
            before = path[depth - 1]
            here = target[before]
            if opening:
                opening = False
                low, high = out_first[here], out_first[here + 1]
                last = high
                came = credit_moment[before] if ordered else moment[row]
                while low < high:
                    middle = (low + high) // 2
                    if moment[out_rows[middle]] < came:
                        low = middle + 1
                    else:
                        high = middle
                place[depth], stop[depth] = low, last
                if low + busy < last and moment[out_rows[low + busy]] <= limit:
                    skipped[here] = True
                    place[depth] = last
            advanced = False
            while place[depth] < stop[depth]:
                step = out_rows[place[depth]]
                if moment[step] > limit:
                    place[depth] = stop[depth]
                    break
                place[depth] += 1
                budget -= 1
                goes = target[step]
                if (
                    used[step]
                    or step <= row
                    or (ordered and moment[step] == credit_moment[before] and step < before)
                    or amount[step] < kept * credited[before]
                    or amount[step] > (1.0 + gain) * credited[before]
                ):
                    continue
                if goes == home and depth + 1 >= shortest:
                    path[depth] = step
                    depth += 1
                    closed = True
                    break
                if visited[goes] or blocked[goes] or depth + 1 >= longest:
                    continue
                path[depth] = step
                visited[goes] = True
                depth += 1
                opening = advanced = True
                break
            if closed or advanced:
                continue
            if budget <= 0:
                given_up[row] = True
                break
            depth -= 1
            if depth > 0:
                visited[target[path[depth]]] = False
        visited[home] = False
        for each in range(depth):
            visited[target[path[each]]] = False
        visited[target[row]] = False
        if closed:
            for each in range(depth):
                used[path[each]] = True
                circle[filled] = path[each]
                filled += 1
            ends[found] = filled
            found += 1
    return found

"""The loops of a watch that numba compiles. Plain Python with arrays, nothing else."""

from typing import Any


def pass_clean(
    events: Any,
    begin: int,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    claimed: Any,
    carrying: Any,
    in_lots: bool,
    outside: Any,
    marked: Any,
    balance: Any,
    missing: Any,
) -> int:
    """Book events from `begin` on until one may touch proceeds; its place, or how many there are.

    An event is `2 * row` for a debit and `2 * row + 1` for a credit. By row: `claimed` (a claim is
    made on it), `carrying` (it brings proceeds). By account: `outside` (no balance is kept),
    `marked` (holds proceeds), `balance` and `missing` (what debits took beyond the balance), both
    kept up to date. Under a lot rule (`in_lots`) every credit to a marked account counts.
    """
    for place in range(begin, len(events)):
        row = events[place] >> 1
        payer, payee = source[row], target[row]
        if payer == payee:
            continue
        if events[place] & 1:
            if carrying[row] or (in_lots and marked[payee]):
                return place
            if not outside[payee]:
                balance[payee] += credited[row]
            continue
        if claimed[row] or (marked[payer] and not outside[payer]):
            return place
        if outside[payer]:
            continue
        left = balance[payer] - amount[row]
        if left < 0:
            missing[payer] -= left
            left = 0
        balance[payer] = left
    return len(events)


def pass_shares(
    begin: int,
    rule: int,
    columns: Any,
    exits: Any,
    outside: Any,
    marked: Any,
    balance: Any,
    missing: Any,
    labels: Any,
    seen: Any,
    places: Any,
    numbers: Any,
    amounts: Any,
    firsts: Any,
) -> Any:
    """Book payments from `begin` on under a share rule until the log is full; where it stopped and
    how long the log is.

    `columns` are source, target, amount and credited; every credit comes with its debit, and no
    claim begins here. `rule` is 0 for pro-rata, 1 for lowest-balance, 2 for claimant-first. By
    account and label: `labels` (minor units), `seen` (it came here before). The log says what
    payments carried: `places`, `numbers` (of labels), `amounts` (left, credited), `firsts` (the
    first of this label on the target). The arithmetic is that of `homeward.tracing.shares`.
    """
    source, target, amount, credited = columns
    several, noted, size = labels.shape[1], 0, len(source)
    taken = labels[0].copy()
    for place in range(begin, size):
        payer, payee = source[place], target[place]
        if payer == payee:
            continue
        if noted + several > len(places):
            return place, noted
        had, sent, came = balance[payer], amount[place], credited[place]
        carries = False
        if marked[payer] and not outside[payer]:
            total = 0.0
            for label in range(several):
                total += labels[payer, label]
            if sent >= had:
                for label in range(several):
                    taken[label] = labels[payer, label]
                    labels[payer, label] = 0.0
                carries, marked[payer] = True, False
            elif total > 0:
                if rule == 0:
                    wanted = total * sent / had
                elif rule == 1:
                    wanted = total - (had - sent)
                else:
                    wanted = float(sent)
                part = min(total, wanted)
                if part > 0:
                    share, rests = part / total, False
                    for label in range(several):
                        taken[label] = labels[payer, label] * share
                        labels[payer, label] -= taken[label]
                        rests = rests or labels[payer, label] != 0.0
                    carries, marked[payer] = True, rests
        if not outside[payer]:
            left = had - sent
            if left < 0:
                missing[payer] -= left
                left = 0
            balance[payer] = left
        if carries:
            for label in range(several):
                left_with = taken[label]
                if left_with == 0.0:
                    continue
                arrived = left_with if came == sent else left_with * (came / sent)
                places[noted], numbers[noted] = place, label
                amounts[noted, 0], amounts[noted, 1] = left_with, arrived
                firsts[noted] = not exits[payee] and not seen[payee, label]
                noted += 1
                if not exits[payee]:
                    seen[payee, label], marked[payee] = True, True
                    labels[payee, label] += arrived
        if not outside[payee]:
            balance[payee] += came
    return size, noted


def hash_texts(offsets: Any, data: Any, hashes: Any) -> None:
    """FNV-1a of texts, 64 bits, wrapping; `offsets` and `data` as Arrow keeps large text."""
    for number in range(len(hashes)):
        value = -3750763034362895579
        for place in range(offsets[number], offsets[number + 1]):
            value = (value ^ data[place]) * 1099511628211
        value ^= value >> 29
        hashes[number] = value


def enter_hashes(table: Any, known: Any, first: int, last: int, is_query: bool, pairs: Any) -> int:
    """Put the hashes `known[first:last]` into an open table of rows (-1: free).

    Rows of equal hash are written to `pairs` (old, new) for a comparison of the texts themselves;
    the number of pairs is returned, however many fit. A query finds pairs and enters nothing.
    """
    mask, found = len(table) - 1, 0
    for row in range(first, last):
        place = known[row] & mask
        while table[place] >= 0:
            if known[table[place]] == known[row]:
                if found < len(pairs):
                    pairs[found, 0], pairs[found, 1] = table[place], row
                found += 1
            place = (place + 1) & mask
        if not is_query:
            table[place] = row
    return found

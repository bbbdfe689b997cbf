"""The loops that numba compiles. Plain Python with arrays, nothing else."""

from typing import Any


def place_events(
    events: Any,
    source: Any,
    target: Any,
    amount: Any,
    credited: Any,
    outside: Any,
    money_in: Any,
    money_out: Any,
    taken_from: Any,
    placed_at: Any,
    missing: Any,
    before: Any,
) -> None:
    """Walk all debits and credits in order and note where each lies on its account's line.

    An event is `2 * row` for a debit and `2 * row + 1` for a credit. `money_in` begins as the
    opening balances and `money_out` as zeros; both end as the totals, births included. Filled per
    row: `taken_from` (start of the debit on the source's line), `placed_at` (start of the credit
    on the target's line), `missing` (what the debit took beyond the balance), `before` (the
    balance that the debit found). Accounts `outside`
    (exits, other States') keep no line; their credits are marked as arrived at 0.
    """
    for event in events:
        row = event >> 1
        paid, paid_to = source[row], target[row]
        if paid == paid_to:
            continue
        if event & 1:
            if outside[paid_to]:
                placed_at[row] = 0
                continue
            placed_at[row] = money_in[paid_to]
            money_in[paid_to] += credited[row]
        elif not outside[paid]:
            taken_from[row] = money_out[paid]
            before[row] = money_in[paid] - money_out[paid]
            money_out[paid] += amount[row]
            short = money_out[paid] - money_in[paid]
            if short > 0:
                missing[row] = short
                money_in[paid] += short

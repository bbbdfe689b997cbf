"""Hand-overs received from other nodes, matched to the payments of this ledger by reference."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from homeward.tracing.flow import Entering, Flow
from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import moment_text, to_microseconds
from homeward.tracing.result import Transit
from homeward.tracing.rounding import nearest
from homeward.tracing.warning import TraceWarning

if TYPE_CHECKING:
    from homeward.tracing.federation.handover import HandOver


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Matched hand-overs by row, those that match nothing, and the ledger to trace.

    The ledger differs from the given one where a credit was booked before the sender's debit: it
    is then taken at the moment of the debit.
    """

    ledger: Ledger
    by_row: dict[int, Entering] = field(default_factory=dict)
    unmatched: tuple["HandOver", ...] = ()
    warnings: tuple[TraceWarning, ...] = ()

    @property
    def parked(self) -> tuple[Transit, ...]:
        """The proceeds of unmatched hand-overs, which stay in transit."""
        return tuple(
            Transit(each.reference, each.currency, label, nearest(amount), amount)
            for each in self.unmatched
            for label, amount in _labels(each).items()
        )


def match_arrivals(ledger: Ledger, entering: "Sequence[HandOver]", end: int | None) -> Arrivals:
    """Match hand-overs made up to the moment `end` (microseconds) to this ledger's payments.

    Only a payment from an account of the sender's State to one of ours, with the same reference as
    no other of that State and in the same currency, is a match; never amount and date. What one
    State hands over never takes the place of another's payment. Raises `HandOverContradicts`.
    """
    if not entering:
        return Arrivals(ledger)
    # here, as the room of federation traces with this module
    from homeward.tracing.federation.errors import HandOverContradicts

    known = _rows_by_reference(ledger)
    size = len(ledger) if end is None else int(np.searchsorted(ledger.time, end, side="right"))
    by_row: dict[int, Entering] = {}
    unmatched: list[HandOver] = []
    warnings: list[TraceWarning] = []
    late: dict[int, int] = {}
    for each in entering:
        if each.is_withdrawn or (end is not None and to_microseconds(each.time) > end):
            continue
        if reason := each.contradiction():
            raise HandOverContradicts(reference=each.reference, sender=each.sender, reason=reason)
        alike = known.get(each.reference, [])
        rows = [row for row in alike if _is_from(ledger, row, each.sender)]
        reason = _mismatch(ledger, each, alike, rows, size)
        if reason is not None or rows[0] in by_row:
            unmatched.append(each)
            warnings.append(_unmatched_warning(each, reason or "two hand-overs carry it"))
            continue
        by_row[rows[0]] = _entering(each)
        warnings.extend(_differences(ledger, each, rows[0], late))
    moved = _with_later_credits(ledger, late)
    return Arrivals(moved, by_row, tuple(unmatched), tuple(warnings))


def park_unmatched(flow: Flow, arrivals: Arrivals) -> None:
    """Count unmatched hand-overs as received and in transit, in the sender's units."""
    for each in arrivals.unmatched:
        for label, amount in _labels(each).items():
            flow.tally.add("received", label, each.currency, amount)
            flow.tally.add("in_transit", label, each.currency, amount)


def _labels(hand_over: "HandOver") -> dict[str, int | float]:
    amounts: dict[str, int | float] = dict(hand_over.shares)
    for stretch in hand_over.stretches:
        amounts[stretch.label] = amounts.get(stretch.label, 0) + stretch.length
    return amounts


def _entering(hand_over: "HandOver") -> Entering:
    stretches = tuple((s.offset, s.length, s.label) for s in hand_over.stretches)
    return Entering(hand_over.amount, stretches, hand_over.shares)


def _rows_by_reference(ledger: Ledger) -> dict[str, list[int]]:
    """Rows of payments from foreign accounts to ours, by reference."""
    found: dict[str, list[int]] = {}
    if ledger.references is None:
        return found
    entering = np.flatnonzero(ledger.foreign[ledger.source] & ~ledger.foreign[ledger.target])
    for row in entering.tolist():
        reference = ledger.reference(row)
        if reference is not None:
            found.setdefault(reference, []).append(row)
    return found


def _is_from(ledger: Ledger, row: int, state: str) -> bool:
    """Whether a payment leaves an account of the State, as far as States are known."""
    return not ledger.states or ledger.states[int(ledger.source[row])] == state


def _mismatch(
    ledger: Ledger, hand_over: "HandOver", alike: list[int], rows: list[int], size: int
) -> str | None:
    """Why a hand-over cannot be matched, or None; `alike` carry its reference, `rows` of these come
    from its State."""
    if not alike:
        return "no payment from abroad carries this reference"
    if not rows:
        return "the payment with this reference comes from an account of another State"
    if len(rows) > 1:
        return "several payments carry this reference"
    if ledger.currency(int(ledger.source[rows[0]])) != hand_over.currency:
        return "the payment with this reference is in another currency"
    if rows[0] >= size:
        return "the payment with this reference is recorded after the end of the trace"
    return None


def _unmatched_warning(hand_over: "HandOver", reason: str) -> TraceWarning:
    params = {
        "reference": hand_over.reference,
        "amount": sum(nearest(each) for each in _labels(hand_over).values()),
        "currency": hand_over.currency,
        "sender": hand_over.sender,
        "reason": reason,
    }
    return TraceWarning("hand_over_unmatched", params)


def _differences(
    ledger: Ledger, hand_over: "HandOver", row: int, late: dict[int, int]
) -> list[TraceWarning]:
    """Note where the two ledgers tell one payment differently; collect credits to move."""
    found = []
    recorded, reference = int(ledger.amount[row]), hand_over.reference
    if recorded != hand_over.amount:
        params = {"reference": reference, "handed": hand_over.amount, "recorded": recorded}
        found.append(TraceWarning("hand_over_amount_differs", params))
    debited = to_microseconds(hand_over.time)
    if debited > int(ledger.credit_time[row]):
        late[row] = debited
        shown = {"reference": reference, "debited": moment_text(debited)}
        found.append(TraceWarning("hand_over_credit_earlier", shown))
    return found


def _with_later_credits(ledger: Ledger, late: dict[int, int]) -> Ledger:
    if not late:
        return ledger
    moved = ledger.credit_time.copy()
    for row, moment in late.items():
        moved[row] = moment
    return replace(ledger, credit_time=moved)

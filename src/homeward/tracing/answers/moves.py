"""What every payment brought and took of each label, under any rule whose amounts add up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.tracing import errors
from homeward.tracing.answers.cutter import Cutter
from homeward.tracing.answers.lotmoves import LotMoves, lot_moves
from homeward.tracing.ledger import Ints
from homeward.tracing.lines import NOT_CREDITED, Lines
from homeward.tracing.tally import Amount
from homeward.tracing.tracer import Followed

Labels = dict[str, Amount]
"""Minor units of each label; float64 under share rules."""


@dataclass(frozen=True, slots=True)
class Move:
    """A label's amount that came to an account, or left it, at one event."""

    place: int
    """Among all debits and credits."""
    row: int
    amount: Amount
    is_credit: bool


def landed_labels(case: Followed, lots: LotMoves | None = None) -> dict[int, Labels]:
    """By row: what its credit brings of each label, claims laid, what they displace left out.

    Credits that come after the end are among them. `lots` spares a replay under a lot rule.
    """
    if case.rule.is_exact:
        return _summed(lots or lot_moves(case, Cutter(case.lines, case.rule)))
    ledger, found = case.lines.ledger, defaultdict[int, Labels](dict)
    covered: dict[int, int] = defaultdict(int)
    for claim in case.claims:
        covered[claim.index] += claim.amount
    for row, labels in case.flow.carried.items():
        if ledger.foreign[ledger.target[row]]:
            continue
        credited = int(ledger.credited[row])
        for label, (_, arrived) in labels.items():
            gone = arrived if covered[row] == credited else arrived * covered[row] / credited
            if arrived > gone:
                found[row][label] = arrived - gone
    for claim in case.claims:
        found[claim.index][claim.label] = found[claim.index].get(claim.label, 0) + claim.amount
    return dict(found)


def _summed(moves: LotMoves) -> dict[int, Labels]:
    found: dict[int, Labels] = {}
    for row, stretches in moves.landed.items():
        labels = found.setdefault(row, {})
        for _, length, label in stretches:
            labels[label] = labels.get(label, 0) + length
    return found


def labels_of(case: Followed) -> list[str]:
    """Every label: those of the claims in the order given, then those handed over, by name."""
    claimed = [claim.label for claim in case.claims]
    return list(dict.fromkeys([*claimed, *sorted(key[0] for key in case.flow.tally)]))


def wanted_labels(case: Followed, labels: Sequence[str] | None) -> list[str]:
    """Those asked for (None: all of them); raises `LabelUnknown`."""
    known = labels_of(case)
    if labels is None:
        return known
    asked = [labels] if isinstance(labels, str) else list(labels)
    for label in asked:
        if label not in known:
            raise errors.LabelUnknown(label=label, labels=", ".join(known))
    return asked


def left_labels(case: Followed, row: int) -> Labels:
    """What a payment took of each label."""
    return {label: left for label, (left, _) in case.flow.carried.get(row, {}).items() if left}


def places(lines: Lines) -> Ints:
    """By event number (2 * row, and 1 more for its credit): its place, -1 where it comes later."""
    found = np.full(2 * lines.size, -1, dtype=np.int64)
    found[lines.events] = np.arange(len(lines.events))
    return found


def moves_by_account(
    case: Followed, lots: LotMoves | None = None
) -> dict[tuple[int, str], list[Move]]:
    """By account and label: everything that came and left, in order."""
    ledger, lines, place = case.lines.ledger, case.lines, places(case.lines)
    found: dict[tuple[int, str], list[Move]] = defaultdict(list)
    for row, labels in landed_labels(case, lots).items():
        target = int(ledger.target[row])
        if lines.placed_at[row] == NOT_CREDITED or ledger.exits[target]:
            continue
        for label, amount in labels.items():
            found[target, label].append(Move(int(place[2 * row + 1]), row, amount, True))
    for row in case.flow.carried:
        if row in case.arrivals.by_row:
            continue
        for label, amount in left_labels(case, row).items():
            source = int(ledger.source[row])
            found[source, label].append(Move(int(place[2 * row]), row, amount, False))
    for moves in found.values():
        moves.sort(key=lambda move: move.place)
    return found

"""Sets of whole minor units as sorted stretches [start, end) that lie apart."""

from collections.abc import Iterable

Stretch = tuple[int, int]
"""Start and end in minor units."""


def unite(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The union; neighbours grow together, empty ones go."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def subtract(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """What of sorted stretches lies in none of the sorted `taken`."""
    left: list[Stretch] = []
    holes = list(taken)
    place = 0
    for begin, end in stretches:
        start = begin
        while place < len(holes) and holes[place][1] <= start:
            place += 1
        at = place
        while at < len(holes) and holes[at][0] < end:
            if start < holes[at][0]:
                left.append((start, holes[at][0]))
            start = max(start, holes[at][1])
            at += 1
        if start < end:
            left.append((start, end))
    return left


def total(stretches: Iterable[Stretch]) -> int:
    """Minor units in all."""
    return sum(end - start for start, end in stretches)


def widen(start: int, end: int, amount: int, credited: int) -> Stretch:
    """The smallest stretch of a debit that covers a stretch of its credit.

    A boundary i of the debit lies at floor(i * credited / amount) in the credit.
    """
    if amount == credited:
        return start, end
    return ((start + 1) * amount - 1) // credited, -(-end * amount // credited)

"""Best-first search for the largest paths, without enumerating all of them."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from homeward.tracing.tally import Amount

MOST_STEPS = 200_000
"""States looked at before a search gives up; what is not listed is then said as an amount."""


@dataclass(frozen=True, slots=True)
class Node:
    """The end of a path, as far as it is known: `rows` are its payments, the last one last.

    `amount` is what came this way, in units of the end. `inner` is the state of the rule's own
    search, None where the path is complete.
    """

    amount: Amount
    rows: tuple[int, ...]
    inner: Any
    begins: str = "claim"


class Expander(Protocol):
    """How a rule splits what came along the known end of a path by how it came there."""

    def children(self, node: Node) -> Iterator[Node]:
        """The ways, the largest first; their amounts add up to the node's."""


@dataclass(frozen=True, slots=True)
class Found:
    """Complete paths, the largest first, and why the search ended: all, share, count or steps."""

    paths: tuple[Node, ...]
    ended: str


def largest_paths(
    start: Node, expander: Expander, *, most: int, share: float, steps: int = MOST_STEPS
) -> Found:
    """The largest paths until they make up `share` of the whole, or are `most`.

    Every state's amount bounds that of the paths through it, so the first to be complete is the
    largest.
    """
    found: list[Node] = []
    listed: Amount = 0
    ties, looked = count(), 0
    queue: list[tuple[Amount, int, Node, Iterator[Node]]] = []

    def push(ways: Iterator[Node]) -> None:
        node = next(ways, None)
        if node is not None:
            heapq.heappush(queue, (-node.amount, next(ties), node, ways))

    push(iter((start,)))
    while queue:
        if len(found) >= most:
            return Found(tuple(found), "count")
        if found and listed >= share * start.amount:
            return Found(tuple(found), "share")
        looked += 1
        if looked > steps:
            return Found(tuple(found), "steps")
        _, _, node, ways = heapq.heappop(queue)
        push(ways)
        if node.inner is None:
            found.append(node)
            listed += node.amount
        else:
            push(expander.children(node))
    return Found(tuple(found), "all")

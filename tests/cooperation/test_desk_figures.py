"""The reckoning of figures, against the textbook's own words."""

import statistics

from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cooperation.desk.figures import FEWEST, Heap, by, figures_of


def _heap(partner: str, *seconds: int, **counts: int) -> Heap:
    zero = dict.fromkeys(
        ("turned_away", "judged", "complete", "answered", "answered_late"), 0
    ) | dict.fromkeys(("refused", "withdrawn", "open_late"), 0)
    return Heap(
        side="requested",
        way="node",
        partner=partner,
        kind="freezing",
        urgency="urgent",
        issued=len(seconds),
        acknowledged=list(seconds),
        **zero | counts,
    )


_TIMES = st.lists(st.integers(0, 10**8), max_size=40)


@given(st.lists(_TIMES, max_size=5))
def test_a_median_is_of_all_times_and_never_of_medians(parts: list[list[int]]) -> None:
    found = figures_of([_heap("XB", *part) for part in parts])
    every = [one for part in parts for one in part]
    spread = found.acknowledged
    assert spread.count == len(every) == found.issued
    if len(every) < FEWEST:
        assert (spread.low, spread.median, spread.high) == (None, None, None)
        return
    assert spread.low is not None
    assert spread.high is not None
    assert spread.median == statistics.median(every)
    low, _middle, high = statistics.quantiles(every, n=4, method="inclusive")
    assert abs(spread.low - low) < 1e-3
    assert abs(spread.high - high) < 1e-3


def test_heaps_are_sorted_and_summed() -> None:
    heaps = [_heap("XB", 5, judged=2), _heap("XC", 7), _heap("XB", 9, judged=1)]
    apart = by(heaps, lambda heap: heap.partner)
    assert {name: figures_of(some).judged for name, some in apart.items()} == {"XB": 3, "XC": 0}
    assert figures_of([]).executed.count == 0

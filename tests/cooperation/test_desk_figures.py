"""The reckoning of figures, against the textbook's own words."""

import statistics
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cooperation.desk.figures import FEWEST, Heap, by, figures_of, heaps_of
from homeward.casework.cooperation.desk.queue import Counted, Wanted, queue_with_counts
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import overdue
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.cooperation.arriving import arrived, placed
from tests.people import People


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


def test_what_has_its_answer_is_not_late_while_the_matter_goes_on(people: People) -> None:
    """An arrest, a grant, a joint investigation in force; a custody during extradition is none."""
    begun = datetime.now(UTC) - timedelta(days=20)
    lives = [
        ("provisional_arrest", "arrest", "held"),
        ("extradition", "take_in_custody", "held"),
        ("extradition", "grant", "granted"),
        ("joint_investigation", "join", "in_force"),
    ]
    for n, (kind, name, state) in enumerate(lives):
        one = arrived(reference=f"XB-2026-{n:06}/01")
        placed(
            one, kind=kind, issued_at=begun, due_at=begun + timedelta(days=5), state=state,
            waiver={"parts": ["facts"], "reason": "Later."} if n == 3 else {},
        )  # fmt: skip
        with opened(service("exchange")):
            at = begun + timedelta(days=1)
            one.changes.create(name=name, side="requested", at=at, led_to=state, number=1)
    now = datetime.now(UTC)
    with opened(people.carol.actor):
        heaps = {heap.kind: heap for heap in heaps_of(people.carol, begun, now, now)}
        _queue, counts = queue_with_counts(people.carol, Wanted(waits=""))
        late = [(one.kind, one.state) for one in overdue(Request.objects.all())]
    assert counts["overdue"] == Counted(1, False)
    assert late == [("extradition", "held")]
    arrest, joint = heaps["provisional_arrest"], heaps["joint_investigation"]
    assert (arrest.answered, arrest.open_late, arrest.executed) == (1, 0, [86400])
    assert (joint.answered, joint.open_late, joint.executed) == (1, 0, [86400])
    assert (joint.judged, joint.complete) == (1, 0), "it went without a part"
    both = heaps["extradition"]
    assert (both.issued, both.answered, both.open_late, both.executed) == (2, 1, 1, [])

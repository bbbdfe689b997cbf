"""How practices are used over time: what held at the end of each quarter."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.manual.guide.use import Mark, over_time, quarters
from homeward.knowledge.manual.models import Choice, Stage


def test_the_ends_of_quarters() -> None:
    assert quarters(date(2026, 2, 3), date(2026, 11, 29)) == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 11, 29),
    ]
    assert quarters(date(2026, 12, 31), date(2026, 12, 31)) == [date(2026, 12, 31)]
    assert len(quarters(date(2001, 1, 1), date(2026, 11, 29))) == 12


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))
CODES = st.sampled_from("abc")


@given(
    st.lists(st.tuples(DAYS, CODES, st.sampled_from(Choice.values))),
    st.lists(st.tuples(DAYS, CODES, st.sampled_from(Stage.values))),
    st.lists(DAYS, min_size=1, max_size=4),
)
def test_progress_over_time_counts_what_held_on_each_day(
    chosen: list[tuple[date, str, str]], noted: list[tuple[date, str, str]], days: list[date]
) -> None:
    moment = datetime(2026, 2, 1, tzinfo=UTC)  # only the days decide which rejection ends what
    decisions = [
        Mark(code, on, what, moment) for on, code, what in sorted(chosen, key=lambda one: one[0])
    ]
    progress = [
        Mark(code, on, what, moment) for on, code, what in sorted(noted, key=lambda one: one[0])
    ]
    for counted in over_time(decisions, progress, 3, days):
        holding = {}
        for code in "abc":
            mine = [one.what for one in decisions if one.code == code and one.on <= counted.on]
            ends = [d.on for d in decisions if (d.code, d.what) == (code, "reject")]
            last = max((on for on in ends if on <= counted.on), default=date.min)
            stages = [p.what for p in progress if p.code == code and last <= p.on <= counted.on]
            holding[code] = (mine[-1] if mine else "", stages[-1] if stages else "")
        assert counted.adopted == sum(one == "adopt" for one, _stage in holding.values())
        assert counted.rejected == sum(one == "reject" for one, _stage in holding.values())
        assert counted.undecided == sum(one == "" for one, _stage in holding.values())
        assert counted.in_use == sum(
            one in ("adopt", "adapt") and stage in ("partly", "in_use")
            for one, stage in holding.values()
        )

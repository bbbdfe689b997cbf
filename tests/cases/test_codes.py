"""The strictest of several items, scheme by scheme: an upper bound, whatever the order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cases.codes import ORDERS, Codes, laxer, strictest

LIMITS = st.lists(st.sampled_from(["only the court", "ask the provider", "H1", "no copies"]))
CODES = st.builds(
    Codes,
    **{name: st.sampled_from(order) for name, order in ORDERS.items()},
    limits=LIMITS.map("\n".join),
    retention_until=st.none() | st.integers(0, 9).map(lambda n: date(2030, 1, 1) + timedelta(n)),
)


@given(st.lists(CODES, max_size=5))
def test_no_source_is_stricter_than_what_was_made_of_it(sources: list[Codes]) -> None:
    made = strictest(sources)
    assert not any(laxer(made, source) for source in sources)
    for name, order in ORDERS.items():
        ranks = [order.index(getattr(source, name)) for source in sources]
        assert order.index(getattr(made, name)) == max(ranks, default=0)
    days = [source.retention_until for source in sources if source.retention_until]
    assert made.retention_until == (min(days) if days else None)


@given(CODES, CODES, CODES)
def test_order_and_repetition_change_nothing(a: Codes, b: Codes, c: Codes) -> None:
    whole = strictest([a, b, c])
    assert whole == strictest([c, b, a]) == strictest([a, a, b, c, b])
    assert whole == strictest([a, strictest([b, c])]) == strictest([strictest([a, b]), c])
    assert strictest([whole]) == whole


@given(CODES, CODES)
def test_laxer_names_exactly_what_is_below(own: Codes, floor: Codes) -> None:
    fields = laxer(own, floor)
    raised = strictest([own, floor])
    assert laxer(raised, floor) == []
    assert bool(fields) == (raised != strictest([own]))
    for name, order in ORDERS.items():
        below = order.index(getattr(own, name)) < order.index(getattr(floor, name))
        assert (name in fields) == below


def test_a_limit_is_never_lost_to_a_stricter_code() -> None:
    court = Codes(handling="H1")
    other = Codes(handling="H3", limits="only orally")
    made = strictest([court, other])
    assert (made.handling, made.limits) == ("H3", "H1\nonly orally")
    passing_on = strictest([court, Codes(handling="H2")])
    assert (passing_on.handling, passing_on.limits) == ("H2", ""), "H2 covers the court"
    assert laxer(Codes(handling="H3", limits="only orally"), court) == ["limits"]

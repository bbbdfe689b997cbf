"""What is made when it is read equals what is made at once."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import Claim, Rule, follow
from homeward.tracing.lazy import LazyDict, LazyRows
from homeward.tracing.names import Names
from homeward.tracing.tables import claim_tables, held_rows, line_keys
from homeward.tracing.tally import TERMS
from homeward.tracing.tracer import Followed
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.test_large_ledgers import random_ledger, some_claims
from tests.tracing.worlds import claims_of, cut, ledger_of, moment, worlds


def test_lazy_rows_are_the_tuple_of_them() -> None:
    made: list[int] = []

    def make() -> list[str]:
        made.append(1)
        return ["a", "b", "c"]

    rows, same = LazyRows(lambda: 3, make), ("a", "b", "c")
    assert (len(rows), bool(rows), made) == (3, True, []), "counted, and not made"
    assert rows == same
    assert same == rows
    assert rows != ("a", "b")
    assert hash(rows) == hash(same)
    more, rest = ("d",), list[str]()
    assert (rows + more, more + rows) == (same + more, more + same)
    assert rows + rows == same + same
    with pytest.raises(TypeError):
        _ = rest + rows
    assert (rows[0], rows[-1], rows[1:]) == ("a", "c", ("b", "c"))
    assert pickle.loads(pickle.dumps(rows)) == same  # noqa: S301 - our own bytes
    assert ([*reversed(rows)], rows.index("b"), "c" in rows) == (["c", "b", "a"], 1, True)
    assert made == [1]


def test_a_lazy_dictionary_is_made_once_however_many_ask() -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1}

    found: LazyDict[str, int] = LazyDict(make)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: found.get("a"), range(8))) == [1] * 8
    found["b"] = 2
    assert found == {"a": 1, "b": 2}
    del found["a"]
    assert (dict(found), made) == ({"b": 2}, [1])
    assert LazyDict[str, int]() == {}


def all_told(case: Followed) -> dict[str, Any]:
    """Everything that is made when it is read, made."""
    flow, found = case.flow, case.trace
    return {
        "holdings": tuple(found.holdings),
        "transit": tuple(found.transit),
        "carriers": tuple(found.carriers),
        "held": dict(flow.held),
        "waiting": dict(flow.transit),
        "handed": dict(flow.handed),
        "carried": {row: dict(labels) for row, labels in flow.carried.items()},
        "terms": {(*key, term): flow.tally.get(key, term) for key in flow.tally for term in TERMS},
    }


@settings(deadline=None, max_examples=examples(150))
@given(worlds(), st.sampled_from([None, 2]), st.sampled_from([Rule.FIFO, Rule.LIFO]), st.booleans())
def test_what_an_index_tells_late_is_what_is_told_without(
    world: oracle.World, at: int | None, rule: Rule, abroad: bool
) -> None:
    """With accounts abroad, so that stretches are handed over; and as many lines as are counted."""
    world = cut(world, at)
    ledger, claims = ledger_of(world), claims_of(world)
    foreign = np.zeros_like(ledger.foreign)
    if abroad:
        claimed = {int(ledger.target[ledger.find(each.payment)]) for each in claims}
        foreign = np.array([n not in claimed for n in range(len(foreign))]) & ~ledger.exits
    ledger = replace(ledger, foreign=foreign)
    plain = follow(ledger, claims, rule=rule, at=moment(at))
    found = follow(ledger.indexed(), claims, rule=rule, at=moment(at))
    counted = {
        name: len(getattr(found.trace, name)) for name in ("holdings", "transit", "carriers")
    }
    told = all_told(found)
    assert told == all_told(plain)
    assert counted == {name: len(told[name]) for name in counted}
    for case in (plain, found):
        keys = line_keys(case.flow.tally, ledger, case.claims)
        rows = list(held_rows(case.lines, case.flow, rule))
        payments = {each.label: each.payment for each in case.claims}
        lines, holdings = claim_tables(case.flow.tally, rows, payments, keys)
        assert (lines, holdings) == (case.trace.claims, case.trace.holdings)


@pytest.mark.parametrize("rule", [Rule.FIFO, Rule.LIFO])
def test_a_trace_reads_nothing_that_nobody_asks_for(
    rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = random_ledger(4000, 6).indexed()
    claims = some_claims(ledger, 40)
    before = follow(ledger, claims, rule=rule).trace
    expected = (before.claims, tuple(before.holdings), tuple(before.carriers))

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("made, and nobody asked")

    with monkeypatch.context() as patch:
        patch.setattr("homeward.tracing.tables._held_rows", refused)
        for maker in ("_added", "_stretches", "_carried"):
            patch.setattr(f"homeward.tracing.index.told.{maker}", refused)
        later = follow(replace(ledger, warnings=()), claims, rule=rule)
        patch.setattr("homeward.tracing.tracer.order_warning", lambda *_, **__: None)
        found = later.trace
        assert found.claims == expected[0]
    assert (tuple(found.holdings), tuple(found.carriers)) == expected[1:]
    assert len(found.holdings) > 40


def test_currencies_with_numbers_of_their_own_are_told_alike() -> None:
    """A ledger numbers its currencies as it likes, with some twice and some that nobody has."""
    ledger = random_ledger(3000, 4)
    claims = [
        Claim(each.payment, label=f"L{n % 3}{n}") for n, each in enumerate(some_claims(ledger, 9))
    ]
    units = ledger.account_currencies
    codes = np.array([(3 if n % 2 else 1) if u == "XAD" else 2 for n, u in enumerate(units)])
    names = Names(pa.array(["XCD", "XAD", "XBD", "XAD"]), codes.astype(np.int32))
    assert names == units
    plain = follow(ledger.indexed(), claims, rule="fifo")
    found = follow(replace(ledger, account_currencies=names).indexed(), claims, rule="fifo")
    assert list(found.flow.tally) == list(plain.flow.tally), "and in the same order"
    assert found.trace.document() == plain.trace.document()
    assert len({key[1] for key in plain.flow.tally}) == 2

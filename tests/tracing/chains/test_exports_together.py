"""Whatever happened on a chain, the exports of all its addresses together tell it once."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing import read_ledger
from tests.tracing.chains.exports import (
    COIN,
    INTERNAL,
    NETWORK,
    TOKENS,
    TRANSACTIONS,
    address,
    called,
    row,
    rows_of,
    token,
    written,
)

Told: TypeAlias = dict[str, Any]
ADDRESSES = [address(number) for number in range(0xA1, 0xA6)]
ONE = 10**9

ends = st.tuples(st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES))
inner = st.tuples(st.sampled_from(["internal", "token"]), ends, st.integers(1, 3))
transactions = st.fixed_dictionaries(
    {
        "ends": ends,
        "value": st.integers(0, 5),
        "fee": st.integers(0, 2),
        "failed": st.booleans(),
        "block": st.integers(0, 2),  # how far after the one before
        "inner": st.lists(inner, max_size=4),
    }
).map(lambda told: told | {"inner": []} if told["failed"] else told)  # failing undoes all


def wanted(told: list[Told]) -> Counter[tuple[str, str, int, int, str]]:
    """The payments that a plain reading of what happened gives."""
    found: Counter[tuple[str, str, int, int, str]] = Counter()
    for each in told:
        source, target = each["ends"]
        value = 0 if each["failed"] else each["value"]
        fee = each["fee"]
        if value and source != target:
            found[source, target, (value + fee) * ONE, value * ONE, "ETH"] += 1
        else:
            if value:
                found[source, target, value * ONE, value * ONE, "ETH"] += 1
            if fee:
                found[source, NETWORK, fee * ONE, fee * ONE, "ETH"] += 1
        for kind, (one, two), amount in each["inner"]:
            currency = "ETH" if kind == "internal" else f"XAC@{COIN}"
            found[one, two, amount * ONE, amount * ONE, currency] += 1
    return found


def exports_of(folder: Path, told: list[Told], owner: str, *, newest_first: bool) -> list[Path]:
    """The three exports of one address: what touches it, as seen from it."""
    rows: dict[str, list[dict[str, str]]] = {"transaction": [], "internal": [], "token": []}
    block = 100
    for number, each in enumerate(told, start=1):
        block += each["block"]
        source, target = each["ends"]
        side = "went" if source == owner else "came"
        if owner in (source, target):
            said = {side: str(each["value"]), "fee": str(each["fee"]), "block": str(block)}
            status = "Error(0)" if each["failed"] else ""
            rows["transaction"].append(row(number, source, target, Status=status, **said))
        for kind, (one, two), amount in each["inner"]:
            if owner not in (one, two):
                continue
            if kind == "token":
                rows[kind].append(token(number, one, two, str(amount), block=str(block)))
            else:
                side = "went" if one == owner else "came"
                said = {side: str(amount), "block": str(block)}
                rows[kind].append(called(number, one, two, **said))
    paths = []
    for kind, columns in (
        ("transaction", TRANSACTIONS),
        ("internal", INTERNAL),
        ("token", TOKENS),
    ):
        own = rows[kind][::-1] if newest_first else rows[kind]
        paths.append(written(folder / f"{kind}-{owner}.csv", columns, *own))
    return paths


@settings(max_examples=120, deadline=None)
@given(
    st.lists(transactions, min_size=1, max_size=8),
    st.lists(st.booleans(), min_size=5, max_size=5),
    st.randoms(use_true_random=False),
)
def test_every_payment_is_there_once(told: list[Told], newest: list[bool], random: Any) -> None:
    expected = wanted(told)
    if not expected:
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [
            path
            for owner, backwards in zip(ADDRESSES, newest, strict=True)
            for path in exports_of(Path(folder), told, owner, newest_first=backwards)
        ]
        random.shuffle(paths)
        ledger = read_ledger(paths).ledger
        again = read_ledger([*paths[3:], *paths[:3]]).ledger
    found = Counter(each[1:] for each in rows_of(ledger))
    assert found == expected
    assert {each[0]: each[1:] for each in rows_of(again)} == {
        each[0]: each[1:] for each in rows_of(ledger)
    }

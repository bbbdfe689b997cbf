"""First in, first out over coins is Taintchain's rule, told by a second implementation of it.

In a transaction the inputs stand one after another, and the outputs take from them in listed
order; what is left at the end is the fee (Anderson, Shumailov, Ahmed 2018).
"""

import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

import homeward.tracing as ht
from homeward.tracing import read_ledger
from tests.tracing.chains.blocks import Coin, address, esplora, txid

Run: TypeAlias = tuple[str, int]
"""A label, empty for clean money, and how many satoshis in a row carry it."""


def taken(runs: list[Run], amount: int) -> list[Run]:
    """The first satoshis of runs, which are left without them."""
    found: list[Run] = []
    while amount:
        label, size = runs.pop(0)
        part = min(size, amount)
        found.append((label, part))
        amount -= part
        if size > part:
            runs.insert(0, (label, size - part))
    return found


def taintchain(told: list[dict[str, Any]], claims: dict[Coin, str]) -> dict[Coin, list[Run]]:
    """The runs of every coin that is not spent, of transactions in the order of their spending."""
    coins: dict[Coin, list[Run]] = {}
    for each in told:
        runs: list[Run] = []
        for spent in each["vin"]:
            if spent["is_coinbase"]:
                runs.append(("", sum(out["value"] for out in each["vout"])))
                continue
            coin = (spent["txid"], spent["vout"])
            runs += coins.pop(coin, [("", spent["prevout"]["value"])])
        for number, out in enumerate(each["vout"]):
            coin = (each["txid"], number)
            coins[coin] = taken(runs, out["value"])
            if coin in claims:
                coins[coin] = [(claims[coin], out["value"])]
    return coins


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[Coin, str]]:
    """Transactions that spend each other's outputs and coins from elsewhere, and claims on some."""
    unspent: list[tuple[Coin, int, int]] = []
    told: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(2, 12)) + 1):
        inputs = []
        for place in range(draw(st.integers(0 if number == 1 else 1, 4))):
            if unspent and draw(st.booleans()):
                inputs.append(unspent.pop(draw(st.integers(0, len(unspent) - 1))))
            else:
                coin = (txid(1000 + 10 * number + place), 0)
                inputs.append((coin, draw(st.integers(1, 30)), draw(st.integers(1, 5))))
        left = sum(value for _, value, _ in inputs) if inputs else draw(st.integers(1, 40))
        outputs = []
        for _ in range(draw(st.integers(1, 4))):
            value = draw(st.integers(0, left))
            left -= value
            outputs.append((value, draw(st.integers(1, 5))))
        height = 100 + draw(st.integers(0, 3)) + number // 3
        time = 1_700_000_000 + draw(st.integers(-3, 3)) * 1000 + 600 * height
        each = esplora(number, inputs, outputs, height=100 + number // 3, time=time)
        told.append(each)
        unspent += [((txid(number), n), value, to) for n, (value, to) in enumerate(outputs)]
    made = [(e["txid"], n) for e in told for n, out in enumerate(e["vout"]) if out["value"]]
    chosen = draw(st.lists(st.sampled_from(made), max_size=3, unique=True)) if made else []
    return told, {coin: f"claim {number}" for number, coin in enumerate(chosen)}


@settings(max_examples=150, deadline=None)
@given(chains(), st.randoms(use_true_random=False))
def test_fifo_over_accounts_is_fifo_over_coins(
    drawn: tuple[list[dict[str, Any]], dict[Coin, str]], random: Any
) -> None:
    told, claims = drawn
    shuffled = list(told)
    random.shuffle(shuffled)
    if not any(out["value"] for each in told for out in each["vout"]):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_text(json.dumps(shuffled))
        ledger = read_ledger(path).ledger
    asked = [ht.Claim(f"{coin[0]}/out{coin[1]}", label=label) for coin, label in claims.items()]
    result = ht.trace(ledger, asked, rule="fifo")
    held: dict[tuple[Coin, str], int] = defaultdict(int)
    for each in result.holdings:
        maker, _, number = each.account.partition("/")[2].partition(":")
        held[(maker, int(number)), each.label] += each.amount
    wanted: dict[tuple[Coin, str], int] = defaultdict(int)
    for coin, runs in taintchain(told, claims).items():
        for label, size in runs:
            if label and size:
                wanted[coin, label] += size
    assert held == wanted
    assert "order_depends" not in {each.code for each in result.warnings}
    spent = {each.account for each in result.holdings if each.account.startswith("tx:")}
    assert not spent
    assert all(each.difference == 0 for each in result.claims)


def test_the_first_stolen_coins_leave_first() -> None:
    """Three stolen and seven clean: the first output of three is stolen, wholly."""
    theft = esplora(1, [((txid(900), 0), 3, 1)], [(3, 1)])
    mixed = esplora(2, [((txid(1), 0), 3, 1), ((txid(901), 0), 7, 2)], [(3, 3), (6, 4)], height=101)
    coins = taintchain([theft, mixed], {(txid(1), 0): "stolen"})
    assert coins[txid(2), 0] == [("stolen", 3)]
    assert coins[txid(2), 1] == [("", 6)]
    assert address(1) != address(2)

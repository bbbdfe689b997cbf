"""Many random worlds in one lake: prefixes keep them apart, so one index serves them all."""

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from homeward.tracing import Claim
from tests.tracing.oracle import World
from tests.tracing.worlds import random_world, rows_of

_MOMENT = pa.timestamp("us", tz="UTC")
_TYPES = {
    "time": pa.int64(),
    "amount": pa.int64(),
    "credited": pa.int64(),
    "credited_time": pa.int64(),
    "order": pa.int64(),
}


def many_rows(seed: int, worlds: int) -> tuple[list[dict[str, Any]], dict[str, int], list[str]]:
    """Rows, openings and exits of many worlds side by side, without linked reversals."""
    random, rows = Random(seed), []
    openings: dict[str, int] = {}
    exits: list[str] = []
    for number in range(worlds):
        world = random_world(random, random.randint(3, 24))
        rows += [_named(row, f"{number}-") for row in rows_of(world)]
        openings |= {f"{number}-{account}": each for account, each in world.openings.items()}
        exits += [f"{number}-{account}" for account in sorted(world.exits)]
    return rows, openings, exits


def claims_in(random: Random, rows: list[dict[str, Any]], count: int) -> list[Claim]:
    """Claims that often lie side by side on one payment."""
    usable = [row for row in rows if row["source"] != row["target"]]
    claims: list[Claim] = []
    for number, row in enumerate(random.sample(usable, count)):
        first = random.randint(1, row["credited"])
        claims.append(Claim(row["id"], first, f"L{number}"))
        if first < row["credited"] and random.random() < 0.5:
            claims.append(Claim(row["id"], row["credited"] - first, f"L{number}b"))
    return claims


def payment(number: int, source: str, target: str, amount: int, **more: Any) -> dict[str, Any]:
    """A row of a plain payment."""
    return {
        "id": f"P{number}",
        "time": number * 1_000_000,
        "source": source,
        "target": target,
        "amount": amount,
        "currency": "XAD",
        "credited": amount,
        "credited_currency": "XAD",
        "credited_time": number * 1_000_000,
        "order": None,
        "reverses": None,
    } | more


def write(rows: list[dict[str, Any]], path: Path) -> Path:
    """The rows as a Parquet file."""
    names = [name for name in rows[0] if name != "reverses"]
    columns = {
        name: pa.array([row[name] for row in rows], _TYPES.get(name, pa.string())) for name in names
    }
    for name in ("time", "credited_time"):
        columns[name] = columns[name].cast(_MOMENT)
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


def world_rows(world: World) -> list[dict[str, Any]]:
    """One world's rows without its links."""
    return [_named(row, "") for row in rows_of(world)]


def _named(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    named = {name: prefix + row[name] for name in ("id", "source", "target")}
    return row | named | {"reverses": None}

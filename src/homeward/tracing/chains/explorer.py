"""Exports of an explorer such as Etherscan: transactions, internal transactions and tokens.

Each file lists what one address did, so a payment between two addresses stands in the exports of
both. Read together, every payment is there once.
"""

from pathlib import Path

from homeward.tracing.chains.errors import ChainsMixed
from homeward.tracing.chains.layouts import is_export
from homeward.tracing.chains.merging import merged, refuse_other_chains
from homeward.tracing.chains.paying import EXPONENT, currencies_of, exits_among, payments_of
from homeward.tracing.chains.payments import Counter, Refusals, refuse_sequence, tables_of
from homeward.tracing.chains.rows import Move, read_export
from homeward.tracing.chains.turns import in_order, orders_of
from homeward.tracing.progress import told
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.gathered import Gathered, Kind


def gather(paths: list[Path], names: list[str], options: Options) -> Gathered:
    """What the exports say together.

    Raises `ChainsMixed` and `BlocksContradict` where they are of different chains, and what
    reading one of them raises.
    """
    refuse_sequence(options)
    refusals, counter = Refusals(names), Counter(options.max_rows)
    moves: list[Move] = []
    read: list[int] = []
    natives: dict[str, str] = {}
    for file, path in enumerate(paths):
        told(f"Reading {names[file]}")
        found, layout, rows = read_export(path, file, refusals, counter)
        moves += found
        read.append(rows)
        if layout.native is not None:
            natives.setdefault(layout.native, names[file])
    _refuse_currencies(natives)
    single, repeated = merged(moves, refusals)
    refuse_other_chains(single, names)
    ordered = in_order(single)
    payments, idle = payments_of(ordered, orders_of(ordered), currencies_of(single))
    return Gathered(
        tables_of(payments, refusals),
        EXPONENT,
        notes=(
            *refusals.note("rows_moving_nothing", idle),
            *refusals.note("rows_alike", repeated),
        ),
        exits=exits_among(payments),
        split_currencies=True,
        read=tuple(read),
    )


KIND = Kind("exports of a block explorer", is_export, gather, is_table=True)


def _refuse_currencies(natives: dict[str, str]) -> None:
    if len(natives) > 1:
        (here, file), (there, other) = list(natives.items())[:2]
        raise ChainsMixed(file=file, here=here, other=other, there=there)

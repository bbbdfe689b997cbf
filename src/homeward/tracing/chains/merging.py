"""Rows of several exports that say the same, and rows that contradict each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from homeward.tracing.chains.errors import BlocksContradict
from homeward.tracing.chains.layouts import LayoutName
from homeward.tracing.chains.payments import Place, Refusals, RowRefused
from homeward.tracing.chains.rows import Move
from homeward.tracing.moments import moment_text

_FACTS = ("order", "time", "source", "target", "amount", "amount", "amount")
"""The field at which rows are refused that differ in a fact: block, moment, addresses, value, fee,
and whether it failed."""

_TRANSFERRED = ("source", "target", "currency", "amount")


def merged(moves: list[Move], refusals: Refusals) -> tuple[list[Move], list[Place]]:
    """Each move once, in the order given, and the rows that repeat another of their own file.

    A transaction stands once whatever the number of its rows, which must agree. Transfers within
    one have no number in an export: what one file lists twice happened twice, and the second of
    one file is the second of another. Rows that contradict each other are refused.
    """
    by_hash: dict[str, list[Move]] = defaultdict(list)
    for each in moves:
        by_hash[each.hash].append(each)
    for alike in by_hash.values():
        _refuse_differing(alike, lambda each: (each.seconds,), ("time",), refusals)
        told = [each for each in alike if each.block is not None]
        _refuse_differing(told, lambda each: (each.block,), ("order",), refusals)
        rows = [each for each in alike if each.kind is LayoutName.TRANSACTIONS]
        _refuse_differing(rows, _facts, _FACTS, refusals)
        _refuse_undone(alike, refusals)
    numbered: dict[tuple[str, int], list[Move]] = defaultdict(list)
    for each in moves:
        if each.number >= 0:
            numbered[each.hash, each.number].append(each)
    for alike in numbered.values():
        _refuse_differing(alike, _transferred, _TRANSFERRED, refusals)
    standing = [each for each in moves if each.place not in refusals.rows]
    blocks = {each.hash: each.block for each in standing if each.block is not None}
    kept, repeated = _once(standing)
    return [replace(each, block=blocks.get(each.hash)) for each in kept], repeated


def _facts(each: Move) -> tuple[Any, ...]:
    moment = (each.block, each.seconds, each.source, each.target)
    return (*moment, each.amount, each.fee, each.failed)


def _transferred(each: Move) -> tuple[Any, ...]:
    return (each.source, each.target, each.currency, each.amount)


def _refuse_undone(alike: list[Move], refusals: Refusals) -> None:
    """Refuse a transaction that failed beside what it moved: failing undoes all that was done."""
    failed = [each for each in alike if each.kind is LayoutName.TRANSACTIONS and each.failed]
    within = [each for each in alike if each.kind is not LayoutName.TRANSACTIONS]
    moving = [each for each in within if each.amount and not each.failed]
    if not failed or not moving:
        return
    for rows, other in ((failed, moving[0]), (moving, failed[0])):
        for each in rows:
            word = refusals.word(other.place)
            refusals.add(each.place, RowRefused("amount", "rows_contradict", other=word))


def _refuse_differing(
    moves: Iterable[Move],
    facts: Callable[[Move], tuple[Any, ...]],
    names: tuple[str, ...],
    refusals: Refusals,
) -> None:
    """Refuse all rows where two of them differ: which one is right is not known."""
    first: dict[tuple[Any, ...], Move] = {}
    for each in moves:
        first.setdefault(facts(each), each)
    if len(first) < 2:
        return
    told = list(first)
    for each in moves:
        other = told[1] if facts(each) == told[0] else told[0]
        pairs = zip(names, facts(each), other, strict=True)
        field = next(name for name, one, two in pairs if one != two)
        word = refusals.word(first[other].place)
        refusals.add(each.place, RowRefused(field, "rows_contradict", other=word))


def _once(moves: list[Move]) -> tuple[list[Move], list[Place]]:
    counts: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    seen: dict[Any, int] = defaultdict(int)
    kept: list[Move] = []
    repeated: list[Place] = []
    for each in moves:
        key = _key(each)
        counts[key][each.place.file] += 1
        number = counts[key][each.place.file]
        if number > 1 and (each.kind is LayoutName.TRANSACTIONS or each.number >= 0):
            continue
        if number > seen[key]:
            seen[key] = number
            kept.append(each)
            if number > 1:
                repeated.append(each.place)
    return kept, repeated


def _key(each: Move) -> tuple[Any, ...]:
    if each.kind is LayoutName.TRANSACTIONS:
        return (each.kind, each.hash)
    ends = (each.kind, each.hash, each.source, each.target)
    return (*ends, each.currency, each.amount, each.failed, each.number)


def refuse_other_chains(moves: Iterable[Move], names: list[str]) -> None:
    """Raise `BlocksContradict` where the blocks of all rows are not one chain's: a later block is
    never earlier in time, and a block has one moment."""
    told = [each for each in moves if each.block is not None]
    told.sort(key=lambda each: (each.block or 0, each.seconds, each.place.file, each.place.row))
    for one, two in pairwise(told):
        if two.seconds < one.seconds or (one.block == two.block and one.seconds != two.seconds):
            raise BlocksContradict(
                file=names[one.place.file],
                row=one.place.row,
                block=one.block,
                time=moment_text(one.seconds * 1_000_000),
                other=names[two.place.file],
                other_row=two.place.row,
                other_block=two.block,
                other_time=moment_text(two.seconds * 1_000_000),
            )

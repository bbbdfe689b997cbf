"""Two ledgers become one: later payments join those already held."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.claims import refuse_no_ledger
from homeward.tracing.ledger import LIMIT, Ints, Ledger
from homeward.tracing.reading.rejections import Rejection
from homeward.tracing.warning import TraceWarning

EXITS_UNKNOWN = "exit_account_unknown"
ADDED = "added payments"
"""How refusals name the payments that were to join; rows count from 1 in the order of time."""


def join(ledger: Ledger, more: Ledger) -> Ledger:
    """One ledger of both, in order; its index, if it has one, is extended.

    Accounts keep their numbers and new ones follow. Openings and exits are given with the ledger
    that first holds the account, exits also with an earlier one.
    Raises `LedgerRejected` for ids that repeat, accounts in two currencies and totals beyond the
    limit, `OptionUnusable` for what contradicts.
    """
    refuse_no_ledger(more)
    number, added = _numbers(ledger, more)
    _check(ledger, more, number)
    size = len(ledger)
    last = int(ledger.position.max(initial=-1)) + 1
    known = len(ledger.account_ids)
    fresh = np.flatnonzero(number >= known)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(ledger, name), getattr(more, name)])
        for name in ("time", "order", "amount", "credited", "credit_time")
    }
    for name in ("openings", "exits", "foreign"):
        columns[name] = np.concatenate([getattr(ledger, name), getattr(more, name)[fresh]])
    awaited = _awaited_exits(ledger.warnings)
    named = [more.account_ids[each] in awaited for each in added]
    columns["exits"][known:] |= np.array(named, dtype=np.bool_)
    for name in ("source", "target"):
        moved = number[getattr(more, name)].astype(np.int32)
        columns[name] = np.concatenate([getattr(ledger, name), moved])
    columns["position"] = np.concatenate([ledger.position, more.position + last])
    if ledger.credited is ledger.amount and more.credited is more.amount:
        columns["credited"] = columns["amount"]
    if not ledger.has_delays and not more.has_delays:
        columns["credit_time"] = columns["time"]
    joined = replace(
        ledger,
        ids=_texts(ledger.ids, more.ids),
        lookup=None,
        account_ids=(*ledger.account_ids, *(more.account_ids[each] for each in added)),
        account_currencies=(
            *ledger.account_currencies,
            *(more.account_currencies[each] for each in added),
        ),
        states=(),
        references=_references(ledger, more),
        reverses=_links(ledger, more, size),
        warnings=_warnings(ledger, more),
        index=None,
        origin=_origin(ledger.origin, more.origin),
        **columns,
    )
    joined = joined if _is_later(ledger, more) else joined.in_order()
    if ledger.index is None or not ledger.index.fits(ledger):
        return joined
    from homeward.tracing.index.extend import extend

    return replace(joined, index=extend(ledger.index, joined))


def _origin(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Where both were read from: each source with its own zone and options, if these differ."""
    if not one or not other:
        return dict(one or other)
    sources = [list(each.get("sources", ())) for each in (one, other)]
    facts = [{key: each[key] for key in each if key != "sources"} for each in (one, other)]
    if facts[0] == facts[1]:
        return {**one, "sources": [*sources[0], *sources[1]]}
    return {
        "sources": [
            {**own, **each} for own, found in zip(facts, sources, strict=True) for each in found
        ]
    }


def _awaited_exits(warnings: Iterable[TraceWarning]) -> set[str]:
    """Exits that were named before any payment reached them, where all of them are listed."""
    found = [each.params for each in warnings if each.code == EXITS_UNKNOWN]
    whole = [each["accounts"] for each in found if each["count"] == len(each["accounts"])]
    return {name for names in whole for name in names}


def _warnings(ledger: Ledger, more: Ledger) -> tuple[TraceWarning, ...]:
    """Those of both, once; an exit that the other ledger holds is missing no more."""
    held = {*ledger.account_ids, *more.account_ids}
    kept = list[TraceWarning]()
    for each in (*ledger.warnings, *more.warnings):
        if each.code == EXITS_UNKNOWN and _awaited_exits([each]):
            left = [name for name in each.params["accounts"] if name not in held]
            each = TraceWarning(EXITS_UNKNOWN, {"count": len(left), "accounts": left})
            if not left:
                continue
        if each not in kept:
            kept.append(each)
    return tuple(kept)


def _numbers(ledger: Ledger, more: Ledger) -> tuple[Ints, list[int]]:
    """The number of each added account in the joined ledger, and which of them are new."""
    own = zip(ledger.account_ids, ledger.account_currencies, strict=True)
    known = {pair: number for number, pair in enumerate(own)}
    added, numbers = [], []
    pairs = zip(more.account_ids, more.account_currencies, strict=True)
    for place, pair in enumerate(pairs):
        if pair not in known:
            known[pair] = len(known)
            added.append(place)
        numbers.append(known[pair])
    return np.array(numbers, dtype=np.int64), added


def _check(ledger: Ledger, more: Ledger, number: Ints) -> None:
    if ledger.exponent != more.exponent:
        raise errors.OptionUnusable(
            option="exponent", value=more.exponent, allowed=str(ledger.exponent)
        )
    known = number < len(ledger.account_ids)
    for name in ("openings", "exits", "foreign"):
        held = getattr(ledger, name)[number[known]]
        given = getattr(more, name)[known]
        for place in np.flatnonzero((given != 0) & (given != held)).tolist():
            account = more.account_ids[int(np.flatnonzero(known)[place])]
            raise errors.OptionUnusable(
                option=name, value=account, allowed="accounts that the ledger does not hold yet"
            )
    rejections = [
        *_repeated(ledger, more),
        *_two_currencies(ledger, more, number),
        *_too_large(ledger, more, number),
    ]
    if rejections:
        raise errors.LedgerRejected(rejections)


def _repeated(ledger: Ledger, more: Ledger) -> list[Rejection]:
    given = more.ids.cast(ledger.ids.type)
    found = pc.filter(ledger.ids, pc.is_in(ledger.ids, value_set=given))
    if not len(found):
        return []
    rows = np.flatnonzero(
        pc.is_in(more.ids, value_set=found.cast(more.ids.type)).to_numpy(zero_copy_only=False)
    )
    return [
        _refused(int(row), "id", "id_repeated", {"value": more.payment_id(int(row))})
        for row in rows
    ]


def _refused(row: int, field: str, code: str, params: dict[str, Any]) -> Rejection:
    return Rejection(ADDED, row + 1, field, code, params)


def _two_currencies(ledger: Ledger, more: Ledger, number: Ints) -> list[Rejection]:
    """Accounts kept in another currency so far, unless the ledger splits accounts by currency."""
    first = dict(zip(ledger.account_ids, ledger.account_currencies, strict=True))
    if len(first) < len(ledger.account_ids):
        return []
    wrong: dict[int, dict[str, Any]] = {}
    for place in np.flatnonzero(number >= len(ledger.account_ids)).tolist():
        account, here = more.account_ids[place], more.account_currencies[place]
        if first.get(account, here) != here:
            wrong[place] = {"account": account, "first": first[account], "here": here}
    return [
        _refused(row, name, "account_two_currencies", wrong[int(getattr(more, name)[row])])
        for name in ("source", "target")
        for row in np.flatnonzero(np.isin(getattr(more, name), list(wrong))).tolist()
    ]


def _too_large(ledger: Ledger, more: Ledger, number: Ints) -> list[Rejection]:
    refused = []
    size = max(len(ledger.account_ids), int(number.max(initial=-1)) + 1)
    for name, side in (("amount", "source"), ("credited", "target")):
        accounts = number[getattr(more, side)]
        held = _totals(getattr(ledger, side), getattr(ledger, name), size)
        total = held + _totals(accounts, getattr(more, name), size)
        for account in np.flatnonzero(total > LIMIT * 0.999).tolist():
            values = getattr(ledger, name)[getattr(ledger, side) == account].tolist()
            sum_so_far = sum(values)
            for row in np.flatnonzero(accounts == account).tolist():
                sum_so_far += int(getattr(more, name)[row])
                if sum_so_far >= LIMIT:
                    facts = {"account": more.account_id(getattr(more, side)[row])}
                    refused.append(_refused(row, side, "account_total_too_large", facts))
    return refused


def _totals(accounts: Any, values: Ints, size: int) -> Any:
    return np.bincount(accounts, values.astype(np.float64), size)


def _references(ledger: Ledger, more: Ledger) -> Any:
    if ledger.references is None and more.references is None:
        return None
    parts = [
        pa.nulls(len(each), pa.string()) if each.references is None else each.references
        for each in (ledger, more)
    ]
    return _texts(*parts)


def _texts(one: Any, other: Any) -> Any:
    """Two Arrow text arrays as one, of the type of the first."""
    return pa.concat_arrays([one, other.cast(one.type)])


def _links(ledger: Ledger, more: Ledger, size: int) -> Ints | None:
    if ledger.reverses is None and more.reverses is None:
        return None
    own = np.full(size, -1, dtype=np.int64) if ledger.reverses is None else ledger.reverses
    if more.reverses is None:
        return np.concatenate([own, np.full(len(more), -1, dtype=np.int64)])
    return np.concatenate([own, np.where(more.reverses < 0, -1, more.reverses + size)])


def _is_later(ledger: Ledger, more: Ledger) -> bool:
    """True where every added payment comes after all held in time and declared order."""
    if not len(ledger) or not len(more):
        return True
    ends = (int(ledger.time[-1]), int(ledger.order[-1]))
    return ends <= (int(more.time[0]), int(more.order[0]))

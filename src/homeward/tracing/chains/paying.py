"""How moves on a chain of accounts become payments: value, fees, and the currencies of tokens."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from homeward.tracing.chains.layouts import LayoutName
from homeward.tracing.chains.payments import NETWORK, Payment, Place
from homeward.tracing.chains.rows import Move
from homeward.tracing.chains.written import EXACT, plain

EXPONENT = 9
"""Decimals kept unless others are declared: ether has 18, and no account's total in the smallest
unit would be below 2^62."""

NOBODY = "0x" + "0" * 40
"""Tokens are issued from this address and destroyed by sending them there; nobody holds its key."""

_OUT_OF_PLACE = re.compile(r"[^\w$.+-]")
_LONGEST_SYMBOL = 16


def exits_among(payments: Sequence[Payment]) -> tuple[str, ...]:
    """The accounts at which money leaves by their nature, of those that the payments have."""
    used = {each.target for each in payments} | {each.source for each in payments}
    return tuple(each for each in (NETWORK, NOBODY) if each in used)


def currencies_of(moves: list[Move]) -> dict[str, str]:
    """Of each token's contract the currency: its symbol to read, its contract to tell it by."""
    called: dict[str, set[str]] = defaultdict(set)
    for each in moves:
        if each.kind is LayoutName.TOKENS:
            called[each.currency].add(_OUT_OF_PLACE.sub("", each.symbol)[:_LONGEST_SYMBOL])
    named = {contract: min(symbols - {""}, default="") for contract, symbols in called.items()}
    return {
        contract: f"{name}@{contract}" if name else contract for contract, name in named.items()
    }


def payments_of(
    moves: list[Move], orders: list[int | None], currencies: dict[str, str]
) -> tuple[list[Payment], list[Place]]:
    """The payments of all moves, and the rows that move nothing."""
    payments: list[Payment] = []
    idle: list[Place] = []
    seen: dict[str, int] = defaultdict(int)
    for each, order in zip(moves, orders, strict=True):
        before = len(payments)
        if each.kind is LayoutName.TRANSACTIONS:
            payments += _of_transaction(each)
        elif not each.failed and each.amount:
            currency = currencies.get(each.currency, each.currency)
            payments.append(_payment(each, _name_within(each, seen), currency=currency))
        if len(payments) == before:
            idle.append(each.place)
        payments[before:] = [replace(new, order=order) for new in payments[before:]]
    return payments, idle


def _of_transaction(each: Move) -> list[Payment]:
    """Value and fee leave together; where nothing arrives elsewhere the fee goes alone."""
    moved = Decimal(0) if each.failed else each.amount
    if moved and each.source != each.target:
        return [_payment(each, each.hash, debit=EXACT.add(moved, each.fee))]
    found = [_payment(each, each.hash)] if moved else []
    if each.fee:
        name = f"{each.hash}/fee" if moved else each.hash
        found.append(_payment(each, name, target=NETWORK, debit=each.fee, credit=each.fee))
    return found


def _payment(
    each: Move,
    name: str,
    *,
    target: str | None = None,
    debit: Decimal | None = None,
    credit: Decimal | None = None,
    currency: str | None = None,
) -> Payment:
    return Payment(
        place=each.place,
        id=name,
        seconds=each.seconds,
        source=each.source,
        target=each.target if target is None else target,
        amount=plain(each.amount if debit is None else debit),
        credited=plain(each.amount if credit is None else credit),
        currency=each.currency if currency is None else currency,
        order=None,
    )


def _name_within(each: Move, seen: dict[str, int]) -> str:
    """The identifier of a transfer within a transaction, the same whatever files it stands in.

    Where no number is told, it is what it moved from where to where, and the second one alike is
    the second.
    """
    if each.number >= 0:
        return f"{each.hash}/log-{each.number}"
    said = "|".join((each.source, each.target, each.currency, plain(each.amount.normalize(EXACT))))
    base = f"{each.hash}/{each.kind}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}-{seen[base]}"

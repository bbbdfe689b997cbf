"""The rules every row must meet: signs, reversals, accounts, totals, links."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from homeward.tracing.kernels import COMPILE_ABOVE
from homeward.tracing.ledger import LIMIT, Flags, Ints
from homeward.tracing.names import Names
from homeward.tracing.reading.draft import Draft
from homeward.tracing.reading.encode import Codes, looked_up
from homeward.tracing.reading.fields import Options

_MANY = 100_000
"""Accounts above which their names stay bytes until they are asked for."""


@dataclass(slots=True)
class Numbered:
    """Accounts of a draft, numbered densely: an identifier with one currency each."""

    source: Codes
    target: Codes
    ids: Sequence[str]
    currencies: Sequence[str]


def check_rows(draft: Draft, options: Options) -> Numbered:
    """Refuse every row that breaks a rule; number the accounts."""
    _fill_credits(draft)
    is_well = _look_over(draft)
    if not is_well:
        _check_signs(draft, turn=options.reversals == "turn")
    _check_ids(draft)
    numbered = _number_accounts(draft, options.split_currencies)
    if not is_well or options.split_currencies:
        _check_self_payments(draft, numbered)
        _check_totals(draft, numbered)
    return numbered


def _look_over(draft: Draft) -> bool:
    """True where a long draft surely breaks no rule of signs, payments to oneself and totals."""
    if len(draft) <= COMPILE_ABOVE or not draft.stands.all():
        return False
    from homeward.tracing.reading.check_loops import is_well

    amount, credited = draft.number["amount"], draft.number["credited"]
    known = 1 + max(int(draft.code[side].max()) for side in ("source", "target"))
    went, came = (np.zeros(known, dtype=np.int64) for _ in range(2))
    return bool(is_well(amount, credited, draft.code["source"], draft.code["target"], went, came))


def _fill_credits(draft: Draft) -> None:
    """What is not said of the credit equals the debit; another currency needs its amount."""
    amount, credited = draft.number["amount"], draft.number["credited"]
    currency, other = draft.code["currency"], draft.code["credited_currency"]
    given = draft.given["credited"]
    if not (other >= 0).any() and not given.any():
        draft.code["credited_currency"], draft.number["credited"] = currency, amount
        return
    draft.code["credited_currency"] = np.where(other < 0, currency, other)
    differs = draft.code["credited_currency"] != currency
    rows = np.flatnonzero(differs & ~given & draft.stands)
    draft.reject(rows, "credited", "value_missing", {})
    draft.number["credited"] = amount if not given.any() else np.where(given, credited, amount)


def _check_signs(draft: Draft, *, turn: bool) -> None:
    amount, credited = draft.number["amount"], draft.number["credited"]
    stands = draft.stands.copy()
    draft.reject(np.flatnonzero(stands & (amount == 0)), "amount", "amount_zero", {})
    draft.reject(
        np.flatnonzero(stands & (amount != 0) & (credited == 0)), "credited", "amount_zero", {}
    )
    mixed = stands & (amount != 0) & (credited != 0) & (np.sign(amount) != np.sign(credited))
    draft.reject(
        np.flatnonzero(mixed),
        "credited",
        "credited_sign",
        lambda row: {"amount": int(amount[row]), "credited": int(credited[row])},
    )
    negative = draft.stands & (amount < 0)
    if turn:
        _turn(draft, negative)
    else:
        draft.reject(
            np.flatnonzero(negative),
            "amount",
            "amount_negative",
            lambda row: {"value": int(amount[row])},
        )


def _turn(draft: Draft, negative: Flags) -> None:
    """A negative payment goes the other way: what was credited leaves, what was debited returns."""
    if not negative.any():
        return
    for one, other in (("source", "target"), ("currency", "credited_currency")):
        first, second = draft.code[one], draft.code[other]
        draft.code[one] = np.where(negative, second, first)
        draft.code[other] = np.where(negative, first, second)
    amount, credited = draft.number["amount"], draft.number["credited"]
    draft.number["amount"] = np.where(negative, -credited, amount)
    draft.number["credited"] = np.where(negative, -amount, credited)


def _check_ids(draft: Draft) -> None:
    text = draft.text["id"]
    repeated, draft.lookup = looked_up(text)
    draft.reject(repeated, "id", "id_repeated", lambda row: {"value": text[row].as_py()})


def _number_accounts(draft: Draft, split: bool) -> Numbered:
    code = draft.code
    ids: Sequence[str] = Names(draft.accounts.values())
    if split or len(ids) < _MANY:
        ids = tuple(ids)
    units = draft.units.values().to_pylist()
    if split:
        return _one_for_each_currency(draft, ids, units)
    kept = _one_currency(draft, ids, units)
    currencies: Sequence[str] = Names(pa.array(units, pa.string()), kept)
    if not len(kept) or int(kept.min()) < 0:  # of some accounts no row that stands tells it
        currencies = Names(pa.array([*units, ""]), np.where(kept < 0, len(units), kept))
    if len(ids) < _MANY:
        currencies = tuple(currencies)
    return Numbered(code["source"], code["target"], ids, currencies)


def _one_for_each_currency(draft: Draft, ids: Sequence[str], units: list[str]) -> Numbered:
    """An identifier with each of its currencies is an account of its own."""
    code, kinds = draft.code, len(units) + 1
    sides = (("source", "currency"), ("target", "credited_currency"))
    pair = np.concatenate([code[one].astype(np.int64) * kinds + code[unit] for one, unit in sides])
    stands = np.concatenate([draft.stands, draft.stands])  # refused rows may name nothing
    pairs, dense = np.unique(pair[stands], return_inverse=True)
    numbers = np.full(len(pair), -1, dtype=np.int32)
    numbers[stands] = dense
    return Numbered(
        numbers[: len(draft)],
        numbers[len(draft) :],
        tuple(ids[pair // kinds] if ids else "" for pair in pairs),
        tuple(units[pair % kinds] if units else "" for pair in pairs),
    )


def _one_currency(draft: Draft, ids: Sequence[str], units: list[str]) -> Ints:
    """The currency of each account's first standing row; rows with another one are refused."""
    code = draft.code
    first = np.full(len(ids), -1, dtype=np.int64)
    if not len(ids):  # no row says an account
        return first
    if len(units) == 1:  # a row that stands has a currency: this one
        if draft.stands.all():  # and every account that is known has a row
            return np.zeros(len(ids), dtype=np.int64)
        for side in ("source", "target"):
            first[code[side][draft.stands]] = 0
        return first
    # row by row, source before target: the first use decides
    standing = np.flatnonzero(draft.stands)
    account = np.stack([code[side][standing] for side in ("source", "target")], axis=1)
    unit = np.stack([code[each][standing] for each in ("currency", "credited_currency")], axis=1)
    first[account.ravel()[::-1]] = unit.ravel()[::-1]
    for name, currency in (("source", "currency"), ("target", "credited_currency")):
        here, kept = code[currency], code[name]
        differs = draft.stands & (here != first[np.maximum(kept, 0)])
        for row in np.flatnonzero(differs).tolist():
            facts = {
                "account": ids[kept[row]],
                "first": units[first[kept[row]]],
                "here": units[here[row]],
            }
            draft.reject([row], name, "account_two_currencies", facts)
    return first


def _check_self_payments(draft: Draft, numbered: Numbered) -> None:
    amount, credited = draft.number["amount"], draft.number["credited"]
    own = draft.stands & (numbered.source == numbered.target) & (amount != credited)
    draft.reject(
        np.flatnonzero(own),
        "credited",
        "self_payment_differs",
        lambda row: {"amount": int(amount[row]), "credited": int(credited[row])},
    )


def _check_totals(draft: Draft, numbered: Numbered) -> None:
    """Refuse the rows that take an account's total in or out to the limit."""
    stands = draft.stands
    for side, name, accounts in (
        ("amount", "source", numbered.source),
        ("credited", "target", numbered.target),
    ):
        values = draft.number[side]
        rough = np.bincount(accounts[stands], values[stands].astype(np.float64), len(numbered.ids))
        # a float sum is good to far better than this margin; only then is it counted exactly
        for account in np.flatnonzero(rough > LIMIT * 0.999):
            _refuse_beyond(draft, numbered, int(account), name, accounts, values)


def _refuse_beyond(
    draft: Draft, numbered: Numbered, account: int, name: str, accounts: Codes, values: Ints
) -> None:
    total = 0
    for row in np.flatnonzero(draft.stands & (accounts == account)):
        if total + int(values[row]) >= LIMIT:
            facts = {"account": numbered.ids[account]}
            draft.reject([int(row)], name, "account_total_too_large", facts)
        else:
            total += int(values[row])

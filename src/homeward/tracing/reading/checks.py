"""The rules every row must meet: signs, reversals, accounts, totals, links."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from homeward.tracing.ledger import LIMIT, Flags, Ints
from homeward.tracing.names import Names
from homeward.tracing.reading.draft import Draft
from homeward.tracing.reading.encode import repeated_rows
from homeward.tracing.reading.fields import Options

_MANY = 100_000
"""Accounts above which their names stay bytes until they are asked for."""


@dataclass(slots=True)
class Numbered:
    """Accounts of a draft, numbered densely: an identifier with one currency each."""

    source: Ints
    target: Ints
    ids: Sequence[str]
    currencies: Sequence[str]


def check_rows(draft: Draft, options: Options) -> Numbered:
    """Refuse every row that breaks a rule; number the accounts."""
    _fill_credits(draft)
    _check_signs(draft, turn=options.reversals == "turn")
    _check_ids(draft)
    numbered = _number_accounts(draft, options.split_currencies)
    _check_self_payments(draft, numbered)
    _check_totals(draft, numbered)
    return numbered


def _fill_credits(draft: Draft) -> None:
    """What is not said of the credit equals the debit; another currency needs its amount."""
    amount, credited = draft.number["amount"], draft.number["credited"]
    currency, other = draft.code["currency"], draft.code["credited_currency"]
    draft.code["credited_currency"] = np.where(other < 0, currency, other)
    given = draft.given["credited"]
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
    draft.reject(repeated_rows(text), "id", "id_repeated", lambda row: {"value": text[row].as_py()})


def _number_accounts(draft: Draft, split: bool) -> Numbered:
    account = np.concatenate([draft.code["source"], draft.code["target"]])
    unit = np.concatenate([draft.code["currency"], draft.code["credited_currency"]])
    ids: Sequence[str] = Names(draft.accounts.values())
    if split or len(ids) < _MANY:
        ids = tuple(ids)
    codes = draft.units.values().to_pylist()
    if not split:
        kept = _one_currency(draft, account, unit, ids, codes)
        units: Sequence[str] = Names(pa.array([*codes, ""]), np.where(kept < 0, len(codes), kept))
        return _numbered(account, ids, units if len(ids) >= _MANY else tuple(units))
    pairs, dense = np.unique(account * (len(codes) + 1) + unit, return_inverse=True)
    return _numbered(
        dense.astype(np.int64),
        tuple(ids[pair // (len(codes) + 1)] if ids else "" for pair in pairs),
        tuple(codes[pair % (len(codes) + 1)] if codes else "" for pair in pairs),
    )


def _numbered(account: Ints, ids: Sequence[str], currencies: Sequence[str]) -> Numbered:
    size = len(account) // 2
    return Numbered(account[:size], account[size:], ids, currencies)


def _one_currency(
    draft: Draft, account: Ints, unit: Ints, ids: Sequence[str], codes: list[str]
) -> Ints:
    """The currency of each account's first standing row; rows with another one are refused."""
    size = len(draft)
    first = np.full(len(ids), -1, dtype=np.int64)
    standing = np.flatnonzero(draft.stands)
    if len(codes) == 1:  # a row that stands has a currency: this one
        first[account[standing]] = first[account[standing + size]] = 0
        return first
    # row by row, source before target: the first use decides
    places = np.stack([standing, standing + size], axis=1).ravel()[::-1]
    first[account[places]] = unit[places]
    for offset, name in ((0, "source"), (size, "target")):
        here, kept = unit[offset : offset + size], account[offset : offset + size]
        differs = draft.stands & (here != first[np.maximum(kept, 0)])
        for row in np.flatnonzero(differs).tolist():
            facts = {
                "account": ids[kept[row]],
                "first": codes[first[kept[row]]],
                "here": codes[here[row]],
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
    draft: Draft, numbered: Numbered, account: int, name: str, accounts: Ints, values: Ints
) -> None:
    total = 0
    for row in np.flatnonzero(draft.stands & (accounts == account)):
        if total + int(values[row]) >= LIMIT:
            facts = {"account": numbered.ids[account]}
            draft.reject([int(row)], name, "account_total_too_large", facts)
        else:
            total += int(values[row])

"""How explorers write addresses, hashes, amounts and moments."""

import re
from decimal import Context, Decimal, InvalidOperation

from homeward.tracing.chains.payments import LAST_SECOND, RowRefused

EXACT = Context(prec=200)
"""Sums of amounts of up to 100 digits are exact in it."""

_ADDRESS = re.compile(r"0x[0-9a-f]{40}")
_HASH = re.compile(r"0x[0-9a-f]{64}")
_AMOUNT = re.compile(r"\d+(\.\d+)?(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}", re.ASCII)
_UNITS = re.compile(r"\d{1,78}", re.ASCII)
_LONGEST = 100


def address_in(field: str, text: str) -> str:
    """An address in small letters: capitals in it are but a checksum (EIP-55), not looked at."""
    plain = text.lower()
    if not plain:
        raise RowRefused(field, "value_missing")
    if not _ADDRESS.fullmatch(plain):
        raise RowRefused(field, "address_unusable", value=text[:60])
    return plain


def hash_in(text: str) -> str:
    """The hash of a transaction, in small letters."""
    plain = text.lower()
    if not _HASH.fullmatch(plain):
        raise RowRefused("id", "hash_unusable", value=text[:80])
    return plain


def amount_in(text: str, *, is_grouped: bool = False) -> Decimal:
    """An amount with a point before its decimals, and commas between thousands if they may be.

    Any other comma is refused: spreadsheets of half of Europe write it before decimals.
    """
    plain = text.replace(",", "") if is_grouped and _GROUPED.fullmatch(text) else text
    if not plain:
        raise RowRefused("amount", "value_missing")
    if len(plain) > _LONGEST or not _AMOUNT.fullmatch(plain):
        raise RowRefused("amount", "amount_not_number", value=text[:60])
    try:
        return EXACT.create_decimal(plain)
    except InvalidOperation as problem:  # no form that passes above is known to come here
        raise RowRefused("amount", "amount_not_number", value=text[:60]) from problem


def whole_in(field: str, text: str) -> int:
    """A whole number, such as that of a block."""
    if not _WHOLE.fullmatch(text):
        raise RowRefused(field, "number_unusable", value=text[:60])
    return int(text)


def units_in(field: str, text: str) -> int:
    """An amount in the smallest unit of a chain or a token."""
    if not _UNITS.fullmatch(text):
        raise RowRefused(field, "number_unusable", value=text[:60])
    return int(text)


def seconds_in(text: str) -> int:
    """A moment in seconds since 1970."""
    seconds = whole_in("time", text)
    if seconds > LAST_SECOND:
        raise RowRefused("time", "number_unusable", value=text)
    return seconds


def plain(amount: Decimal) -> str:
    """An amount in digits."""
    return format(amount, "f")

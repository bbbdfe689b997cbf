"""Amounts, moments and identifiers as people read them."""

from datetime import datetime
from decimal import Decimal

from homeward.tracing.moments import moment_text, to_microseconds


def money(amount: int, exponent: int | None) -> str:
    """Minor units, or major units with `exponent` decimals where these were declared."""
    if not exponent:
        return f"{amount:,}"
    whole, rest = divmod(abs(amount), 10**exponent)
    return f"{'-' if amount < 0 else ''}{whole:,}.{rest:0{exponent}d}"


def unit_told(exponent: int | None) -> str:
    """What amounts written by `money` count, as a sentence."""
    if exponent is None:
        return "Amounts are in minor units; how many decimals they have was not declared."
    if not exponent:
        return "Amounts are in whole units of their currency."
    return f"Amounts are in units of their currency, with {exponent} decimals."


def unrounded(amount: float, exponent: int | None) -> str:
    """An amount before rounding, in the units of `money` with two decimals more."""
    places = exponent or 0
    return f"{Decimal(amount).scaleb(-places):,.{places + 2}f}"


def until(at: datetime | None) -> str:
    """The moment of an answer: ISO 8601 in UTC, or in words that it has none."""
    return "after the last payment" if at is None else moment_text(to_microseconds(at))


def visible(words: str) -> str:
    """Signs that nobody sees, or that a terminal or XML would obey, shown as one in their place."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)

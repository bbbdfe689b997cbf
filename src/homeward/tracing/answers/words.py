"""Amounts, moments and identifiers as people read them."""

from datetime import datetime

from homeward.tracing.moments import moment_text, to_microseconds


def money(amount: int, exponent: int | None) -> str:
    """Minor units, or major units with `exponent` decimals where these were declared."""
    if not exponent:
        return f"{amount:,}"
    whole, rest = divmod(abs(amount), 10**exponent)
    return f"{'-' if amount < 0 else ''}{whole:,}.{rest:0{exponent}d}"


def until(at: datetime | None) -> str:
    """The moment of an answer: ISO 8601 in UTC, or in words that it has none."""
    return "after the last payment" if at is None else moment_text(to_microseconds(at))


def visible(words: str) -> str:
    """Signs that nobody sees, or that a terminal or XML would obey, shown as one in their place."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)

"""Numbers that are asked for: what they may be."""

from numbers import Real
from operator import index as index_of
from typing import Any, SupportsIndex

from homeward.tracing.errors import OptionUnusable


def refuse_number(option: str, value: Any, least: int) -> None:
    """Raise `OptionUnusable` for what is no whole number from `least` on."""
    is_whole = isinstance(value, SupportsIndex) and not isinstance(value, bool)
    if not is_whole or index_of(value) < least:
        allowed = f"a whole number from {least}"
        raise OptionUnusable(option=option, value=value, allowed=allowed)


def refuse_share(share: Any) -> None:
    """Raise `OptionUnusable` for what is no share: above 0, up to 1."""
    is_number = isinstance(share, Real) and not isinstance(share, bool)
    if not is_number or not 0 < float(share) <= 1:
        raise OptionUnusable(option="share", value=share, allowed="above 0, up to 1")

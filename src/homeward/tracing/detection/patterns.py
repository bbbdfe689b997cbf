"""The patterns that detectors look for, and their parameters.

Amounts are minor units, windows are time spans, shares lie between 0 and 1. The defaults are round
figures that suit no country in particular: an investigator sets what suits the case, and a finding
always says which values it was made with. What the patterns mean is in
`docs/reference/detection.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from homeward.tracing import errors


class Pattern(StrEnum):
    """Eight kinds of conduct that a ledger can show; each is a lead and never a proof."""

    STRUCTURING = "structuring"
    """Many amounts just below one threshold."""
    FAN_IN = "fan-in"
    """Many accounts, most of them new to it, pay one within a window."""
    FAN_OUT = "fan-out"
    """One account pays many, most of them new to it, within a window."""
    PASS_THROUGH = "pass-through"  # noqa: S105 - a pattern, not a password
    """Most of what came in leaves within a window, several times in a row."""
    CYCLE = "cycle"
    """Money comes back to the account it left, in the order of time."""
    CHAIN = "chain"
    """Money goes on from account to account and little of it stays (layering)."""
    CASH_OUT = "cash-out"
    """Most of what an account got leaves through exits or cash accounts."""
    PEEL_CHAIN = "peel-chain"
    """At every hop a smaller part is paid away and the rest goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Base of the parameters of one pattern; a value out of range raises `OptionUnusable`."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, timedelta):
                _check(value > timedelta(0), each.name, value, "a time span above zero")
            elif isinstance(value, float):
                _check(0 <= value <= 1, each.name, value, "a share from 0 to 1")
            elif isinstance(value, int) and not isinstance(value, bool):
                _check(value >= 0, each.name, value, "a whole number, not negative")

    def document(self) -> dict[str, Any]:
        """The values as JSON has them; time spans in seconds."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _check(is_good: bool, name: str, value: Any, allowed: str) -> None:
    if not is_good:
        raise errors.OptionUnusable(option=name, value=value, allowed=allowed)


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Structuring(Parameters):
    """At least `count` amounts in the last `margin` below `threshold` within `window`.

    Amounts at or above the threshold in that time are at most `above` of their number, and all
    payments of the account at most `others` times as many as those below it.
    """

    threshold: int = 1_000_000
    margin: float = 0.12
    count: int = 5
    window: timedelta = timedelta(days=7)
    above: float = 0.2
    busy: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan(Parameters):
    """At least `count` different counterparties within `window`, for `least` in all.

    That is at least `share` of what the account received (fan-in) or paid (fan-out) in the window
    and in `around` before and after it; at most `known` of the counterparties deal with the account
    in that way at another time too.
    """

    count: int = 8
    window: timedelta = timedelta(days=3)
    least: int = 200_000
    share: float = 0.5
    around: timedelta = timedelta(days=14)
    known: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class PassThrough(Parameters):
    """At least `count` credits in a row of which `share` leaves within `window`.

    A payment out takes what came in last, as far as it came within the window.

    They come to `least` or more, follow each other within `pause`, and are at least `most` of all
    that the account received meanwhile.
    """

    share: float = 0.85
    window: timedelta = timedelta(days=1)
    count: int = 2
    least: int = 300_000
    pause: timedelta = timedelta(days=3)
    most: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(Parameters):
    """Between `shortest` and `longest` payments that lead back within `window`.

    Each follows the one before it, is at least `kept` of it and at most `gain` above it; the first
    is `least` or more. Accounts with more than `busy` payments out in the window are not followed.
    Without `ordered`, the payments after the first may come in any order: a shape, not a way that
    money can have gone, for ledgers whose times cannot be relied on.
    """

    shortest: int = 3
    longest: int = 7
    window: timedelta = timedelta(days=14)
    kept: float = 0.8
    gain: float = 0.02
    least: int = 10_000
    busy: int = 64
    ordered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Parameters):
    """At least `hops` payments from account to account, each within `window` of the one before.

    Each is at least `kept` of the one before it and not more than it; the last is `least` or more.
    Accounts with more than `busy` payments in or out in the window before one are not followed.
    """

    hops: int = 4
    window: timedelta = timedelta(days=3)
    kept: float = 0.82
    least: int = 50_000
    busy: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PeelChain(Parameters):
    """At least `hops` payments that go on from account to account, with a part paid away at each.

    Within `window` an account pays one part of between `main` and `highest` of what it got on, and
    others, smaller ones besides; all together come to at least `passed` of it and little more. The
    last is `least` or more. Accounts with more than `busy` payments in the window are not followed.
    """

    hops: int = 3
    window: timedelta = timedelta(days=2)
    main: float = 0.55
    highest: float = 0.98
    passed: float = 0.9
    least: int = 50_000
    busy: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOut(Parameters):
    """At least `count` payments to exits or cash accounts within `window`, of `least` in all.

    They are at least `share` of what the account received in the window and as long before it.
    `cash` names cash accounts besides the ledger's exits.
    """

    count: int = 3
    window: timedelta = timedelta(days=4)
    least: int = 150_000
    share: float = 0.7
    cash: tuple[str, ...] = ()


DEFAULTS: Mapping[Pattern, Parameters] = MappingProxyType(
    {
        Pattern.STRUCTURING: Structuring(),
        Pattern.FAN_IN: Fan(),
        Pattern.FAN_OUT: Fan(),
        Pattern.PASS_THROUGH: PassThrough(),
        Pattern.CYCLE: Cycle(),
        Pattern.CHAIN: Chain(),
        Pattern.CASH_OUT: CashOut(),
        Pattern.PEEL_CHAIN: PeelChain(),
    }
)
"""The values with which precision and recall were measured."""


def known_pattern(pattern: Pattern | str) -> Pattern:
    """The pattern of a name; raises `OptionUnusable`."""
    try:
        return Pattern(pattern)
    except ValueError as problem:
        allowed = ", ".join(Pattern)
        raise errors.OptionUnusable(option="pattern", value=pattern, allowed=allowed) from problem

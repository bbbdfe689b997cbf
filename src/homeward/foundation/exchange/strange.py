"""Keeping in the journal what came and was not genuine."""

from typing import Any

from homeward.foundation.authorities.actions.peers import note_unknown_key
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.errors import IdReused
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.limits import STRANGERS
from homeward.wire.errors import UnknownKey, WireError
from homeward.wire.outer import peek


def note_not_genuine(raw: bytes, error: WireError | IdReused) -> None:
    """Journal an envelope that its sender did not make, or that bears the id of another one."""
    if isinstance(error, IdReused):
        with opened(EXCHANGE):
            record("exchange.bad_message", actor=EXCHANGE, code=error.code, **error.params)
        return
    note_bad(error, len(raw))
    if isinstance(error, UnknownKey):
        _note_key(raw, error)


def note_bad(error: WireError | HomewardError, size: int, **facts: Any) -> None:
    """Journal what was turned away. Anybody can send it, so only so many a minute are entered."""
    left_out = STRANGERS.left_out(error.code)
    if left_out is None:
        return
    more: dict[str, Any] = {**facts, **({"left_out": left_out} if left_out else {})}
    with opened(EXCHANGE):
        record("exchange.bad_message", actor=EXCHANGE, code=error.code, size=size, **more)


def _note_key(raw: bytes, error: UnknownKey) -> None:
    """Perhaps the sender has new keys that nobody here was told of: the administrator sees it."""
    with opened(EXCHANGE):
        key = str(error.params["key"]).strip("'")
        note_unknown_key(peek(raw).sender, key, actor=EXCHANGE)

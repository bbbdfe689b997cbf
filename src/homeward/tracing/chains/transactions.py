"""A transaction of Bitcoin as an Esplora server or Bitcoin Core tells it, checked part by part."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from homeward.tracing.chains.entries import Entry
from homeward.tracing.chains.payments import LAST_SECOND, RowRefused
from homeward.tracing.chains.written import EXACT

SATOSHIS = 100_000_000
"""In one bitcoin."""
_MOST = 21_000_000 * SATOSHIS
_ID = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(
    r"bc1[02-9ac-hj-np-z]{11,87}|BC1[02-9AC-HJ-NP-Z]{11,87}|[13][1-9A-HJ-NP-Za-km-z]{24,34}"
)
"""Of the main network. Coins of other chains and of tests are told in the same form, and only their
addresses begin otherwise."""
_MOST_NUMBER = 1 << 40
_LONGEST = 100
"""Digits of an amount; more would not be multiplied exactly."""

Coin: TypeAlias = tuple[str, int]
"""An output: the transaction that made it, and its number there from 0."""


@dataclass(frozen=True, slots=True)
class Output:
    """What an output holds, in satoshis, and the address it is for, if its script has one."""

    value: int
    address: str | None


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is taken of a transaction. `inputs` are coins with what they held, in listed order,
    none where it creates money; `seconds` and `height` are those of its block, where it has one."""

    id: str
    inputs: tuple[tuple[Coin, Output], ...]
    outputs: tuple[Output, ...]
    is_confirmed: bool
    seconds: int
    height: int | None

    @property
    def is_issue(self) -> bool:
        """Whether it creates money."""
        return not self.inputs

    @property
    def fee(self) -> int:
        """What its outputs leave of its inputs, in satoshis."""
        return sum(o.value for _, o in self.inputs) - sum(o.value for o in self.outputs)


def transaction_in(entry: Entry) -> Transaction:
    """The transaction that an entry tells; raises `RowRefused`."""
    told = entry.value
    if not isinstance(told, dict):
        raise _unusable("row", "txid", told)
    name = told.get("txid")
    if not isinstance(name, str) or not _ID.fullmatch(name.lower()):
        raise RowRefused("id", "hash_unusable", value=_shown(name))
    vin, vout = _list(told, "vin"), _list(told, "vout")
    is_core = not isinstance(told.get("status"), dict) and any(
        isinstance(each, dict) and "scriptPubKey" in each for each in vout
    )
    confirmed, seconds, height = _block(told, entry.block, is_core=is_core)
    outputs = tuple(_output(each, "vout", is_core=is_core) for each in vout)
    for number, each in enumerate(vout):
        if each.get("n", number) != number:
            raise _unusable("target", "vout.n", each.get("n"))
    found = Transaction(
        id=name.lower(),
        inputs=_inputs(vin, is_core=is_core),
        outputs=outputs,
        is_confirmed=confirmed,
        seconds=seconds,
        height=height,
    )
    _refuse_sums(found, told, is_core=is_core)
    return found


def _inputs(vin: list[Any], *, is_core: bool) -> tuple[tuple[Coin, Output], ...]:
    if len(vin) == 1 and isinstance(vin[0], dict) and _is_issue(vin[0]):
        return ()
    found = []
    for number, each in enumerate(vin):
        if not isinstance(each, dict):
            raise _unusable("source", "vin", each)
        maker = each.get("txid")
        if not isinstance(maker, str) or not _ID.fullmatch(maker.lower()):
            raise _unusable("source", "vin.txid", maker)
        if not isinstance(each.get("prevout"), dict):
            raise RowRefused("amount", "input_unknown", number=number)
        coin = (maker.lower(), _number(each, "vout", "source"))
        found.append((coin, _output(each["prevout"], "prevout", is_core=is_core)))
    if not found:
        raise _unusable("source", "vin", "[]")
    if len({coin for coin, _ in found}) < len(found):
        raise _unusable("source", "vin", "the same output twice")
    return tuple(found)


def _is_issue(each: dict[str, Any]) -> bool:
    return each.get("is_coinbase") is True or "coinbase" in each


def _output(told: Any, part: str, *, is_core: bool) -> Output:
    if not isinstance(told, dict):
        raise _unusable("target", part, told)
    if not is_core:
        value = told.get("value")
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
            raise _unusable("amount", f"{part}.value", value)
        return Output(value, _address(told, f"{part}.scriptpubkey_address"))
    script = told.get("scriptPubKey")
    if not isinstance(script, dict):
        raise _unusable("target", f"{part}.scriptPubKey", script)
    value = _satoshis(told.get("value"), f"{part}.value")
    return Output(value, _address(script, f"{part}.scriptPubKey.address"))


def _satoshis(value: Any, part: str) -> int:
    """An amount in bitcoin as whole satoshis."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 21_000_000:
        raise _unusable("amount", part, value)
    exact = EXACT.multiply(Decimal(value), SATOSHIS)
    if exact != int(exact) or len(Decimal(value).as_tuple().digits) > _LONGEST:
        raise _unusable("amount", part, value)
    return int(exact)


def _address(told: dict[str, Any], part: str) -> str | None:
    address = told.get(part.rpartition(".")[2])
    if address is None:
        return None
    if not isinstance(address, str):
        raise _unusable("target", part, address)
    if not _ADDRESS.fullmatch(address):
        raise RowRefused("target", "address_foreign", value=_shown(address))
    return address


def _block(
    told: dict[str, Any], block: dict[str, Any] | None, *, is_core: bool
) -> tuple[bool, int, int | None]:
    """Whether a transaction is in the chain, and the moment and height of its block."""
    status = told.get("status")
    if isinstance(status, dict):
        if status.get("confirmed") is False:
            return False, 0, None
        if status.get("confirmed") is not True:
            raise _unusable("time", "status.confirmed", status.get("confirmed"))
        return True, _moment(status, "block_time"), _height(status, "block_height")
    if block is not None:
        is_in = block.get("confirmations", 1) != -1  # another block took its place
        return is_in, _moment(block, "time"), _height(block, "height")
    if is_core and told.get("in_active_chain") is False:
        return False, 0, None
    if "blocktime" in told:
        return True, _moment(told, "blocktime"), None
    if is_core and "blockhash" not in told:
        return False, 0, None
    raise RowRefused("time", "block_unknown")


def _moment(told: dict[str, Any], part: str) -> int:
    if told.get(part) is None:
        raise RowRefused("time", "block_unknown")
    seconds = _number(told, part, "time")
    if seconds > LAST_SECOND:
        raise _unusable("time", part, seconds)
    return seconds


def _height(told: dict[str, Any], part: str) -> int | None:
    return None if told.get(part) is None else _number(told, part, "order")


def _number(told: dict[str, Any], part: str, field: str) -> int:
    value = told.get(part)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MOST_NUMBER:
        raise _unusable(field, part, value)
    return value


def _list(told: dict[str, Any], part: str) -> list[Any]:
    value = told.get(part)
    if not isinstance(value, list) or not value:
        raise _unusable("row", part, value)
    return value


def _refuse_sums(found: Transaction, told: dict[str, Any], *, is_core: bool) -> None:
    if found.is_issue:
        return
    if found.fee < 0:
        facts = {
            "inputs": sum(each.value for _, each in found.inputs),
            "outputs": sum(each.value for each in found.outputs),
        }
        raise RowRefused("amount", "outputs_above_inputs", **facts)
    if told.get("fee") is None:
        return
    fee = _satoshis(told["fee"], "fee") if is_core else _number(told, "fee", "amount")
    if fee != found.fee:
        raise RowRefused("amount", "fee_differs", given=fee, found=found.fee)


def _unusable(field: str, part: str, value: Any) -> RowRefused:
    return RowRefused(field, "part_unusable", part=part, value=_shown(value))


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "an object"
    return str(value)[:60]

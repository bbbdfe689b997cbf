"""Transactions of Bitcoin as the tests write them, as an Esplora server and Bitcoin Core would."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

Coin: TypeAlias = tuple[str, int]
TIME = 1_700_000_000


def txid(number: int) -> str:
    """The identifier of an invented transaction."""
    return f"{number:064x}"


def address(number: int) -> str:
    """An address that nobody has: almost all zeros, with a wrong checksum."""
    return "bc1" + f"{number:039d}".replace("1", "x")


def account(number: int, coin: Coin) -> str:
    """The account of an output."""
    return f"{address(number)}/{coin[0]}:{coin[1]}"


def esplora(
    number: int,
    inputs: Sequence[tuple[Coin, int, int]],
    outputs: Sequence[tuple[int, int]],
    *,
    height: int = 100,
    **said: Any,
) -> dict[str, Any]:
    """A transaction: inputs are coins with satoshis and address, outputs satoshis and address."""
    vin: list[dict[str, Any]] = [
        {
            "txid": coin[0],
            "vout": coin[1],
            "is_coinbase": False,
            "prevout": {"scriptpubkey_address": address(holder), "value": value},
        }
        for coin, value, holder in inputs
    ]
    out = [{"scriptpubkey_address": address(holder), "value": value} for value, holder in outputs]
    fee = sum(value for _, value, _ in inputs) - sum(value for value, _ in outputs)
    status = {
        "confirmed": True,
        "block_height": height,
        "block_hash": txid(height),
        "block_time": said.pop("time", TIME + 600 * height),
    }
    issue = [{"txid": txid(0), "vout": 2**32 - 1, "is_coinbase": True, "prevout": None}]
    given = {
        "txid": txid(number),
        "vin": vin or issue,
        "vout": out,
        "fee": fee if vin else 0,
        "status": status,
    }
    return given | said


def core(told: Mapping[str, Any], **said: Any) -> dict[str, Any]:
    """The same transaction as `getrawtransaction TXID 2` gives it."""
    inputs = [
        {"coinbase": "00"}
        if each["is_coinbase"]
        else {
            "txid": each["txid"],
            "vout": each["vout"],
            "prevout": {"generated": False, **_script(each["prevout"])},
        }
        for each in told["vin"]
    ]
    outputs = [{"n": number, **_script(each)} for number, each in enumerate(told["vout"])]
    given = {
        "txid": told["txid"],
        "vin": inputs,
        "vout": outputs,
        "fee": bitcoins(told["fee"]),
        "blockhash": told["status"]["block_hash"],
        "blocktime": told["status"]["block_time"],
        "confirmations": 3,
    }
    return given | said


def _script(told: Mapping[str, Any]) -> dict[str, Any]:
    script = {"type": "witness_v0_keyhash"}
    if "scriptpubkey_address" in told:
        script["address"] = told["scriptpubkey_address"]
    return {"value": bitcoins(told["value"]), "scriptPubKey": script}


class Number(float):
    """A decimal that JSON shows with all its digits, as Bitcoin Core does."""

    def __repr__(self) -> str:
        return f"{Decimal(repr(float(self))):.8f}"


def bitcoins(satoshis: int) -> Number:
    """Satoshis as bitcoins."""
    return Number(satoshis / 100_000_000)


def written(path: Path, value: Any) -> Path:
    """The path, with the value in it as JSON."""
    path.write_text(json.dumps(value))
    return path


def lined(path: Path, values: Sequence[Any]) -> Path:
    """The path, with one value in each line."""
    path.write_text("".join(json.dumps(each) + "\n" for each in values))
    return path

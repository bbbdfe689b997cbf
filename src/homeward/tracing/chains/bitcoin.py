"""Transactions of Bitcoin: every output is an account of its own, and so is every transaction.

Each input pays into the transaction's account, in listed order, and the account pays the outputs
in listed order and what is left as the fee; so first in, first out over accounts is first in,
first out over coins (docs/adr/0031-coins-are-accounts.md).
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from homeward.tracing import errors
from homeward.tracing.chains.coins import Placed, confirmed_once, in_order
from homeward.tracing.chains.entries import entries_of, is_json
from homeward.tracing.chains.payments import (
    NETWORK,
    Counter,
    Payment,
    Place,
    Refusals,
    RowRefused,
    refuse_sequence,
    tables_of,
)
from homeward.tracing.chains.transactions import SATOSHIS, Coin, Output, transaction_in
from homeward.tracing.progress import told
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.gathered import Gathered, Kind

EXPONENT = 8
CURRENCY = "BTC"
NO_ADDRESS = "script"
"""Stands for the address of an output whose script has none."""


def gather(paths: list[Path], names: list[str], options: Options) -> Gathered:
    """What the transactions of all files say together.

    Raises `ChainFileUnreadable`, and `OptionUnusable` for fewer decimals than Bitcoin has: what a
    transaction takes in and gives out would no longer be the same.
    """
    refuse_sequence(options)
    if options.exponent is not None and options.exponent < EXPONENT:
        allowed = f"{EXPONENT} or more for Bitcoin"
        raise errors.OptionUnusable(option="exponent", value=options.exponent, allowed=allowed)
    refusals, counter = Refusals(names), Counter(options.max_rows)
    found: list[Placed] = []
    read = [0] * len(paths)
    for file, path in enumerate(paths):
        told(f"Reading {names[file]}")
        for entry in entries_of(path, names[file]):
            read[file] += 1
            counter.count(names[file])
            place = Place(file, read[file])
            try:
                found.append(Placed(place, transaction_in(entry)))
            except RowRefused as problem:
                refusals.add(place, problem)
    kept, waiting = confirmed_once(found, refusals)
    ordered, moved = in_order(kept, refusals)
    payments = _Accounts(ordered).payments(ordered)
    used = any(NETWORK in (each.source, each.target) for each in payments)
    return Gathered(
        tables_of(payments, refusals),
        EXPONENT,
        notes=(
            *refusals.note("unconfirmed_left_out", waiting),
            *refusals.note("block_times_moved", moved),
        ),
        exits=(NETWORK,) if used else (),
        read=tuple(read),
    )


KIND = Kind("transactions of Bitcoin", is_json, gather)


def address_of(account: str) -> str:
    """The address of an output's account, so that balances of coins can be summed by address."""
    return account.partition("/")[0]


@dataclass(frozen=True, slots=True)
class _Line:
    """One payment of a transaction, in satoshis."""

    name: str
    source: str
    target: str
    value: int


class _Accounts:
    """The accounts of outputs, each named by its address and its coin."""

    def __init__(self, ordered: list[Placed]) -> None:
        self._addresses: dict[Coin, str] = defaultdict(lambda: NO_ADDRESS)
        for each in ordered:
            for coin, held in each.told.inputs:
                self._know(coin, held)
            for number, held in enumerate(each.told.outputs):
                self._know((each.told.id, number), held)

    def _know(self, coin: Coin, held: Output) -> None:
        """One server tells an address that another leaves out, so any that is told is the one."""
        if held.address is not None:
            self._addresses[coin] = held.address

    def name(self, coin: Coin) -> str:
        """`ADDRESS/TRANSACTION:NUMBER`."""
        return f"{self._addresses[coin]}/{coin[0]}:{coin[1]}"

    def payments(self, ordered: list[Placed]) -> list[Payment]:
        """All payments in their order, which is declared: no other would be right."""
        found: list[Payment] = []
        for each in ordered:
            for line in self._lines(each):
                amount = f"{line.value // SATOSHIS}.{line.value % SATOSHIS:08d}"
                found.append(
                    Payment(
                        place=each.place,
                        id=f"{each.told.id}/{line.name}",
                        seconds=each.told.seconds,
                        source=line.source,
                        target=line.target,
                        amount=amount,
                        credited=amount,
                        currency=CURRENCY,
                        order=len(found),
                    )
                )
        return found

    def _lines(self, each: Placed) -> list[_Line]:
        made, own = each.told, f"tx:{each.told.id}"
        if made.is_issue:
            issued = sum(held.value for held in made.outputs)
            lines = [_Line("in0", NETWORK, own, issued)]
        else:
            lines = [
                _Line(f"in{number}", self.name(coin), own, held.value)
                for number, (coin, held) in enumerate(made.inputs)
            ]
        lines += [
            _Line(f"out{number}", own, self.name((made.id, number)), held.value)
            for number, held in enumerate(made.outputs)
        ]
        if not made.is_issue:
            lines.append(_Line("fee", own, NETWORK, made.fee))
        return [line for line in lines if line.value]

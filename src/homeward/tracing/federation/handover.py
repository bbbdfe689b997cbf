"""Hand-overs: what one node tells another when proceeds leave for its accounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any

from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import from_microseconds, moment_text, read_moment, to_microseconds
from homeward.tracing.result import Trace

StateOf = Callable[[str], str | None]
"""The State that holds an account, or None where it is not known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a payment that carries a label: minor units from `offset`, `length` of them."""

    offset: int
    length: int
    label: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Proceeds on one payment to another State's account.

    `reference` is the payment's common reference, `time` the debit (aware UTC), `amount` the whole
    payment in the sender's minor units of `currency`, and the stretches lie in it. A later
    `revision` replaces an earlier one of the same sender and reference; one without stretches
    withdraws it. `final` is true once no earlier hand-over of the run can change. `shares` holds
    label amounts instead of stretches for the share rules.
    """

    reference: str
    time: datetime
    amount: int
    currency: str
    stretches: tuple[Stretch, ...]
    sender: str
    receiver: str | None
    revision: int = 1
    final: bool = False
    shares: tuple[tuple[str, float], ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """True where nothing is handed over any more."""
        return not self.stretches and not self.shares

    def says_the_same(self, other: "HandOver | None") -> bool:
        """Whether two revisions hand over the same."""
        return (
            other is not None and replace(other, revision=self.revision, final=self.final) == self
        )

    def as_message(self) -> dict[str, Any]:
        """A JSON payload; amounts are text, as on the wire."""
        return {
            "reference": self.reference,
            "time": moment_text(to_microseconds(self.time)),
            "amount": str(self.amount),
            "currency": self.currency,
            "stretches": [[str(s.offset), str(s.length), s.label] for s in self.stretches],
            "shares": [[label, repr(amount)] for label, amount in self.shares],
            "sender": self.sender,
            "receiver": self.receiver,
            "revision": self.revision,
            "final": self.final,
        }

    def contradiction(self) -> str | None:
        """What it says that cannot be, or None: stretches lie in the payment, apart."""
        last = 0
        for each in sorted(self.stretches, key=lambda stretch: stretch.offset):
            if each.length <= 0 or each.offset < last:
                return "its stretches are empty or lie on each other"
            last = each.offset + each.length
        if last > self.amount:
            return "its stretches are longer than its payment"
        if not all(0 < amount < inf for _, amount in self.shares):
            return "its shares are no amounts"
        return None

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> "HandOver":
        """The hand-over of a payload that `as_message` made."""
        return cls(
            reference=message["reference"],
            time=read_moment(message["time"]),
            amount=int(message["amount"]),
            currency=message["currency"],
            stretches=tuple(
                Stretch(int(offset), int(length), label)
                for offset, length, label in message["stretches"]
            ),
            sender=message["sender"],
            receiver=message["receiver"],
            revision=int(message["revision"]),
            final=bool(message["final"]),
            shares=tuple((label, float(amount)) for label, amount in message["shares"]),
        )


def own_reference(ledger: Ledger, row: int, own_state: str, repeated: frozenset[str]) -> str:
    """The common reference of a payment, or one that only an officer can match.

    A payment whose reference is missing, or shared with another payment of this ledger, is handed
    over as `STATE:payment id`, which matches nothing by itself.
    """
    reference = ledger.reference(row)
    if reference is None or reference in repeated:
        return f"{own_state}:{ledger.payment_id(row)}"
    return reference


def repeated_references(ledger: Ledger) -> frozenset[str]:
    """References that several payments between States carry."""
    if ledger.references is None:
        return frozenset()
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    crossing = np.flatnonzero(ledger.foreign[ledger.source] != ledger.foreign[ledger.target])
    counts = pc.value_counts(ledger.references.take(pa.array(crossing)))
    return frozenset(
        each["values"] for each in counts.to_pylist() if each["values"] and each["counts"] > 1
    )


def outgoing(
    trace: Trace,
    ledger: Ledger,
    state_of: StateOf,
    own_state: str,
    *,
    repeated: frozenset[str] | None = None,
) -> tuple[HandOver, ...]:
    """What a trace hands over: payments from own accounts to other States' that carried proceeds.

    The trace must be of `ledger` as this State sees it (`Ledger.with_states`), so that money which
    left for a foreign account stopped there. `repeated` are the references that name no payment by
    themselves (None: those that several payments of the ledger carry). In the order of the ledger.
    """
    repeated = repeated_references(ledger) if repeated is None else repeated
    rows = sorted({*trace.flow.handed, *trace.flow.handed_shares})
    return tuple(_hand_over(trace, ledger, row, state_of, own_state, repeated) for row in rows)


def _hand_over(
    trace: Trace,
    ledger: Ledger,
    row: int,
    state_of: StateOf,
    own_state: str,
    repeated: frozenset[str],
) -> HandOver:
    return HandOver(
        reference=own_reference(ledger, row, own_state, repeated),
        time=from_microseconds(int(ledger.time[row])),
        amount=int(ledger.amount[row]),
        currency=ledger.currency(int(ledger.source[row])),
        stretches=tuple(Stretch(*each) for each in trace.flow.handed.get(row, ())),
        sender=own_state,
        receiver=state_of(ledger.account_id(int(ledger.target[row]))),
        shares=tuple(sorted(trace.flow.handed_shares.get(row, {}).items())),
    )

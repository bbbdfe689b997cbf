"""What a watch says: alerts, each with its facts and a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from homeward.tracing.answers.words import money
from homeward.tracing.tally import Amount


class AlertKind(StrEnum):
    """What happened to proceeds."""

    REACHED = "reached"
    """They came to an account where this claim's proceeds had never been."""
    MOVED = "moved"
    """They moved with a payment."""
    LEFT_RESTRAINED = "left_restrained"
    """They left an account that is restrained."""
    LEFT_THROUGH_EXIT = "left_through_exit"
    """They went to an account where they are no longer followed."""
    WITHDRAWN = "withdrawn"
    """A payment told to carry them carries none, now that earlier payments are known."""


SENTENCES = {
    AlertKind.REACHED: (
        "Proceeds of {label} came to the account {target} for the first time: {credited} "
        "{credited_currency}, with payment {payment} from {source} at {time}."
    ),
    AlertKind.MOVED: (
        "Proceeds of {label} moved from {source} to {target}: {amount} {currency}, with payment "
        "{payment} at {time}."
    ),
    AlertKind.LEFT_RESTRAINED: (
        "Proceeds of {label} left the restrained account {source}: {amount} {currency} to "
        "{target}, with payment {payment} at {time}."
    ),
    AlertKind.LEFT_THROUGH_EXIT: (
        "Proceeds of {label} left through the exit {target}: {amount} {currency} from {source}, "
        "with payment {payment} at {time}."
    ),
    AlertKind.WITHDRAWN: (
        "Payment {payment} from {source} to {target} at {time} carries no proceeds of {label}, as "
        "payments that were made earlier and came later now show."
    ),
}

REASONS = {
    "earlier_payment": (
        "Payment {payment}, made at {time}, came after later payments had been followed, so "
        "everything was followed anew."
    ),
    "returned_money": (
        "Payment {payment} at {time} returns money of an earlier payment that had not been told "
        "apart on its account, so everything was followed anew."
    ),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. Amounts are minor units, floats before rounding under a share rule; `exponent` is
    the ledger's, where one was declared."""

    kind: AlertKind
    payment: str
    time: str
    label: str
    source: str
    target: str
    amount: Amount
    currency: str
    credited: Amount
    credited_currency: str
    exponent: int | None = None

    @property
    def message(self) -> str:
        """The English sentence; amounts are in major units where the ledger has an exponent."""
        amounts = {"amount": self.amount, "credited": self.credited}
        told = {name: _shown(amount, self.exponent) for name, amount in amounts.items()}
        return SENTENCES[self.kind].format(**asdict(self) | told)

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "kind": self.kind.value, "message": self.message}


def _shown(amount: Amount, exponent: int | None) -> str:
    if isinstance(amount, int) or exponent:
        return money(round(amount), exponent)
    return f"{amount:,.2f}"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Why everything was followed anew: a payment that came late."""

    reason: str
    payment: str
    time: str

    @property
    def message(self) -> str:
        """The English sentence."""
        return REASONS[self.reason].format(payment=self.payment, time=self.time)


@dataclass(frozen=True, slots=True)
class Alerts:
    """What one append brought; empty where it touched no proceeds."""

    alerts: Sequence[Alert]
    recomputed: Recomputed | None = None

    def __iter__(self) -> Iterator[Alert]:
        return iter(self.alerts)

    def __len__(self) -> int:
        return len(self.alerts)

    def of(self, kind: AlertKind | str) -> tuple[Alert, ...]:
        """The alerts of one kind."""
        return tuple(each for each in self.alerts if each.kind == kind)

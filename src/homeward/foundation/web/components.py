"""What the shared components take: plain values, so that every room shows things the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy

from homeward.foundation.web.ports import Text
from homeward.foundation.web.tones import Tone


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a record: an address of its own. A tab that may not be opened is not listed."""

    label: Text
    url: str
    active: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a description list; None shows as “not recorded”, never as an empty cell."""

    label: Text
    value: Any


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event: when (aware UTC), what, by whom; `reported` means that it is not verified yet."""

    at: datetime
    title: Text
    icon: str = "dot"
    tone: Tone = Tone.NEUTRAL
    detail: Text = ""
    by: Text = ""
    url: str = ""
    reported: bool = False


class StepState(StrEnum):
    """Where a step of a ladder stands."""

    DONE = "done"
    CURRENT = "current"
    WAITING = "waiting"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the way of a request or an order: reached at, or due by (aware UTC)."""

    label: Text
    state: StepState
    at: datetime | None = None
    due: datetime | None = None
    detail: Text = ""

    @property
    def icon(self) -> str:
        """The icon that goes with the word of the state."""
        return STEP_ICONS[self.state]


STEP_ICONS = {
    StepState.DONE: "check",
    StepState.CURRENT: "clock",
    StepState.WAITING: "waiting",
    StepState.SKIPPED: "skipped",
}


class AccountKind(StrEnum):
    """How an account is drawn in the money-flow picture."""

    SOURCE = "source"
    ACCOUNT = "account"
    CASH = "cash"
    EXIT = "exit"
    RESTRAINED = "restrained"

    @property
    def word(self) -> str:
        """What the colour says, in words; nothing for an ordinary account."""
        return str(KIND_WORDS.get(self, ""))


KIND_WORDS = {
    AccountKind.CASH: gettext_lazy("cash"),
    AccountKind.EXIT: gettext_lazy("outside the ledgers"),
    AccountKind.RESTRAINED: gettext_lazy("restrained"),
}


@dataclass(frozen=True, slots=True)
class FlowNode:
    """An account in the money-flow picture; `state` is the State that holds it."""

    id: str
    label: str
    state: str = ""
    kind: AccountKind = AccountKind.ACCOUNT


@dataclass(frozen=True, slots=True)
class FlowLink:
    """Proceeds that moved: account ids, minor units, aware UTC time."""

    source: str
    target: str
    amount: int
    time: datetime
    payment: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole picture in one currency. Links name nodes of the picture (ValueError otherwise)."""

    nodes: Sequence[FlowNode]
    links: Sequence[FlowLink]
    currency: str
    exponent: int | None = None

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        unknown = {end for link in self.links for end in (link.source, link.target)} - known
        if unknown:
            raise ValueError(f"links name accounts that are not in the picture: {sorted(unknown)}")

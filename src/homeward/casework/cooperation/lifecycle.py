"""The life of a request: its states, and who may move it from one to the next.

Both nodes hold the same state. A change is made on one side and exchanged as a signed message;
the other side applies it by the same table, and `crossing.py` says what stands when two cross. A
kind names its lifecycle, so that one which lives otherwise declares another table here.

First cut (docs/adr/0007-lifecycle-first-cut.md): no consultation on a draft or before a refusal,
no conditions, no execution in part, no postponement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """Which part this State has in a request."""

    REQUESTING = "requesting", _("Requesting")
    REQUESTED = "requested", _("Requested")


class RequestState(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", pgettext_lazy("request", "Draft")
    APPROVED = "approved", pgettext_lazy("request", "Approved")
    ISSUED = "issued", pgettext_lazy("request", "Issued")
    DELIVERED = "delivered", pgettext_lazy("request", "Delivered")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("request", "Acknowledged")
    INFORMATION_ASKED = "information_asked", pgettext_lazy("request", "More information asked")
    IN_EXECUTION = "in_execution", pgettext_lazy("request", "In execution")
    EXECUTED = "executed", pgettext_lazy("request", "Executed")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("request", "Closed")


S = RequestState
_LIVE = (S.ISSUED, S.DELIVERED, S.ACKNOWLEDGED, S.INFORMATION_ASKED, S.IN_EXECUTION)


class Needs(StrEnum):
    """What a change carries beside its name."""

    NOTHING = "nothing"
    TEXT = "text"
    ANSWER = "answer"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Transition:
    """A change: from which states, to which, by which side, with what, in which words.

    Without a target it leads back to the state from which the request came to its present one.
    `prevails` marks what stands when it crosses a change of the other side.
    """

    name: str
    sources: tuple[RequestState, ...]
    target: RequestState | None
    by: Side
    label: str | Promise
    done: str | Promise
    needs: Needs = Needs.NOTHING
    is_exchanged: bool = True
    roles: tuple[str, ...] = ()
    prevails: bool = False


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of changes, and by state the side whose turn it is.

    Every request that arrived begins as delivered: what comes before stays on the requesting side.
    """

    code: str
    transitions: tuple[Transition, ...]
    turns: Mapping[RequestState, Side]

    def get(self, name: str) -> Transition | None:
        """The change of that name, or None."""
        return next((t for t in self.transitions if t.name == name), None)

    def open_to(self, state: str, side: str) -> list[Transition]:
        """The changes that a side may make in a state, in the order of the table."""
        return [t for t in self.transitions if t.by == side and state in t.sources]

    def says_no_more(self, state: str, side: str) -> bool:
        """Whether the request has ended and this side has nothing more to send."""
        return state in FINAL and not any(t.is_exchanged for t in self.open_to(state, side))


_OFFICERS = ("officer", "finance", "support", "central", "supervisor")
_DESK = ("central", "supervisor")

ASSISTANCE = Lifecycle(
    "assistance",
    (
        Transition(
            "approve",
            (S.DRAFT,),
            S.APPROVED,
            Side.REQUESTING,
            _("Approve"),
            pgettext_lazy("change", "Approved"),
            is_exchanged=False,
            roles=_DESK,
        ),
        Transition(
            "issue",
            (S.APPROVED,),
            S.ISSUED,
            Side.REQUESTING,
            _("Issue"),
            pgettext_lazy("change", "Issued"),
            is_exchanged=False,
            roles=_DESK,
        ),
        Transition(
            "acknowledge",
            (S.ISSUED, S.DELIVERED),
            S.ACKNOWLEDGED,
            Side.REQUESTED,
            _("Acknowledge"),
            pgettext_lazy("change", "Acknowledged"),
            roles=_OFFICERS,
        ),
        Transition(
            "ask_information",
            (S.ACKNOWLEDGED, S.IN_EXECUTION),
            S.INFORMATION_ASKED,
            Side.REQUESTED,
            _("Ask for more information"),
            pgettext_lazy("change", "More information asked"),
            Needs.TEXT,
            roles=_OFFICERS,
        ),
        Transition(
            "give_information",
            (S.INFORMATION_ASKED,),
            None,  # UNTOC 18(16): asked while executing, it goes on executing
            Side.REQUESTING,
            _("Give the information"),
            pgettext_lazy("change", "Information given"),
            Needs.TEXT,
            roles=_OFFICERS,
        ),
        Transition(
            "begin",
            (S.ACKNOWLEDGED,),
            S.IN_EXECUTION,
            Side.REQUESTED,
            _("Accept and begin"),
            pgettext_lazy("change", "Execution began"),
            roles=_DESK,
        ),
        Transition(
            "execute",
            (S.IN_EXECUTION,),
            S.EXECUTED,
            Side.REQUESTED,
            _("Answer as executed"),
            pgettext_lazy("change", "Executed"),
            Needs.ANSWER,
            roles=_DESK,
            prevails=True,
        ),
        Transition(
            "refuse",
            (S.ACKNOWLEDGED, S.INFORMATION_ASKED, S.IN_EXECUTION),
            S.REFUSED,
            Side.REQUESTED,
            _("Refuse"),
            pgettext_lazy("change", "Refused"),
            Needs.REFUSAL,
            roles=_DESK,
            prevails=True,
        ),
        Transition(
            "withdraw",
            _LIVE,
            S.WITHDRAWN,
            Side.REQUESTING,
            _("Withdraw"),
            pgettext_lazy("change", "Withdrawn"),
            Needs.TEXT,
            roles=_DESK,
        ),
        Transition(
            "close",
            (S.EXECUTED, S.REFUSED, S.WITHDRAWN),
            S.CLOSED,
            Side.REQUESTING,
            pgettext_lazy("request", "Close"),
            pgettext_lazy("change", "Closed"),
            roles=_OFFICERS,
        ),
    ),
    turns={
        S.DRAFT: Side.REQUESTING,
        S.APPROVED: Side.REQUESTING,
        S.ISSUED: Side.REQUESTED,
        S.DELIVERED: Side.REQUESTED,
        S.ACKNOWLEDGED: Side.REQUESTED,
        S.INFORMATION_ASKED: Side.REQUESTING,
        S.IN_EXECUTION: Side.REQUESTED,
        S.EXECUTED: Side.REQUESTING,
        S.REFUSED: Side.REQUESTING,
        S.WITHDRAWN: Side.REQUESTING,
        S.CLOSED: Side.REQUESTING,
    },
)

# They begin as assistance does, until each has the steps of its own.
EXTRADITION = replace(ASSISTANCE, code="extradition")
SPONTANEOUS = replace(ASSISTANCE, code="spontaneous")
JOINT = replace(ASSISTANCE, code="joint")

# By name, as kinds of request declare theirs.
LIFECYCLES: dict[str, Lifecycle] = {
    one.code: one for one in (ASSISTANCE, EXTRADITION, SPONTANEOUS, JOINT)
}

# Every change of any lifecycle, for words: a name means the same wherever it stands.
TRANSITIONS: dict[str, Transition] = {
    t.name: t for lifecycle in LIFECYCLES.values() for t in lifecycle.transitions
}

FINAL = frozenset({S.EXECUTED, S.REFUSED, S.WITHDRAWN, S.CLOSED})

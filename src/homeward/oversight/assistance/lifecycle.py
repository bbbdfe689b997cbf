"""The life of a request for assistance: who may do what when, and what holds when steps cross.

Both nodes keep the same steps and work the stage out of them, so they agree without asking. Only
the State may act out of its turn: it may withdraw. A withdrawal stands against whatever the
Secretariat did without having seen it; what was delivered whole by then counts as delivered.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """Whose step it is."""

    STATE = "state", pgettext_lazy("assistance", "State")
    SECRETARIAT = "secretariat", pgettext_lazy("assistance", "Secretariat")

    @property
    def other(self) -> "Side":
        """The other one."""
        return Side.SECRETARIAT if self is Side.STATE else Side.STATE


class Stage(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", pgettext_lazy("assistance", "Draft")
    REQUESTED = "requested", pgettext_lazy("assistance", "Requested")
    ASKED = "asked", pgettext_lazy("assistance", "More information asked")
    APPROVED = "approved", pgettext_lazy("assistance", "Approved")
    OFFERED = "offered", pgettext_lazy("assistance", "Offer made")
    AGREED = "agreed", pgettext_lazy("assistance", "Agreed")
    DELIVERING = "delivering", pgettext_lazy("assistance", "In delivery")
    DELIVERED = "delivered", pgettext_lazy("assistance", "Delivered")
    EVALUATED = "evaluated", pgettext_lazy("assistance", "Evaluated")
    DECLINED = "declined", pgettext_lazy("assistance", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("assistance", "Withdrawn")


G = Stage
WAY = (
    G.DRAFT,
    G.REQUESTED,
    G.APPROVED,
    G.OFFERED,
    G.AGREED,
    G.DELIVERING,
    G.DELIVERED,
    G.EVALUATED,
)
FINAL = (G.EVALUATED, G.DECLINED, G.WITHDRAWN)
#: Approved, so that it must say whether it is funded.
APPROVED = (G.APPROVED, G.OFFERED, G.AGREED, G.DELIVERING, G.DELIVERED, G.EVALUATED)
#: Money may be set aside: there is a costed offer, and the help is not over.
FUNDABLE = (G.OFFERED, G.AGREED, G.DELIVERING)
TURNS = {
    G.DRAFT: Side.STATE,
    G.REQUESTED: Side.SECRETARIAT,
    G.ASKED: Side.STATE,
    G.APPROVED: Side.SECRETARIAT,
    G.OFFERED: Side.STATE,
    G.AGREED: Side.SECRETARIAT,
    G.DELIVERING: Side.SECRETARIAT,
    G.DELIVERED: Side.STATE,
}


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may be made: by whom, from which stages, to which (None: it stays)."""

    name: str
    by: Side
    sources: tuple[Stage, ...]
    target: Stage | None
    label: Promise
    done: Promise
    is_aside: bool = False


STATE, SECRETARIAT = Side.STATE, Side.SECRETARIAT
_LIVE = (G.REQUESTED, G.ASKED, G.APPROVED, G.OFFERED, G.AGREED, G.DELIVERING)
MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("send", STATE, (G.DRAFT,), G.REQUESTED, _("Send to the Secretariat"), _("Sent")),
        Move(
            "ask",
            SECRETARIAT,
            (G.REQUESTED,),
            G.ASKED,
            _("Ask for more information"),
            _("More information asked"),
            is_aside=True,
        ),
        Move(
            "answer",
            STATE,
            (G.ASKED,),
            G.REQUESTED,
            pgettext_lazy("assistance step", "Answer"),
            _("Answered"),
        ),
        Move("approve", SECRETARIAT, (G.REQUESTED,), G.APPROVED, _("Approve"), _("Approved")),
        Move(
            "decline",
            SECRETARIAT,
            (G.REQUESTED, G.APPROVED, G.AGREED, G.DELIVERING),
            G.DECLINED,
            _("Decline, with the reason"),
            _("Declined"),
            is_aside=True,
        ),
        Move("offer", SECRETARIAT, (G.APPROVED,), G.OFFERED, _("Make an offer"), _("Offer made")),
        Move(
            "agree",
            STATE,
            (G.OFFERED,),
            G.AGREED,
            _("Agree to the offer"),
            pgettext_lazy("assistance", "Agreed"),
        ),
        Move(
            "turn_down",
            STATE,
            (G.OFFERED,),
            G.APPROVED,
            _("Turn the offer down"),
            _("Offer turned down"),
            is_aside=True,
        ),
        Move(
            "deliver",
            SECRETARIAT,
            (G.AGREED, G.DELIVERING),
            G.DELIVERING,
            _("Record a part of the delivery"),
            _("Part delivered"),
        ),
        Move(
            "complete",
            SECRETARIAT,
            (G.DELIVERING,),
            G.DELIVERED,
            _("Record that all was delivered"),
            _("All delivered"),
        ),
        Move("evaluate", STATE, (G.DELIVERED,), G.EVALUATED, _("Evaluate"), _("Evaluated")),
        Move("withdraw", STATE, _LIVE, G.WITHDRAWN, _("Withdraw"), _("Withdrawn"), is_aside=True),
        Move(
            "tell_funding",
            SECRETARIAT,
            FUNDABLE,
            None,
            _("Say how it is funded"),
            _("Funding told"),
            is_aside=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Made:
    """A step that was made. `number` counts those of its side, from 1; `seen` says how many of the
    other side's it was made in knowledge of. `key` names it to whoever asks what stands."""

    name: str
    side: Side
    number: int
    seen: int
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Folded:
    """What a set of steps comes to: the stage, and the keys of steps that have no effect."""

    stage: Stage
    lost: frozenset[Hashable]


def fold(steps: Iterable[Made]) -> Folded:
    """The stage that steps of both sides lead to, in whatever order they arrived.

    A step made in knowledge of another comes after it: what it knew of is more by one at least, so
    the number of steps known orders all but those that crossed.
    """
    ordered = sorted(steps, key=lambda one: (one.number + one.seen, one.side, one.number))
    lost = set(_crossed(ordered))
    stage = Stage.DRAFT
    for one in ordered:
        move = MOVES[one.name]
        if one in lost:
            continue
        if stage not in move.sources:
            lost.add(one)
        elif move.target is not None:
            stage = move.target
    return Folded(stage, frozenset(one.key for one in lost))


def _crossed(steps: Sequence[Made]) -> list[Made]:
    """What a withdrawal and the steps that were made without having seen it do to each other."""
    withdrawal = next((one for one in steps if one.name == "withdraw"), None)
    if withdrawal is None:
        return []
    unseen = [one for one in steps if one.side is Side.SECRETARIAT and one.number > withdrawal.seen]
    if any(one.name == "complete" for one in unseen):
        return [withdrawal]
    return unseen


def open_moves(stage: Stage, side: Side) -> list[Move]:
    """What a side may do at a stage, the next step first."""
    found = [m for m in MOVES.values() if m.by is side and stage in m.sources]
    return sorted(found, key=lambda one: one.is_aside)

"""Requests to States whose node is not connected: what is printed, what waits to be sent or heard.

The lifecycle is the same as between nodes: whatever a paper says is entered as the change that it
is, by the same table, counted as its maker would have counted it.
"""

import re
import secrets
from dataclasses import dataclass

from django.db.models import QuerySet

from homeward.casework.cooperation.lifecycle import (
    FINAL,
    Needs,
    RequestState,
    Side,
    Transition,
    other,
)
from homeward.casework.cooperation.models import Change, HandOver, Paper, Request, Way
from homeward.casework.cooperation.queries import requests_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states

RECEIPT = "deliver"
# Who sends letters, files receipts and what is asked; a decision needs whoever could make it here.
CLERKS = ("officer", "finance", "support", "central", "supervisor")
# Who hands requests over to another node, and who takes them over from one.
DESK = ("central", "supervisor")

# Without letters and digits that are taken for each other on paper or by telephone.
_SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"


def new_code() -> str:
    """A code to print on a letter, such as `K7QM-2XW9`: whoever holds the letter can say it."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def same_code(one: str, two: str) -> bool:
    """Whether two codes are the same; case, spaces and hyphens do not count."""
    return _plain(one) == _plain(two) != ""


def same_reference(one: str, two: str) -> bool:
    """Whether two references are the same; case and spaces do not count."""
    return "".join(one.split()).casefold() == "".join(two.split()).casefold() != ""


def _plain(code: str) -> str:
    return re.sub(r"[\s-]+", "", code).upper()


def is_by_hand(request: Request) -> bool:
    """Whether what is done in this request goes on paper."""
    return request.way == Way.HAND


def own_letters(request: Request) -> list[Change]:
    """What this State had to say to the other in this request, the oldest first."""
    own = request.changes.filter(side=request.side)
    return [change for change in own if change.name == "issue" or change.number is not None]


def letters_to_send(request: Request) -> list[Change]:
    """The own changes of which nobody recorded yet that their letter went, the oldest first."""
    if not is_by_hand(request):
        return []
    sent = set(request.papers.filter(is_outgoing=True).values_list("change_id", flat=True))
    return [change for change in own_letters(request) if change.pk not in sent]


def to_be_entered(viewer: User, request: Request) -> list[Transition]:
    """What the other State may do now, as far as this viewer may enter it.

    Where it had not seen the latest letters of this State, it may still have done what the state
    before them allowed; `crossing.py` says then what stands.
    """
    if not takes_entries(request):
        return []
    side = other(Side(request.side))
    earlier = {one.led_to for one in request.changes.all() if one.led_to}
    states = {request.state} if request.state == RequestState.CLOSED else {request.state, *earlier}
    states.discard(RequestState.DRAFT)
    # An answer or a decision may be on its way that crossed a withdrawal of this State, also once
    # the request was closed on it.
    own = (one for one in request.changes.all() if one.side == Side.REQUESTING)
    is_withdrawn = any(one.name == "withdraw" and one.led_to for one in own)
    crossed = earlier if is_withdrawn and request.side == Side.REQUESTING else set()
    return [
        transition
        for transition in request.lifecycle.transitions
        if transition.by == side
        and transition.is_exchanged
        and transition.needs is not Needs.TRANSLATION  # its paper is kept as a file
        and (states | (crossed if transition.prevails else set()))
        & set(transition.offered_in or transition.sources)
        and not (transition.only_asked and not _is_asked(request, transition))
        and viewer.has_role(*transition.roles)
    ]


def _is_asked(request: Request, transition: Transition) -> bool:
    """Whether a question of this State waits for this answer."""
    return bool(set(transition.answers) & set(request.questions.get(transition.by, ())))


def takes_entries(request: Request) -> bool:
    """Whether a paper of the other State can be entered: it was issued. Also after it was closed:
    a consent to another use, or what became of the things, is said then (UNTOC 18(19))."""
    before = (RequestState.DRAFT, RequestState.APPROVED)
    return is_by_hand(request) and request.state not in before


def takes_receipt(request: Request) -> bool:
    """Whether a receipt can still be entered: none is there, and nothing that implies one."""
    return takes_entries(request) and request.state == RequestState.ISSUED


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the other State had read this State's letters: `number` of its changes, in words."""

    number: int
    change: Change | None


def seen_choices(request: Request) -> list[Seen]:
    """What of this State the other can have had when it wrote: nothing but the request, up to all.

    The latest comes first: it is the usual case.
    """
    own = request.changes.filter(side=request.side, number__isnull=False).order_by("-number")
    return [*(Seen(one.number or 0, one) for one in own), Seen(0, None)]


def papers_of(request: Request) -> QuerySet[Paper]:
    """Every letter that went or came outside the nodes, the oldest first."""
    return request.papers.select_related("change")


def open_by_hand(viewer: User, state: str = "") -> QuerySet[Request]:
    """The viewer's requests that go on paper and have not ended, of one State if it is named."""
    found = requests_of(viewer).filter(way=Way.HAND).exclude(state__in=FINAL)
    return found.filter(other_state=state) if state else found


def may_hand_over(viewer: User, request: Request) -> bool:
    """Whether the other State has joined, and this viewer may hand the request over to its node."""
    return (
        is_by_hand(request)
        and request.side == Side.REQUESTING
        and request.issued_at is not None
        and request.state not in (RequestState.WITHDRAWN, RequestState.CLOSED)
        and viewer.has_role(*DESK)
        and request.other_state in connected_states()
        and not hand_over_waits(request)
    )


def to_be_offered(viewer: User, state: str) -> list[Request]:
    """The viewer's requests that could be handed over to the node of a State that joined, the
    oldest first, at most 500: what ended on paper stays there unless the page of it offers it."""
    waiting = HandOver.objects.filter(state="waiting", other_state=state)
    found = open_by_hand(viewer, state).filter(side=Side.REQUESTING, issued_at__isnull=False)
    found = found.exclude(pk__in=waiting.values("pk")).order_by("issued_at", "pk")
    return list(found[:500]) if viewer.has_role(*DESK) and state in connected_states() else []


def hand_over_waits(request: Request) -> bool:
    """Whether the request is offered to the other State's node, whose officer has not decided."""
    return HandOver.objects.filter(pk=request.pk, state="waiting").exists()

"""The requests that a person sees, how far they are, and what came of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from homeward.foundation.access.models import User
from homeward.foundation.access.queries import team_ids_of
from homeward.foundation.exchange.queries import expired_among
from homeward.oversight.assistance.funding import picture
from homeward.oversight.assistance.lifecycle import (
    APPROVED,
    FINAL,
    Move,
    Side,
    Stage,
    open_moves,
)
from homeward.oversight.assistance.lists import Funding
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep
from homeward.oversight.assistance.queries.money import pictures


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list; `funding` is None before it is approved."""

    request: AssistanceRequest
    funding: Funding | None


def requests_of(viewer: User) -> list[AssistanceRequest]:
    """The requests at the viewer's desks, those that wait for this node first, then the newest."""
    found = AssistanceRequest.objects.filter(desk_id__in=team_ids_of(viewer))
    ordered = found.order_by("-created_at")
    return sorted(ordered, key=lambda one: (one.stage in FINAL, not one.is_own_turn))


def rows_of(requests: Sequence[AssistanceRequest]) -> list[Row]:
    """Requests with how they are funded: as the Secretariat knows, or as the State was told."""
    own = pictures([one for one in requests if not one.is_ours])
    return [
        Row(one, _funding(one, own[one.pk].status if one.pk in own else None)) for one in requests
    ]


def _funding(request: AssistanceRequest, known: Funding | None) -> Funding | None:
    if Stage(request.stage) not in APPROVED:
        return None
    if known is not None:
        return known
    if request.told:
        return Funding(request.told["status"])
    return picture(request.offer, ()).status


def steps_of(request: AssistanceRequest) -> list[AssistanceStep]:
    """What happened, in its order."""
    return list(request.steps.order_by("at", "pk"))


def undelivered_of(request: AssistanceRequest) -> list[AssistanceStep]:
    """The steps of this node that stand and were not delivered in their time, in their order."""
    own = request.steps.filter(side=request.side, lost=False, refused="").order_by("number")
    expired = expired_among(one.message_id for one in own if one.message_id)
    return [one for one in own if one.message_id in expired]


def moves_open_to(viewer: User, request: AssistanceRequest) -> list[Move]:
    """The steps that this node may make now, the usual one first; telling goes by itself."""
    found = open_moves(Stage(request.stage), Side(request.side))
    return [one for one in found if one.name != "tell_funding"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A part of the offer with what was recorded of it."""

    number: int
    title: str
    cost: int
    currency: str
    step: AssistanceStep | None


def parts_of(request: AssistanceRequest, steps: Sequence[AssistanceStep]) -> list[Delivered]:
    """The parts of the offer, each with the last delivery that was recorded."""
    done = {
        one.data["part"]: one
        for one in steps
        if one.name == "deliver" and not one.lost and not one.refused
    }
    parts = enumerate(request.offer.get("parts", ()), 1)
    return [
        Delivered(n, one["title"], int(one["cost"]), one["currency"], done.get(n))
        for n, one in parts
    ]


@dataclass(frozen=True, slots=True)
class Results:
    """What came of requests. `useful` is the median of `rated` evaluations, None without one."""

    stages: list[tuple[Stage, int]]
    paragraphs: list[tuple[str, int, int]]
    delivered: int
    people: int
    rated: int
    useful: float | None
    applied: Counter[str]


def results(requests: Sequence[AssistanceRequest]) -> Results:
    """Counts over the sent requests that a person sees; no State is named."""
    sent = [one for one in requests if one.stage != Stage.DRAFT]
    stages = Counter(one.stage for one in sent)
    done = [one for one in sent if one.stage in (Stage.DELIVERED, Stage.EVALUATED)]
    asked, given = Counter(o.paragraph for o in sent), Counter(o.paragraph for o in done)
    standing = AssistanceStep.objects.filter(
        request__in=[one.pk for one in sent], lost=False, refused=""
    )
    deliveries = standing.filter(name="deliver").order_by("at", "pk")
    last = {
        (one.request_id, one.data["part"]): 0 if one.data["left_out"] else one.data["people"]
        for one in deliveries
    }
    ratings = list(standing.filter(name="evaluate"))
    return Results(
        stages=[(stage, stages[stage]) for stage in Stage if stages[stage]],
        paragraphs=[(code, asked[code], given[code]) for code in sorted(asked)],
        delivered=len(done),
        people=sum(last.values()),
        rated=len(ratings),
        useful=median(one.data["useful"] for one in ratings) if ratings else None,
        applied=Counter(one.data["applied"] for one in ratings),
    )


def caption_of(subject_id: str) -> str:
    """The reference of a request that the reader may see, else nothing."""
    try:
        number = UUID(subject_id)
    except ValueError:
        return ""
    found = AssistanceRequest.objects.filter(pk=number).first()
    return found.reference if found else ""

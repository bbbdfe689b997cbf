"""What is committed and spent, of a fund, of a request, and of all together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from homeward.foundation.access.models import User
from homeward.foundation.access.queries import team_ids_of
from homeward.oversight.assistance.access import is_at_secretariat
from homeward.oversight.assistance.funding import Earmark, Picture, picture
from homeward.oversight.assistance.lifecycle import FUNDABLE, Stage
from homeward.oversight.assistance.lists import FundKind
from homeward.oversight.assistance.models import AssistanceRequest, Commitment, Fund


def spent_of(commitment: Commitment) -> int:
    """What was paid out of a commitment, in minor units."""
    return sum(one.amount for one in commitment.spendings.all())


def held_of(commitment: Commitment) -> int:
    """What a commitment takes from its fund: all of it, or once released what was spent."""
    return spent_of(commitment) if commitment.released_at else commitment.amount


def committed_of(fund: Fund) -> int:
    """What is committed from a fund, in minor units."""
    found = Commitment.objects.filter(fund=fund).prefetch_related("spendings")
    return sum(held_of(one) for one in found)


def committed_to(fund: Fund) -> list[str]:
    """The references of the requests that money of a fund is committed to."""
    found = Commitment.objects.filter(fund=fund).select_related("request").order_by("pk")
    return list(dict.fromkeys(one.request.reference for one in found if held_of(one)))


def earmark_of(fund: Fund) -> Earmark:
    """What a fund was given for."""
    return Earmark(frozenset(fund.paragraphs), frozenset(fund.states), frozenset(fund.kinds))


def picture_of(request: AssistanceRequest) -> Picture:
    """How a request is paid for, as the Secretariat knows it."""
    return pictures([request])[request.pk]


def pictures(requests: Sequence[AssistanceRequest]) -> dict[UUID, Picture]:
    """How each request is paid for."""
    held: dict[UUID, list[tuple[str, FundKind, int]]] = {one.pk: [] for one in requests}
    found = Commitment.objects.filter(request__in=list(held)).select_related("fund")
    for one in found.prefetch_related("spendings"):
        held[one.request_id].append((one.fund.currency, FundKind(one.fund.kind), held_of(one)))
    return {one.pk: picture(one.offer, held[one.pk]) for one in requests}


@dataclass(frozen=True, slots=True)
class FundLine:
    """A fund with what became of it, in minor units of its currency."""

    fund: Fund
    committed: int
    spent: int

    @property
    def left(self) -> int:
        """What can still be committed."""
        return self.fund.amount - self.committed


def fund_lines(viewer: User) -> list[FundLine]:
    """Every fund of the Secretariat's desk, pledges first."""
    if not is_at_secretariat(viewer):
        return []
    funds = Fund.objects.filter(desk_id__in=team_ids_of(viewer))
    found = funds.prefetch_related("commitments__spendings").order_by("-kind", "title", "pk")
    return [_line(one) for one in found]


def _line(fund: Fund) -> FundLine:
    rows = list(fund.commitments.all())
    return FundLine(fund, sum(map(held_of, rows)), sum(map(spent_of, rows)))


@dataclass(frozen=True, slots=True)
class Total:
    """Funds of one kind in one currency together."""

    kind: FundKind
    currency: str
    amount: int
    committed: int
    spent: int

    @property
    def left(self) -> int:
        """What can still be committed."""
        return self.amount - self.committed


def totals(lines: Iterable[FundLine]) -> list[Total]:
    """Sums for each kind and currency; neither is added to another."""
    found: dict[tuple[str, str], list[FundLine]] = {}
    for line in lines:
        found.setdefault((line.fund.kind, line.fund.currency), []).append(line)
    return [
        Total(
            FundKind(kind),
            currency,
            sum(one.fund.amount for one in rows),
            sum(one.committed for one in rows),
            sum(one.spent for one in rows),
        )
        for (kind, currency), rows in sorted(found.items(), key=lambda one: (one[0][1], one[0][0]))
    ]


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment with what was paid out of it, in minor units."""

    commitment: Commitment
    spent: int

    @property
    def left(self) -> int:
        """What is not spent; nothing once it was released."""
        return 0 if self.commitment.released_at else self.commitment.amount - self.spent


def commitments_of(request: AssistanceRequest) -> list[CommitmentLine]:
    """What is set aside for a request, the oldest first."""
    found = Commitment.objects.filter(request=request).select_related("fund")
    rows = found.prefetch_related("spendings").order_by("pk")
    return [CommitmentLine(one, spent_of(one)) for one in rows]


def commitments_from(fund: Fund) -> list[CommitmentLine]:
    """What is committed from a fund, the oldest first."""
    found = Commitment.objects.filter(fund=fund).select_related("request")
    rows = found.prefetch_related("spendings").order_by("pk")
    return [CommitmentLine(one, spent_of(one)) for one in rows]


def funds_for(viewer: User, request: AssistanceRequest) -> list[FundLine]:
    """The funds that may pay for a request: of a currency it costs, earmarks fitting, not empty."""
    if Stage(request.stage) not in FUNDABLE:
        return []
    missing = picture_of(request).missing
    asked = {
        "paragraph": request.paragraph,
        "state": request.other_state,
        "help": request.offer["help"],
    }
    return [
        line
        for line in fund_lines(viewer)
        if line.left > 0
        and line.fund.currency in missing
        and not earmark_of(line.fund).wrong(**asked)
    ]

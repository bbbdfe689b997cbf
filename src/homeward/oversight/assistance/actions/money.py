"""What pays for assistance: pledges and the existing budget, commitments, spending.

Every check locks the fund's row first, so that two commitments at once cannot both take the rest.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import day_text, listing, money_text
from homeward.oversight.assistance.access import (
    check_keeps_money,
    get_commitment,
    get_fund,
    get_request,
)
from homeward.oversight.assistance.actions.steps import tell_funding
from homeward.oversight.assistance.errors import (
    BudgetNotIncreased,
    CommitmentReleased,
    EarmarkedOtherwise,
    FundClosed,
    FundNotBegun,
    MoreThanNeeded,
    NotAtThisStage,
    OtherCurrency,
    PledgeTooSmall,
    PledgeUsedUp,
    SpentTooMuch,
)
from homeward.oversight.assistance.lifecycle import FUNDABLE, Stage
from homeward.oversight.assistance.lists import FundKind
from homeward.oversight.assistance.models import (
    AssistanceRequest,
    Commitment,
    Fund,
    Spending,
)
from homeward.oversight.assistance.queries.money import (
    committed_of,
    committed_to,
    earmark_of,
    picture_of,
    spent_of,
)
from homeward.oversight.assistance.secretariat import own_desk
from homeward.oversight.assistance.words import earmark_words, language


@dataclass(frozen=True, slots=True, kw_only=True)
class FundFacts:
    """What is known of a fund; `amount` in minor units of `currency`."""

    title: str
    amount: int
    currency: str
    paragraphs: list[str]
    states: list[str]
    kinds: list[str]
    document: str
    since: date
    until: date | None


@transaction.atomic
def keep_fund(kind: FundKind, facts: FundFacts, *, user: User) -> Fund:
    """Record a pledge, or what the existing budget covers. Raises NotFound and Forbidden."""
    check_keeps_money(user)
    desk = own_desk()
    if desk is None:
        raise NotFound("assistance_fund")
    fund = Fund.objects.create(
        kind=kind, desk=desk, by=user.pk, at=datetime.now(UTC), **asdict(facts)
    )
    record(
        "assistance.fund_kept",
        actor=user.actor,
        subject=("assistance_fund", fund.pk),
        kind=str(kind),
        amount=fund.amount,
        currency=fund.currency,
    )
    return fund


@transaction.atomic
def change_fund(
    number: int, amount: int, until: date | None, *, reason: str, user: User, revision: int
) -> Fund:
    """Change what a fund holds, and until when.

    Raises PledgeTooSmall below what is committed, BudgetNotIncreased for more of the existing
    budget, StaleForm, NotFound, Forbidden.
    """
    fund = get_fund(number, user, for_change=True)
    if fund.revision != revision:
        raise StaleForm
    if fund.kind == FundKind.EXISTING and amount > fund.amount:
        raise BudgetNotIncreased(fund=fund.title, before=money_text(fund.amount, fund.currency))
    committed = committed_of(fund)
    if amount < committed:
        raise PledgeTooSmall(
            fund=fund.title,
            amount=money_text(amount, fund.currency),
            committed=money_text(committed, fund.currency),
            requests=listing(committed_to(fund), language()),
        )
    before, fund.amount, fund.until = fund.amount, amount, until
    fund.revision += 1
    fund.save()
    record(
        "assistance.fund_changed",
        actor=user.actor,
        subject=("assistance_fund", fund.pk),
        before=before,
        amount=amount,
        currency=fund.currency,
        reason=reason,
    )
    return fund


@transaction.atomic
def commit(request_id: UUID, fund_number: int, amount: int, *, user: User) -> Commitment:
    """Set money aside for an offer, and tell the State where that changes how it is funded.

    Raises NotAtThisStage, FundNotBegun, FundClosed, EarmarkedOtherwise, OtherCurrency,
    MoreThanNeeded, PledgeUsedUp, NotFound, Forbidden.
    """
    fund = get_fund(fund_number, user, for_change=True)
    request = get_request(request_id, user, for_change=True)
    _check_commitment(request, fund, amount)
    found = Commitment.objects.create(
        fund=fund, request=request, amount=amount, by=user.pk, at=datetime.now(UTC)
    )
    record(
        "assistance.committed",
        actor=user.actor,
        subject=("assistance_request", request.pk),
        fund=fund.pk,
        amount=amount,
        currency=fund.currency,
    )
    tell_funding(request, user.actor)
    return found


def _check_commitment(request: AssistanceRequest, fund: Fund, amount: int) -> None:
    if Stage(request.stage) not in FUNDABLE:
        raise NotAtThisStage(stage=request.get_stage_display())
    _check_begun(fund, datetime.now(UTC).date())
    if fund.until is not None and fund.until < datetime.now(UTC).date():
        raise FundClosed(fund=fund.title, day=day_text(fund.until))
    wrong = earmark_of(fund).wrong(
        paragraph=request.paragraph, state=request.other_state, help=request.offer["help"]
    )
    if wrong:
        raise EarmarkedOtherwise(fund=fund.title, earmark=earmark_words(fund))
    covers = {one.currency: one for one in picture_of(request).covers}
    if fund.currency not in covers:
        raise OtherCurrency(fund=fund.title, currency=fund.currency)
    missing = covers[fund.currency].missing
    asked = money_text(amount, fund.currency)
    if amount > missing:
        raise MoreThanNeeded(missing=money_text(missing, fund.currency), amount=asked)
    left = fund.amount - committed_of(fund)
    if amount > left:
        raise PledgeUsedUp(fund=fund.title, left=money_text(left, fund.currency), amount=asked)


def _check_begun(fund: Fund, day: date) -> None:
    if day < fund.since:
        raise FundNotBegun(fund=fund.title, day=day_text(fund.since))


@transaction.atomic
def release(number: int, *, reason: str, user: User) -> Commitment:
    """Give back what was not spent of a commitment. Raises CommitmentReleased, NotFound,
    Forbidden."""
    found = get_commitment(number, user)
    if found.released_at is not None:
        raise CommitmentReleased
    found.released_at, found.released_by = datetime.now(UTC), user.pk
    found.release_reason = reason
    found.save()
    record(
        "assistance.released",
        actor=user.actor,
        subject=("assistance_request", found.request_id),
        fund=found.fund_id,
        amount=found.amount - spent_of(found),
        currency=found.fund.currency,
    )
    request = get_request(found.request_id, user, for_change=True)
    tell_funding(request, user.actor)
    return found


@transaction.atomic
def spend(number: int, amount: int, *, on: date, what: str, document: str, user: User) -> Spending:
    """Record what was paid out.

    Raises SpentTooMuch, CommitmentReleased, FundNotBegun, NotFound, Forbidden.
    """
    found = get_commitment(number, user)
    if found.released_at is not None:
        raise CommitmentReleased
    _check_begun(found.fund, on)
    left = found.amount - spent_of(found)
    if amount > left:
        currency = found.fund.currency
        raise SpentTooMuch(left=money_text(left, currency), amount=money_text(amount, currency))
    spending = Spending.objects.create(
        commitment=found,
        amount=amount,
        on=on,
        what=what,
        document=document,
        by=user.pk,
        at=datetime.now(UTC),
    )
    record(
        "assistance.spent",
        actor=user.actor,
        subject=("assistance_request", found.request_id),
        fund=found.fund_id,
        amount=amount,
        currency=found.fund.currency,
    )
    return spending

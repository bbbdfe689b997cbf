"""Pledges with earmarks, what the existing budget covers, commitments and spending."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from homeward.foundation.access.errors import NotFound
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.context import opened
from homeward.oversight.assistance.actions import money
from homeward.oversight.assistance.errors import (
    BudgetNotIncreased,
    EarmarkedOtherwise,
    FundClosed,
    FundNotBegun,
    MoreThanNeeded,
    NotFunded,
    OtherCurrency,
    PledgeTooSmall,
    PledgeUsedUp,
    SetAsideOtherwise,
    SpentTooMuch,
)
from homeward.oversight.assistance.lists import FundKind
from homeward.oversight.assistance.models import Commitment, Fund, Spending
from homeward.oversight.assistance.queries.money import fund_lines, totals
from tests.assistance.desks import DELIVERY, OFFER, be_secretariat, do, held, offered, step_of
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, of which this node is the Secretariat."""
    be_secretariat()
    return Peer()


def fund(people: People, amount: int, kind: str = "pledge", **changes: Any) -> Fund:
    facts: dict[str, Any] = {
        "title": f"{kind} of {amount}",
        "amount": amount,
        "currency": "XAD",
        "paragraphs": [],
        "states": [],
        "kinds": [],
        "document": "Letter 12",
        "since": date(2026, 1, 1),
        "until": None,
    }
    with opened(people.carol.actor):
        given = money.FundFacts(**{**facts, **changes})
        return money.keep_fund(FundKind(kind), given, user=people.carol)


def commit(people: People, thread: UUID, one: Fund, amount: int) -> Commitment:
    with opened(people.carol.actor):
        return money.commit(thread, one.pk, amount, user=people.carol)


def change(people: People, one: Fund, amount: int) -> Fund:
    with opened(people.carol.actor):
        return money.change_fund(
            one.pk, amount, None, reason="Letter 13", user=people.carol, revision=one.revision
        )


def test_nothing_is_delivered_that_is_not_funded(people: People, peer: Peer) -> None:
    thread = offered(people, peer)
    pledge, budget = fund(people, 4_000_000), fund(people, 2_000_000, "existing")
    step_of(peer, thread, "agree", 2, 2, text="")
    commit(people, thread, pledge, 4_000_000)
    with pytest.raises(NotFunded, match=r"10,000\.00"):
        do(people.carol, thread, "deliver", part=1, **DELIVERY)
    assert held(people.carol, thread).told == {"status": "partly", "sources": ["pledge"]}
    commit(people, thread, budget, 1_000_000)
    do(people.carol, thread, "deliver", part=1, **DELIVERY)
    told = [one.payload["data"] for one in peer.sent_here() if one.payload.get("step")]
    assert {"status": "funded", "sources": ["pledge", "existing"]} in told
    assert "amount" not in str(told)
    assert "pledge of" not in str(told), "who gave it is not told"
    page = check_page(signed_in(people.carol).get(f"/assistance/requests/{thread}/"))
    for words in ("Funded", "Within the existing budget", "pledge of 4000000"):
        assert words in page
    assert "Funded" in check_page(signed_in(people.carol).get("/assistance/"))


def test_a_pledge_smaller_than_what_is_committed_is_refused_and_named(
    people: People, peer: Peer
) -> None:
    thread = offered(people, peer)
    pledge = fund(people, 4_000_000, title="Pledge of Carpania")
    kept = commit(people, thread, pledge, 3_000_000)
    with pytest.raises(PledgeTooSmall) as refused:
        change(people, pledge, 2_999_999)
    for words in ("Pledge of Carpania", "30,000.00", "29,999.99", "XB-TA-2026-0A1B2C"):
        assert words in refused.value.sentence()
    page = signed_in(people.carol).post(
        f"/assistance/funds/{pledge.pk}/change/",
        {"amount": "29999.99", "reason": "Letter 13", "revision": pledge.revision},
    )
    assert "is committed from it already" in check_page(page, status=400)
    pledge = change(people, pledge, 3_000_000)
    with opened(people.carol.actor):
        money.release(kept.pk, reason="Held elsewhere.", user=people.carol)
    change(people, pledge, 0)
    assert held(people.carol, thread).told == {"status": "unfunded", "sources": []}


def test_the_existing_budget_is_never_increased(people: People, peer: Peer) -> None:
    budget = fund(people, 1_000, "existing")
    with pytest.raises(BudgetNotIncreased):
        change(people, budget, 1_001)
    change(people, budget, 900)
    change(people, fund(people, 1_000), 5_000)


REFUSED: list[tuple[type[HomewardError], dict[str, Any], int]] = [
    (EarmarkedOtherwise, {"states": ["XC"]}, 100),
    (EarmarkedOtherwise, {"paragraphs": ["p5"]}, 100),
    (EarmarkedOtherwise, {"kinds": ["law"]}, 100),
    (OtherCurrency, {"currency": "XBD"}, 100),
    (FundNotBegun, {"since": date(2099, 1, 1)}, 100),
    (FundClosed, {"until": date(2026, 2, 1)}, 100),
    (MoreThanNeeded, {}, 5_000_001),
    (PledgeUsedUp, {"amount": 99}, 100),
]


def test_what_a_pledge_cannot_pay_for_is_refused(people: People, peer: Peer) -> None:
    thread = offered(people, peer)
    for wrong, changes, amount in REFUSED:
        given = {"amount": 9_000_000, **changes}
        one = fund(people, given.pop("amount"), title=f"Pledge {amount}", **given)
        with pytest.raises(wrong) as refused:
            commit(people, thread, one, amount)
        assert refused.value.sentence()


def test_spending_stays_within_its_commitment(people: People, peer: Peer) -> None:
    thread = offered(people, peer)
    kept = commit(people, thread, fund(people, 500), 500)
    given: dict[str, Any] = {"on": date(2026, 11, 1), "what": "Travel", "document": "Invoice 7"}
    with opened(people.carol.actor):
        early = {**given, "on": date(2025, 12, 31)}
        with pytest.raises(FundNotBegun):
            money.spend(kept.pk, 300, user=people.carol, **early)
        money.spend(kept.pk, 300, user=people.carol, **given)
        with pytest.raises(SpentTooMuch, match=r"2\.00"):
            money.spend(kept.pk, 201, user=people.carol, **given)
        money.release(kept.pk, reason="Cheaper than thought.", user=people.carol)
        (line,) = fund_lines(people.carol)
        (total,) = totals([line])
    assert (line.committed, line.spent, line.left) == (300, 300, 200)
    assert (total.amount, total.committed, total.spent) == (500, 300, 300)


def test_what_was_set_aside_for_one_offer_does_not_pay_for_another(
    people: People, peer: Peer
) -> None:
    thread = offered(people, peer)
    kept = commit(people, thread, fund(people, 5_000_000, kinds=["course"]), 3_000_000)
    step_of(peer, thread, "turn_down", 2, 3, text="We need something else.")
    for wrong in ({"help": "equipment"}, {"parts": OFFER["parts"][1:]}):
        with pytest.raises(SetAsideOtherwise, match=r"30,000\.00"):
            do(people.carol, thread, "offer", **{**OFFER, **wrong})
    do(people.carol, thread, "offer", **OFFER)  # what fits counts, and the State is told
    assert held(people.carol, thread).told == {"status": "partly", "sources": ["pledge"]}
    # What is set aside for a request that ended is seen, and can be released.
    step_of(peer, thread, "withdraw", 3, 5, text="We found help elsewhere.")
    page = check_page(signed_in(people.carol).get(f"/assistance/requests/{thread}/"))
    assert f"/assistance/commitments/{kept.pk}/release/" in page
    early = {"amount": "1", "on": "2099-01-01", "what": "Travel", "document": "Invoice 7"}
    answer = signed_in(people.carol).post(f"/assistance/commitments/{kept.pk}/spend/", early)
    assert "This day is still to come" in check_page(answer, status=400)


def test_sums_keep_currencies_and_sources_apart(people: People, peer: Peer) -> None:
    for amount, kind, currency in (
        (1, "pledge", "XAD"),
        (2, "pledge", "XAD"),
        (4, "pledge", "XBD"),
        (8, "existing", "XAD"),
    ):
        fund(people, amount, kind, currency=currency)
    with opened(people.carol.actor):
        found = totals(fund_lines(people.carol))
    sums = {(one.kind.value, one.currency): one.amount for one in found}
    assert sums == {("pledge", "XAD"): 3, ("pledge", "XBD"): 4, ("existing", "XAD"): 8}
    page = check_page(signed_in(people.carol).get("/assistance/funds/"))
    assert "no increase of the budget" in page


def test_the_database_refuses_what_the_actions_would(people: People, peer: Peer) -> None:
    """A write that passes the actions by."""
    thread = offered(people, peer)
    one, budget = fund(people, 500), fund(people, 500, "existing")
    kept = commit(people, thread, one, 400)
    with opened(people.carol.actor):
        more = Commitment(fund=one, request=kept.request, amount=101, by=1, at=kept.at)
        paid = Spending(commitment=kept, amount=401, on=date(2026, 1, 1), by=1, at=kept.at)
        one.amount, budget.amount = 399, 501
        for wrong in (more, paid, one, budget):
            with pytest.raises(IntegrityError), transaction.atomic():
                wrong.save()


def test_money_is_kept_at_the_secretariat_alone(people: People) -> None:
    with pytest.raises(NotFound):
        fund(people, 500)
    for path in ("", "new/", "1/", "1/change/"):
        assert signed_in(people.carol).get(f"/assistance/funds/{path}").status_code == 404

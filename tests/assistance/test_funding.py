"""What covers an offer: by currency, and never one for another."""

from hypothesis import given
from hypothesis import strategies as st

from homeward.oversight.assistance.funding import Earmark, cost_of, picture
from homeward.oversight.assistance.lists import Funding, FundKind

amounts = st.integers(0, 10**15)
currencies = st.sampled_from(["XAD", "XBD", "XCD"])
parts = st.lists(st.tuples(currencies, amounts), min_size=1, max_size=8)
held = st.lists(st.tuples(currencies, st.sampled_from(list(FundKind)), amounts), max_size=8)


def offer(given_parts: list[tuple[str, int]]) -> dict[str, object]:
    return {
        "parts": [{"title": "x", "currency": c, "cost": str(amount)} for c, amount in given_parts]
    }


@given(parts, held)
def test_an_offer_is_funded_when_every_currency_of_it_is(
    costs: list[tuple[str, int]], given_held: list[tuple[str, FundKind, int]]
) -> None:
    found = picture(offer(costs), given_held)
    open_ = {}
    for currency in ("XAD", "XBD", "XCD"):
        cost = sum(amount for c, amount in costs if c == currency)
        cover = sum(amount for c, _, amount in given_held if c == currency)
        if cost > cover:
            open_[currency] = cost - cover
    assert found.missing == open_
    assert sum(c.cost for c in found.covers) == sum(amount for _, amount in costs)
    if not any(amount for _, amount in costs):
        assert found.status is Funding.NO_COST
    else:
        assert (found.status is Funding.FUNDED) is not bool(open_)


def test_money_of_another_currency_covers_nothing() -> None:
    found = picture(offer([("XAD", 100)]), [("XBD", FundKind.PLEDGE, 100)])
    assert found.status is Funding.UNFUNDED
    assert found.missing == {"XAD": 100}


def test_pledges_and_the_existing_budget_stand_apart() -> None:
    found = picture(
        offer([("XAD", 100)]), [("XAD", FundKind.PLEDGE, 60), ("XAD", FundKind.EXISTING, 40)]
    )
    (cover,) = found.covers
    assert (cover.pledged, cover.existing, cover.missing) == (60, 40, 0)
    assert found.told == {"status": "funded", "sources": ["pledge", "existing"]}


def test_without_an_offer_nothing_is_costed() -> None:
    assert picture({}, []).status is Funding.NOT_COSTED
    assert cost_of({}) == {}


def test_an_earmark_names_in_what_it_does_not_fit() -> None:
    earmark = Earmark(frozenset({"p8a"}), frozenset({"XB"}))
    assert earmark.wrong(paragraph="p8a", state="XB", help="expert") == []
    assert earmark.wrong(paragraph="p5", state="XC", help="expert") == ["paragraph", "state"]
    assert Earmark().wrong(paragraph="p5", state="XC", help="law") == []

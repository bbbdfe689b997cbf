"""The cases from which the rules come, in pence or whole units. Facts in our own words.

Where their figures were read:

- Devaynes v Noble (Clayton's Case) (1816) 1 Mer 572: the report, as mirrored on cryer.org.uk.
- Re Hallett's Estate (1880) 13 Ch D 696: en.wikipedia.org and oxbridgenotes.co.uk (what the
  client's bonds brought, both claims together, the balance at death, what was left).
- Re Oatway [1903] 2 Ch 356: en.wikipedia.org and theblackletter.co.uk.
- James Roscoe (Bolton) Ltd v Winder [1915] 1 Ch 62: en.wikipedia.org and wikimili.com.
- Brazil v Durant International [2015] UKPC 35: bailii.org (the Board's own illustration).
- Barlow Clowes International v Vaughan [1992] 4 All ER 22: bailii.org for the methods; the figures
  are a lecturer's illustration after it, on coursehero.com.
"""

import pytest

from homeward.tracing import Claim, Ledger, Trace, trace
from homeward.tracing.answers.distribution import distribute
from homeward.tracing.answers.spread import range_over_rules
from homeward.tracing.tracer import follow


def ledger(*payments: tuple[str, str, int]) -> Ledger:
    """Payments (source, target, amount), one a minute, all in XAD, ids P1, P2, ..."""
    return Ledger.from_rows(
        (f"P{i}", i * 60_000_000, source, target, amount, "XAD")
        for i, (source, target, amount) in enumerate(payments, start=1)
    )


def held(result: Trace, account: str) -> dict[str, int]:
    return {h.label: h.amount for h in result.holdings if h.account == account}


def test_clayton_first_money_in_is_first_out() -> None:
    """Devaynes v Noble (1816): 1,717 at the partner's death, later deposits of 3,000, and 2,000
    paid out since: nothing of the old balance is left."""
    result = trace(
        ledger(("old", "firm", 1717), ("new", "firm", 3000), ("firm", "customer", 2000)),
        [Claim("P1", label="old"), Claim("P2", label="new")],
        rule="fifo",
    )
    assert held(result, "firm") == {"new": 2717}
    assert held(result, "customer") == {"old": 1717, "new": 283}


def test_clayton_last_money_in_first_out() -> None:
    """The same payments by the accountants' rule: the new money bears the loss."""
    result = trace(
        ledger(("old", "firm", 1717), ("new", "firm", 3000), ("firm", "customer", 2000)),
        [Claim("P1", label="old"), Claim("P2", label="new")],
        rule="lifo",
    )
    assert held(result, "firm") == {"old": 1717, "new": 1000}
    assert held(result, "customer") == {"new": 2000}


def test_roscoe_v_winder_the_claim_stays_at_the_lowest_balance() -> None:
    """1915: trust money of 455 pounds 18s 11d; the balance fell to 25 pounds 18s and rose again
    with the trustee's own money to 358 pounds 5s 5d. Left of the trust money: 25 pounds 18s."""
    trust, low, final = 455 * 240 + 18 * 12 + 11, 25 * 240 + 18 * 12, 358 * 240 + 5 * 12 + 5
    result = trace(
        ledger(
            ("debtors", "account", trust),
            ("account", "shops", trust - low),
            ("own", "account", final - low),
        ),
        [Claim("P1", label="trust")],
        rule="lowest-balance",
    )
    assert held(result, "account") == {"trust": low}


def test_privy_council_illustration_in_durant() -> None:
    """1,000 falls to 1 and the account is filled again: 1 can be traced."""
    result = trace(
        ledger(("victim", "account", 1000), ("account", "shops", 999), ("own", "account", 5000)),
        [Claim("P1", label="victim")],
        rule="lowest-balance",
    )
    assert held(result, "account") == {"victim": 1}


def test_hallett_own_money_is_spent_first() -> None:
    """1880: a client's 2,145 and the settlement's money, 2,915 together, lay among own money; the
    balance at death was 3,029 pounds 15s 1d, so both are met in full and 114 pounds 15s 1d stay
    with the estate."""
    balance = 3029 * 240 + 15 * 12 + 1
    client, settlement = 2145 * 240, (2915 - 2145) * 240
    own_left = balance - client - settlement
    assert own_left == 114 * 240 + 15 * 12 + 1
    result = trace(
        ledger(
            ("own", "account", 500 * 240),
            ("bonds", "account", client),
            ("trust", "account", settlement),
            ("own", "account", own_left),
            ("account", "shops", 500 * 240),
        ),
        [Claim("P2", label="client"), Claim("P3", label="settlement")],
        rule="lowest-balance",
    )
    assert held(result, "account") == {"client": client, "settlement": settlement}
    assert held(result, "shops") == {}


OATWAY_SHARES = 2137 * 240 + 12 * 12 + 3
OATWAY_TRUST = 3000 * 240


def oatway() -> Ledger:
    """1903: own money first in, then one credit of 7,000 pounds of which 3,000 trust; 510 spent,
    shares bought for 2,137 pounds 12s 3d, and the rest dissipated."""
    own, credit = 77 * 240 + 13 * 12 + 4, 7000 * 240
    return ledger(
        ("own", "account", own),
        ("sale", "account", credit),
        ("own", "account", 30 * 240),
        ("account", "shops", 510 * 240),
        ("account", "broker", OATWAY_SHARES),
        ("account", "spent", own + credit + 30 * 240 - 510 * 240 - OATWAY_SHARES),
    )


def test_oatway_under_clean_first_the_shares_are_his_own() -> None:
    """If own money is spent first, the trust's money is what was dissipated later. (Hence the
    beneficiary's election, which is another rule.)"""
    result = trace(oatway(), [Claim("P2", OATWAY_TRUST, "trust")], rule="lowest-balance")
    assert held(result, "broker") == {}
    assert held(result, "spent") == {"trust": OATWAY_TRUST}


def test_oatway_the_beneficiary_takes_the_surviving_asset() -> None:
    """What the court let the beneficiary say: the shares are the trust's, wholly."""
    result = trace(oatway(), [Claim("P2", OATWAY_TRUST, "trust")], rule="claimant-first")
    assert held(result, "broker") == {"trust": OATWAY_SHARES}


def test_oatway_by_rolling_charge() -> None:
    """In proportion to the balance, 902.24 pounds of the shares are the trust's."""
    result = trace(oatway(), [Claim("P2", OATWAY_TRUST, "trust")], rule="pro-rata")
    assert held(result, "broker") == {"trust": round(902.2417 * 240)}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("fifo", {"A": 400, "B": 2000}),
        ("lifo", {"A": 1000, "B": 1400}),
        ("pro-rata", {"A": 800, "B": 1600}),
        ("lowest-balance", {"A": 800, "B": 1600}),
        ("claimant-first", {"A": 800, "B": 1600}),
    ],
)
def test_rateable_illustration_after_barlow_clowes(rule: str, expected: dict[str, int]) -> None:
    """A brings 1,000, B 2,000, and 600 is lost. First in first out takes all of it from A, last in
    first out from B; where nothing is clean every share rule takes from both in proportion."""
    result = trace(
        ledger(("a", "pool", 1000), ("b", "pool", 2000), ("pool", "lost", 600)),
        [Claim("P1", label="A"), Claim("P2", label="B")],
        rule=rule,
    )
    assert held(result, "pool") == expected


def test_oatway_first_in_first_out_after_the_small_balance() -> None:
    """By Clayton's order, trust money first in the credit: own 77 pounds 13s 4d leaves first, then
    trust money pays the rest of the 510 pounds and all the shares."""
    result = trace(oatway(), [Claim("P2", OATWAY_TRUST, "trust")], rule="fifo")
    assert held(result, "broker") == {"trust": OATWAY_SHARES}


def distributed(rows: Ledger, claims: list[Claim], method: str, rule: str = "pro-rata") -> dict:
    found = distribute(follow(rows, claims, rule=rule), ["pool"], method)
    return {each.label: each.award for each in found.awards}


BARLOW = (("a", "pool", 1000), ("b", "pool", 2000), ("pool", "lost", 600))


@pytest.mark.parametrize("method", ["rolling", "capped", "pari-passu"])
def test_rateable_distribution_after_barlow_clowes(method: str) -> None:
    """The loss of 600 falls on both in proportion: 800 and 1,600."""
    claims = [Claim("P1", label="A"), Claim("P2", label="B")]
    found = distributed(ledger(*BARLOW), claims, method)
    assert found == {"A": 800, "B": 1600}


def test_clayton_as_a_distribution() -> None:
    """Rolling under first in, first out: nothing for the old balance."""
    rows = ledger(("old", "pool", 1717), ("new", "pool", 3000), ("pool", "customer", 2000))
    claims = [Claim("P1", label="old"), Claim("P2", label="new")]
    assert distributed(rows, claims, "rolling", "fifo") == {"old": 0, "new": 2717}


def test_roscoe_v_winder_as_a_distribution() -> None:
    """Capped at the lowest balance the trust gets 25 pounds 18s; the pool's 358 pounds 5s 5d shared
    out pari passu with the trustee's own 332 pounds 7s 5d would have given it 207.22 pounds."""
    trust, low, final = 455 * 240 + 18 * 12 + 11, 25 * 240 + 18 * 12, 358 * 240 + 5 * 12 + 5
    rows = ledger(
        ("debtors", "pool", trust), ("pool", "shops", trust - low), ("own", "pool", final - low)
    )
    assert distributed(rows, [Claim("P1", label="trust")], "capped") == {"trust": low}
    both = [Claim("P1", label="trust"), Claim("P3", label="own")]
    assert distributed(rows, both, "pari-passu")["trust"] / 240 == pytest.approx(207.22, abs=0.01)


def test_durant_illustration_as_a_distribution() -> None:
    """1,000 falls to 1 and is filled again: the claim is met with 1."""
    rows = ledger(("victim", "pool", 1000), ("pool", "shops", 999), ("own", "pool", 5000))
    assert distributed(rows, [Claim("P1", label="victim")], "capped") == {"victim": 1}


@pytest.mark.parametrize("method", ["capped", "pari-passu"])
def test_hallett_as_a_distribution(method: str) -> None:
    """Both claims of 2,915 pounds are met in full; 114 pounds 15s 1d stay with the estate."""
    client, settlement, own = 2145 * 240, (2915 - 2145) * 240, 114 * 240 + 15 * 12 + 1
    rows = ledger(
        ("own", "pool", 500 * 240),
        ("bonds", "pool", client),
        ("trust", "pool", settlement),
        ("own", "pool", own),
        ("pool", "shops", 500 * 240),
    )
    case = follow(
        rows, [Claim("P2", label="client"), Claim("P3", label="trust")], rule="lowest-balance"
    )
    found = distribute(case, ["pool"], method)
    assert {each.label: each.award for each in found.awards} == {
        "client": client,
        "trust": settlement,
    }
    assert found.left == own


def test_oatway_as_a_range() -> None:
    """The shares: nothing of the trust's if own money goes first, all at the trust's election."""
    found = range_over_rules(oatway(), [Claim("P2", OATWAY_TRUST, "trust")])
    (shares,) = [row.spread for row in found.accounts if row.account == "broker"]
    assert (shares.low, shares.high) == (0, OATWAY_SHARES)
    assert "lowest-balance" in shares.low_rules
    assert "claimant-first" in shares.high_rules

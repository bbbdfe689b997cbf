"""The cases from which the rules come, in pence or whole units. Facts in our own words."""

import pytest

from homeward.tracing import Claim, Ledger, Trace, trace


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
    """1880: a client's 2,145 and the settlement's 770 lay among own money; the balance at death
    was 3,029 pounds 15s 1d, so both are met in full and 114 pounds 15s 1d stay with the estate."""
    balance = 3029 * 240 + 15 * 12 + 1
    client, settlement = 2145 * 240, 770 * 240
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

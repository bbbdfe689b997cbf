"""59/154 §5, 61/179 §4: freeze the proceeds (confiscation and return are later rooms' work)."""

import pytest

from homeward.node.demo.checks import border_checks, pooled_holdings
from homeward.node.demo.client import Refused
from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


def test_what_xb_froze_is_what_the_pooled_ledger_holds_there(played: Played) -> None:
    story, _ = played
    checks = [check for check in border_checks(story) if check.name.startswith("Frozen")]
    assert len(checks) == 2
    assert [check.name for check in checks if not check.passed] == []
    orders = rows(
        story,
        "XB",
        "select account, amount, legal_basis, valid_from, valid_to from"
        " proceeds_order where status = 'in_force'",
    )
    assert sum(order[1] for order in orders) == pooled_holdings()["XB"]
    assert len({order[0] for order in orders}) == len(orders)
    assert all(basis and start < end for _, _, basis, start, end in orders)


def test_both_cases_show_the_order(played: Played) -> None:
    story, _ = played
    abroad = story.person("officer.xa").get(story.money("XA"))
    at_home = story.person("central.xb").get(story.money("XB"))
    for page in (abroad, at_home):
        assert f"{story.cases['XB']}/F01" in page


def test_the_same_proceeds_are_not_frozen_twice(played: Played) -> None:
    story, _ = played
    central = story.person("central.xb")
    account = rows(story, "XB", "select account, trace_id from proceeds_order order by id limit 1")
    path = f"{story.money('XB')}traces/{account[0][1]}/freeze/?account={account[0][0]}"
    before = rows(story, "XB", "select count(*) from proceeds_order")
    assert "Les décisions en vigueur en retiennent déjà la totalité" in central.get(path)
    for amount in ({}, {"amount": "0.01"}):
        with pytest.raises(Refused):
            central.send(path, {"legal_basis": "art. 100 (invented)", **amount})
    assert rows(story, "XB", "select count(*) from proceeds_order") == before


def test_orders_on_an_account_stay_within_its_balance(played: Played) -> None:
    """Over all claims, labels and traces: nobody freezes money that does not lie there."""
    story, _ = played
    beyond = rows(
        story,
        "XB",
        "select o.account from proceeds_order o where o.status = 'in_force'"
        " group by o.account, o.currency"
        " having sum(o.amount) > (select max((h->>'balance')::bigint)"
        " from proceeds_trace t, jsonb_array_elements(t.document->'holdings') h"
        " where h->>'account' = o.account and h->>'currency' = o.currency)",
    )
    assert beyond == []


def test_an_officer_without_the_role_cannot_order(played: Played) -> None:
    story, _ = played
    account = rows(story, "XB", "select account, trace_id from proceeds_order order by id limit 1")
    path = f"{story.money('XB')}traces/{account[0][1]}/freeze/?account={account[0][0]}"
    with pytest.raises(Refused, match="403"):
        story.person("officer.xb").get(path)


def test_no_order_goes_above_what_the_finished_run_found(played: Played) -> None:
    story, _ = played
    above = rows(
        story,
        "XB",
        "select o.reference from proceeds_order o join proceeds_trace t on t.id = o.trace_id"
        " left join proceeds_run r on r.id = t.run_id where r.state <> 'finished' or o.amount >"
        " (select sum((h->>'amount')::bigint) from jsonb_array_elements(t.document->'holdings') h"
        " where h->>'account' = o.account and h->>'currency' = o.currency"
        " and h->>'label' = o.label)",
    )
    assert above == []

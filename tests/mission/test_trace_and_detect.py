"""59/154 §5, 61/179 §4: trace and detect the proceeds of kidnapping.

The investigators of three States follow one ransom, each in his own ledger only.
"""

import pytest

from homeward.node.demo.checks import border_checks, pooled_holdings
from homeward.node.demo.ledgers import RANSOM
from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


def test_the_run_equals_tracing_the_pooled_ledger(played: Played) -> None:
    story, _ = played
    checks = [check for check in border_checks(story) if "the run against the pooled" in check.name]
    assert len(checks) == 3
    assert [check.name for check in checks if not check.passed] == []
    assert sum(pooled_holdings().values()) == RANSOM


def test_no_ledger_left_its_state(played: Played) -> None:
    """XB holds nothing of XA's bank but the references, times and amounts it was handed."""
    story, _ = played
    for state in ("XB", "XC"):
        foreign = rows(
            story, state, "select count(*) from proceeds_ledger where name like '%%of XA%%'"
        )
        assert foreign == [(0,)]
        handed = rows(
            story,
            state,
            "select reference, stretches from proceeds_handover where not is_outgoing",
        )
        assert handed
        assert all("XA00TEST" not in f"{reference} {taint}" for reference, taint in handed)


def test_every_hand_over_is_final_and_the_same_on_both_sides(played: Played) -> None:
    story, _ = played
    sql = (
        "select run_id::text, {}, reference, revision, at, amount, stretches::text, is_final"
        " from proceeds_handover where is_outgoing = {}"
    )
    sent, received = set(), set()
    for state in ("XA", "XB", "XC"):
        sent |= {(state, *row) for row in rows(story, state, sql.format("peer", "true"))}
        received |= {
            (row[1], row[0], state, *row[2:])
            for row in rows(story, state, sql.format("peer", "false"))
        }
    assert sent == received
    assert all(row[-1] for row in sent)


def test_the_officer_reads_where_the_money_is(played: Played) -> None:
    story, _ = played
    page = story.person("officer.xa").get(f"{story.money('XA')}runs/{story.run}/")
    assert 'data-run="finished"' in page
    assert "handed over to other States" in page
    assert "XA00TEST0000009002" in page


def test_nothing_waited_and_every_round_kept_to_the_request(played: Played) -> None:
    """The ransom went out and came back, and the ceiling stood in nobody's way."""
    story, _ = played
    for state in ("XA", "XB", "XC"):
        standings = rows(
            story, state, "select distinct standing from proceeds_handover where not is_outgoing"
        )
        assert standings == [("flows",)]
    refused = rows(story, "XA", "select count(*) from exchange_inmessage where refused <> ''")
    assert refused == [(0,)]


def test_the_case_says_what_the_recorded_ransom_has_become(played: Played) -> None:
    story, _ = played
    page = story.person("officer.xa").get(f"/cases/{story.cases['XA']}/")
    assert "What became of it" in page
    assert "480,000.00 claimed" in page.replace("\u00a0", " ")

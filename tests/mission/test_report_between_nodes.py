"""61/179 §7, 59/154 §3: report to the Crime Commission, share with the Conference of the Parties.

The demonstration's chapter: three States tell their figures and reply, each step through their own
pages and by two people wherever two decide; the Secretariat compiles, and shares. XD is asked too.
"""

import json
from decimal import Decimal

import pytest

from homeward.node.demo.checks import Check
from homeward.node.demo.report import INDICATOR, VICTIMS, Report
from tests.database import rows

pytestmark = pytest.mark.nodes
Reported = tuple[Report, list[Check]]


def test_every_figure_of_the_report_is_worked_out_again(reported: Reported) -> None:
    story, checks = reported
    assert not [f"{one.name}: {one.found}" for one in checks if not one.passed]
    names = " · ".join(one.name for one in checks)
    for words in ("(en): figures", "(fr): figures", "constant panel", "not replied", "PDF/A"):
        assert words in names
    told = {
        (row["state"], row["period"]): Decimal(row["value"])
        for row in story.annex["data"]
        if row["indicator"] == INDICATOR and not row["breakdown"]
    }
    brought = {(s, str(year)): n for s, years in VICTIMS.items() for year, n in years.items()}
    assert told == brought, "what States brought in files is what the Commission is told"
    for words in ("did not reply", "Victims were 55 [", "Needs: Two analysts.", "from memory"):
        assert words in story.shown


def test_a_field_without_a_figure_is_refused_and_who_wrote_does_not_clear(
    reported: Reported,
) -> None:
    story, _ = reported
    state = story.person("central.xa")
    answers = f"{story.round}answers/p8b/"
    assert f"{story.replies['XA']}clear/" not in state.get(story.round)
    state.refused(
        answers, {"text": f"[[{INDICATOR} 1999]]"}, code=400, says="No figure stands behind"
    )


def test_sharing_is_a_signed_act_of_its_own(reported: Reported) -> None:
    story, _ = reported
    assert f"{story.report}share/" not in story.person("desk.xz").get(story.report)
    held = rows(story, "XZ", "select statement, signature from reporting_sharing")
    assert json.loads(held[0][0])["shared_with"] == "conference"
    signed = "select count(*) from journal_entry where verb = 'reporting.shared'"
    assert rows(story, "XZ", signed) == [(1,)]


def test_nothing_of_it_is_for_those_without_a_part_in_it(reported: Reported) -> None:
    story, _ = reported
    officer = story.person("officer.xa")
    assert officer.status("/reporting/") == 403
    assert officer.status(story.replies["XA"]) == 404

"""59/154 §4, 61/179 §3: extradition to the end. Provisional arrest with the clock of the documents,
surrender, and the rule that who was surrendered answers for nothing else (UNTOC 16).
"""

import re

import pytest

from homeward.node.demo.checks import Check
from homeward.node.demo.crisis import choice
from homeward.node.demo.requests import CENTRAL, LAW, OFFICER, SUSPECT, Requests, day
from homeward.node.demo.requests_records import LAW_FILE
from homeward.node.demo.requests_surrender import (
    ABROAD,
    OFFENCE,
    SURRENDER,
    WARRANT,
    WARRANT_FILE,
)
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Requests, list[Check]]
BACK = "After the trial he serves his sentence in XB."
THEFT = "Theft of a boat on 8 March 2026"


def test_from_the_arrest_to_the_surrender_both_desks_hold_the_same(requested: Played) -> None:
    _, proved = requested
    about = ("Request arrest", "Request extradition", "The clock", "Speciality", "Ladders")
    checks = [check for check in proved if check.name.startswith(about)]
    assert len(checks) == len(about)
    assert [check for check in checks if not check.passed] == []


def test_the_central_authority_reads_who_decided_when_and_for_what(requested: Played) -> None:
    story, _ = requested
    for username in (CENTRAL, ABROAD):
        page = story.person(username).get(story.path(SURRENDER))
        for words in ("BX 12/26", "J 4/26", OFFENCE, "Bridge of Lower Ford", "Police of XA"):
            assert words in page, (username, words)


def test_whoever_is_held_is_released_when_no_documents_come(requested: Played) -> None:
    """XB releases; XA's clock stops, the documents may still be sent, and XA withdraws."""
    story, _ = requested
    story.draft("late", "provisional_arrest", "XB", basis="bilateral", urgency="urgent")
    asked = {"person": "B. Second", "nationality": "Unknown", "stage": "prosecution"}
    asked |= {"offences": OFFENCE, "penalty": "Five to fifteen years"}
    asked |= {"warrant_reference": "Court of XA, 18/2026", "urgency_why": "He is leaving."}
    story.write("late", {**asked, "request_by": day(5)})
    story.issue("late")
    story.take_up(ABROAD, "late")
    arrest = {"arrested_on": day(), "held_by": "Duty judge", "papers_rule": "Art. 11 (invented)"}
    story.does(ABROAD, "late", "arrest", papers_by=day(10), **arrest)
    story.offered(CENTRAL, "late", "send_documents")
    waits = "select count(*) from duty_task where subject_id = %s and kind ="
    waits += " 'cooperation.send_documents' and done_at is null"
    assert rows(story, "XA", waits, story.ids["late"]) == [(1,)]
    story.does(ABROAD, "late", "release", text="The time is over.")
    page = story.shows(CENTRAL, "late", "The time is over.")
    assert "change/send_documents/" in page
    assert rows(story, "XA", waits, story.ids["late"]) == [(0,)]
    story.does(CENTRAL, "late", "withdraw", text="He was found innocent.")
    story.shows(ABROAD, "late", "He was found innocent.")


def test_a_charge_for_another_act_needs_the_consent_of_the_other_state(requested: Played) -> None:
    story, _ = requested
    officer, new = story.person(OFFICER), f"{story.case}proceedings/new/"
    page = officer.fetch(new)
    charge = {"suspect": choice(page.text, SUSPECT), "charged_on": day(), "offence": THEFT}
    charge |= {"provision": "Penal Code of XA, art. 40 (invented)"}
    officer.refused(new, charge, says="for certain offences only")
    other = {"other_purpose": "To prosecute a theft.", "other_parts": THEFT}
    story.does(CENTRAL, SURRENDER, "ask_use", **other)
    story.offered(ABROAD, SURRENDER, "allow_use")
    story.does(ABROAD, SURRENDER, "allow_use", allowed=THEFT)
    officer.wait_for(new, lambda text: THEFT in text or None, "the consent")
    officer.send(new, {**charge, "under": THEFT})
    charged = set(re.findall(rf"{OFFENCE}|{THEFT}", officer.get(f"{story.case}proceedings/")))
    assert charged == {OFFENCE, THEFT}


def test_one_is_lent_for_his_trial_and_comes_back(requested: Played) -> None:
    """XB lends one for trial, who is brought back (UNTOC 16(11)); both desks read the same."""
    story, _ = requested
    _ask(story, "lent", "D. Fourth, born 1980")
    _lend(story)
    for username in (CENTRAL, ABROAD):
        assert BACK in story.shows(username, "lent", "Bridge of Upper Ford")


def test_a_national_is_prosecuted_at_home_instead(requested: Played) -> None:
    """XB refuses for nationality and says who prosecutes; XA asks for that and hears what came of
    it (UNTOC 16(10)). The treaty of the two on assistance takes nothing from that duty. Both desks
    read the same."""
    story, _ = requested
    _ask(story, "national", "E. Fifth, of XB")
    _prosecute_instead(story)
    shown = ("UNTOC 16(10)", "Prosecutor of XB", "P 77/26", "Convicted: eight years.")
    for username in (CENTRAL, ABROAD):
        page = story.shows(username, "national", "Convicted: eight years.")
        for words in shown:
            assert words in page, (username, words)
    sides.same(story, "national", "XB", "own_ended")


def _prosecute_instead(story: Requests) -> None:
    plan = {"intention": "refuse", "reasons": "He is a national of XB."}
    story.does(ABROAD, "national", "consult", **plan)
    refusal = {"ground": "nationality", "text": "XB surrenders no national of its own."}
    refused = story.path("national", "change/refuse/")
    story.person(ABROAD).refused(refused, refusal, says="Ce motif l’exige.")  # XB reads French
    instead = {"submitted_to": "Prosecutor of XB", "submitted_on": day()}
    story.does(ABROAD, "national", "refuse", **refusal, **instead)
    story.offered(CENTRAL, "national", "ask_own")
    means = {"own_what": "prosecution", "own_means": "The file, and two witnesses by video."}
    story.does(CENTRAL, "national", "ask_own", **means)
    story.offered(ABROAD, "national", "open_own")
    opened = {"own_authority": "Prosecutor of XB", "own_reference": "P 77/26", "own_on": day()}
    story.does(ABROAD, "national", "open_own", **opened)
    result = {"own_outcome": "Convicted: eight years.", "own_decided": day()}
    story.does(ABROAD, "national", "end_own", **result)


def _ask(story: Requests, name: str, person: str) -> None:
    story.draft(name, "extradition", "XB", basis="untoc_16", urgency="routine")
    story.attach(OFFICER, name, LAW_FILE, LAW.encode(), "The provision, in full")
    story.attach(OFFICER, name, WARRANT_FILE, WARRANT.encode(), "The warrant")
    asked = {"person": person, "nationality": "XB", "stage": "prosecution", "offences": OFFENCE}
    asked |= {"penalty": "Five to fifteen years", "speciality": "Tried for nothing else."}
    asked |= {"treatment": "Fair trial, counsel, interpreter."}
    story.write(name, asked, {"law_text": LAW_FILE, "warrant": WARRANT_FILE})
    story.issue(name)
    story.take_up(ABROAD, name)


def _lend(story: Requests) -> None:
    story.does(ABROAD, "lent", "bring_to_court")
    admitted = {"court": "Court of XB", "court_reference": "CX 3/26", "decided_on": day()}
    story.does(ABROAD, "lent", "admit", **admitted)
    granted = {"decided_by": "Minister of XB", "reference": "M 9/26", "decided_on": day()}
    story.does(ABROAD, "lent", "grant", offences_granted=OFFENCE, conditions=BACK, **granted)
    where = {"place": "Harbour of XB", "on": day(2), "escort": "Two officers."}
    story.does(ABROAD, "lent", "propose_surrender", **where)
    story.offered(CENTRAL, "lent", "agree_surrender")
    story.does(CENTRAL, "lent", "agree_surrender")
    story.offered(ABROAD, "lent", "surrender_for_time")
    handed = {"handed_on": day(), "handed_at": "Harbour of XB", "handed_to": "Police of XA"}
    story.does(ABROAD, "lent", "surrender_for_time", return_by=day(60), **handed)
    story.offered(CENTRAL, "lent", "return_person")
    returned = {"returned_on": day(), "returned_at": "Bridge of Upper Ford"}
    story.does(CENTRAL, "lent", "return_person", **returned)

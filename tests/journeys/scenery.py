"""What the border story leaves out and some pages need: a draft, a question that nobody has taken
up, ledgers that wait for a decision, somebody without a second factor.

Nothing here touches what other tests compare of the story: its ledgers, runs, orders and answers.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from homeward.node.demo.cast import password_of
from homeward.node.demo.client import Person
from homeward.node.demo.ledgers import RANSOM, RANSOM_REFERENCE, Payment, account, bank_export
from homeward.node.demo.requests import SUSPECT
from homeward.node.demo.requests_records import CERTIFIED, LAW_FILE, RECORDS_FILE
from homeward.node.demo.requests_surrender import OFFENCE, WARRANT_FILE
from homeward.node.demo.story import Story
from homeward.node.home import HOME_VARIABLE
from tests.cooperation.played import let_into_the_investigation
from tests.database import rows
from tests.proceeds.ledger_files import BAD, ROWS, export

NEWCOMER = "newcomer.xb"
KIND = "police_information"
BAD_ROWS, UNKNOWN_COLUMNS = "Rows to decide about", "Columns to choose"
CHANGE = "Proposed to be looked at."
QUESTION = "Who owns the account of the second payment?"
# What people of the story and of this file wrote; it is shown as they wrote it.
OWN_WORDS = (
    BAD_ROWS,
    UNKNOWN_COLUMNS,
    QUESTION,
    CHANGE,
    "Newcomer of XB",
    "First Bank of XA, March 2026",
    "First Bank of XB, March 2026",
    "Taken on the harbour road",
    "Harbour road",
    "Taken away by force; a ransom was demanded.",
    "V. Example",
    *(f"Column {number}" for number in range(1, 8)),
    "Code of Criminal Procedure of Borduvia, art. 100 (invented)",
    # of the requests
    SUSPECT,
    OFFENCE,
    LAW_FILE,
    WARRANT_FILE,
    RECORDS_FILE,
    CERTIFIED,
    *(f"{name}.pdf" for name in ("receipt", "acknowledge", "begin", "execute")),
    "The provision, in full",
    "The warrant",
    "Certified copy of the records",
    "Registry",
    "Documents and records",  # of titles that were made when they were taken in
    "in request",
)


@dataclass(frozen=True, slots=True)
class Scenery:
    """Addresses on the two nodes."""

    arrived: str
    draft: str
    bad_rows: str
    unknown_columns: str
    freezing_page: str
    match_page: str


def set_scene(story: Story) -> Scenery:
    """Everything, through the pages; the newcomer by the administrator's command."""
    officer = story.person("officer.xb")
    let_into_the_investigation(story)
    add_newcomer(story)
    propose_change(story)
    return Scenery(
        arrived=ask_police(story),
        draft=draft_request(officer, story.cases["XB"], "XA"),
        bad_rows=upload(officer, story.money("XB"), BAD_ROWS, export(*ROWS, *BAD)),
        unknown_columns=upload(
            officer,
            story.money("XB"),
            UNKNOWN_COLUMNS,
            export(*ROWS, headings=",".join(f"Column {n}" for n in range(1, 8))),
        ),
        freezing_page=freezing_page(story),
        match_page=lose_reference(story),
    )


def propose_change(story: Story) -> None:
    """A change to a recorded law that waits for a second person."""
    story.person("central.xa").send(
        "/law/states/JP/change/", {"legal_family": "mixed", "reason": CHANGE}
    )


def draft_request(officer: Person, case: str, other_state: str) -> str:
    """A request that only its writer has seen."""
    answer = officer.send(
        f"/cases/{case}/requests/new/?kind={KIND}",
        {"other_state": other_state, "legal_basis": "untoc_27", "urgency": "urgent"},
    )
    return re.sub(r"content/$", "", answer.url.path)


def ask_police(story: Story) -> str:
    """XA asks XB's police something; the request is there when its receipt is."""
    officer, central = story.person("officer.xa"), story.person("central.xa")
    path = draft_request(officer, story.cases["XA"], "XB")
    officer.send(
        f"{path}content/",
        {"questions": QUESTION, "persons": "Not known here."},
    )
    request = path.split("/")[2]
    story.change(central, request, "approve")
    story.change(central, request, "issue")
    officer.wait_for(path, lambda text: "receipt signed" in text, "the receipt")
    return path


def freezing_page(story: Story) -> str:
    """Where XB's central authority ordered a freeze."""
    sql = "select trace_id, account from proceeds_order order by id limit 1"
    trace, account = rows(story, "XB", sql)[0]
    return f"{story.money('XB')}traces/{trace}/freeze/?account={account}"


def lose_reference(story: Story) -> str:
    """A small second case, where XB's bank dropped the reference: the page to match it by hand."""
    other = Story(story.stage, lambda step: None, people=story.people)
    collector, abroad = account("XA", 9102), account("XB", 9101)
    began = datetime(2026, 3, 12, 8, tzinfo=UTC)
    ransom = Payment(began, account("XA", 9101), collector, RANSOM, RANSOM_REFERENCE, "")
    lost = Payment(began + timedelta(hours=2), collector, abroad, RANSOM // 2, "E2E-LOST", "")
    other.exports = {
        "XA": bank_export([ransom, lost], "XA"),
        "XB": bank_export([replace(lost, reference="")], "XB"),
    }
    other.open_case()
    other.take_ledger("XA")
    other.claim_and_trace()
    officer, central = other.person("officer.xa"), other.person("central.xb")
    claim = re.search(rf"{other.money('XA')}claims/\d+/abroad/", officer.get(other.money("XA")))
    assert claim is not None
    answer = officer.send(claim.group(), {"states": ["XB"]})
    run, request = (
        re.findall(rf"/{what}/([0-9a-f-]{{36}})/", f"{answer.url} {answer.text}")[0]
        for what in ("runs", "requests")
    )
    officer.send(f"/requests/{request}/content/", {})
    for step in ("approve", "issue"):
        other.change(other.person("central.xa"), request, step)
    central.wait_for("/requests/", lambda text: request in text or None, "the request")
    other.change(central, request, "acknowledge")
    linked = central.send(f"/requests/{request}/link/", {"case": ""})
    found = re.search(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", f"{linked.url} {linked.text}")
    assert found is not None
    other.cases["XB"] = found.group(1)
    other.let_in(central, f"/cases/{other.cases['XB']}/", "Officer of XB")
    other.take_ledger("XB")
    other.change(central, request, "begin")
    page = central.wait_for(
        f"{other.money('XB')}runs/{run}/",
        lambda text: text if "/payment/" in text else None,
        "the hand-over that matches nothing",
    )
    address = re.search(r'href="([^"]+/hand-overs/\d+/payment/)"', page)
    assert address is not None
    return address.group(1)


def upload(officer: Person, money: str, name: str, file: bytes) -> str:
    """The page of a ledger that was just uploaded."""
    answer = officer.send(
        f"{money}ledgers/new/",
        {"name": name, "zone": "UTC", "exponent": "2"},
        files={"file": ("export.csv", file, "text/csv")},
    )
    return answer.url.path


def add_newcomer(story: Story) -> None:
    """Somebody who has not signed in yet, added as an administrator adds people."""
    command = [sys.executable, "-P", "-m", "homeward.cli", "user", "add", NEWCOMER]
    subprocess.run(
        [*command, "--name", "Newcomer of XB", "--authority", "XB-POLICE", "--role", "officer"],
        env={**os.environ, HOME_VARIABLE: str(story.stage.nodes["XB"].home.path)},
        input=f"{password_of('XB')}\n",
        text=True,
        check=True,
        capture_output=True,
    )

"""The chapters of the border story, each by clicking and typing at the browsers of its people."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import expect

from homeward.node.demo.ledgers import CURRENCY, RANSOM_REFERENCE, all_payments, bank_export
from homeward.node.demo.stage import NAMES
from homeward.node.demo.story import Story
from tests.browser import axe_faults
from tests.journeys.steps import (
    PATIENCE,
    let_in,
    open_arrived,
    reference_on,
    reload_until,
    upload,
)
from tests.journeys.visitor import Visitor

BASIS = "Code of Criminal Procedure of Borduvia, art. 100 (invented)"


@dataclass(slots=True)
class Tale:
    """Who sits where, and what they learn on the way."""

    officer: Visitor
    central: Visitor
    officer_b: Visitor
    central_b: Visitor
    story: Story
    cases: dict[str, str] = field(default_factory=dict)
    run: str = ""


# --- State XA: the case and its money ------------------------------------------------------------


def open_the_case(tale: Tale) -> None:
    one = tale.officer
    one.follow("Cases")
    one.follow("Open a case")
    one.field("Working title").fill("Taken on the harbour road")
    one.field("Time the victim was taken (UTC)").fill("2026-03-09T18:40")
    one.field("Place").fill("Harbour road")
    one.field("Type of kidnapping").select_option("extortion")
    one.choose("iccs_code", "020221")
    one.field("Why this class").fill("Taken away by force; a ransom was demanded.")
    one.send("Open the case")
    tale.cases["XA"] = reference_on(one)
    expect(one.page.locator("#messages")).to_contain_text("is open, and you lead it")


def record_victim_and_ransom(tale: Tale) -> None:
    one = tale.officer
    one.follow("Add a person")
    one.choose("role", "victim")
    one.field("Name").fill("V. Example")
    one.field("Outcome for the victim").select_option("still_held")
    one.send("Add the person")
    expect(one.page.get_by_role("main")).to_contain_text("V. Example")
    one.follow("Overview")
    one.follow("Record the ransom")
    one.field("Currency").fill(CURRENCY)
    one.field("Demanded").fill("600,000.00")
    one.field("Paid").fill("480000")
    one.field("Time it was paid (UTC)").fill("2026-03-12T08:00")
    one.field("Reference of the payment").fill(RANSOM_REFERENCE)
    one.send("Record the ransom")
    expect(one.page.get_by_role("main")).to_contain_text(f"{CURRENCY} 480,000.00")


def let_the_central_authority_in(tale: Tale) -> None:
    let_in(tale.officer, "Central authority of XA")
    tale.central.follow("Cases")
    tale.central.follow(tale.cases["XA"])
    members = tale.central.page.get_by_role("region", name="Members")
    expect(members).to_contain_text("Officer of XA")


def upload_the_statement(tale: Tale) -> None:
    upload(tale.officer, "XA")
    expect(tale.officer.page.get_by_text(re.compile("2,?098 payments"))).to_be_visible()


def claim_the_ransom_and_trace_it(tale: Tale) -> None:
    one = tale.officer
    one.field("Reference, account, id or amount").fill(RANSOM_REFERENCE)
    one.send("Find")
    one.follow("Claim this payment")
    one.send("Claim this payment")
    one.send("Trace", "verb")
    read_the_result(one)


def read_the_result(one: Visitor) -> None:
    """The page loads again by itself when the worker is done: sentence, picture, table."""
    result = one.page.get_by_role("region", name=one.word("What became of the money"))
    expect(result).to_be_visible(timeout=PATIENCE * 1000)
    expect(result).to_contain_text("XTS 480,000.00 claimed = XTS 480,000.00 held in accounts.")
    expect(result.locator("svg .flow-link").first).to_be_visible()
    nodes = result.locator("svg .flow-node")
    nodes.first.focus()
    one.page.keyboard.press("ArrowRight")
    expect(result.locator(".flow-link.flow-on").first).to_be_visible()
    expect(result.get_by_role("table").get_by_text("XB00TEST0000009002")).to_be_visible()
    assert axe_faults(one.page) == []


# --- State XA: the requests ----------------------------------------------------------------------


def prepare_the_run(tale: Tale) -> None:
    one = tale.officer
    one.follow("Money")
    one.follow("Follow it abroad")
    for state in ("XB", "XC"):  # the trace led there
        expect(one.page.locator(f"input[value={state}]")).to_be_checked()
    one.send("Prepare the run and its requests")
    tale.run = one.page.url
    for number in range(2):
        one.page.goto(tale.run)
        one.press(one.page.locator("main a[href^='/requests/']").nth(number))
        one.follow("Write the contents")
        keep_and_issue(tale)


def keep_and_issue(tale: Tale) -> None:
    """The officer keeps the draft; another person finds it in her work, approves and issues it."""
    tale.officer.send("Keep the draft")
    main = tale.officer.page.get_by_role("main")
    expect(main).to_contain_text("another person approves it")
    expect(main.get_by_role("button", name="Approve")).to_have_count(0)
    one = tale.central
    one.follow("My work")
    expect(one.page.get_by_role("main")).to_contain_text("Read and approve")
    path = urlsplit(tale.officer.page.url).path  # both requests of a run may wait for her
    one.press(one.page.get_by_role("main").locator(f"a[href='{path}']").first)
    assert axe_faults(one.page) == []
    one.send("Approve")
    one.send("Issue")
    expect(one.page.locator("#messages")).to_contain_text("Issued")


# --- State XB ------------------------------------------------------------------------------------


def take_up_the_request(tale: Tale) -> None:
    one = tale.central_b
    open_arrived(one, "Tracing of proceeds")
    request = one.page.url
    assert axe_faults(one.page) == []
    one.send("Acknowledge")
    one.follow("Link to a case or open one")
    one.send("Use this case")
    one.press(one.page.locator("main .lead a"))
    one.follow("Overview")
    tale.cases["XB"] = reference_on(one)
    let_in(one, "Officer of XB")
    tale.officer_b.follow("Cases")
    tale.officer_b.follow(tale.cases["XB"])
    upload(tale.officer_b, "XB")
    one.page.goto(request)
    one.send("Accept and begin")


def xc_takes_part(tale: Tale) -> None:
    tale.story.exports["XC"] = bank_export(all_payments(), "XC")
    tale.story.accept_tracing("XC")


def see_the_run_finish(tale: Tale) -> None:
    """The page moves on by itself from round to round."""
    one = tale.officer
    one.page.goto(tale.run)
    expect(one.page.locator("[data-run=finished]")).to_be_visible(timeout=PATIENCE * 1000)
    conserved = re.compile(
        r"claimed and .+ received .+ = .+ held in .+ handed over to other States"
    )
    expect(one.page.get_by_role("main")).to_contain_text(conserved)
    abroad = one.page.get_by_role("table", name="Proceeds that other States reported to hold")
    expect(abroad).to_contain_text(NAMES["XB"])


# --- freezing ------------------------------------------------------------------------------------


def ask_for_freezing(tale: Tale) -> None:
    one = tale.officer
    one.press(one.page.get_by_role("link", name=f"Ask {NAMES['XB']} to freeze"))
    one.choose("urgency", "urgent")
    one.send("Draft the request")
    keep_and_issue(tale)


def freeze(tale: Tale) -> None:
    one = tale.central_b
    open_arrived(one, "Freezing of proceeds")
    request = one.page.url
    one.send("Acknowledge")
    one.follow("Link to a case or open one")
    one.choose("case", tale.cases["XB"])
    one.send("Use this case")
    one.send("Accept and begin")
    for _ in range(2):
        one.page.goto(request)
        one.follow("Money of this case")
        one.follow("Make freezing order")
        one.field("Legal basis").fill(BASIS)
        one.send("Record the order")
    one.page.goto(request)
    one.follow("Answer as executed")
    one.send("Answer as executed")


def read_the_answer(tale: Tale) -> None:
    one = tale.officer
    table = one.page.get_by_role("table", name="Orders of other States, as they answered")
    reload_until(one, f"/cases/{tale.cases['XA']}/money/", table)
    expect(table).to_contain_text("Ministry of Justice of Borduvia, central authority")
    expect(table).to_contain_text(f"{tale.cases['XB']}/F01, {tale.cases['XB']}/F02")
    assert axe_faults(one.page) == []

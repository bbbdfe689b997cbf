"""How a node treats a person at a browser: by keyboard alone, on a telephone, without scripts, and
when something goes wrong."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from homeward.node.demo.cast import password_of
from homeward.node.demo.signins import current_code
from homeward.node.demo.stage import Stage
from homeward.node.demo.story import Story
from tests.browser import scrolls_sideways
from tests.database import rows
from tests.journeys.keyboard import go_to
from tests.journeys.steps import choose_file, reference_on
from tests.journeys.visitor import Visitor, visitor
from tests.proceeds.ledger_files import BAD, ROWS, export

pytestmark = [pytest.mark.browser, pytest.mark.nodes]
CODE_PERIOD = 30  # seconds, RFC 6238 section 5.2
SIGN_IN = re.compile(r"/account/login/")


@pytest.fixture(scope="module")
def officer(stage: Stage, browser: Browser) -> Iterator[Visitor]:
    """An officer of XB who has signed in, and whose pages are in English."""
    with visitor(browser, "XB", stage.url("XB")) as one:
        one.sign_in("officer.xb")
        yield one


@pytest.fixture(scope="module")
def case(officer: Visitor) -> str:
    """A case of his, of which nobody else knows."""
    fill_new_case(officer, "Taken from the ferry")
    officer.send("Open the case")
    return reference_on(officer)


def fill_new_case(one: Visitor, title: str) -> None:
    """The shortest form that opens a case."""
    one.open("/cases/new/")
    one.field("Working title").fill(title)
    one.choose("iccs_code", "020221")
    one.field("Why this class").fill("Taken away by force.")


def again(officer: Visitor, browser: Browser, **settings: Any) -> AbstractContextManager[Visitor]:
    """Another window of the officer, who is signed in there too."""
    state = officer.context.storage_state()
    return visitor(browser, officer.state, officer.base_url, storage_state=state, **settings)


# --- by keyboard ---------------------------------------------------------------------------------


def test_sign_in_and_a_form_by_keyboard_alone(stage: Stage, browser: Browser) -> None:
    with visitor(browser, "XZ", stage.url("XZ")) as one:
        one.open("/account/login/")
        one.page.keyboard.press("Tab")
        expect(one.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        one.page.keyboard.press("Enter")
        type_into(one, one.field("Sign-in name"), "desk.xz")
        type_into(one, one.field("Password"), password_of("XZ"))
        one.page.keyboard.press("Enter")
        type_into(one, one.field("Code"), lasting_code("desk.xz"))
        one.page.keyboard.press("Enter")
        expect(one.page.get_by_role("heading", level=1)).to_have_text("My work")
        for key in ("g", "c"):
            one.page.keyboard.press(key)
        go_to(one, one.page.get_by_role("link", name="Open a case").first)
        one.page.keyboard.press("Enter")
        type_into(one, one.field("Working title"), "Taken at the market")
        go_to(one, one.page.locator("[name=iccs_code]").first)
        one.page.keyboard.press("Space")
        type_into(one, one.field("Why this class"), "Taken away by force.")
        go_to(one, one.page.get_by_role("button", name="Open the case"))
        one.page.keyboard.press("Enter")
        expect(one.page.locator(".case-strip")).to_contain_text("Taken at the market")


def lasting_code(username: str) -> str:
    """A code that runs out late enough for whoever types slowly on a busy machine."""
    left = CODE_PERIOD - time.time() % CODE_PERIOD
    if left < CODE_PERIOD / 2:
        time.sleep(left)
    return current_code(username)


def type_into(one: Visitor, field: Locator, text: str) -> None:
    go_to(one, field)
    one.page.keyboard.type(text)


# --- a file with bad rows ------------------------------------------------------------------------


def test_bad_rows_are_named_and_nothing_is_imported_until_somebody_decides(
    officer: Visitor, case: str, stage: Stage
) -> None:
    before = payments_kept(stage)
    upload_bad_file(officer, case)
    problems = officer.page.get_by_role("region", name="3 rows cannot be used")
    named = problems.get_by_role("table").locator("tbody tr")
    expect(named).to_have_text(
        [
            re.compile(r"^\s*6\s*time"),
            re.compile(r"^\s*7\s*amount"),
            re.compile(r"^\s*8\s*payment id"),
        ]
    )
    expect(problems).to_contain_text("Nothing was imported.")
    assert payments_kept(stage) == before
    officer.send("Take in the usable rows only")
    expect(officer.page.get_by_text(f"{len(ROWS)} payments")).to_be_visible()
    assert payments_kept(stage) == before + len(ROWS)


def test_a_discarded_file_leaves_nothing(officer: Visitor, case: str, stage: Stage) -> None:
    before = payments_kept(stage)
    upload_bad_file(officer, case, ROWS[:-1])  # the very same file again would be asked about
    officer.send("Discard the file")
    expect(officer.page.locator("#messages")).to_contain_text("Nothing was imported")
    assert payments_kept(stage) == before


def upload_bad_file(one: Visitor, case: str, usable: Sequence[str] = ROWS) -> None:
    one.open(f"/cases/{case}/money/ledgers/new/")
    one.field("Name of the ledger").fill("Second Bank")
    choose_file(one, "second-bank.csv", export(*usable, *BAD))
    one.send("Upload")


def payments_kept(stage: Stage) -> int:
    sql = "select coalesce(sum(payments), 0) from proceeds_ledger where status = 'ready'"
    return int(counted(stage, sql))


def counted(stage: Stage, sql: str) -> int:
    return int(rows(Story(stage, print), "XB", sql)[0][0])


# --- who may not ---------------------------------------------------------------------------------


def test_a_wrong_password_is_said_and_opens_nothing(stage: Stage, browser: Browser) -> None:
    with visitor(browser, "XB", stage.url("XB")) as one:
        with one.watch.expecting(400):
            one.give_password("overseer.xb", "not-the-password")
        expect(one.page.get_by_role("alert")).to_contain_text("do not go together")
        expect(one.field("Password")).to_have_value("")
        one.open("/cases/")
        expect(one.page).to_have_url(SIGN_IN)


def test_a_stranger_reads_that_there_is_no_such_page(
    stage: Stage, browser: Browser, case: str
) -> None:
    with visitor(browser, "XB", stage.url("XB")) as one:
        one.sign_in("overseer.xb")
        for part in ("", "money/", "requests/", "members/"):
            with one.watch.expecting(404):
                one.open(f"/cases/{case}/{part}")
            expect(one.page.get_by_role("heading", level=1)).to_have_text("There is no such page")
            expect(one.page.locator("body")).not_to_contain_text("Taken from the ferry")


def test_what_is_sent_after_the_session_ended_changes_nothing(
    stage: Stage, browser: Browser
) -> None:
    cases = "select count(*) from cases_case"
    with visitor(browser, "XB", stage.url("XB")) as one:
        one.sign_in("central.xb")
        fill_new_case(one, "Never opened")
        before = counted(stage, cases)
        end_session(one, stage)
        one.send("Open the case")
        expect(one.page).to_have_url(SIGN_IN)
        expect(one.page.get_by_role("main")).to_contain_text("Your session has ended.")
        assert counted(stage, cases) == before


def end_session(one: Visitor, stage: Stage) -> None:
    """As its hours end it: the server forgets it, the browser does not know."""
    name = "homeward_xb_session"
    key = next(c["value"] for c in one.context.cookies() if c["name"] == name)
    sql = "delete from django_session where session_key = %s returning session_key"
    assert rows(Story(stage, print), "XB", sql, key)


# --- other browsers ------------------------------------------------------------------------------


def test_a_telephone_shows_every_step_without_scrolling_sideways(
    officer: Visitor, case: str, browser: Browser
) -> None:
    with again(officer, browser, width="phone", has_touch=True) as one:
        one.open("/")
        one.follow("Cases")
        one.follow(case)
        one.follow("Add an item")
        assert not scrolls_sideways(one.page)
        one.field("Title").fill("Statement of the ferryman")
        one.choose("handling", "H1")
        one.send("Add the item")
        expect(one.page.get_by_role("main")).to_contain_text("Statement of the ferryman")
        for part in ("Timeline", "Money", "Requests"):
            one.follow(part)
            assert not scrolls_sideways(one.page)
            if part != "Requests":  # the menu's list of all of them has no tabs
                open_tab = one.page.locator('.tabs [aria-current="page"]')
                expect(open_tab).to_have_text(re.compile(part))
                expect(open_tab).to_be_in_viewport(ratio=0.9)


def test_without_scripts_the_money_is_traced_and_read(
    officer: Visitor, case: str, browser: Browser
) -> None:
    with again(officer, browser, java_script_enabled=False) as one:
        one.open(f"/cases/{case}/money/ledgers/new/")
        one.field("Name of the ledger").fill("First Bank")
        choose_file(one, "first-bank.csv", export(*ROWS))
        one.send("Upload")
        one.follow("Claim this payment P-1")
        one.send("Claim this payment")
        one.send("Trace", "verb")
        until_traced(one)
        result = one.page.get_by_role("region", name="What became of the money")
        expect(result).to_contain_text("XAD 12,000.00 claimed =")
        expect(result.locator("svg.flow-picture")).to_have_count(0)
        expect(result.get_by_role("table")).to_contain_text("CASH-XA")


def until_traced(one: Visitor) -> None:
    """A page that cannot load itself again says where to press."""
    more = one.page.get_by_role("link", name="Look again now")
    while more.count():
        one.press(more)

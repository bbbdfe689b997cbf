"""The first call and drafts in a real browser: by keyboard, on a telephone, with the line cut."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from homeward.casework.cases.models import Case
from tests.browser import axe_faults, scrolls_sideways
from tests.live import Desk, served
from tests.people import People, a_case

pytestmark = pytest.mark.browser
BAND = "#connection"


@pytest.fixture
def case(people: People) -> Case:
    """Alice's case, made before there is a browser."""
    return a_case(people)


@pytest.fixture
def desk(people: People, case: Case) -> Iterator[Desk]:
    """Alice at a browser."""
    with served(people.alice) as one:
        yield one
        assert one.watch.complaints == []


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_from_the_start_to_the_opened_case_by_keyboard_alone(desk: Desk) -> None:
    page, keys = desk.page, desk.page.keyboard
    desk.open("/cases/first-call/")
    expect(page.locator("main button[autofocus]")).to_be_focused()  # the button that begins
    keys.press("Enter")
    heading(page, "Who calls")
    expect(page.get_by_label("Number to call back")).to_be_focused()
    keys.type("+99 1")
    keys.press("Enter")
    heading(page, "What happened")
    expect(page.get_by_label("What happened, in the caller's words")).to_be_focused()
    keys.type("A van stopped")
    for screen in (
        "What else can it be?",
        "Is it a kidnapping?",
        "Who was taken",
        "Each victim",
        "Health",
        "Danger to others",
        "Demand",
    ):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            keys.press("Tab")  # Enter is a new line there
        keys.press("Enter")
        heading(page, screen)
    expect(page.get_by_label("Amount demanded")).to_be_focused()
    keys.type("5")
    keys.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Currency")).to_be_focused()
    keys.type("XAD")
    keys.press("Enter")
    heading(page, "Type")
    expect(page.get_by_label("Other", exact=True)).to_be_focused()
    keys.press("Enter")
    heading(page, "Review and open the case")
    expect(page.get_by_label("Working title")).to_be_focused()
    keys.type("Taken by a van")
    keys.press("Enter")
    expect(page.locator(".case-strip")).to_contain_text("Taken by a van")
    expect(page.get_by_role("main")).to_contain_text("020221 Kidnapping")
    desk.watch.complaints[:] = [c for c in desk.watch.complaints if not c.startswith("400 POST")]


def test_every_screen_on_a_telephone_and_without_faults_of_access(desk: Desk) -> None:
    desk.close_and_come_back("phone")
    page = desk.page
    desk.open("/cases/first-call/")
    page.get_by_role("button", name="Begin a first call").click()
    for _ in range(11):
        assert not scrolls_sideways(page), page.url
        assert axe_faults(page) == [], page.url
        if "/review/" in page.url:
            break
        button = page.get_by_role("button", name="Next", exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        with page.expect_navigation():
            button.click()
    assert "/review/" in page.url
    page.get_by_role("button", name="Health", exact=True).click()
    page.get_by_label("Medicine that a victim needs").fill("Insulin")
    page.locator("[name=medicine_by]").fill("2026-11-29T12:00")
    page.get_by_role("button", name="Review and open the case").click()
    page.get_by_label("Working title").fill("Taken by a van")
    page.get_by_role("button", name="Open the case", exact=True).last.click()
    expect(page.locator(".case-strip")).to_contain_text("Medicine needed")
    assert not scrolls_sideways(page)
    assert axe_faults(page) == []


def test_a_closed_browser_loses_nothing(desk: Desk) -> None:
    page = desk.page
    desk.open("/cases/first-call/")
    page.get_by_role("button", name="Begin a first call").click()
    page.get_by_label("Number to call back").fill("+99 12345")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept for you alone")
    desk.close_and_come_back()
    desk.open("/")
    page = desk.page
    page.get_by_role("link", name=re.compile("First call")).first.click()
    expect(page.get_by_label("Number to call back")).to_have_value("+99 12345")


def test_the_call_works_without_a_script(desk: Desk) -> None:
    desk.close_and_come_back("desk", java_script_enabled=False)
    page = desk.page
    desk.open("/cases/first-call/")
    page.get_by_role("button", name="Begin a first call").click()
    page.locator("[name=caller_name]").fill("Mira")
    page.get_by_role("button", name="Next", exact=True).click()
    heading(page, "What happened")
    page.locator("[name=place]").fill("Mill lane")
    page.get_by_role("button", name="Back", exact=True).click()
    assert page.locator("[name=caller_name]").input_value() == "Mira"
    page.get_by_role("button", name="Review and open the case").click()
    expect(page.get_by_role("main")).to_contain_text("Mill lane")


def cut(page: Page) -> None:
    """The line is down: the browser believes itself connected, and nothing answers."""
    page.route("**/*", lambda route: route.abort("connectionfailed"))


def restore(page: Page) -> None:
    page.unroute("**/*")


def test_a_line_that_is_cut_while_typing_and_sending_loses_nothing(desk: Desk) -> None:
    page = desk.page
    desk.open("/cases/first-call/")
    page.get_by_role("button", name="Begin a first call").click()
    heading(page, "Who calls")
    cut(page)
    page.get_by_label("Number to call back").fill("+99 777")
    expect(page.locator(BAND)).to_contain_text("Not connected. What you type stays on this page")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(BAND)).to_contain_text("Not sent: there is no connection")
    expect(page.get_by_label("Number to call back")).to_have_value("+99 777")
    heading(page, "Who calls")
    restore(page)
    expect(page.locator(BAND)).to_contain_text("You can send the form now", timeout=15_000)
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept")
    page.get_by_role("button", name="Next", exact=True).click()
    heading(page, "What happened")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_label("Number to call back")).to_have_value("+99 777")
    _forget_lost_line(desk)


def test_a_browser_that_knows_it_is_offline_says_so(desk: Desk, case: Case) -> None:
    page = desk.page
    desk.open(f"/cases/{case.reference}/status/")
    desk.context.set_offline(True)
    expect(page.locator(BAND)).to_contain_text("Not connected")
    page.get_by_label("Closed").check()
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator(BAND)).to_contain_text("Not sent: there is no connection")
    desk.context.set_offline(False)
    expect(page.locator(BAND)).to_contain_text("You can send the form now", timeout=15_000)
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator(".case-strip")).to_contain_text("Closed")
    _forget_lost_line(desk)


def _forget_lost_line(desk: Desk) -> None:
    """What the browser says of the line that the test cut itself."""
    desk.watch.complaints[:] = [c for c in desk.watch.complaints if "net::ERR" not in c]


def test_a_draft_of_a_form_of_the_case_is_offered_again(desk: Desk, case: Case) -> None:
    page, where = desk.page, f"/cases/{case.reference}/items/new/"
    desk.open(where)
    page.get_by_label("Title").fill("A note")
    page.get_by_label("H1").check()
    page.get_by_label("Text").fill("Half of it")
    expect(page.get_by_role("main")).to_contain_text("Draft kept for you alone")
    desk.close_and_come_back()
    page = desk.page
    desk.open(where)
    assert page.get_by_label("Title").input_value() == "", "nothing is filled in unasked"
    page.get_by_role("button", name="Go on with the draft").click()
    expect(page.get_by_label("Text")).to_have_value("Half of it")
    expect(page.get_by_label("H1")).to_be_checked()
    assert axe_faults(page) == []
    page.get_by_role("button", name="Add the item").click()
    expect(page.get_by_role("main")).to_contain_text("The item was added.")
    desk.open(where)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Go on with the draft")).to_have_count(0)


def test_nothing_that_is_typed_is_written_to_the_device(desk: Desk, case: Case) -> None:
    page = desk.page
    desk.open(f"/cases/{case.reference}/items/new/")
    page.get_by_label("Title").fill("A secret word")
    expect(page.get_by_role("main")).to_contain_text("Draft kept for you alone")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "secret" not in kept
    stored = page.evaluate("indexedDB.databases().then(found => found.length)")
    assert stored == 0


def test_a_session_that_ended_meanwhile_loses_nothing(desk: Desk, case: Case) -> None:
    page = desk.page
    desk.open(f"/cases/{case.reference}/items/new/")
    cookies = desk.context.cookies()
    desk.context.clear_cookies(name=re.compile("session"))
    page.get_by_label("Title").fill("Typed too late")
    expect(page.locator(BAND)).to_contain_text("Your session has ended")
    with page.expect_response(lambda answer: "draft_form=" in answer.url):
        page.get_by_role("button", name="Add the item").click()  # asks the node before it sends
    expect(page.get_by_label("Title")).to_have_value("Typed too late")
    desk.context.add_cookies([c for c in cookies if "session" in c["name"]])  # type: ignore[misc]
    page.get_by_role("button", name="Add the item").click()
    expect(page.get_by_role("main")).to_contain_text("The item was added.")


def test_a_slow_answer_does_not_send_a_form_twice(desk: Desk, case: Case) -> None:
    page, sent = desk.page, []

    def slow(route: Route) -> None:
        sent.append(route.request.post_data or "")
        page.wait_for_timeout(300)
        route.continue_()

    desk.open(f"/cases/{case.reference}/items/new/")
    page.get_by_label("Title").fill("Once")
    page.route("**/items/new/", slow)
    page.get_by_role("button", name="Add the item").dblclick()
    expect(page.get_by_role("main")).to_contain_text("The item was added.")
    assert len([body for body in sent if body]) == 1

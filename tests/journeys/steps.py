"""What officers of every State do in the same way, each in the language of his pages."""

import time

from playwright.sync_api import Locator, expect

from homeward.node.demo.ledgers import all_payments, bank_export
from tests.journeys.visitor import Visitor

PATIENCE = 90.0  # seconds that several nodes may take on a busy machine


def reference_on(one: Visitor) -> str:
    """The reference of the case whose page is open."""
    return one.page.locator(".case-strip .reference").inner_text()


def let_in(one: Visitor, name: str) -> None:
    """The lead lets a colleague into the finance compartment, from the case's first page."""
    one.follow("Let a colleague in")
    colleague = one.field("Colleague")
    chosen = colleague.locator("option", has_text=name)
    colleague.select_option(str(chosen.get_attribute("value")))
    one.choose("compartment", "finance")
    one.send("Let this colleague in")
    expect(one.page.locator("#messages")).to_contain_text(name)


def upload(one: Visitor, state: str) -> None:
    """Choose the bank's export and send it, from the case's first page."""
    one.follow("Money")
    one.follow("Upload a ledger")
    one.field("Name of the ledger").fill(f"First Bank of {state}, March 2026")
    choose_file(one, f"bank-{state.lower()}.csv", bank_export(all_payments(), state))
    one.send("Upload")


def choose_file(one: Visitor, name: str, content: bytes) -> None:
    """The dialog of the browser in which a file is chosen."""
    with one.page.expect_file_chooser() as dialog:
        one.field("File").click()
    dialog.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})


def open_arrived(one: Visitor, kind: str) -> None:
    """Find a request that the other State has sent in the list, as soon as it is there."""
    row = one.page.get_by_role("row").filter(has_text=one.word(kind))
    reload_until(one, "/requests/", row)
    one.press(row.first.get_by_role("link"))


def reload_until(one: Visitor, path: str, wanted: Locator) -> None:
    """Open a page again until it shows something that another node has to send first."""
    end = time.monotonic() + PATIENCE
    one.open(path)
    while not wanted.count():
        assert time.monotonic() < end, f"{path} did not show {wanted}"
        one.page.wait_for_timeout(300)
        one.open(path)

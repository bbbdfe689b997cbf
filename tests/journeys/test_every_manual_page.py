"""Every page of practices and prevention, looked at as the others are, and three clicks to each
answer that somebody who is no lawyer looks for.

Pages of playbooks are looked at with the crisis (test_every_crisis_page.py).
"""

import html
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import expect

from homeward.foundation.access.actions import add_user
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.guide.shelf import shipped
from tests.browser_client import signed_in
from tests.journeys.crawl import Sight, crawl, named_addresses
from tests.journeys.inspection import Inspection
from tests.journeys.office import Office, office, sound
from tests.journeys.reader import Reader
from tests.journeys.rooms import NO_MANUAL_PAGE, OF_PRACTICES
from tests.people import People

pytestmark = pytest.mark.browser

CODE = "act-in-the-first-hour"
PAGE = f"/manual/practices/{CODE}/"
QUESTIONS = {
    "What do I do in the first hour?": CODE,
    "What may a State ask of another?": "ask-another-state",
    "What do I tell a family?": "talk-with-the-family",
}


def sent(client: Client, path: str, fields: dict[str, object]) -> None:
    answer = client.post(path, fields)
    assert answer.status_code == 302, (path, answer.content.decode()[-3000:])


def revision(client: Client, path: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', client.get(path).content.decode())
    assert found, path
    return found[1]


def adapted(writer: Client, approver: Client) -> None:
    """A text of this State in force, and the next draft of it."""
    draft = f"{PAGE}draft/"
    sent(writer, f"{PAGE}begin/", {})
    page = html.unescape(writer.get(f"{draft}en/").content.decode())
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S))
    fields["steps"] = fields["steps"].replace("does nothing else.", "does nothing else at night.")
    fields["title"] = shipped()[CODE].texts["en"].title
    sent(writer, f"{draft}en/", fields | {"revision": revision(writer, f"{draft}en/")})
    note = {"note": "The night shift.", "revision": revision(writer, draft)}
    sent(writer, draft, note)
    decided = {"approve": "1", "revision": revision(approver, draft)}
    sent(approver, f"{draft}decide/", decided)
    sent(writer, f"{PAGE}begin/", {})


def set_scene(people: People) -> None:
    """A practice that is adopted, adapted, suggested on, and in a pack."""
    with opened(service("setup")) as actor:
        second = add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    adopted = {"choice": "adopt", "reason": "Order 12.", "decided_on": "2026-03-01"}
    sent(carol, f"{PAGE}decide/", adopted)
    sent(carol, f"{PAGE}progress/", {"stage": "begun", "on": "2026-03-02"})
    sent(alice, f"{PAGE}suggest/", {"step": "log", "text": "Say who writes at night."})
    adapted(carol, signed_in(second))
    made = {"title": "Families", "code": "families", "version": "1", "practices": [CODE]}
    raw = carol.post("/manual/packs/make/", made).content
    sent(carol, "/manual/packs/load/", {"file": SimpleUploadedFile("pack.json", raw)})


def ask(at: Office, question: str, code: str) -> None:
    """From the first page to the answer: the menu, the question, and there it stands."""
    alice = at("Alice")
    alice.open("/")
    alice.press(alice.page.get_by_role("link", name="Manual", exact=True).first)
    alice.follow(question)
    assert f"/manual/practices/{code}/" in alice.page.url
    steps = alice.page.locator("#steps")
    expect(steps).to_be_in_viewport()
    expect(alice.page.get_by_text(shipped()[code].body("en")[1].steps[0].title)).to_be_visible()


def from_right_to_left(at: Office, check: Callable[[], None]) -> None:
    """Sheets of advice and a practice's title and summary for a reader of Arabic."""
    alice = at("Alice")
    for path in ("prevention/", "prevention/seafarer/", f"practices/{CODE}/"):
        alice.open(f"/manual/{path}?language=ar")
        heading = alice.page.locator("h1 [lang=ar]")
        expect(heading).to_have_css("direction", "rtl")
        check()
    alice.open("/manual/prevention/seafarer/?language=ar")
    expect(alice.page.locator("main form [type=submit]").first).to_have_css("direction", "rtl")


def test_every_page_of_practices_and_prevention(people: People) -> None:
    set_scene(people)
    found, shown = Inspection(), {}
    wanted = OF_PRACTICES - set(NO_MANUAL_PAGE)
    elsewhere = named_addresses() - wanted - {"my_work"}
    with office(people.carol, people.alice) as at:
        for name in ("Carol", "Alice"):
            reader = Reader(at, name)
            for sight in crawl(reader, shown, first=CODE, elsewhere=elsewhere):
                if sight.view_name in wanted:
                    found.visit(at(name), sight, reader)
        found.visit(at("Alice"), Sight("XA", "Alice", "/manual/search/?q=kidnaping at sea"))
        at("Alice").read_in("en")
        for question, code in QUESTIONS.items():
            ask(at, question, code)
        from_right_to_left(at, lambda: sound(at("Alice")))
    assert wanted - found.seen == set()
    assert found.faults == []

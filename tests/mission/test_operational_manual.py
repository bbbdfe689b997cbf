"""59/154 §7 and 61/179 §2, §6: a manual of practices, found, adopted, run and exchanged.

Played through the pages, as a duty officer, two supervisors and another State's node would.
"""

import html
import json
import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from homeward.foundation.access.actions import add_user
from homeward.foundation.access.models import User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.packs import PackContent, signed_pack
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts
from homeward.wire.keys import NodeKeys
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

CODE = "act-in-the-first-hour"
PAGE = f"/manual/practices/{CODE}/"


@pytest.fixture
def second(people: People) -> User:
    """A second supervisor beside Carol."""
    with opened(service("setup")) as actor:
        return add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )


def follow(client: Client, page: str, start: str) -> str:
    """Click the first link of a page whose address begins so."""
    found = re.search(rf'href="({start}[^"]*)"', page)
    assert found, start
    return check_page(client.get(html.unescape(found[1])))


def test_a_non_lawyer_finds_each_answer_in_three_clicks(people: People) -> None:
    officer = signed_in(people.alice)
    for code in (CODE, "ask-another-state", "talk-with-the-family"):
        menu = check_page(officer.get("/"))
        front = follow(officer, menu, "/manual/")
        page = follow(officer, front, f"/manual/practices/{code}/")
        assert shipped()[code].title in page
        assert 'id="steps"' in page


def test_every_letter_of_the_resolution_has_its_subject(people: People) -> None:
    front = check_page(signed_in(people.alice).get("/manual/"))
    for letter in LETTERS:
        assert f"/manual/letters/{letter}/" in front


def test_a_practice_is_adopted_run_and_sends_a_suggestion_back(
    people: People, second: User
) -> None:
    carol, sara, alice = (signed_in(one) for one in (people.carol, second, people.alice))
    adopted = {"choice": "adopt", "reason": "Order 12.", "decided_on": "2026-03-01"}
    assert carol.post(f"{PAGE}decide/", adopted).status_code == 302

    case = a_case(people)
    plans = f"/cases/{case.reference}/response/plan/"
    form = follow(alice, check_page(alice.get(plans)), f"{plans}start/{CODE}/")
    token = re.search(r'name="token" value="([^"]+)"', form)
    started = alice.post(f"{plans}start/{CODE}/", {"token": token[1] if token else ""})
    assert started.status_code == 302
    run = re.search(rf"{plans}(\d+)/", check_page(alice.get(plans)))
    assert run
    page = check_page(alice.get(run[0]))
    for step in shipped()[CODE].body("en")[1].steps:
        assert step.title in page

    said = {"step": "log", "text": "Say that the night shift writes as well."}
    assert alice.post(f"{PAGE}suggest/", said).status_code == 302
    answered = re.search(
        r"/manual/suggestions/\d+/", carol.get("/manual/suggestions/").content.decode()
    )
    assert answered
    carol.post(answered[0], {"status": "taken", "answer": "It is in our text 1."})
    assert "It is in our text 1." in check_page(alice.get("/manual/suggestions/"))

    assert carol.post(f"{PAGE}begin/").status_code == 302
    draft = f"{PAGE}draft/"
    text = html.unescape(carol.get(f"{draft}en/").content.decode())
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', text, re.S))
    fields["steps"] = fields["steps"].replace(
        "does nothing else.", "does nothing else, at night too."
    )
    fields |= {
        "title": shipped()[CODE].texts["en"].title,
        "revision": revision(carol, f"{draft}en/"),
    }
    assert carol.post(f"{draft}en/", fields).status_code == 302
    note = {"note": "The night shift, as the field asked.", "revision": revision(carol, draft)}
    assert carol.post(draft, note).status_code == 302
    sara.post(f"{draft}decide/", {"approve": "1", "revision": revision(sara, draft)})
    page = check_page(alice.get(PAGE))
    for words in ("at night too", "The night shift, as the field asked.", "Adopted", "Order 12."):
        assert words in page


def revision(client: Client, address: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', client.get(address).content.decode())
    assert found
    return found[1]


def pack(keys: NodeKeys, state: str, **changed: object) -> bytes:
    content = PackContent(
        environment="demo",
        state=state,
        code="families",
        version=1,
        title={"en": "Families, from abroad"},
        restricted=bool(changed.get("restricted", False)),
        roles=("central",) if changed.get("restricted") else ("everybody",),
        issued_at=datetime(2026, 11, 29, tzinfo=UTC),
        practices={
            "talk-with-the-family": {
                "source": "en",
                "files": shipped_texts()["talk-with-the-family"],
            }
        },
    )
    return signed_pack(content, keys)


def load(client: Client, raw: bytes) -> str:
    upload = SimpleUploadedFile("pack.json", raw, "application/json")
    return client.post("/manual/packs/load/", {"file": upload}, follow=True).content.decode()


def test_a_pack_of_another_state_is_taken_when_its_node_signed_it(people: People) -> None:
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    keys = pin("XB")
    assert "the signature does not fit" in load(carol, pack(NodeKeys.generate(), "XB"))
    changed = json.loads(pack(keys, "XB"))
    changed["pack"]["version"] = 9
    assert "the signature does not fit" in load(carol, json.dumps(changed).encode())
    assert "does not leave this node" in load(carol, pack(keys, "XB", restricted=True))
    assert "knows no key" in load(carol, pack(keys, "XC"))
    assert "was loaded in version 1" in load(carol, pack(keys, "XB"))
    page = check_page(alice.get("/manual/packs/XB/families/talk-with-the-family/"))
    assert "From the pack “Families, from abroad” of XB, version 1" in page
    assert "is not newer" in load(carol, pack(keys, "XB"))

"""A State decides on practices, edits them with two persons, and hears what the field says."""

import html
import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.manual.guide import library
from homeward.knowledge.manual.guide.editing import parts_of
from homeward.knowledge.manual.guide.finding import find
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts
from homeward.knowledge.manual.guide.use import progress_over_time
from homeward.knowledge.manual.models import (
    PracticeDecision,
    PracticeVersion,
    Suggestion,
)
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

CODE = "talk-with-the-family"
PAGE = f"/manual/practices/{CODE}/"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def second(people: People) -> User:
    """A second supervisor beside Carol."""
    from homeward.foundation.access.actions import add_user
    from homeward.foundation.guard.actor import service

    with opened(service("setup")) as actor:
        return add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )


def revision(client: Client, address: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', client.get(address).content.decode())
    assert found
    return found[1]


def write(client: Client, code: str, language: str, **changed: str) -> int:
    """Write a draft in one language, some of its parts said otherwise."""
    address = f"/manual/practices/{code}/draft/{language}/"
    page = html.unescape(client.get(address).content.decode())
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S))
    title = re.search(r'name="title" value="([^"]*)"', page)
    fields |= {"title": title[1] if title else "", "revision": revision(client, address)}
    return client.post(address, fields | changed).status_code


def finish(writer: Client, other: Client, code: str, note: str = "Why.", **more: object) -> None:
    """Describe a draft, and let the second person approve it."""
    address = f"/manual/practices/{code}/draft/"
    fields = {"revision": revision(writer, address), "note": note} | more
    assert writer.post(address, fields).status_code == 302
    answer = other.post(
        f"{address}decide/", {"approve": "1", "revision": revision(other, address)}, follow=True
    )
    assert "The text is in force." in answer.content.decode(), answer.content.decode()[-3000:]


def test_a_state_decides_with_a_reason_and_a_date_and_notes_progress(people: People) -> None:
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    assert alice.get(f"{PAGE}decide/").status_code == 403
    check_page(carol.get(f"{PAGE}decide/"))
    good = {"choice": "adopt", "reason": "Order 12.", "decided_on": "2026-03-01"}
    for wrong in ({"reason": ""}, {"decided_on": "2199-01-01"}, {"choice": "perhaps"}):
        assert carol.post(f"{PAGE}decide/", good | wrong).status_code == 400
    stage = {"stage": "partly", "note": "Two regions.", "on": TODAY.isoformat()}
    refused = carol.post(f"{PAGE}progress/", stage)
    assert refused.status_code == 400
    assert "has not adopted or adapted" in refused.content.decode()
    assert carol.post(f"{PAGE}decide/", good).status_code == 302
    assert carol.post(f"{PAGE}progress/", stage).status_code == 302
    page = check_page(alice.get(PAGE))
    for words in ("Adopted", "Order 12.", "Partly in use", "Two regions."):
        assert words in page
    whole = check_page(alice.get("/manual/in-this-state/"))
    assert "Order 12." in whole
    assert "Over time" in whole
    table = alice.get("/manual/in-this-state/csv/").content.decode("utf-8-sig")
    assert f"{CODE},f," in table
    assert "adopt,2026-03-01,Order 12.,partly" in table
    # Decided later, and since an earlier day: it holds in the figures as on the page.
    other = {"choice": "reject", "reason": "Never begun.", "decided_on": "2026-01-15"}
    assert carol.post(f"{PAGE}decide/", other).status_code == 302
    with opened(people.carol.actor):
        counts = progress_over_time(people.carol, TODAY)
        assert (counts[0].rejected, counts[-1].rejected, counts[-1].adopted) == (1, 1, 0)
        assert Entry.objects.filter(verb="manual.practice_decided").count() == 2
        with pytest.raises(DatabaseError), transaction.atomic():
            PracticeDecision.objects.update(reason="rewritten")
    # Adopted again: what was noted before the rejection says nothing of now.
    assert carol.post(f"{PAGE}decide/", good | {"decided_on": "2026-01-16"}).status_code == 302
    assert (
        "adopt,2026-01-16,Order 12.,," in alice.get("/manual/in-this-state/csv/").content.decode()
    )
    assert "Partly in use" not in check_page(alice.get(PAGE)).split("History")[0]
    with opened(people.carol.actor):
        assert progress_over_time(people.carol, TODAY)[-1].in_use == 0
    assert carol.post(f"{PAGE}progress/", stage).status_code == 302
    with opened(people.carol.actor):
        assert progress_over_time(people.carol, TODAY)[-1].in_use == 1
    with opened(people.alice.actor), pytest.raises(DatabaseError), transaction.atomic():
        PracticeDecision.objects.create(
            code=CODE, choice="reject", reason="x", decided_on=TODAY, revision=1,
            by=people.alice.pk, at=datetime.now(UTC),
        )  # fmt: skip


def test_a_shipped_practice_is_adapted_by_two_persons_and_comes_back(
    people: People, second: User
) -> None:
    carol, sara, alice = (signed_in(one) for one in (people.carol, second, people.alice))
    assert alice.post(f"{PAGE}begin/").status_code == 403
    assert carol.post(f"{PAGE}begin/").status_code == 302
    check_page(carol.get(f"{PAGE}draft/"))
    check_page(carol.get(f"{PAGE}draft/en/"))
    check_page(carol.get(f"{PAGE}draft/fr/"))
    english = parts_of(shipped_texts()[CODE]["en"], "en").sections
    assert (
        write(carol, CODE, "en", cautions=english["cautions"] + "\n- Call the quayside desk first.")
        == 302
    )
    with opened(people.carol.actor):
        draft = PracticeVersion.objects.get()
        assert "revision = 2" in draft.files["en"]
    page = check_page(carol.get(f"{PAGE}draft/"))
    assert "Call the quayside desk first." in page
    assert "Translation of an outdated revision" in page
    own = carol.post(
        f"{PAGE}draft/decide/",
        {"approve": "1", "revision": revision(carol, f"{PAGE}draft/")},
        follow=True,
    )
    assert "another supervisor has to approve" in own.content.decode()
    bare = sara.post(
        f"{PAGE}draft/decide/",
        {"approve": "1", "revision": revision(sara, f"{PAGE}draft/")},
        follow=True,
    )
    assert "Write the change note first" in bare.content.decode()
    finish(carol, sara, CODE, "A desk of our own.")
    page = check_page(alice.get(PAGE))
    for words in (
        "Call the quayside desk first.",
        "A desk of our own.",
        "As this State adapted it",
    ):
        assert words in page
    french = signed_in(people.alice, language="fr").get(PAGE).content.decode()
    assert "Ceci est la traduction d’une révision dépassée" in french
    check_page(alice.get(f"{PAGE}texts/1/"))
    with opened(people.alice.actor):
        best = [one.held for one in find(people.alice, "quayside", "en")]
        assert [(one.code, one.number) for one in best] == [(CODE, 1)]
        assert [one.held.code for one in find(people.alice, "promise", "en")].count(CODE) == 1
    assert carol.post(f"{PAGE}begin/", {"back": "1"}).status_code == 302
    finish(carol, sara, CODE, "Back.")
    assert "Call the quayside desk first." not in check_page(alice.get(PAGE))


def test_a_text_that_an_upgrade_makes_unreadable_is_left_out_and_named(
    people: People, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol, sara, alice = (signed_in(one) for one in (people.carol, second, people.alice))
    carol.post(f"{PAGE}begin/")
    assert write(carol, CODE, "en", purpose="Another purpose.") == 302
    finish(carol, sara, CODE)
    decision = {"choice": "adapt", "reason": "Order 12.", "decided_on": "2026-03-01"}
    assert carol.post(f"{PAGE}decide/", decision).status_code == 302
    shipped()
    library._read.cache_clear()
    monkeypatch.setattr("homeward.knowledge.manual.guide.reading.TOOLS", {})
    assert "Another purpose." not in check_page(alice.get(PAGE))
    assert alice.get("/manual/").status_code == 200
    named = html.unescape(check_page(carol.get("/manual/in-this-state/")))
    assert "cannot be read" in named
    assert f"The practice in {CODE} (en) is wrong at" in named
    assert "cannot be read" not in alice.get("/manual/in-this-state/").content.decode()
    for page in ("texts/1/", "decide/"):
        assert carol.get(f"{PAGE}{page}").status_code == 200
    assert carol.post(f"{PAGE}begin/").status_code == 302
    assert "is wrong at" in check_page(carol.get(f"{PAGE}draft/"))
    library._read.cache_clear()


def test_an_approved_text_is_never_rewritten(people: People, second: User) -> None:
    carol, sara = signed_in(people.carol), signed_in(second)
    carol.post(f"{PAGE}begin/")
    assert write(carol, CODE, "en", purpose="Another purpose.") == 302
    finish(carol, sara, CODE)
    with opened(people.carol.actor):
        with pytest.raises(DatabaseError), transaction.atomic():
            PracticeVersion.objects.update(note="rewritten")
        with pytest.raises(DatabaseError), transaction.atomic():
            PracticeVersion.objects.all().delete()
    with opened(people.carol.actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from manual_practiceversion")
        assert cursor.fetchone() == (1,)


def test_an_own_practice_stays_apart_and_faults_keep_it_from_being_approved(
    people: People, second: User
) -> None:
    carol, sara, alice = (signed_in(one) for one in (people.carol, second, people.alice))
    check_page(carol.get("/manual/new-practice/"))
    start = {
        "title": "Call the national desk",
        "summary": "One number for the whole State.",
        "name": "national-desk",
        "letter": "g",
        "language": "en",
    }
    assert carol.post("/manual/new-practice/", start | {"name": "No!"}).status_code == 400
    assert carol.post("/manual/new-practice/", start).status_code == 302
    code, draft = "own-national-desk", "/manual/practices/own-national-desk/draft/"
    assert "is wrong at" in check_page(carol.get(draft))
    refused = sara.post(f"{draft}decide/", {"approve": "1", "revision": "1"}, follow=True)
    assert "Write the change note first" in refused.content.decode()
    page = html.unescape(carol.get(f"{draft}en/").content.decode())
    header = re.search(r'<textarea name="header"[^>]*>\n?(.*?)</textarea>', page, re.S)
    assert header
    wrong = {"roles": "- **Police.** Answers.", "purpose": "To be reached.", "use": "- Always.",
             "avoid": "- Never.", "cautions": "- The victim first.", "evidence": "Our figures.",
             "steps": "1. **Call.** See [more](practice:gone).\n2. **Write.** The time.",
             "header": header[1].replace('title = ""', 'title = "Order 5"')}  # fmt: skip
    assert write(carol, code, "en", **wrong) == 302
    fields = {"revision": revision(carol, draft), "note": "New."}
    assert carol.post(draft, fields).status_code == 302
    assert "leads nowhere" in html.unescape(check_page(carol.get(draft)))
    refused = sara.post(
        f"{draft}decide/", {"approve": "1", "revision": revision(sara, draft)}, follow=True
    )
    assert "leads nowhere" in refused.content.decode()
    assert alice.get(f"/manual/practices/{code}/").status_code == 404
    steps = wrong["steps"].replace("practice:gone", f"practice:{CODE}")
    assert write(carol, code, "en", steps=steps) == 302
    finish(carol, sara, code, "New.", roles=["central"])
    decision = {"choice": "adopt", "reason": "Order 5.", "decided_on": "2026-03-01"}
    assert carol.post(f"/manual/practices/{code}/decide/", decision).status_code == 302
    for person, read in ((people.alice, 0), (people.carol, 1)):
        with opened(person.actor):
            assert PracticeDecision.objects.filter(code=code).count() == read
    assert alice.get(f"/manual/practices/{code}/").status_code == 404
    assert "Call the national desk" not in alice.get("/manual/letters/g/").content.decode()
    with opened(people.alice.actor):
        assert not [one for one in find(people.alice, "national desk", "en") if one.held.own]
    with opened(people.carol.actor):
        assert [one for one in find(people.carol, "national desk", "en") if one.held.own]
        assert set(library.library(people.carol)) == {*shipped(), code}
    assert "Call the national desk" in check_page(sara.get("/manual/letters/g/"))
    packed = sara.get("/manual/files/en/pages/").content
    assert b"own-national-desk" not in packed
    assert sara.get(f"/manual/practices/{code}/pdf/").status_code == 403
    said = {"step": "", "text": "Add the night number."}
    assert carol.post(f"/manual/practices/{code}/suggest/", said).status_code == 302
    assert ">Call the national desk</a>" in check_page(carol.get("/manual/suggestions/"))
    for roles in ([], ["central"]):
        carol.post(f"/manual/practices/{code}/begin/")
        finish(carol, sara, code, "For others.", roles=roles)
    assert alice.get(f"/manual/practices/{code}/").status_code == 200
    carol.post(f"/manual/practices/{code}/begin/", {"back": "1"})
    finish(carol, sara, code, "Taken away.")
    for reader in (alice, sara):  # whatever they could read of it
        assert reader.get(f"/manual/practices/{code}/").status_code == 404


def test_a_text_for_some_in_place_of_one_for_all_leaks_no_word_and_says_so(
    people: People, second: User
) -> None:
    carol, sara, alice = (signed_in(one) for one in (people.carol, second, people.alice))
    for purpose, roles in (("Our open purpose.", []), ("The sealed purpose.", ["central"])):
        assert carol.post(f"{PAGE}begin/").status_code == 302
        assert write(carol, CODE, "en", purpose=purpose) == 302
        finish(carol, sara, CODE, "Another text.", roles=roles)
    page = check_page(alice.get(PAGE))
    assert "Our open purpose." in page
    assert "newer text of this practice that only certain roles read" in page
    assert "sealed" not in page
    sealed = check_page(carol.get(PAGE))
    assert "The sealed purpose." in sealed
    assert "only certain roles read" not in sealed
    with opened(people.alice.actor):
        (found,) = [one for one in find(people.alice, "open purpose family", "en")
                    if one.held.code == CODE]  # fmt: skip
        assert found.held.origin == "own", "what stood for everybody is still found"
        assert not [one for one in find(people.alice, "sealed", "en") if one.held.code == CODE]
    with opened(people.carol.actor):
        found = find(people.carol, "sealed purpose", "en")[0]
        assert (found.held.code, found.held.origin) == (CODE, "restricted")
    packed = zipfile.ZipFile(io.BytesIO(sara.get("/manual/files/en/pages/").content))
    said = packed.read(f"manual/{CODE}.html").decode()
    assert "Our open purpose." in said, "whoever makes the file, it is the text for everybody"
    assert "sealed" not in said
    carol.post(f"{PAGE}begin/")
    finish(carol, sara, CODE, "For all again.", roles=[])
    page = check_page(alice.get(PAGE))
    assert "The sealed purpose." in page
    assert "only certain roles read" not in page


def test_a_new_revision_is_shown_and_carried_over(
    people: People, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol, sara = signed_in(people.carol), signed_in(second)
    other = "/manual/practices/act-in-the-first-hour/"
    decision = {"choice": "adopt", "reason": "Order 12.", "decided_on": "2026-03-01"}
    assert carol.post(f"{other}decide/", decision).status_code == 302
    carol.post(f"{PAGE}begin/")
    assert write(carol, CODE, "en", purpose="Our purpose.") == 302
    finish(carol, sara, CODE)

    from homeward.knowledge.manual.guide import shelf
    from homeward.knowledge.manual.guide.reading import read_practice

    texts = {code: dict(files) for code, files in shipped_texts().items()}
    for code in (CODE, "act-in-the-first-hour"):
        text = texts[code]["en"].replace("revision = 1\n", "revision = 4\n", 1)
        texts[code]["en"] = text.replace("## Evidence\n", "## Evidence\n\nNew reason.\n", 1)
    newer = {code: read_practice(code, files, name=str) for code, files in texts.items()}
    modules = ("library", "use", "finding", "shelf", "captions")
    for name in modules:
        module = f"homeward.knowledge.manual.guide.{name}.shipped"
        monkeypatch.setattr(module, lambda: newer)
    for module in ("guide.library", "actions.practice_texts"):
        monkeypatch.setattr(f"homeward.knowledge.manual.{module}.shipped_texts", lambda: texts)
    monkeypatch.setattr("homeward.knowledge.manual.actions.practice_texts.shipped", lambda: newer)
    monkeypatch.setattr("homeward.knowledge.manual.views.texts.shipped", lambda: newer)
    assert shelf.shipped() is newer

    whole = check_page(carol.get("/manual/in-this-state/"))
    assert whole.count("Newer revision") == 2
    changes = check_page(carol.get(f"{other}decide/"))
    assert "What changed since the last decision" in changes
    assert "New reason." in changes
    assert "It can be carried over" in check_page(carol.get(PAGE))
    assert carol.post(f"{PAGE}begin/", {"carry": "1"}).status_code == 302
    with opened(people.carol.actor):
        draft = PracticeVersion.objects.get(status="draft")
    sections = parts_of(draft.files["en"], "en").sections
    assert sections["purpose"] == "Our purpose."
    assert sections["evidence"].startswith("New reason.")
    assert draft.base_revision == 4
    finish(carol, sara, CODE, "Carried over.")
    assert carol.post(f"{other}decide/", decision).status_code == 302
    assert "Newer revision" not in check_page(carol.get("/manual/in-this-state/"))


def test_a_suggestion_goes_to_the_editors_and_the_answer_comes_back(people: People) -> None:
    carol, alice, bob = (signed_in(one) for one in (people.carol, people.alice, people.bob))
    check_page(alice.get(f"{PAGE}suggest/"))
    said = {"step": "promise", "text": "Say also who stands in at night."}
    assert alice.post(f"{PAGE}suggest/", said | {"step": "gone"}).status_code == 400
    assert alice.post(f"{PAGE}suggest/", said).status_code == 302
    assert said["text"] in check_page(alice.get("/manual/suggestions/"))
    assert said["text"] not in check_page(bob.get("/manual/suggestions/"))
    assert "Answer the suggestion" in check_page(carol.get("/"))
    assert "Answer the suggestion" not in check_page(alice.get("/"))
    page = check_page(carol.get("/manual/suggestions/"))
    found = re.search(r"/manual/suggestions/(\d+)/", page)
    assert found
    address = found[0]
    assert alice.get(address).status_code == 403
    assert bob.get(address).status_code == 404
    check_page(carol.get(address))
    answer = {"status": "taken", "answer": "It stands in revision 2."}
    assert carol.post(address, answer).status_code == 302
    again = carol.post(address, answer)
    assert again.status_code == 400
    assert "answered already" in again.content.decode()
    assert "It stands in revision 2." in check_page(alice.get("/manual/suggestions/"))
    with opened(people.alice.actor), transaction.atomic():
        assert Suggestion.objects.update(answer="mine") == 0

"""A State makes a playbook its own: two persons, a reason for each change, the way back."""

import html
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.manual.models import PlaybookVersion
from homeward.knowledge.manual.queries import in_force
from homeward.knowledge.manual.shelf import shipped
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

PAGE = "/manual/playbooks/first-hour/"
STEP = {
    "title": "Call the national desk",
    "do": "Its number stands on the card in every car.",
    "cautions": "Never over the open radio.\nNot from the scene.",
    "role": "tactical",
    "due": "7",
    "after": "log",
    "when": ["foreign"],
    "evidence": "note",
    "evidence_words": "Time of the call",
    "life": "on",
    "reason": "Order of the Minister, 2026.",
}


@pytest.fixture
def second(people: People) -> User:
    """A second supervisor beside Carol."""
    from homeward.foundation.access.actions import add_user
    from homeward.foundation.guard.actor import service

    with opened(service("setup")) as actor:
        return add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )


def revision(client: Client, code: str = "first-hour") -> str:
    page = client.get(f"/manual/playbooks/{code}/draft/").content.decode()
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def draft_step(client: Client, step: str, what: str = "", **fields: object) -> int:
    path = f"{PAGE}draft/steps/{step}/{what}"
    return client.post(path, {"revision": revision(client)} | fields).status_code


def test_a_state_adapts_a_playbook_with_two_persons_and_goes_back(
    people: People, second: User
) -> None:
    carol, sara = signed_in(people.carol), signed_in(second)
    assert carol.post(f"{PAGE}begin/").status_code == 302
    check_page(carol.get(f"{PAGE}draft/"))
    check_page(carol.get(f"{PAGE}draft/steps/confirm/"))
    assert draft_step(carol, "alert", "add/", **STEP) == 302
    assert draft_step(carol, "money", "leave/", reason="Done by the bank desk.") == 302
    assert draft_step(carol, "media", **STEP | {"when": [], "after": ""}) == 302
    assert draft_step(carol, "confirm", "move/", up="1") == 302
    last = {"revision": revision(carol), "reason": "Our own telephone tree.", "roles": []}
    assert carol.post(f"{PAGE}draft/", last).status_code == 302
    page = check_page(carol.get(f"{PAGE}draft/"))
    for word in ("Call the national desk", "Done by the bank desk.", "Moved", "Left out", "Added"):
        assert word in page
    assert not re.search(r'<td data-label="[^"]+"><div>\s*</div>', page), "a label without a word"
    assert "Approve and put in force" not in page
    decision = {"revision": revision(carol), "approve": "1"}
    assert carol.post(f"{PAGE}draft/decide/", decision).status_code == 403
    with opened(people.alice.actor):
        assert in_force(people.alice, "first-hour").number == 0  # type: ignore[union-attr]
    assert sara.post(f"{PAGE}draft/decide/", decision).status_code == 302
    with opened(people.alice.actor):
        current = in_force(people.alice, "first-hour")
        assert current is not None
        ids = [step.id for step in current.playbook.steps]
        assert (current.number, "money" in ids, ids.index("own-1")) == (1, False, 1)
        own = current.playbook.step("own-1")
        assert own is not None
        assert (own.minutes, own.after, own.when, own.life) == (7, "log", ("foreign",), True)
        assert own.text("fr").title == "Call the national desk", "the words that there are"
        assert ids.index("confirm") < ids.index("alert")
    reader = signed_in(people.alice)
    page = check_page(reader.get(f"{PAGE}versions/1/"))
    assert "Order of the Minister, 2026." in page
    assert "national version 1" in check_page(reader.get(PAGE))
    # Back to the shipped text: again two persons, and the old version stays.
    sara.post(f"{PAGE}begin/", {"shipped": "1"})
    back = {"revision": revision(sara), "approve": "1"}
    assert carol.post(f"{PAGE}draft/decide/", back).status_code == 302
    with opened(people.alice.actor):
        current = in_force(people.alice, "first-hour")
        assert current is not None
        assert current.playbook == shipped()["first-hour"]
        assert PlaybookVersion.objects.filter(status="approved").count() == 2
    check_page(reader.get(f"{PAGE}versions/1/"))
    with opened(people.olga.actor):
        verbs = Entry.objects.filter(verb__startswith="manual.").values_list("verb", flat=True)
        assert set(verbs) == {
            "manual.version_drafted",
            "manual.version_changed",
            "manual.version_approved",
        }


def test_what_cannot_be_comes_back_on_the_form(people: People) -> None:
    carol = signed_in(people.carol)
    carol.post(f"{PAGE}begin/")
    assert draft_step(carol, "alert", "add/", **STEP | {"evidence_words": "", "due": ""}) == 400
    assert draft_step(carol, "alert", **STEP | {"after": "alert"}) == 400
    # A step with whose end another clock begins is not left out before that clock is changed.
    border = "/manual/playbooks/across-border/"
    carol.post(f"{border}begin/")
    sent = {"revision": revision(carol, "across-border"), "reason": "x"}
    page = check_page(carol.post(f"{border}draft/steps/call/leave/", sent), status=400)
    assert "Change that clock first" in page
    # Two steps that wait for each other.
    sent |= STEP | {"after": "confirm-writing", "when": []}
    page = check_page(carol.post(f"{border}draft/steps/call/", sent), status=400)
    assert "would wait for its own end" in page
    assert page.count("→") >= 2, "the way round is shown"
    with opened(people.carol.actor):
        kept = PlaybookVersion.objects.get(code="across-border")
        assert kept.revision == 1, "nothing half-saved"


def test_who_was_overtaken_reads_again(people: People, second: User) -> None:
    carol, sara = signed_in(people.carol), signed_in(second)
    carol.post(f"{PAGE}begin/")
    carol.post(f"{PAGE}begin/")
    with opened(people.carol.actor):
        assert PlaybookVersion.objects.count() == 1, "one draft at a time"
    old = revision(sara)
    assert draft_step(carol, "media", **STEP | {"when": [], "after": ""}) == 302
    late = sara.post(f"{PAGE}draft/steps/scene/leave/", {"revision": old, "reason": "x"})
    assert "Someone changed this meanwhile" in check_page(late, status=400)


def test_others_read_and_do_not_write(people: People) -> None:
    signed_in(people.carol).post(f"{PAGE}begin/")
    for person in (people.alice, people.dan, people.olga, people.adam):
        client = signed_in(person)
        check_page(client.get("/manual/playbooks/"))
        assert "Adapt it to this State" not in check_page(client.get(PAGE))
        assert client.post(f"{PAGE}begin/").status_code == 403
        assert client.get(f"{PAGE}draft/").status_code == 403
        assert client.get(f"{PAGE}versions/1/").status_code == 404
        with opened(person.actor):
            row = {"code": "death", "number": 9, "base_version": 1, "drafted_by": person.pk}
            row |= {"drafted_at": "2026-01-01T00:00Z", "changed_by": person.pk}
            row |= {"writers": [person.pk]}
            with pytest.raises(Exception, match="row-level security"), transaction.atomic():
                PlaybookVersion.objects.create(**row)
    assert Client().get(PAGE).status_code == 302
    check_page(signed_in(people.alice, language="fr").get(PAGE), "fr")


def test_whoever_wrote_a_word_of_a_draft_puts_it_not_in_force(people: People, second: User) -> None:
    """Also where somebody else changed it last."""
    carol, sara = signed_in(people.carol), signed_in(second)
    assert carol.post(f"{PAGE}begin/").status_code == 302
    assert draft_step(sara, "alert", "add/", **STEP) == 302
    assert draft_step(carol, "confirm", "move/", up="1") == 302
    for writer in (sara, carol):
        decision = {"revision": revision(writer), "approve": "1"}
        assert writer.post(f"{PAGE}draft/decide/", decision).status_code == 403


def test_the_database_wants_two_persons_and_hides_what_is_for_roles(
    people: People, second: User
) -> None:
    signed_in(people.carol).post(f"{PAGE}begin/")
    carol, sara = people.carol.pk, second.pk
    with opened(people.carol.actor):
        PlaybookVersion.objects.update(roles=["finance"])
        for wrong in (
            {"status": "approved", "decided_by": carol},
            {"status": "approved", "decided_by": sara},
            {"writers": []},
            {"drafted_by": sara},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                PlaybookVersion.objects.update(**wrong)
    with opened(second.actor):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaybookVersion.objects.update(content={}, status="approved", decided_by=sara)
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaybookVersion.objects.update(content={})  # a word of it, and no writer
        PlaybookVersion.objects.update(status="approved", decided_by=sara)
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaybookVersion.objects.update(content={}, writers=[carol, sara])
    for person, seen in ((people.bob, 1), (people.alice, 0), (people.adam, 0)):
        with opened(person.actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from manual_playbookversion")
            assert cursor.fetchone()[0] == seen, person
    assert signed_in(people.bob).get(f"{PAGE}versions/1/").status_code == 200
    assert signed_in(people.alice).get(f"{PAGE}versions/1/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_playbook_has_its_page(people: People, language: str) -> None:
    client = signed_in(people.dan, language=language)
    for code, playbook in shipped().items():
        page = check_page(client.get(f"/manual/playbooks/{code}/"), language)
        for step in playbook.steps:
            assert f'id="step-{step.id}"' in page
            assert step.text(language).title in html.unescape(page)

"""59/154 §7(d): a crisis is managed by the clock, by a team that sees what each of it should see.

The story is played through the pages by seven people; what came of it is compared here with the
database, with programs of others, and with what outsiders get.
"""

import io
import re

import psycopg
import pytest
from capvalidator import check_schema
from pypdf import PdfReader

from homeward.node.demo.client import Person
from homeward.node.demo.crisis import (
    COMMANDER,
    LEAD,
    NAMES,
    NEGOTIATOR,
    OUTSIDER,
    VICTIM,
    Crisis,
    choice,
)
from homeward.node.demo.crisis_checks import crisis_checks
from homeward.node.demo.crisis_file import SEALED
from homeward.node.demo.telling import Step
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Crisis, list[Step]]


def test_every_outcome_is_as_it_was_computed_apart(crisis: Played) -> None:
    story, told = crisis
    checks = crisis_checks(story)
    assert len(checks) == len(told) - 1 == 21
    assert [(check.name, check.found) for check in checks if not check.passed] == []


def test_the_call_opened_everything_at_once_and_left_nothing_behind(crisis: Played) -> None:
    story, _ = crisis
    at_once = rows(
        story,
        "XA",
        "select count(*), max(t.x) - min(t.x) < interval '5 seconds' from cases_case c, lateral ("
        " select recorded_at as x from cases_incident where case_id = c.id union all"
        " select raised_at from cases_safetyflag where case_id = c.id union all"
        " select added_at from cases_item where case_id = c.id and title = 'First call'"
        ") t where c.reference = %s",
        story.reference,
    )
    assert at_once == [(5, True)]
    drafts = rows(story, "XA", "select count(*) from access_draft where form = 'cases:first_call'")
    assert drafts == [(0,)], "what was typed is in the case, and nowhere else any more"


def addresses(reader: Person, story: Crisis) -> set[str]:
    """Every address of the case to which its pages lead, two links deep."""
    known: set[str] = set()
    fresh = {story.case}
    for _ in range(2):
        pages = {path: reader.fetch(path) for path in fresh if not path.endswith((".zip", "file/"))}
        known |= fresh
        links = {
            link.split("?")[0]
            for page in pages.values()
            if "html" in page.headers["content-type"]
            for link in re.findall(rf'(?:href|action)="({story.case}[^"#]*)"', page.text)
        }
        fresh = links - known
    return known | fresh


def test_nobody_outside_is_told_that_the_case_exists(crisis: Played) -> None:
    """Another desk's supervisor whose broken glass is over; administrator and oversight, a part."""
    story, _ = crisis
    found = sorted(addresses(story.person(LEAD), story))
    assert len(found) > 60
    never = "/cases/XA-2026-999999/people/"
    for username, every in ((OUTSIDER, 1), ("admin.xa", 4), ("overseer.xa", 4)):
        person = story.person(username)
        answers = {path: person.status(path) for path in found[::every]}
        assert set(answers.values()) <= {404, 405}, answers
        assert person.status(never) == 404


def test_each_of_the_team_sees_the_compartments_of_the_work(crisis: Played) -> None:
    story, _ = crisis
    talks = story.person(NEGOTIATOR)
    assert "60,000.00" in talks.get(f"{story.response}contacts/").replace("\u00a0", " ")
    assert VICTIM not in talks.get(f"{story.case}people/"), "an entry of the investigation"
    assert talks.status(f"{story.case}items/{story.item}/") == 404
    assert talks.status(f"{story.case}money/") == 404
    seen = f"{story.case}timeline/?words=grey+van"
    assert "A grey van stood at the ferry" not in talks.get(seen)
    assert "A grey van stood at the ferry" in story.person(LEAD).get(seen)


def test_whoever_decides_is_refused_as_negotiator_again(crisis: Played) -> None:
    story, _ = crisis
    lead, new = story.person(LEAD), f"{story.response}roles/new/"
    before = rows(story, "XA", "select count(*) from response_roleassignment")
    both = {"role": "communicator", "holder": choice(lead.get(new), NAMES[COMMANDER])}
    lead.refused(new, both, says="never negotiates")
    assert rows(story, "XA", "select count(*) from response_roleassignment") == before


def test_the_clocks_follow_from_the_contacts(crisis: Played) -> None:
    """The second contact ended the first silence; the deadline of the first one stands."""
    story, _ = crisis
    clocks = rows(
        story,
        "XA",
        'select k.kind, n.number, k."end" from response_clock k'
        " join response_contact n on n.id = k.contact_id order by n.number, k.kind",
    )
    assert [(kind, number) for kind, number, _ in clocks] == [
        ("deadline", 1),
        ("silence", 1),
        ("silence", 2),
    ]
    assert clocks[1][2], "the silence is over"
    assert not clocks[0][2]
    assert not clocks[2][2]
    room = story.person(LEAD).get(f"{story.response}room/")
    assert VICTIM not in room
    assert "60,000" not in room, "a wall that everybody sees names no sums"


def test_the_database_lets_nobody_change_a_decision(crisis: Played) -> None:
    story, _ = crisis
    url = story.stage.cluster.superuser_url(story.stage.nodes["XA"].home.config.database)
    for sql in (
        "update response_decision set reason = 'Another reason'",
        "delete from response_decision",
        "update response_contact set demanded = 1",
        "update cases_verification set how = 'Otherwise'",
    ):
        with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
            connection.execute(sql)


def test_the_alerts_are_valid_by_the_public_schema(crisis: Played) -> None:
    story, _ = crisis
    lead = story.person(LEAD)
    for message in story.alerts:
        content = lead.fetch(f"{story.response}alerts/{message.number}/file/").content
        assert check_schema(content).passed
        for word in (story.reference, *VICTIM.split()):
            assert word not in content.decode(), word


def test_the_pack_is_readable_in_the_dark_and_keeps_the_walls(crisis: Played) -> None:
    story, _ = crisis
    pages = PdfReader(io.BytesIO(story.pack)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert all(story.reference in page.extract_text() for page in pages)
    for words in ("Wait until their time", NAMES[COMMANDER], "60,000.00", "Strategic commander"):
        assert words in text, words
    assert SEALED not in text


def test_what_was_done_under_the_broken_glass_is_in_the_journal(crisis: Played) -> None:
    story, _ = crisis
    verbs = rows(
        story,
        "XA",
        "select distinct e.verb from journal_entry e join cases_case c on c.id = e.case_id"
        " where c.reference = %s and e.actor_name = %s",
        story.reference,
        OUTSIDER,
    )
    found = {verb for (verb,) in verbs}
    assert {"access.glass_broken", "access.glass_ended"} <= found, found
    assert len(found) > 2, "what was opened is there as well"
    told = story.person(LEAD).get(f"{story.case}broken-glass/")
    assert NAMES[OUTSIDER] in told
    assert "Justified" in told

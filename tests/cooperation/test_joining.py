"""A State joins in the middle of a request: two real nodes, each step through its State's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest

from homeward.node.demo.client import Refused
from homeward.node.demo.stage import run_module
from homeward.node.demo.story import Step, Story
from tests.cooperation import played as sides
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]


@pytest.fixture
def story(played: Played) -> Story:
    told, _ = played
    sides.let_into_the_investigation(told)
    return told


@contextmanager
def _not_joined_yet(story: Story, *pair: str) -> Iterator[None]:
    """Neither of the two nodes knows the other, as before a State joins; in the end they do."""
    for here, there in (pair, pair[::-1]):
        home = story.stage.nodes[here].home
        url = story.stage.cluster.superuser_url(home.config.database)
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("delete from authorities_node where state_id = %s", (there,))
    try:
        yield
    finally:
        _join(story, *pair)


def _join(story: Story, *pair: str) -> None:
    """The administrators pin each other's keys by the fingerprints that they read out."""
    cards = str(story.stage.folder / "cards")
    for state in pair:
        home = story.stage.nodes[state].home
        run_module("homeward.node.demo.provision", ["pin", cards], home, {})


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M}"


def _enter(story: Story, request: str, name: str, **words: str) -> None:
    paper = {"done_at": _now(), "came_at": _now(), "channel": "diplomatic", **words}
    story.person("central.xa").send(f"/requests/{request}/enter/{name}/", paper)


def _ladder(story: Story, node: str, request: str) -> list[tuple[object, ...]]:
    """Every exchanged change as a node has it."""
    told = "select side, number, name, seen, led_to, data::text, date_trunc('second', at)"
    told += " from cooperation_change where number is not null and request_id = %s"
    return rows(story, node, f"{told} order by side, number", request)


def _asked_on_paper(story: Story) -> str:
    """XA asks XB, which has no node: sent, received and asked back by hand."""
    officer, central = story.person("officer.xa"), story.person("central.xa")
    new = f"/cases/{story.cases['XA']}/requests/new/?kind=police_information"
    first = {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "urgent"}
    request = str(officer.send(new, first).url.path.split("/")[2])
    officer.send(f"/requests/{request}/content/", {"questions": "Whose is the boat?"})
    story.change(central, request, "approve")
    story.change(central, request, "issue")
    assert "A letter waits to be sent" in officer.get(f"/requests/{request}/")
    letter = {"channel": "courier", "at": _now(), "with_whom": "National Police of Borduvia"}
    officer.send(f"/requests/{request}/sent/", letter)
    officer.send(f"/requests/{request}/receipt/", {"channel": "email", "at": _now()})
    _enter(story, request, "acknowledge")
    _enter(story, request, "ask_information", text="Which boat?")
    assert sides.state_of(story, "XA", request) == "information_asked"
    return request


@pytest.mark.deep
def test_a_state_joins_in_the_middle_of_a_request(story: Story) -> None:
    """Nothing is there twice and no state is lost: both nodes have the same ladder, and go on."""
    officer, central = story.person("officer.xa"), story.person("central.xa")
    with _not_joined_yet(story, "XA", "XB"):
        request = _asked_on_paper(story)
        assert "has joined" not in central.get(f"/requests/{request}/")
    assert rows(story, "XB", "select 1 from cooperation_request where id = %s", request) == []

    page = f"/requests/{request}/"
    assert "has joined" in central.get(page)
    central.send(page, {}, to=f"{page}hand-over/offer/")
    there = story.person("central.xb")
    here = f"{page}hand-over/"
    police = story.person("officer.xb")
    police.wait_for("/", lambda text: here in text or None, "the offer at XB's desk")
    # While it waits XA goes on by hand: what was offered before is handed over no more.
    sides.say(story, "officer.xa", request, "give_information", text="The blue one.")
    code, reference = rows(
        story, "XA", "select code, reference from cooperation_request where id = %s", request
    )[0]
    shown = police.get(here)
    assert code not in shown
    assert reference not in shown
    wrong = {"reference": reference, "code": "AAAA-AAAA"}
    police.refused(here, wrong, says="ne sont pas ceux de la lettre")  # XB reads French
    assert rows(story, "XB", "select 1 from cooperation_request where id = %s", request) == []
    police.send(here, {"reference": reference, "code": code})
    sides.both(story, request, "acknowledged")

    for node in ("XA", "XB"):
        told = "select count(*), min(way) from cooperation_request where reference = %s"
        assert rows(story, node, told, reference) == [(1, "handed_over")]
    assert _ladder(story, "XA", request) == _ladder(story, "XB", request)
    assert [one[2] for one in _ladder(story, "XB", request)] == [
        "acknowledge",
        "ask_information",
        "give_information",
    ]
    text = police.get(page)
    assert "Which boat?" in text
    assert "The blue one." in text

    # From here on the nodes speak, in the counts that the letters had.
    police.send(f"{page}link/", {"case": story.cases["XB"]})
    story.change(there, request, "begin")
    sides.both(story, request, "in_execution")
    sides.say(story, "central.xb", request, "execute", information="A company of XB.")
    sides.both(story, request, "executed")
    assert "A company of XB." in officer.get(page)
    with pytest.raises(Refused):
        _enter(story, request, "execute", information="Otherwise.")
    story.change(officer, request, "close")
    sides.both(story, request, "closed")
    assert _ladder(story, "XA", request) == _ladder(story, "XB", request)

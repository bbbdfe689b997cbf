"""Police information between the played nodes of XA and XB, each step through its State's pages."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from homeward.node.demo.client import Refused
from homeward.node.demo.requests import Requests
from homeward.node.demo.story import Story
from homeward.node.demo.telling import Telling
from tests.database import rows

COMPARTMENT = "investigation"


def let_into_the_investigation(story: Story) -> None:
    """The leads of both cases let those in who work police requests; once is enough."""
    _let_in(story, "officer.xa", "XA", "Central authority of XA")
    _let_in(story, "central.xb", "XB", "Officer of XB")


def _let_in(story: Story, lead: str, state: str, name: str) -> None:
    person, path = story.person(lead), f"/cases/{story.cases[state]}/members/"
    page = person.get(path)
    number = page.split(f">{name}")[0].rsplit('value="', 1)[1].split('"')[0]
    with suppress(Refused):  # who is in already is not let in twice
        person.send(path, {"colleague": number, "compartment": COMPARTMENT})


def ask_police(story: Story, questions: str, *, urgency: str = "urgent") -> str:
    """XA's investigator drafts, another person approves and issues; the id, once XB has it."""
    officer, central = story.person("officer.xa"), story.person("central.xa")
    new = f"/cases/{story.cases['XA']}/requests/new/?kind=police_information"
    answer = officer.send(new, {"other_state": "XB", "legal_basis": "untoc_27", "urgency": urgency})
    request = answer.url.path.split("/")[2]
    officer.send(f"/requests/{request}/content/", {"questions": questions})
    story.change(central, request, "approve")
    story.change(central, request, "issue")
    wait_for_state(story, "XB", request, "delivered")
    wait_for_state(story, "XA", request, "delivered")
    return request


def take_on(story: Story, request: str) -> None:
    """XB's police acknowledges and gives the request a case there; the supervisor begins."""
    officer = story.person("officer.xb")
    story.change(officer, request, "acknowledge")
    officer.send(f"/requests/{request}/link/", {"case": story.cases["XB"]})
    story.change(story.person("central.xb"), request, "begin")
    wait_for_state(story, "XA", request, "in_execution")


def say(story: Story, username: str, request: str, name: str, **words: str) -> None:
    """Make a change that carries words."""
    story.person(username).send(f"/requests/{request}/change/{name}/", words)


def consult(story: Story, username: str, request: str) -> None:
    """The step before a refusal: the requested State says what it intends, and why."""
    say(story, username, request, "consult", intention="refuse", reasons="It may not be possible.")


def state_of(story: Telling, node: str, request: str) -> str:
    """The state of a request in a node's own table; empty where it has not arrived."""
    found = rows(story, node, "select state from cooperation_request where id = %s", request)
    return found[0][0] if found else ""


def wait_for_state(story: Story, node: str, request: str, state: str, seconds: float = 60) -> None:
    """Wait until a node holds a request in a state."""
    end = time.monotonic() + seconds
    while (found := state_of(story, node, request)) != state:
        assert time.monotonic() < end, f"{node} has {found or 'nothing'} instead of {state}"
        time.sleep(0.1)


def both(story: Story, request: str, state: str) -> None:
    """Both nodes come to hold the request in the state, and every message has its receipt."""
    for node in ("XA", "XB"):
        wait_for_state(story, node, request, state)
    end = time.monotonic() + 60
    waiting = "select count(*) from exchange_outmessage where delivery = 'pending' and thread = %s"
    while any(rows(story, node, waiting, request)[0][0] for node in ("XA", "XB")):
        assert time.monotonic() < end
        time.sleep(0.1)


def same(story: Requests, name: str, other: str, state: str) -> None:
    """XA's node and the other one come to hold the same state, and the same changes under the same
    numbers, with their words."""
    request = story.ids[name]
    sql = "select name, side, number, seen, led_to, data from cooperation_change"
    sql += " where request_id = %s and number is not null order by side, number"
    end = time.monotonic() + 60
    while True:
        here, there = (rows(story, node, sql, request) for node in ("XA", other))
        ends = [state_of(story, node, request) for node in ("XA", other)]
        if here == there and ends == [state, state]:
            return
        assert time.monotonic() < end, (ends, here, there)
        time.sleep(0.2)


@contextmanager
def no_deliveries(story: Story, *states: str) -> Iterator[None]:
    """Hold the workers of these nodes, so that what their people do crosses on its way."""
    try:
        for state in states:
            _hold(story, state)
        yield
    finally:
        for state in states:
            os.killpg(story.stage.nodes[state].pid("worker"), signal.SIGCONT)


def _hold(story: Story, state: str) -> None:
    """Stop a worker between two transactions: in one it would hold locks that people wait for."""
    pid = story.stage.nodes[state].pid("worker")
    assert pid
    busy = "select count(*) from pg_stat_activity where datname = current_database()"
    busy += " and usename = current_database() || '_jobs' and state <> 'idle'"
    for _ in range(100):
        os.killpg(pid, signal.SIGSTOP)
        time.sleep(0.2)  # what the database was doing for it ends
        if rows(story, state, busy) == [(0,)]:
            return
        os.killpg(pid, signal.SIGCONT)
        time.sleep(0.1)
    raise AssertionError(f"the worker of {state} is never between two transactions")

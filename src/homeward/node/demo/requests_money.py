"""The chapter of requests: what the run found in XC is frozen there."""

import re

from homeward.node.demo.requests import CENTRAL, OFFICER, Requests

ABROAD, NAME = "central.xc", "freezing"
ASKED = "Which of the accounts should be frozen first?"
BASIS = "Code of Criminal Procedure of XC, art. 88 (invented)"


def freeze_abroad(story: Requests) -> None:
    """XA asks, XC asks back, freezes and answers; XA takes the answer into its case."""
    story.draft(NAME, "freezing", "XC", basis="untoc_13", urgency="urgent", run=story.run)
    story.write(NAME, {})
    story.issue(NAME)
    story.take_up(ABROAD, NAME)
    story.does(ABROAD, NAME, "begin")
    story.does(ABROAD, NAME, "ask_information", text=ASKED)
    story.offered(OFFICER, NAME, "give_information")
    story.does(OFFICER, NAME, "give_information", text="All of them in one night: none is told.")
    orders = _order(story)
    story.offered(ABROAD, NAME, "execute")
    story.person(ABROAD).send(story.path(NAME, "change/execute/"), {})
    take(story, NAME)
    story.close(NAME)
    story.say(
        "A freezing order abroad",
        f"XA asked XC to freeze what the run found there; XC asked back, made {orders} orders and"
        " answered with authority, references, amount and dates. XA took the answer into its case"
        " and closed the request.",
        "XA",
        story.path(NAME),
        "Asked while it executes, a State goes on executing; both sides hold the same ladder.",
    )


def _order(story: Requests) -> int:
    """XC's central authority orders the freeze of every account of the run; how many there are."""
    person = story.person(ABROAD)
    page = person.get(f"/cases/{story.cases['XC']}/money/runs/{story.run}/")
    orders = list(dict.fromkeys(re.findall(r'href="([^"]+/freeze/\?account=[^"]+)"', page)))
    for order in orders:
        person.send(order, {"legal_basis": BASIS, "request": story.ids[NAME]})
    return len(orders)


def take(story: Requests, name: str, *, by: str = CENTRAL) -> None:
    """Take what the other State gave into the case, with the limits that came with it."""
    person = story.person(by)
    page = story.shows(by, name, "/take/")
    for address in re.findall(rf'action="({story.path(name)}take/\d+/)"', page):
        person.send(story.path(name), {}, to=address)

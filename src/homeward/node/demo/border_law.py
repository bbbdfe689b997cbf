"""The law behind the border story: the same conduct under two laws, and the way to ask.

Between XA and XB, whose laws are invented, and between two real States whose texts were read.
"""

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from homeward.node.demo.client import Refused

if TYPE_CHECKING:
    from homeward.node.demo.story import Story

Facts = dict[str, str | list[str]]
# What happened in the story: held for ransom by a band that works in several States.
RANSOM: Facts = {
    "acts": ["carry_away", "detain", "retain"],
    "moved": "yes",
    "means": ["force"],
    "willing": "no",
    "purposes": ["gain"],
    "third_party": "yes",
    "threat": "yes",
}
BAND: Facts = {
    "asked": "confiscation",
    **dict.fromkeys(("three_or_more", "structured", "benefit", "more_states"), "yes"),
    "traces_there": "yes",
    "foreign_link": "yes",
    "armed_conflict": "no",
}
# Held without any demand, and surely so: what differs between the two invented laws.
NO_DEMAND: Facts = {
    **RANSOM,
    "purposes": ["harm"],
    "third_party": "no",
    "threat": "no",
    "complete": ["acts", "purposes"],
}
REAL = ("CO", "AR")
COMPARED = ("XA", "XB", *REAL)
# What two persons of XA confirm: the cells of an offence of XC, against the invented copy.
CHANGED, OFFENCE = "/law/states/XC/", "abduction"
CELLS = tuple(f"offence/{OFFENCE}/{element}" for element in ("conduct", "movement", "means"))
WHY = "Compared with the copy of the Criminal Law of XC of January 2026."

CHOICE = urlencode({"about": "kidnapping", "states": COMPARED}, doseq=True)
TABLE, PAPER = f"/law/compare/?{CHOICE}", f"/law/compare/pdf/?{CHOICE}"


def address(path: str, requesting: str, requested: str, facts: Facts) -> str:
    """The address of a check, which holds its facts."""
    query = {"requesting": requesting, "requested": requested, **facts}
    return f"/law-check/{path}?{urlencode(query, doseq=True)}"


def result_of(page: str) -> str:
    """What a check came to: met, not met or unclear, as the page says first."""
    shown = page.split('id="result-title"', 1)[-1]
    found = re.search(r"<svg.*?</svg>([^<]+)</span>", shown, re.DOTALL)
    if found is None:
        raise Refused("the page shows no result")
    return unescape(found.group(1)).strip()


def compare_laws(story: "Story") -> None:
    """The check between XA and XB and between two real States, and kept with the request."""
    officer = story.person("officer.xa")
    both = officer.get(address("", "XA", "XB", RANSOM))
    none = officer.get(address("", "XA", "XB", NO_DEMAND))
    real = officer.get(address("", *REAL, RANSOM))
    story.laws = {"XA-XB": result_of(both), "no demand": result_of(none), "real": result_of(real)}
    story.printed = officer.fetch(address("document/", *REAL, RANSOM)).content
    story.table, story.paper = officer.get(TABLE), officer.fetch(PAPER).content
    story.say(
        "Two laws, one conduct",
        "Held for ransom: punishable in XA and in XB, by offences with different names. Held"
        " without a demand: not in XB. Then the same between two real laws whose text was read"
        f" ({' and '.join(REAL)}), printed.",
        "XA",
        address("", *REAL, RANSOM),
        "General Assembly resolution 59/154, paragraph 7(e): conduct is compared element by"
        " element, both provisions cited; what is from memory decides nothing.",
    )
    story.say(
        "Four laws in one table",
        "Element by element for offences of kidnapping, printed: each cell has its note, and every"
        " source stands below with its dates.",
        "XA",
        TABLE,
        "The PDF was made here; the same table is there as CSV and XLSX.",
    )


def change_law(story: "Story") -> None:
    """Two law drafters of XA: one proposes, the other compares and decides; one is told."""
    drafter, central = story.person("drafter.xa"), story.person("central.xa")
    drafter.send("/law/follow/", {"states": ["XC"]})
    form = f"{CHANGED}change/confirm/{OFFENCE}/"
    # A cell is confirmed as it is shown: its path, and the digest of its words.
    shown = re.findall(r'value="([^"@]+)(@\w+)"', drafter.get(form))
    cells = [path + digest for path, digest in shown if path in CELLS]
    answer = drafter.send(form, {"cells": cells, "reason": WHY})
    story.proposal = answer.url.path
    if "Criminal Law of XC (invented)" not in central.get(story.proposal):
        raise Refused("the second person does not see with what to compare")
    central.send(story.proposal, {"approve": "1"}, to="/decide/")
    story.say(
        "A law is changed by two",
        "The law drafter of XA compared three elements of XC's law with their source and proposed"
        " them as verified; the central authority's drafter did the same and put it in force.",
        "XA",
        f"{CHANGED}history/",
        "Nobody decides their own proposal; the history says who, when, why and by what.",
    )


def keep_with_request(story: "Story") -> None:
    """The officer checks it for the freezing request; the result stays with it."""
    officer = story.person("officer.xa")
    page = f"/requests/{story.freezing}/"
    facts = {one: what for one, what in {**RANSOM, **BAND}.items() if one != "asked"}
    officer.send(f"{page}law/", facts)
    way = officer.get(address("route/", "XA", "XB", {**RANSOM, **BAND}))
    story.laws["way"] = "UNTOC 13(6)" if "13(6)" in way else ""
    story.say(
        "The way to ask",
        "The officer checked double criminality and the treaties for the freezing request: facts,"
        " result and the text of both laws are kept with it.",
        "XA",
        page,
        "UNTOC as a serious crime with its three tests shown, each with its article; UNTOC 13(6)"
        " makes the Convention the basis for confiscation.",
    )

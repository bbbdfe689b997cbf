"""61/179 §6, 59/154 §8: a State asks for assistance and gets it within the resources there are.

Played on the nodes of XA and of the Secretariat, each step through its own pages.
"""

import re
import time

import pytest

from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
NEED = "Judges of three courts have never heard a kidnapping case."
STATE, OFFICE, HEAD = "central.xa", "desk.xz", "head.xz"


def stage_on(story: Story, node: str, request: str) -> str:
    found = rows(
        story, node, "select stage from assistance_assistancerequest where id = %s", request
    )
    return found[0][0] if found else ""


def both(story: Story, request: str, stage: str) -> None:
    """Both nodes come to the stage by their own steps."""
    end = time.monotonic() + 60
    while {stage_on(story, node, request) for node in ("XA", "XZ")} != {stage}:
        assert time.monotonic() < end, [stage_on(story, n, request) for n in ("XA", "XZ")]
        time.sleep(0.1)


def test_from_the_request_to_the_evaluation(played: Played) -> None:
    story, _ = played
    state, office, head = (story.person(one) for one in (STATE, OFFICE, HEAD))
    answer = state.send(
        "/assistance/new/",
        {
            "paragraph": "p8a",
            "practice": "carry-the-case-to-court",
            "need": NEED,
            "capacity": "One judge was trained abroad in 2019.",
            "kinds": ["course"],
            "urgency": "soon",
            "language": "en",
            "sensitivity": "sensitive",
        },
    )
    request = answer.url.path.split("/")[3]
    page = f"/assistance/requests/{request}/"
    assert stage_on(story, "XZ", request) == "", "a draft stays with whoever writes it"
    state.send(page, {}, to=f"{page}send/")
    both(story, request, "requested")
    assert NEED in office.get(page)

    # Triage, offer, agreement.
    office.send(f"{page}steps/approve/", {"priority": "high", "text": "Within our mandate."})
    both(story, request, "approved")
    assert "Not costed yet" in state.get(page)
    office.send(
        f"{page}steps/offer/",
        {
            "help": "course",
            "text": "A course of five days for twenty judges.",
            "language": "en",
            "begin": "2026-12-01",
            "end": "2027-02-28",
            "title_1": "The course",
            "cost_1": "20,000.00",
            "currency_1": "XAD",
        },
    )
    both(story, request, "offered")
    state.send(f"{page}steps/agree/", {"text": "Thank you."})
    both(story, request, "agreed")

    # Nothing is delivered that nobody pays for.
    held = {"part": "1", "on": "2026-11-20", "people": "20", "text": "Held."}
    office.refused(f"{page}steps/deliver/", held, code=400, says="is not funded")
    pledge = {
        "kind": "pledge",
        "title": "Pledge of Carpania",
        "amount": "15,000.00",
        "currency": "XAD",
        "paragraphs": ["p8a"],
        "document": "Note verbale 7",
        "since": "2026-01-01",
    }
    fund = head.send("/assistance/funds/new/", pledge).url.path
    budget = {**pledge, "kind": "existing", "title": "Section 16", "amount": "9,000.00"}
    head.send("/assistance/funds/new/", budget)
    for name, amount, told in (
        ("Pledge of Carpania", "15,000.00", "Funded in part"),
        ("Section 16", "5,000.00", "Within the existing budget"),
    ):
        form = head.get(f"{page}money/")
        number = re.search(rf'value="(\d+)" id="\w+" required><label[^>]*>{name}', form)
        assert number
        head.send(f"{page}money/", {"fund": number[1], "amount": amount})
        state.wait_for(page, lambda text, told=told: told in text or None, told)
    shown = state.get(page)
    assert "Funded" in shown
    assert "Carpania" not in shown, "who pledged it is not told"
    head.refused(
        f"{fund}change/",
        {"amount": "14,999.99", "reason": "Letter 8"},
        code=400,
        says="is committed from it already",
    )

    # Delivery, evaluation, results.
    office.send(f"{page}steps/deliver/", held)
    both(story, request, "delivering")
    office.send(f"{page}steps/complete/", {"text": ""})
    both(story, request, "delivered")
    state.send(
        f"{page}steps/evaluate/",
        {"useful": "5", "applied": "partly", "text": "Two cases were heard since."},
    )
    both(story, request, "evaluated")
    results = office.get("/assistance/results/")
    for words in ("Applied in part", "no increase of the budget"):
        assert words in results
    told = "select name, side, number, seen, data, lost from assistance_assistancestep"
    told += " where request_id = %s order by side, number"
    assert rows(story, "XA", told, request) == rows(story, "XZ", told, request)

    # Confidential from other States: nothing of it is on their nodes, and none of theirs may ask.
    for node in ("XB", "XC"):
        assert rows(story, node, "select * from assistance_assistancerequest") == []
    assert story.person("central.xb").status(page) == 404
    assert story.person("officer.xa").status(page) == 404

"""The crisis, third part: what is kept in the file, and holds in court."""

import re

from homeward.node.demo.crisis import COMMANDER, LEAD, OFFICER, Crisis, moment
from homeward.node.demo.telling import found

NOTE_FILE = b"Letter pushed under the door, as it was read out. All of it is invented.\n"
SEALED = "The source is the man at the ferry (invented)."


def evidence(story: Crisis) -> None:
    """A file is taken in; its custody goes on step by step; a package goes to the court."""
    officer = story.person(OFFICER)
    form = {
        "kind": "document",
        "title": "Letter of the offenders",
        "source": "Family's door",
        "holder": "XA-POLICE",
        "condition": "Folded once",
        "seal": "S-77",
        "handling": "H1",
        "compartment": "investigation",
        "source_grade": "B",
        "information_grade": "2",
        "tlp": "RED",
    }
    take_in, letter = f"{story.case}evidence/new/", ("letter.txt", NOTE_FILE, "text/plain")
    wrong = ("letter.pdf", NOTE_FILE, "application/pdf")
    officer.refused(take_in, form, files={"file": wrong})
    answer = officer.send(take_in, form, files={"file": letter})
    story.item = found(r"/items/(\d+)/", answer.url.path)
    item = f"{story.case}items/{story.item}/"
    officer.get(f"{item}preview/")
    step = {"action": "handed_over", "at": moment(), "purpose": "Finger-prints"}
    custody = f"{item}custody/"
    officer.refused(custody, {**step, "source": "XA-LABORATORY", "target": "XA-CUSTOMS"})
    hands = {"source": "XA-POLICE", "target": "XA-LABORATORY"}
    officer.send(custody, {**step, **hands})
    officer.send(custody, {**step, **hands, "action": "received"})
    made = {"kind": "note", "title": "What the letter says", "sources": [story.item]}
    officer.refused(f"{story.case}items/new/", {**made, "compartment": "investigation"})
    strict = {"handling": "H1", "tlp": "RED", "source_grade": "B", "information_grade": "2"}
    officer.send(f"{story.case}items/new/", {**made, **strict, "compartment": "investigation"})
    story.tells(
        "Evidence",
        "A letter was taken in; a file that is not what its name says was refused first, and so was"
        " a custody step by somebody who did not hold it, and a note laxer than the letter.",
        item,
        "SHA-256 at intake, encrypted at rest, a custody that cannot be rewritten; what is made of"
        " an item keeps its strictest code.",
    )


def package(story: Crisis) -> None:
    """The evidence with its proof, for a court without a node."""
    officer = story.person(OFFICER)
    sent = {"items": [story.item], "recipient": "Court of XA", "purpose": "Trial"}
    answer = officer.send(f"{story.case}evidence/packages/new/", sent)
    page = answer.url.path
    where = officer.wait_for(
        page, lambda text: _found_or_none(rf"({page}package\.zip)", text), "the package's proof"
    )
    story.package = officer.fetch(where).content
    story.tells(
        "A package for the court",
        f"The letter was exported with its custody and its proof: {len(story.package):,} bytes.",
        page,
        "python3 verify.py in its folder says VERIFIED, without a node and without a network.",
    )


def sealed(story: Crisis) -> None:
    """What could cost a life opens only when two act together."""
    lead, second = story.person(LEAD), story.person(COMMANDER)
    secret = {"kind": "source", "title": "Who told us", "text": SEALED, "compartment": "crisis"}
    lead.send(f"{story.case}sealed/new/", secret)
    item = found(rf'href="({story.case}sealed/\d+/)"', lead.get(f"{story.case}sealed/"))
    lead.send(f"{item}ask/", {"reason": "To judge what the next call says of the ferry."})
    alone = lead.status(f"{item}read/")
    second.send(item, {}, to="approve/")
    read = lead.get(f"{item}read/")
    assert alone >= 400 and SEALED in read, "two persons open it"  # noqa: S101, PT018
    story.tells(
        "A sealed text",
        f"The lead asked to read it, alone in vain (status {alone}); a second member agreed, and he"
        " reads it for a quarter of an hour.",
        item,
        "Sealed is sealed for its writer too; only two entitled persons together open it.",
    )


def timeline(story: Crisis) -> None:
    """What a witness said is reported; an officer verifies it."""
    lead, officer = story.person(LEAD), story.person(OFFICER)
    entry = {
        "text": "A grey van stood at the ferry.",
        "at": moment(minutes=45),
        "until": moment(minutes=35),
        "place": "Ferry (invented)",
        "source": "A witness at the ferry",
        "compartment": "investigation",
    }
    new = f"{story.case}timeline/new/"
    lead.refused(new, {**entry, "until": moment(minutes=60)})
    lead.send(new, entry)
    page = officer.get(f"{story.case}timeline/")
    verify = found(rf"({story.case}timeline/\d+/verify/)", page)
    officer.send(verify, {"how": "The ferry's camera shows it."})
    story.tells(
        "The timeline",
        "What a witness said stands as a range of time, reported; an officer verified it with the"
        " camera. Calls, roles, evidence and decisions stand on the same line.",
        f"{story.case}timeline/",
        "One line of all rooms, each reader's own; reported apart from verified, local and UTC.",
    )


def two_files(story: Crisis) -> None:
    """A second file of the same kidnapping is merged, and taken apart again."""
    lead = story.person(LEAD)
    second = {
        "title": "Van seen at the ferry",
        "lead_authority": "XA-POLICE",
        "typology": "extortion",
        "iccs_code": "020221",
        "iccs_reason": "Taken away by force for gain.",
    }
    answer = lead.send("/cases/new/", second)
    story.other_reference = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url))
    other = f"/cases/{story.other_reference}/"
    lead.send(f"{other}people/new/", {"role": "witness", "name": "W. Ferry"})
    why = "The same van at the same hour."
    lead.send(f"{other}merge/", {"reference": story.reference, "why": why})
    together = lead.get(f"{story.case}people/")
    lead.send(f"{other}merge/undo/", {"why": "Another van, as the number plate shows."})
    apart = lead.get(f"{story.case}people/")
    assert "W. Ferry" in together, "both files' people are listed together"  # noqa: S101
    assert "W. Ferry" not in apart, "each file has its own again"  # noqa: S101
    story.tells(
        "Two files of one kidnapping",
        f"Case {story.other_reference} was merged into this one, and taken apart when the number"
        " plate showed another van.",
        other,
        "Nothing is moved, nobody sees more than before, and undoing brings both back.",
    )


def _found_or_none(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text)
    return match.group(1) if match else None

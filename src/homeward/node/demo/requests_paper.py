"""The chapter of requests: a State without a node is asked by letter; its papers are entered."""

from homeward.node.demo.client import File
from homeward.node.demo.requests import CENTRAL, OFFICER, Requests, day, now
from homeward.node.demo.telling import found

NAME, REFERENCE = "testimony", "DR 77/2026"
SENT_TO = "Ministry of Justice of Drovnia"
SCAN = b"%PDF-1.7 a scanned letter of Drovnia (invented)\n"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
# What each connected State was asked in this chapter.
ASKED = {"XB": ("records", "records_again", "arrest", "extradition"), "XC": ("freezing",)}
_WRITTEN = {
    "assistance": "Hear the harbour pilot as a witness, by a judge.",
    "person": "A. Pilot, of XD, harbour pilot, as a witness",
    "questions": "Which ship left on 9 March 2026?\nWho was aboard?",
    "language": "English; no interpreter is needed",
    "secrecy": "asked",
}


def by_letter(story: Requests) -> None:
    """The request goes as a letter with reference and code; receipt and answer are entered."""
    officer, central = story.person(OFFICER), story.person(CENTRAL)
    story.draft(NAME, "testimony", "XD", basis="reciprocity", urgency="routine")
    story.write(NAME, _WRITTEN)
    story.issue(NAME)
    letter = story.path(NAME, "letter/")
    for language in LANGUAGES:
        story.letters[language] = officer.fetch(f"{letter}pdf/?language={language}").content
    story.letters["docx"] = officer.fetch(f"{letter}docx/?language=en").content
    sent = {"channel": "diplomatic", "at": now(), "with_whom": SENT_TO}
    officer.send(story.path(NAME, "sent/"), sent)
    came = {"channel": "email", "at": now(), "their_reference": REFERENCE, "with_whom": "Registry"}
    officer.send(story.path(NAME, "receipt/"), came, files=_scan("receipt.pdf"))
    paper = {"done_at": now(), "came_at": now(), "channel": "courier"}
    heard = {"executed_by": "Court of Drovnia, second chamber (invented)", "executed_on": day()}
    heard |= {"record": "The pilot named the ship. The record is in the letter."}
    for step, said in (("acknowledge", {}), ("begin", {}), ("execute", heard)):
        address = story.path(NAME, f"enter/{step}/")
        central.send(address, {**paper, **said}, files=_scan(f"{step}.pdf"))
    story.ladders[NAME] = officer.get(story.path(NAME))
    code = found(r"([A-Z0-9]{4}-[A-Z0-9]{4})</bdi>", story.ladders[NAME])
    story.say(
        "A State without a node",
        f"XD has none: the request for testimony went as a letter with its reference and the code"
        f" {code}, as DOCX and PDF/A, in six languages. Receipt, steps and answer were entered from"
        " XD’s papers, with their scans.",
        "XA",
        story.path(NAME, "letter/"),
        "The same ladder as between nodes, each step marked with who entered it.",
    )


def _scan(name: str) -> dict[str, File]:
    return {"file": (name, SCAN + name.encode(), "application/pdf")}


def counted(story: Requests) -> None:
    """Each central authority reads its figures."""
    for state, names in ASKED.items():
        _wait_for_end(story, state, names)
    for state in ("XA", *ASKED):
        central = story.person(f"central.{state.lower()}")
        side = "requesting" if state == "XA" else "requested"
        table = central.fetch(f"/requests/figures/tables.csv?side={side}")
        story.figures[state] = table.content.decode("utf-8-sig")
    story.say(
        "What it took",
        "Each central authority reads how long requests took and how they ended, by State and"
        " kind; those on paper stand apart.",
        "XA",
        "/requests/figures/",
        "Counted without a name or a case; medians from five cases on, never a bare average.",
    )


def _wait_for_end(story: Requests, state: str, names: tuple[str, ...]) -> None:
    """Wait until a State's node has the end of what it was asked."""
    paths = [story.path(name) for name in names]
    story.person(f"central.{state.lower()}").wait_for(
        "/requests/?state=closed",
        lambda text: all(path in text for path in paths),
        f"the end of what {state} was asked",
    )

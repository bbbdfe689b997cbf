"""The chapter of the report: three States tell their figures and answer, the Secretariat compiles.

XD has no node and does not reply: it is named as such, and no figure stands for it. Everything is
invented.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeward.node.demo.checks import Check
from homeward.node.demo.report_recount import faults_of, words_of
from homeward.node.demo.telling import Telling, found

STATES, SILENT = ("XA", "XB", "XC"), "XD"
OFFICE, HEAD = "desk.xz", "head.xz"
INDICATOR = "kidnapping_victims"
FIRST, LAST = 2022, 2025
DOCUMENT = "CTOC/COP/2026/EX (invented)"
LANGUAGES = ("en", "fr")
#: Victims by year. XC began to count in 2024: who adds up whoever tells sees a rise, while in the
#: States that can be compared there were fewer every year.
VICTIMS: Mapping[str, Mapping[int, int]] = {
    "XA": {2022: 61, 2023: 64, 2024: 58, 2025: 55},
    "XB": {2022: 1012, 2023: 990, 2024: 974, 2025: 960},
    "XC": {2024: 410, 2025: 432},
}
PANEL = ("XA", "XB")
#: What each State says of 59/154 §8(b), and what it needs; fields are filled from its figures.
ANSWERS = {
    "XA": (
        f"Victims were [[{INDICATOR} 2025]], after [[{INDICATOR} 2022]] at the beginning.",
        "Two analysts.",
    ),
    "XB": (f"En 2025, [[{INDICATOR} 2025]] victimes ont été comptées par toutes les polices.", ""),
    "XC": (
        f"Counting began in 2024 with [[{INDICATOR} 2024]] victims; earlier years are not known.",
        "Help with the years before 2024.",
    ),
}


@dataclass(slots=True)
class Report(Telling):
    """What the players learn: the questionnaire, the report, and the files that were made of it."""

    round: str = ""
    report: str = ""
    replies: dict[str, str] = field(default_factory=dict)
    own_release: dict[str, bool] = field(default_factory=dict)
    table: str = ""
    shown: str = ""
    annex: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)


def figures(story: Report) -> None:
    """Each State brings its national figures, and two of its people let them go."""
    for state in STATES:
        low = state.lower()
        writes, decides = story.person(f"central.{low}"), story.person(f"overseer.{low}")
        rows = ["code,year,count", *(f"{state},{y},{n}" for y, n in VICTIMS[state].items())]
        file = ("own.csv", "\n".join(rows).encode(), "text/csv")
        given = writes.send("/trends/import/", {}, files={"file": file})
        writes.send(
            given.url.path,
            {
                "kind": "figures",
                "title": f"Police of {state}",
                "publisher": f"Police of {state}",
                "indicator": INDICATOR,
                "unit": "victims",
                "area": "code",
                "period": "year",
                "value": "count",
                "step": "import",
            },
        )
        form = writes.get("/reporting/aggregates/new/")
        source = found(r'name="sources" value="(\d+)"', form)
        told = {"sources": [source], "coverage": "All police units."}
        page = writes.send("/reporting/aggregates/new/", told).url.path
        story.own_release[state] = f"{page}approve/" in writes.get(page)
        decides.send(page, {}, to=f"{page}approve/")
    table = f"/reporting/tables/{INDICATOR}/"
    last = f"{VICTIMS['XC'][LAST]}"
    story.table = story.person(OFFICE).wait_for(
        table,
        lambda page: page if page.count("did not send</span>") < 2 and last in page else None,
        "the figures of the three States",
    )
    story.say(
        "Three States tell their figures",
        "XA, XB and XC each brought a national file; one person prepared it for the Secretariat,"
        f" another let it go. {SILENT} has no node.",
        "XZ",
        table,
        "59/154 §8(b): figures from two people's hands, signed; who did not send is no zero.",
    )


def ask(story: Report) -> None:
    """The Secretariat puts its questionnaire to all four States."""
    asks = {
        "title": "Questionnaire of the example session",
        "session": "Crime Commission, example session",
        "first": str(FIRST),
        "last": str(LAST),
        "due": "2026-12-31",
    }
    story.round = story.person(OFFICE).send("/reporting/rounds/new/", asks).url.path
    story.say(
        "The Secretariat asks",
        f"A questionnaire about every operative paragraph went to XA, XB and XC; {SILENT} has no"
        " node that could be written to.",
        "XZ",
        story.round,
        "61/179 §7: the report asks each State about each paragraph.",
    )


def answer(story: Report) -> None:
    """Each State answers with fields that its figures fill, and its focal point clears."""
    for state in STATES:
        low = state.lower()
        writes, clears = story.person(f"central.{low}"), story.person(f"overseer.{low}")
        writes.wait_for("/reporting/", lambda page: story.round in page or None, "the question")
        text, needs = ANSWERS[state]
        words = {
            "text": text,
            "needs": needs,
            "title_1": "Police statistics",
            "where_1": "example.org/statistics",
        }
        writes.send(f"{story.round}answers/p8b/", words)
        reply = found(r"(/reporting/replies/[0-9a-f-]+/)", writes.get(story.round))
        writes.send(story.round, {}, to=f"{reply}lay/")
        clears.send(story.round, {}, to=f"{reply}clear/")
        story.replies[state] = reply
    office = story.person(OFFICE)

    def shows_all(page: str) -> bool:
        return all(reply in page for reply in story.replies.values())

    office.wait_for(story.round, lambda page: shows_all(page) or None, "the three replies")
    story.say(
        "Three States answer, each cleared by its focal point",
        "The figures in their words are fields, filled from what two people approved.",
        "XZ",
        story.round,
        f"61/179 §7: {SILENT} is shown as not having replied.",
    )


def compile_report(story: Report) -> None:
    """The Secretariat compiles; the report is made as DOCX and PDF/A, and its annex is frozen."""
    office = story.person(OFFICE)
    story.report = office.send(story.round, {}, to=f"{story.round}compile/").url.path
    story.shown = office.get(story.report)
    story.annex = json.loads(office.fetch(f"{story.report}annex/json/").content)
    for language in LANGUAGES:
        docx = office.fetch(f"{story.report}file/docx/{language}/").content
        story.words[language] = words_of(io.BytesIO(docx))
        story.pdfs[language] = office.fetch(f"{story.report}file/pdf/{language}/").content
    story.say(
        "The Secretariat compiles its report",
        "DOCX and PDF/A in English and French; every figure bears its number in the annex, which is"
        " frozen.",
        "XZ",
        story.report,
        "59/154 §3, 61/179 §7: a report that says what is known, and what is not.",
    )


def share(story: Report) -> None:
    """Another person shares it with the Conference of the Parties."""
    head = story.person(HEAD)
    head.send(f"{story.report}share/", {"body": "conference", "document": DOCUMENT})
    story.shown = head.get(story.report)
    story.say(
        "It is shared with the Conference of the Parties",
        f"Not by whoever compiled it; the node signed that it went as {DOCUMENT}.",
        "XZ",
        story.report,
        "61/179 §7: sharing is an act of its own, recorded and signed.",
    )


def report_checks(story: Report) -> list[Check]:
    """What the chapter came to. The figures are worked out again, once from the words and the
    annex, once from the files that the States brought."""
    checks = []
    for language, text in story.words.items():
        seen, faults = faults_of(story.annex, text, None, language)
        checks.append(
            Check(
                f"Report ({language}): figures in the text, recomputed from the annex",
                "; ".join(faults[:3]) or f"all {seen} agree",
                not faults and seen == len(story.annex["figures"]) > 0,
            )
        )
    checks += [
        _equal("Report: constant panel in its last year", _figure(story, "panel"), panel(LAST)),
        _equal("Report: what adding up whoever told shows", _figure(story, "naive"), naive(LAST)),
        _equal("Report: States named as not replied", _silent(story), [SILENT]),
    ]
    of_silent = [row for row in story.annex["data"] if row["state"] == SILENT]
    checks += [
        Check(f"Report: data of {SILENT}", f"{len(of_silent)} lines", not of_silent),
        Check(
            "Report: PDF/A",
            " and ".join(story.pdfs),
            len(story.pdfs) == len(LANGUAGES)
            and all(b"%PDF-" in one[:8] and b"pdfaid" in one for one in story.pdfs.values()),
        ),
        Check(
            "Report: figures let go by whoever prepared them",
            ", ".join(s for s, could in story.own_release.items() if could) or "nowhere possible",
            not any(story.own_release.values()),
        ),
        Check("Report: shared, and signed", DOCUMENT, DOCUMENT in story.shown),
    ]
    return checks


def panel(year: int) -> int:
    """The sum over the States that told every year."""
    return sum(VICTIMS[state][year] for state in PANEL)


def naive(year: int) -> int:
    """The sum over whoever told that year."""
    return sum(told.get(year, 0) for told in VICTIMS.values())


def _figure(story: Report, operation: str) -> int | None:
    """The figure of victims in the paragraph on trends, in the last year."""
    for one in story.annex["figures"]:
        is_it = (one["paragraph"], one["operation"], one["indicator"], one["period"])
        if is_it == ("p8b", operation, INDICATOR, str(LAST)) and one["value"] is not None:
            return int(one["value"])
    return None


def _silent(story: Report) -> list[str]:
    return [one["state"] for one in story.annex["states"] if not one["replied"]]


def _equal(name: str, got: object, expected: object) -> Check:
    return Check(name, f"{got} (expected {expected})", got == expected)

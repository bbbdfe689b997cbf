"""61/179 §7, 59/154 §3: report to the Crime Commission, share with the Conference of the Parties.

Played on the nodes of XA and of the Secretariat, each step through its own pages, by two people
wherever two decide; XB, XC and XD are asked too and do not reply.
"""

import io
import json
import re
from decimal import Decimal

import pytest
from docx import Document

from homeward.node.demo.story import Step, Story
from tests.database import rows

pytestmark = pytest.mark.nodes
Played = tuple[Story, list[Step]]
STATE, CLEARS, OFFICE, HEAD = "central.xa", "overseer.xa", "desk.xz", "head.xz"
VICTIMS = {2022: 61, 2023: 64, 2024: 1072, 2025: 80}
MARKED = re.compile(r"(\d[\d,]*) \[(\d+)\]")


def national_file() -> bytes:
    lines = ["code,year,count", *(f"XA,{year},{count}" for year, count in VICTIMS.items())]
    return "\n".join(lines).encode()


def test_from_the_questionnaire_to_the_conference(played: Played) -> None:
    story, _ = played
    state, clears, office, head = (story.person(one) for one in (STATE, CLEARS, OFFICE, HEAD))

    # XA tells its figures: a national source, approved by a second person.
    given = state.send(
        "/trends/import/", {}, files={"file": ("own.csv", national_file(), "text/csv")}
    )
    state.send(
        given.url.path,
        {
            "kind": "figures", "title": "Police of XA", "publisher": "Police of XA",
            "indicator": "kidnapping_victims", "unit": "victims", "area": "code",
            "period": "year", "value": "count", "step": "import",
        },
    )  # fmt: skip
    form = state.get("/reporting/aggregates/new/")
    source = re.search(r'name="sources" value="(\d+)"', form)
    assert source, "the imported figures can be chosen"
    told = {"sources": [source[1]], "coverage": "All police units."}
    figures = state.send("/reporting/aggregates/new/", told).url.path
    assert f"{figures}approve/" not in state.get(figures), "not by whoever prepared them"
    clears.send(figures, {}, to=f"{figures}approve/")
    tables = "/reporting/tables/kidnapping_victims/"
    office.wait_for(tables, lambda page: "1,072" in page or None, "the figures of XA")
    assert office.get(tables).count("</svg>did not send") == 3

    # The Secretariat asks; XA answers, and its focal point clears.
    asks = {"title": "Questionnaire 2026", "session": "Crime Commission, example session",
            "first": "2022", "last": "2025", "due": "2026-12-31"}  # fmt: skip
    page = office.send("/reporting/rounds/new/", asks).url.path
    state.wait_for("/reporting/", lambda text: page in text or None, "the questionnaire")
    answer = {
        "text": "Victims were [[kidnapping_victims 2025]], after [[kidnapping_victims 2024]].",
        "needs": "Two analysts.",
        "title_1": "Police statistics",
        "where_1": "example.org/statistics",
    }
    state.refused(
        f"{page}answers/p8b/",
        {**answer, "text": "[[kidnapping_victims 1999]]"},
        code=400,
        says="No figure stands behind",
    )
    state.send(f"{page}answers/p8b/", answer)
    reply = re.search(r"/reporting/replies/[0-9a-f-]+/", state.get(page))
    assert reply
    state.send(page, {}, to=f"{reply[0]}lay/")
    assert f"{reply[0]}clear/" not in state.get(page), "not by whoever wrote it"
    clears.send(page, {}, to=f"{reply[0]}clear/")
    office.wait_for(page, lambda text: reply[0] in text or None, "the reply of XA")

    # The report: who did not reply is named, every figure follows from the frozen annex.
    report = office.send(page, {}, to=f"{page}compile/").url.path
    shown = office.get(report)
    for words in ("did not reply", "Victims were 80 [", "Needs: Two analysts.", "from memory"):
        assert words in shown
    annex = json.loads(office.fetch(f"{report}annex/json/").content)
    by_id = {one["id"]: one for one in annex["figures"]}
    document = Document(io.BytesIO(office.fetch(f"{report}file/docx/en/").content))
    text = "\n".join(one.text for one in document.paragraphs)
    marked = MARKED.findall(text)
    assert len(marked) > 20
    own = {row["period"]: row["value"] for row in annex["data"]
           if row["indicator"] == "kidnapping_victims" and not row["breakdown"]}  # fmt: skip
    for said, number in marked:
        one, value = by_id[int(number)], Decimal(said.replace(",", ""))
        if (
            one["operation"] in ("value", "panel", "naive")
            and one["indicator"] == "kidnapping_victims"
        ):
            assert value == Decimal(own[one["period"]]) == VICTIMS[int(one["period"])]
        elif one["operation"] == "silent":
            assert value == 3
            assert one["states"] == ["XB", "XC", "XD"]
    assert office.fetch(f"{report}file/pdf/fr/").content.startswith(b"%PDF")

    # Sharing is an act of its own, by another person, signed.
    assert "Share" not in re.findall(r'href="[^"]*share/">.*?</a>', office.get(report))
    head.send(f"{report}share/", {"body": "conference", "document": "CTOC/COP/2026/EX"})
    assert "CTOC/COP/2026/EX" in office.get(report)
    held = rows(story, "XZ", "select statement, signature from reporting_sharing")
    assert json.loads(held[0][0])["shared_with"] == "conference"
    signed = "select count(*) from journal_entry where verb = 'reporting.shared'"
    assert rows(story, "XZ", signed) == [(1,)]

    # Nothing of it is for those without a part in it.
    assert story.person("officer.xa").status("/reporting/") == 403
    assert story.person("officer.xa").status(reply[0]) == 404

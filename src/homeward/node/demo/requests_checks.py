"""Verifying the chapter of requests: each outcome against the databases of both nodes."""

import csv
import hashlib
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

from homeward.node.demo.checks import Check, pooled_holdings, rows_of
from homeward.node.demo.requests import LAW, SUSPECT, Requests
from homeward.node.demo.requests_paper import ASKED, LANGUAGES, REFERENCE, SCAN
from homeward.node.demo.requests_records import RECORDS, WHY_NOT
from homeward.node.demo.requests_surrender import DAYS, OFFENCE

# With whom each request is, where it ends, and the words of its way on both nodes.
ABROAD = {name: state for state, names in ASKED.items() for name in names}
ENDS = {**dict.fromkeys(ABROAD, "closed"), "testimony": "executed"}
WAYS = {
    "freezing": "acknowledge begin ask_information give_information execute close",
    "records": "acknowledge consult give_view refuse close",
    "records_again": "acknowledge begin execute close",
    "arrest": "acknowledge arrest send_documents close",
    "extradition": "acknowledge bring_to_court admit grant propose_surrender agree_surrender"
    " surrender close",
}
_CHANGES = (
    "select name, side, number, seen, led_to from cooperation_change"
    " where request_id = %s and number is not null order by side, number"
)


def requests_checks(story: Requests) -> list[Check]:
    """Every check of the chapter, in the order in which it was played."""
    return [
        *(_same(story, name) for name in ABROAD),
        _frozen(story),
        _refusal(story),
        _files(story),
        _bound(story),
        _clock(story),
        _speciality(story),
        _on_paper(story),
        _letters(story),
        _ladders(story),
        _counted(story),
    ]


def _rows(story: Requests, name: str, sql: str, state: str = "XA") -> list[tuple[Any, ...]]:
    return rows_of(story.stage, state, sql, story.ids[name])


def _same(story: Requests, name: str) -> Check:
    """Both nodes hold the same end, and the same changes under the same numbers."""
    abroad, state = ABROAD[name], "select state from cooperation_request where id = %s"
    here, there = (_rows(story, name, _CHANGES, node) for node in ("XA", abroad))
    ends = [_rows(story, name, state, node)[0][0] for node in ("XA", abroad)]
    order = "select name from cooperation_change where request_id = %s and number is not null"
    made = [row[0] for row in _rows(story, name, f"{order} order by at, id")]
    passed = here == there and ends == [ENDS[name]] * 2 and made == WAYS[name].split()
    return Check(
        f"Request {name}: the same on the nodes of XA and {abroad}",
        f"{ends[0]} and {ends[1]}, {len(here)} and {len(there)} changes",
        passed,
    )


def _frozen(story: Requests) -> Check:
    """XC's answer, as XA keeps it, against the pooled ledger."""
    text = _rows(story, "freezing", "select answer->>'frozen' from cooperation_request where id=%s")
    found = int(str(text[0][0] or "0").rsplit(" ", 1)[-1])
    name = "Frozen by XC's answer against the pooled ledger"
    return Check(name, f"{found / 100:,.2f}", found == pooled_holdings().get("XC", 0) > 0)


def _refusal(story: Requests) -> Check:
    """The refusal that arrived: from consultation, with a ground of the treaty and reasons."""
    sql = "select data->>'ground', data->>'text', led_to from cooperation_change"
    sql += " where name = 'refuse' and request_id = %s"
    kept = "select treaty->>'key', treaty->'grounds'->>'dual_criminality' from cooperation_request"
    found = _rows(story, "records", sql)
    listed = _rows(story, "records", f"{kept} where id = %s")
    passed = found == [("dual_criminality", WHY_NOT, "refused")]
    passed = passed and listed == [("xa-xb-assistance", "Treaty XA-XB 4(d)")]
    return Check("The refusal: its ground is one of the treaty's list", str(found[0][:1]), passed)


def _files(story: Requests) -> Check:
    """The law went and the records came, byte for byte."""
    sql = "select sha256 from cooperation_requestfile where request_id = %s and message_id"
    sql += " is not null order by sha256"
    found = [
        [sha256 for (sha256,) in _rows(story, "records_again", sql, node)] for node in ("XA", "XB")
    ]
    expected = sorted(hashlib.sha256(text.encode()).hexdigest() for text in (LAW, RECORDS))
    return Check(
        "Files of the answered request, by SHA-256", str(found[0]), found == [expected] * 2
    )


def _bound(story: Requests) -> Check:
    """What was taken in is bound as XB said, and was not let out for another use."""
    sql = "select limit_use, limit_words, limit_secrecy from cooperation_takenitem"
    found = _rows(story, "records_again", f"{sql} where request_id = %s")
    passed = found == [("purpose", "Not for tax matters.", "keep")] * 2
    passed = passed and story.refused.get("another use") == "409"
    return Check("Records in XA's case: bound to XB's limits", f"{len(found)} items", passed)


def _clock(story: Requests) -> Check:
    """Both desks had the same last day for the documents, and neither waits any more."""
    sql = "select kind, due_at, done_at is not null from duty_task where subject_id = %s"
    sql += " and kind in ('cooperation.send_documents', 'cooperation.documents_due')"
    found = [row for node in ("XA", "XB") for row in _rows(story, "arrest", sql, node)]
    last = (datetime.now(UTC) + timedelta(days=DAYS)).date()
    days = {due.astimezone(UTC).date() for _, due, _ in found}
    kinds = [kind for kind, _, done in found if done]
    # Played over midnight, it is the day before.
    passed = len(days) == 1 and days <= {last, last - timedelta(days=1)}
    passed = passed and kinds == ["cooperation.send_documents", "cooperation.documents_due"]
    return Check("The clock of the documents, on both desks", str(*days), passed)


def _speciality(story: Requests) -> Check:
    """He is named with the offences of the grant, and charged with nothing else."""
    sql = "select p.name, s.offences, array(select c.offence from cases_charge c where"
    sql += " c.suspect_id = p.id) from cooperation_surrenderedperson s"
    found = _rows(
        story,
        "extradition",
        f"{sql} join cases_person p on p.id = s.person_id where s.request_id = %s",
    )
    passed = found == [(SUSPECT, [OFFENCE], [OFFENCE])]
    passed = passed and story.refused.get("another offence") == "400"
    return Check("Speciality: charged as granted, with nothing else", str(found), passed)


def _on_paper(story: Requests) -> Check:
    """What XD did stands as entered by hand, with the scans; nothing went by the wire."""
    sql = "select name, entered_by is not null, (select sha256 from cooperation_requestfile f"
    sql += " where f.change_id = c.id and f.side = 'requested') from cooperation_change c"
    sql += " where request_id = %s and side = 'requested' order by at, id"
    found = {name: (by_hand, digest) for name, by_hand, digest in _rows(story, "testimony", sql)}
    steps = {step: (True, _scan(step)) for step in ("acknowledge", "begin", "execute")}
    wire = _rows(
        story, "testimony", "select count(*) from exchange_outmessage where thread::text = %s"
    )
    page = story.ladders["testimony"]
    passed = steps.items() <= found.items() and found.get("deliver", (False, ""))[0]
    passed = passed and wire == [(0,)] and REFERENCE in page
    return Check("XD on paper: entered by hand, with scans", ", ".join(found), passed)


def _scan(step: str) -> str:
    return hashlib.sha256(SCAN + f"{step}.pdf".encode()).hexdigest()


def _letters(story: Requests) -> Check:
    """The letter in six languages as PDF/A, and as DOCX with reference and code."""
    sql = "select reference, code from cooperation_request where id = %s"
    reference, code = _rows(story, "testimony", sql)[0]
    pages = [story.letters[language] for language in LANGUAGES]
    archival = sum(one.startswith(b"%PDF-") and b"pdfaid:part" in one for one in pages)
    with zipfile.ZipFile(io.BytesIO(story.letters["docx"])) as package:
        inside = "".join(
            package.read(name).decode() for name in package.namelist() if name.endswith(".xml")
        )
    words = re.sub(r"<[^>]+>", "", inside)
    passed = archival == len(LANGUAGES) == len(set(pages)) and reference in words and code in words
    return Check("The letter: PDF/A in six languages, and DOCX", f"{archival} PDF/A", passed)


def _ladders(story: Requests) -> Check:
    """The ladder of each request shows every state that it came to."""
    sql = "select count(distinct led_to) from cooperation_change where request_id = %s"
    sql += " and led_to <> ''"
    short = []
    for name, page in story.ladders.items():
        shown = page.split('<ol class="ladder"', 1)[-1].split("</ol>", 1)[0]
        reached = len(re.findall(r'<li class="(?:done|current)"', shown))
        if reached != _rows(story, name, sql)[0][0] + 1:  # and the draft, to which nothing led
            short.append(f"{name}: {reached}")
    found = ", ".join(short) or f"{len(story.ladders)} ladders"
    return Check("Ladders show every state that was reached", found, not short)


def _counted(story: Requests) -> Check:
    """The figures of XA count what its database holds; XB's name the ground of its refusal."""
    sql = "select kind, count(*) from cooperation_request where side = 'requesting' and"
    issued = dict(
        rows_of(story.stage, "XA", f"{sql} way = 'node' and issued_at is not null group by kind")
    )
    own = _figures(story, "XA")
    kinds = {code: int(row["issued"]) for (table, code), row in own.items() if table == "kind"}
    ways = {code: int(row["issued"]) for (table, code), row in own.items() if table == "way"}
    refused = _figures(story, "XB").get(("ground", "dual_criminality"), {}).get("refused")
    passed = kinds == issued and ways.get("hand") == 1 and refused == "1"
    return Check("Figures count every request, those on paper apart", str(ways), passed)


def _figures(story: Requests, state: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(story.figures[state]))
    return {(row["table"], row["code"]): row for row in rows}

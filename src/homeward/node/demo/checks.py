"""Verifying the demonstration: each outcome against something that was computed apart from it."""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pypdfium2

from homeward.node.demo.border_law import CELLS
from homeward.node.demo.ledgers import CURRENCY, RANSOM_REFERENCE, all_payments
from homeward.node.demo.stage import Stage
from homeward.node.demo.story import PARTNERS, Story
from homeward.node.home import HOME_VARIABLE

STATES = ("XA", *PARTNERS)
COMPARED_NAMES = ("Astoria Isles", "Borduvia", "Colombia", "Argentina")


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked, what was found, and whether it is as it must be."""

    name: str
    found: str
    passed: bool


def verify(story: Story) -> list[Check]:
    """Every check of the border story, and of what every node keeps."""
    return [*border_checks(story), *journal_checks(story.stage)]


def journal_checks(stage: Stage) -> list[Check]:
    """The journal of every node, from its first entry to its last."""
    return [_journal(stage, state) for state in stage.nodes]


def border_checks(story: Story) -> list[Check]:
    """What the border story came to."""
    pooled = pooled_holdings()
    stage = story.stage
    checks = [
        _equal(
            f"Proceeds in {state}: the run against the pooled ledger",
            _held(story, state),
            pooled.get(state, 0),
        )
        for state in STATES
    ]
    checks.append(
        _equal("Frozen in XB: orders against the pooled ledger", _frozen(stage), pooled["XB"])
    )
    checks.append(
        _equal("Frozen by XB's answer, as XA's case shows it", _answered(story), pooled["XB"])
    )
    checks += [_receipts(stage, state) for state in STATES]
    checks.append(_same_state(stage))
    checks.append(_reached(story))
    return checks + _laws(story)


def pooled_holdings() -> dict[str, int]:
    """Trace the ledger that nobody has: all three banks' payments in one file, by the library."""
    from homeward.tracing import Claim, read_ledger, trace

    payments = all_payments()
    everyone = b"".join(
        [b"Transaction ID,Booking date,Debtor IBAN,Creditor IBAN,Amount,Currency\n"]
        + [
            f"{p.reference},{p.time.isoformat()},{p.source},{p.target},"
            f"{p.amount // 100}.{p.amount % 100:02d},{CURRENCY}\n".encode()
            for p in payments
        ]
    )
    mapping = {
        "id": "Transaction ID",
        "time": "Booking date",
        "source": "Debtor IBAN",
        "target": "Creditor IBAN",
        "amount": "Amount",
        "currency": "Currency",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pooled.csv"
        path.write_bytes(everyone)
        ledger = read_ledger(path, mapping=mapping, zone="UTC", exponent=2).ledger
    result = trace(ledger, [Claim(RANSOM_REFERENCE)], rule="fifo")
    held: dict[str, int] = {}
    for holding in result.holdings:
        state = holding.account[:2] if holding.account[:2] in STATES else holding.account[-2:]
        held[state] = held.get(state, 0) + holding.amount
    return held


def rows_of(stage: Stage, state: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query on a node's database, past its walls."""
    url = stage.cluster.superuser_url(stage.nodes[state].home.config.database)
    with psycopg.connect(url) as connection:
        return connection.execute(sql, values or None).fetchall()


def _query(stage: Stage, state: str, sql: str, *values: object) -> Any:
    """The first value of a query on a node's database, past its walls."""
    found = rows_of(stage, state, sql, *values)
    return found[0][0] if found else None


def _held(story: Story, state: str) -> int:
    return int(
        _query(
            story.stage,
            state,
            "select coalesce(sum((h->>'amount')::bigint), 0) from proceeds_trace t,"
            " jsonb_array_elements(t.document->'holdings') h"
            " where t.run_id = %s and t.status = 'done'",
            story.run,
        )
    )


def _frozen(stage: Stage) -> int:
    return int(
        _query(
            stage,
            "XB",
            "select coalesce(sum(amount), 0) from proceeds_order where status = 'in_force'",
        )
    )


def _answered(story: Story) -> int:
    text = _query(
        story.stage,
        "XA",
        "select answer->>'frozen' from cooperation_request where id = %s and state = 'executed'",
        story.freezing,
    )
    return int(str(text).rsplit(" ", 1)[-1]) if text else -1


def _laws(story: Story) -> list[Check]:
    """What the comparison of laws must come to, and what the request keeps of it."""
    expected = {"XA-XB": "Met", "no demand": "Not met", "real": "Met", "way": "UNTOC 13(6)"}
    stored = rows_of(
        story.stage,
        "XA",
        "select c.result, count(e.number) from cooperation_lawcheck c left join journal_entry e"
        " on e.verb = 'cooperation.law_checked' and e.subject_id = c.request_id::text"
        " where c.request_id = %s group by c.id",
        story.freezing,
    )
    printed = story.printed.startswith(b"%PDF-")
    return [
        Check("Double criminality, as the pages say", str(story.laws), story.laws == expected),
        Check("The check kept with the freezing request", str(stored), stored == [("met", 1)]),
        Check("The comparison of two real laws, printed", str(printed), printed),
        _table(story),
        _paper(story),
        _two_persons(story),
    ]


def _table(story: Story) -> Check:
    """The table as it prints: every State, with its notes and the sources that they name."""
    paper = story.table.split("print-wide", 1)[-1]
    shown = [name for name in COMPARED_NAMES if name in paper]
    notes = len(set(re.findall(r"<li value=\"(\d+)\">", paper)))
    sources = paper.count("law.example.org") + paper.count("github.com")
    passed = len(shown) == len(COMPARED_NAMES) and notes > 20 and sources >= len(shown)
    found = f"{len(shown)} States, {notes} notes, {sources} sources"
    return Check("The table of four laws, as it prints", found, passed)


def _paper(story: Story) -> Check:
    """The same table as a PDF, by the words that are on its pages."""
    with pypdfium2.PdfDocument(story.paper) as opened:
        said = " ".join(page.get_textpage().get_text_range() for page in opened)
        pages = len(opened)
    shown = [name for name in COMPARED_NAMES if name in said]
    notes = len(set(re.findall(r"\[(\d+)\]", said)))
    passed = len(shown) == len(COMPARED_NAMES) and notes > 20 and "github.com" in said
    found = f"{len(shown)} States, {notes} notes, {pages} pages"
    return Check("The table of four laws, as a PDF", found, passed)


def _two_persons(story: Story) -> Check:
    """The change of XC's law: approved by another person, and in force with its cells verified."""
    number = story.proposal.strip("/").rsplit("/", 1)[-1] or "0"
    stored = rows_of(
        story.stage,
        "XA",
        "select p.status, p.proposed_by <> p.decided_by, v.number, v.state,"
        " (select count(*) from jsonb_path_query(v.content,"
        " '$.offence[*].cell[*].status ? (@ == \"verified\")'))"
        " from law_proposal p join law_lawversion v on v.proposal_id = p.id where p.id = %s",
        int(number),
    )
    expected = [("approved", True, 1, "XC", len(CELLS))]
    return Check("The law that two persons changed", str(stored), stored == expected)


def _receipts(stage: Stage, state: str) -> Check:
    """Every message sent has a receipt, byte for byte the one that its receiver keeps.

    Messages that nodes send about messages are left out: some are on their way at any moment.
    """
    counted = "select count(*) from exchange_outmessage where not starts_with(type, 'exchange.')"
    sent = _query(stage, state, counted)
    pairs: dict[str, bytes] = {}
    for peer in stage.nodes:
        if peer != state:
            pairs |= dict(_rows(stage, peer, state))
    kept = rows_of(
        stage,
        state,
        "select message_id::text, statement from exchange_receipt r"
        " join exchange_outmessage m on m.id = r.message_id"
        " where r.state in ('accepted', 'delivered') and not starts_with(m.type, 'exchange.')",
    )
    same = len({message for message, statement in kept if pairs.get(message) == bytes(statement)})
    return Check(
        f"Receipts of {state}: messages sent, same receipt on both sides",
        f"{sent} sent, {same} receipted",
        sent == same == len({message for message, _ in kept}) and sent > 0,
    )


def _rows(stage: Stage, node: str, sender: str) -> list[tuple[str, bytes]]:
    sql = "select message_id::text, receipt from exchange_inmessage where sender = %s"
    rows = rows_of(stage, node, sql, sender)
    return [(message, bytes(receipt)) for message, receipt in rows]


def _same_state(stage: Stage) -> Check:
    """Both sides of each request that was issued through the nodes hold the same state."""
    sql = (
        "select array_agg(id::text || ' ' || state order by id) from cooperation_request"
        " where side = '{}' and issued_at is not null and way = 'node'"
    )
    asked = set(_query(stage, "XA", sql.format("requesting")))
    answered = set()
    for state in PARTNERS:
        answered |= set(_query(stage, state, sql.format("requested")))
    return Check(
        "Requests stand the same on both sides", f"{len(asked)} requests", asked == answered
    )


def _reached(story: Story) -> Check:
    """The directory's test: both nodes hold the same answer, and its time was measured."""
    sql = (
        "select status, answered_at, answered_as, returned_at >= sent_at from authorities_ping"
        " where id = %s and is_ours = %s"
    )
    asked = rows_of(story.stage, "XA", sql, story.ping or None, True)
    answered = rows_of(story.stage, "XB", sql, story.ping or None, False)
    same = bool(asked) and bool(answered) and asked[0][:3] == answered[0][:3]
    found = f"{asked[0][0]} at XB's {asked[0][2]}" if asked else "nothing was asked"
    passed = same and asked[0][0] == "answered" and asked[0][3]
    return Check("The directory: XB's central authority is reached", found, bool(passed))


def _journal(stage: Stage, state: str) -> Check:
    """`homeward journal verify` on the node."""
    run = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.cli", "journal", "verify"],
        env={**os.environ, HOME_VARIABLE: str(stage.nodes[state].home.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    words = (run.stdout.strip() or run.stderr.strip()).splitlines()
    return Check(f"Journal of {state}", words[-1] if words else "no answer", run.returncode == 0)


def _equal(name: str, found: int, expected: int) -> Check:
    text = f"{found / 100:,.2f} {CURRENCY}"
    if found != expected:
        text += f", expected {expected / 100:,.2f}"
    return Check(name, text, found == expected and found > 0)

"""Verifying the crisis: each outcome against the database or a program of its own, not a page."""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import httpx
import psycopg
from defusedxml.ElementTree import fromstring

from homeward.node.demo.checks import Check, rows_of
from homeward.node.demo.crisis import COMMANDER, LEAD, NEGOTIATOR, OFFICER, VICTIM, Crisis
from homeward.node.demo.crisis_file import NOTE_FILE, SEALED
from homeward.node.demo.crisis_team import RECORDING

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
WALLED = (
    *("cases_case", "cases_person", "cases_item", "cases_sealedtext", "response_contact"),
    *("response_decision", "response_publicalert", "duty_task"),
)


def crisis_checks(story: Crisis) -> list[Check]:
    """Every check of the crisis, in the order in which it was played."""
    return [
        _call(story),
        _outsiders(story),
        _walls(story),
        _plan(story),
        _practice(story),
        _roles(story),
        _contacts(story),
        _decisions(story),
        _two_officers(story),
        _custody(story),
        _package(story, spoiled=False),
        _package(story, spoiled=True),
        _sealed(story),
        _timeline(story),
        _merge(story),
        _notice(story),
        _alerts(story),
        _feed(story),
        _pack(story),
        _glass(story),
        _sentence(story),
    ]


def _rows(story: Crisis, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of XA's node; `{case}` in the query is the number of the case."""
    numbered = "select id from cases_case where reference = %s"
    number = int(rows_of(story.stage, "XA", numbered, story.reference)[0][0])
    return rows_of(story.stage, "XA", sql.replace("{case}", str(number)), *values)


def _same(name: str, found: object, expected: object, words: str) -> Check:
    """A check whose outcome is told in `words` where it is as it must be."""
    told = words if found == expected else f"{found}, expected {expected}"
    return Check(name, told, found == expected)


def _call(story: Crisis) -> Check:
    sql = (
        "select (select count(*) from cases_incident where case_id = {case}),"
        " (select array_agg(kind order by kind) from cases_safetyflag where case_id = {case}),"
        " (select count(*) from duty_task where case_id = {case} and kind like 'cases.%')"
    )
    made = _rows(story, sql)[0]
    return _same(
        "The first call made incident, flags and tasks",
        made,
        (1, ["medicine", "police_hidden", "relatives"], 4),
        "1 incident, 3 flags, 4 tasks",
    )


def _outsiders(story: Crisis) -> Check:
    closed = len(story.refused)
    return _same("Pages of the case, for an outsider", closed, 4, "4 pages, each answered 404")


def _walls(story: Crisis) -> Check:
    """The application's own role sees nothing where nobody opened a context."""
    seen = 0
    home = story.stage.nodes["XA"].home
    with psycopg.connect(home.database_url("app")) as connection:
        for table in WALLED:
            row = connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
            seen += row[0] if row else 0
    there = sum(
        rows_of(story.stage, "XA", f"select count(*) from {table}")[0][0]  # noqa: S608
        for table in WALLED
    )
    return Check(
        "Rows that raw SQL sees without anybody's context",
        f"{seen} of {there} in {len(WALLED)} tables",
        seen == 0 < there,
    )


def _plan(story: Crisis) -> Check:
    sql = (
        "select r.code, r.number > 0, count(*) filter (where s.status = 'done')"
        " from response_playbookrun r join response_runstep s on s.run_id = r.id"
        " where r.case_id = {case} group by r.id order by r.id"
    )
    expected = [
        ("first-hour", False, 2),
        ("live-unknown-location", True, 1),
        ("act-in-the-first-hour", False, 1),
    ]
    words = "first hour as shipped, the second in the State's own version, a practice; steps kept"
    return _same("The plans", _rows(story, sql), expected, words)


def _practice(story: Crisis) -> Check:
    sql = (
        "select d.choice, s.status, (select count(*) from journal_fact f"
        " where f.kind = 'response.practice_step' and f.case_id = {case}"
        " and f.data->>'status' = 'done' and f.data->>'practice' = d.code)"
        " from manual_practicedecision d join manual_suggestion s on s.code = d.code"
    )
    words = "adopted, run with one step done, and a suggestion taken up"
    return _same("A practice of the manual", _rows(story, sql), [("adopt", "taken", 1)], words)


def _roles(story: Crisis) -> Check:
    sql = (
        "select u.username, array_agg(a.role) from response_roleassignment a"
        " join access_user u on u.id = a.user_id where a.case_id = {case}"
        " group by 1 order by 1"
    )
    expected = [(COMMANDER, ["strategic"]), (NEGOTIATOR, ["negotiator"]), (OFFICER, ["negotiator"])]
    words = "the commander held no role of negotiation; one hand-over"
    return _same("Who decides never negotiated", _rows(story, sql), expected, words)


def _contacts(story: Crisis) -> Check:
    sql = (
        "select c.demanded, c.recording_sha256, p.result, p.by_id <> c.recorded_by_id"
        " from response_contact c left join response_proofcheck p on p.contact_id = c.id"
        " where c.case_id = {case} order by c.number"
    )
    digest = hashlib.sha256(RECORDING).hexdigest()
    expected = [(9_000_000, digest, None, None), (6_000_000, "", "genuine", True)]
    name = "Demands, hash of the recording, proof of life"
    words = "90,000.00 then 60,000.00 XAD; genuine, by somebody else"
    return _same(name, _rows(story, sql), expected, words)


def _decisions(story: Crisis) -> Check:
    sql = (
        "select d.number, o.number, a.is_confirmed, a.by_id in (d.made_by_id, d.recorded_by_id)"
        " from response_decision d left join response_decision o on o.id = d.corrects_id"
        " join response_approval a on a.decision_id = d.id"
        " where d.case_id = {case} order by d.number"
    )
    expected = [(1, None, True, False), (2, 1, True, False)]
    words = "2, the second corrects the first, each confirmed by another"
    return _same("Decisions", _rows(story, sql), expected, words)


def _two_officers(story: Crisis) -> Check:
    sql = (
        "select nationality, sex, languages, age_from from cases_person"
        " where case_id = {case} and name = %s"
    )
    expected = [("XB", "female", ["fr"], 40)]
    words = "nationality and sex of the first, age and language of the second"
    return _same("Two officers on one record", _rows(story, sql, VICTIM), expected, words)


def _custody(story: Crisis) -> Check:
    sql = (
        "select s.action from vault_custodystep s join cases_evidence e on e.blob_id = s.blob_id"
        " where e.case_id = {case} and e.sha256 = %s order by s.number"
    )
    steps = [row[0] for row in _rows(story, sql, hashlib.sha256(NOTE_FILE).hexdigest())]
    expected = ["taken_in", "handed_over", "received", "exported"]
    return _same("Custody of the letter, by its SHA-256", steps, expected, ", ".join(expected))


def _package(story: Crisis, *, spoiled: bool) -> Check:
    """The one documented command, on the package and on one in which a byte was changed."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(story.package)) as archive:
            archive.extractall(folder)
        if spoiled:
            file = next(path for path in (Path(folder) / "files").iterdir())
            file.write_bytes(file.read_bytes().replace(b"invented", b"imagined"))
        run = subprocess.run(
            [sys.executable, "-I", "verify.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    words = (run.stdout.strip() or run.stderr.strip()).splitlines()
    name = "A package with a changed file" if spoiled else "The package, by its own verify.py"
    passed = (run.returncode == 0) is not spoiled
    verdict = "NOT VERIFIED:" if spoiled else "VERIFIED:"
    told = words[-1] if words else "no answer"
    return Check(name, told, passed and told.startswith(verdict))


def _sealed(story: Crisis) -> Check:
    sql = (
        "select o.asked_by <> o.approved_by, position(%s in encode(t.locked, 'escape'))"
        " from cases_sealedopening o join cases_sealedtext t on t.item_id = o.item_id"
        " where o.case_id = {case}"
    )
    words = "by two; what is stored of it is encrypted"
    return _same("The sealed text was opened", _rows(story, sql, SEALED), [(True, 0)], words)


def _timeline(story: Crisis) -> Check:
    sql = (
        "select e.standing, e.until > e.at, u.username from cases_event e"
        " join cases_verification v on v.event_id = e.id join access_user u on u.id = v.verified_by"
        " where e.case_id = {case}"
    )
    expected = [("reported", True, OFFICER)]
    words = "a range of time, verified by another officer"
    return _same("What was reported", _rows(story, sql), expected, words)


def _merge(story: Crisis) -> Check:
    sql = (
        "select m.undone_at is not null, c.merged_into_id, c.status from cases_casemerge m"
        " join cases_case c on c.id = m.case_id where m.into_id = {case}"
    )
    expected = [(True, None, "open")]
    return _same("The merge was undone", _rows(story, sql), expected, "the file is open again")


def _notice(story: Crisis) -> Check:
    sql = (
        "select u.username from duty_notice n join access_user u on u.id = n.acknowledged_by_id"
        " where n.case_id = {case} and n.kind = 'cases.medicine'"
    )
    return _same("The medicine's notice was answered", _rows(story, sql), [(LEAD,)], f"by {LEAD}")


def _alerts(story: Crisis) -> Check:
    """The bytes that were published, read by an XML parser; and who approved them."""
    sql = (
        "select p.message, p.writers, (select array_agg(distinct a.by) from"
        " response_alertapproval a where a.alert_id = p.id and a.sha256 = p.sha256)"
        " from response_publicalert p where p.identifier = %s"
    )
    kinds, before, whole = [], "", True
    for message in story.alerts:
        content, writers, approvers = _rows(story, sql, message.identifier)[0]
        root = fromstring(bytes(content))
        kinds.append(root.findtext(f"{CAP}msgType"))
        whole &= root.tag == f"{CAP}alert"
        whole &= root.findtext(f"{CAP}identifier") == message.identifier
        whole &= before in (root.findtext(f"{CAP}references") or "")
        whole &= len(approvers) == 2 and not set(approvers) & set(writers)
        whole &= story.reference not in bytes(content).decode()
        before = message.identifier
    passed = whole and kinds == ["Alert", "Update", "Cancel"]
    return Check("CAP 1.2 messages, each approved by two", ", ".join(map(str, kinds)), passed)


def _feed(story: Crisis) -> Check:
    """What everybody may read without signing in."""
    base = f"{story.stage.url('XA')}/alerts"
    with httpx.Client(trust_env=False, timeout=30) as anybody:
        feed = anybody.get(f"{base}/feed.atom").text
        listed = [message.identifier in feed for message in story.alerts]
        gone = anybody.get(f"{base}/{story.alerts[0].identifier}.xml").status_code
    expected = ([False, False, True], 404)
    words = "the cancellation alone; the first message is gone"
    return _same("The public feed", (listed, gone), expected, words)


def _pack(story: Crisis) -> Check:
    sql = "select role from response_packcopy where case_id = {case}"
    is_pdf = story.pack.startswith(b"%PDF-") and story.pack.rstrip().endswith(b"%%EOF")
    found = (is_pdf, _rows(story, sql))
    return _same("The print pack", found, (True, [("tactical",)]), "a PDF, one numbered copy")


def _glass(story: Crisis) -> Check:
    sql = (
        "select compartments, ended_at is not null, verdict, user_id <> reviewed_by_id"
        " from access_glass where case_reference = %s"
    )
    expected = [(["crisis"], True, "justified", True)]
    words = "one compartment; ended; justified, says another"
    return _same("The broken glass", _rows(story, sql, story.reference), expected, words)


def _sentence(story: Crisis) -> Check:
    sql = (
        "select p.outcome, h.kind, h.cause, c.stage, d.kind,"
        " (select array_agg(s.kind order by s.kind) from cases_sentence s"
        " where s.decision_id = d.id)"
        " from cases_chargeharm l join cases_harm h on h.id = l.harm_id"
        " join cases_charge c on c.id = l.charge_id join cases_courtdecision d"
        " on d.charge_id = c.id join cases_person p on p.id = h.person_id"
        " where c.case_id = {case}"
    )
    sentences = ["compensation", "imprisonment"]
    expected = [("released", "injury", "caused", "final", "convicted", sentences)]
    words = "injury, charged, convicted, 7 years and compensation"
    return _same("Who harmed the victim answers for it", _rows(story, sql), expected, words)

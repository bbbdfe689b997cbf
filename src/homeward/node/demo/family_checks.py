"""Verifying the family's chapter: each outcome against the database or a program of its own."""

import io

from pypdf import PdfReader

from homeward.node.demo.cast import SUPPORT_TEAM
from homeward.node.demo.checks import Check, rows_of
from homeward.node.demo.family import BROTHER, NUMBER, VICTIM, Family
from homeward.node.demo.family_contact import KEPT, MISSED, MOOD, WHY
from homeward.node.demo.family_help import ADDRESS, HEALTH
from homeward.node.demo.family_page import DOING
from homeward.node.demo.family_release import COME_BACK, DONE
from homeward.node.demo.family_rights import SAID, SUSPECT


def family_checks(story: Family) -> list[Check]:
    """Every check of the family's chapter, in the order in which it was played."""
    return [
        Check(
            "The investigator finds no file of the family",
            f"{story.hidden} of 3",
            story.hidden == 3,
        ),
        _record(story),
        *_own_page(story),
        _alarms(story),
        _measures(story),
        _sealed(story),
        _letter(story),
        _debriefs(story),
        _needs(story),
        _rights(story),
        _promises(story),
        _complaint(story),
        _recalled(story),
        _sums(story),
        *_ended(story),
    ]


def _one(story: Family, sql: str, *values: object) -> tuple[object, ...]:
    return tuple(rows_of(story.stage, "XA", sql, *values)[0])


def _holds(name: str, text: str, told: tuple[str, ...], kept: tuple[str, ...]) -> Check:
    """A text holds each of the words that it must, and none of those that it must not."""
    there = [word for word in told if word in text]
    others = [word for word in kept if word in text]
    found = f"holds {len(there)} of {len(told)} parts, {len(others)} others"
    return Check(name, found, len(there) == len(told) and not others)


def _read(letter: bytes) -> str:
    pages = PdfReader(io.BytesIO(letter)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _record(story: Family) -> Check:
    name = "The record of a contact holds what was promised, no note for colleagues"
    return _holds(name, story.record, (KEPT, MISSED), (MOOD,))


def _own_page(story: Family) -> list[Check]:
    told = (DOING, KEPT, MISSED, "Worker who helps victims")
    kept = (story.reference, VICTIM, BROTHER, *(one.full_name for one in SUPPORT_TEAM))
    return [
        _holds("The brother reads what was released", story.own_page, told, kept),
        _holds("The printed letter says the same", _read(story.own_letter), told, kept),
    ]


def _alarms(story: Family) -> Check:
    query = "select count(distinct file_id) from victims_threatalarm where cause = %s"
    contact, outcome = (_one(story, query, cause)[0] for cause in ("contact", "outcome"))
    query = (
        "select count(*) from victims_threatalarm a join victims_supportfile f on f.id = a.file_id"
        " where f.number = %s and a.assessment_id is not null and cause = 'contact'"
    )
    answered = _one(story, query, story.victim)[0]
    found = f"{contact} and {outcome} files, {answered} answered"
    passed = (contact, outcome, answered) == (3, 3, 1)
    return Check("A contact of the crisis team and the release raised alarms", found, passed)


def _measures(story: Family) -> Check:
    count = _one(story, "select count(*) from victims_measure where kind = 'accommodation'")[0]
    return Check("Two measures of a kind do not overlap", f"{count} recorded", count == 1)


def _sealed(story: Family) -> Check:
    query = (
        "select count(*) from cases_sealedtext where position(convert_to(%s, 'UTF8') in locked) > 0"
    )
    readable = rows_of(story.stage, "XA", query, ADDRESS)[0][0]
    links = _one(story, "select count(*) from victims_protectedaddress")[0]
    found = f"{links} linked, {readable} readable"
    return Check("The address is sealed", found, (links, readable) == (1, 0))


def _letter(story: Family) -> Check:
    told, kept = (VICTIM, NUMBER, HEALTH), ("savings", story.reference, "Joss")
    return _holds("The letter holds what the consent covers", _read(story.letter), told, kept)


def _debriefs(story: Family) -> Check:
    query = (
        "select count(*), count(*) filter (where c.given_at <= d.at and c.file_id = d.file_id"
        " and c.purpose = 'debrief' and d.minutes <= case when d.child then 30 else 60 end"
        " and (not d.child or (d.for_children and d.support_person <> '')))"
        " from victims_debriefsession d join victims_consent c on c.id = d.consent_id"
    )
    every, right = _one(story, query)
    found = f"{right} of {every}"
    return Check("Interviews: consent, length, a child not alone", found, (every, right) == (2, 2))


def _needs(story: Family) -> Check:
    query = (
        "select domain, string_agg(level::text, ' to ' order by assessment_id)"
        " from victims_assessmentlevel group by domain order by domain"
    )
    courses = [f"{domain} {course}" for domain, course in rows_of(story.stage, "XA", query)]
    reached = _one(story, "select count(*) from victims_goal where status = 'reached'")[0]
    passed = courses == ["psychological 3 to 1", "social 2 to 0"] and reached == 1
    found = ", ".join([*courses, f"{reached} goal reached"])
    return Check("The child needs less than at first", found, passed)


def _rights(story: Family) -> Check:
    query = (
        "select string_agg(kind, ', ' order by id) from victims_owednotice where \"end\" = 'told'"
    )
    told = _one(story, query)[0]
    query = "select count(*) from victims_expressedview where \"end\" = 'considered' and text = %s"
    heard = _one(story, query, SAID)[0]
    tasks = rows_of(story.stage, "XA", "select params::text from duty_task where kind ~ '^victims'")
    leaked = SUSPECT in story.rights or any(SUSPECT in params for (params,) in tasks)
    passed = (told, heard, leaked) == ("hearing, decision", 1, False)
    return Check("She was told and heard; the support learned no suspect", str(told), passed)


def _promises(story: Family) -> Check:
    query = (
        'select p.what, p."end", p.reason, count(n.id) from victims_familypromise p'
        " left join duty_notice n on n.kind = 'victims.promise_due' and n.occasion = 'overdue'"
        " and n.subject_id = p.id::text and n.raised_at < p.settled_at and n.raised_at >= p.due_at"
        " join victims_supportfile f on f.id = p.file_id where f.number = %s"
        " group by p.id order by p.id"
    )
    found = rows_of(story.stage, "XA", query, story.brother)
    words = ", ".join(f"{end} after {notices} notices" for _, end, _, notices in found)
    passed = found == [(KEPT, "kept", "", 0), (MISSED, "broken", WHY, 1)]
    return Check("The missed promise raised a notice by itself", words, passed)


def _complaint(story: Family) -> Check:
    query = (
        'select c."end", c.answered_by_id is distinct from f.worker_id,'
        " (select count(*) from journal_entry j where j.verb like 'victims.complaint%')"
        " from victims_complaint c join victims_supportfile f on f.id = c.file_id"
    )
    end, apart, told = _one(story, query)
    found = f"{end}, {told} lines in the journal"
    passed = (end, apart, told) == ("upheld", True, 2)
    return Check("The complaint was answered by somebody else", found, passed)


def _recalled(story: Family) -> Check:
    status = _one(story, "select status from victims_referral")[0]
    return Check("The withdrawn consent recalled the referral", str(status), status == "cleared")


def _sums(story: Family) -> Check:
    losses = _one(story, "select sum(amount) from victims_loss where withdrawn_at is null")[0]
    paid = _one(story, "select sum(amount) from victims_compensationpaid")[0]
    found = f"lost {losses}, compensated {paid}"
    return Check("Losses and compensation add up", found, (losses, paid) == (550_000, 450_000))


def _ended(story: Family) -> list[Check]:
    query = (
        "select count(*) filter (where f.status = 'ended'),"
        " (select count(*) from victims_contactend where come_back <> ''),"
        " (select count(*) from victims_familypromise where settled_at is null),"
        " (select count(*) from duty_task where done_at is null and kind ~ '^victims')"
        " from victims_supportfile f"
    )
    ended, back, waits, due = _one(story, query)
    found = f"{ended} files, {back} ways back, {waits} promises and {due} tasks that wait"
    steps = rows_of(
        story.stage,
        "XA",
        "select \"end\" = 'done', count(*) from victims_supportstep where \"group\" = 'follow_up'"
        " group by 1",
    )
    made = dict(steps)
    letter, kept = _read(story.closing_letter), (story.reference, SUSPECT)
    closed = DOING not in story.closed_page and "Sign in" in story.closed_page
    return [
        Check(
            "Five follow-ups were set, one was made",
            f"{sum(made.values())} set, {made.get(True, 0)} made",
            made == {False: 4, True: 1},
        ),
        _holds("The closing letter says what was done", letter, (DONE, COME_BACK), kept),
        Check("Support ended and nothing is due", found, (ended, back, waits, due) == (3, 3, 0, 0)),
        Check("The brother's page is closed", "closed" if closed else "open", closed),
    ]

"""The messages between a State and the Secretariat, written and read."""

import re
from collections.abc import Mapping
from datetime import UTC, date
from typing import Any

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload
from homeward.oversight.reporting.fields import unbound_in
from homeward.oversight.reporting.lines import MOST_LINES, BadLine, read_lines
from homeward.oversight.reporting.models import Aggregate, Round, Submission
from homeward.oversight.reporting.paragraphs import PARAGRAPHS

AGGREGATE = "reporting.aggregate"
QUESTIONNAIRE = "reporting.questionnaire"
REPLY = "reporting.reply"
#: Not to be passed on without the giver's consent: what is published is the compiled report.
HANDLING = "H2"
LONGEST = 4000
MOST_NUMBER = 100_000
LONGEST_ANSWER, LONGEST_TITLE, MOST_EVIDENCE = 8000, 200, 20
_YEAR = re.compile(r"(?:19|20)\d\d")


def aggregate_payload(one: Aggregate) -> dict[str, Any]:
    """An approved aggregate as the Secretariat gets it; never who made or approved it."""
    return {
        "number": one.number,
        "lines": one.lines,
        "absent": one.absent,
        "coverage": one.coverage,
        "under_reporting": one.under_reporting,
        "reason": one.reason,
        "prepared_at": one.prepared_at.astimezone(UTC).isoformat(),
    }


def read_aggregate(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a State tells. Raises MalformedPayload, naming the field."""
    return {
        "number": payloads.whole(payload, "number", min=1, max=MOST_NUMBER),
        "lines": lines_in(payload),
        "absent": sorted(set(payloads.texts(payload, "absent", max=60, most=200))),
        "coverage": payloads.text(payload, "coverage", max=LONGEST),
        "under_reporting": payloads.text(payload, "under_reporting", max=LONGEST, min=0),
        "reason": payloads.text(payload, "reason", max=LONGEST, min=0),
        "prepared_at": payloads.moment(payload, "prepared_at"),
    }


def lines_in(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a payload. Raises MalformedPayload, naming the field of the line."""
    try:
        return read_lines(payloads.mappings(payload, "lines", most=MOST_LINES))
    except BadLine as error:
        raise MalformedPayload(field=error.field) from None


def questionnaire_payload(one: Round) -> dict[str, Any]:
    """A questionnaire as States get it; neither who else is asked nor who opened it."""
    return {
        "title": one.title,
        "session": one.session,
        "first": one.first,
        "last": one.last,
        "due": one.due.isoformat(),
        "paragraphs": list(PARAGRAPHS),
    }


def read_questionnaire(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the Secretariat asks. Raises MalformedPayload, naming the field."""
    given: dict[str, Any] = {
        "title": payloads.text(payload, "title", max=LONGEST_TITLE),
        "session": payloads.text(payload, "session", max=LONGEST_TITLE),
        "first": _year(payload, "first"),
        "last": _year(payload, "last"),
        "due": _day(payload, "due"),
    }
    payloads.texts(payload, "paragraphs", max=10, most=100)
    if given["last"] < given["first"]:
        raise MalformedPayload(field="last")
    return given


def reply_payload(one: Submission) -> dict[str, Any]:
    """A cleared reply as the Secretariat gets it; never who wrote or cleared it."""
    assert one.cleared_at is not None  # noqa: S101  only what was cleared is sent
    return {
        "reply": str(one.pk),
        "number": one.number,
        "lines": one.lines,
        "answers": [{"paragraph": code, **given} for code, given in sorted(one.answers.items())],
        "cleared_at": one.cleared_at.astimezone(UTC).isoformat(),
    }


def read_reply(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a State replies. Raises MalformedPayload, naming the field: also for a field in a text
    that none of its lines stands behind, and for two answers to one paragraph."""
    lines = lines_in(payload)
    answers: dict[str, Any] = {}
    for one in payloads.mappings(payload, "answers", most=len(PARAGRAPHS)):
        code = payloads.choice(one, "paragraph", PARAGRAPHS)
        if code in answers:
            raise MalformedPayload(field="paragraph")
        answers[code] = read_answer(one)
        for name in ("text", "needs"):
            if unbound_in(answers[code][name], lines):
                raise MalformedPayload(field=name)
    if not answers:
        raise MalformedPayload(field="answers")
    return {
        "number": payloads.whole(payload, "number", min=1, max=MOST_NUMBER),
        "lines": lines,
        "answers": answers,
        "cleared_at": payloads.moment(payload, "cleared_at"),
    }


def read_answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """An answer: words, needs, evidence. Raises MalformedPayload."""
    evidence = [
        {
            "title": payloads.text(one, "title", max=LONGEST_TITLE),
            "where": payloads.text(one, "where", max=LONGEST_TITLE),
        }
        for one in payloads.mappings(given, "evidence", most=MOST_EVIDENCE)
    ]
    return {
        "text": payloads.text(given, "text", max=LONGEST_ANSWER, min=0),
        "needs": payloads.text(given, "needs", max=LONGEST_ANSWER, min=0),
        "evidence": evidence,
    }


def _year(payload: Mapping[str, Any], name: str) -> str:
    written = payloads.text(payload, name, max=4, min=4)
    if not _YEAR.fullmatch(written):
        raise MalformedPayload(field=name)
    return written


def _day(payload: Mapping[str, Any], name: str) -> date:
    written = payloads.text(payload, name, max=10, min=10)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise MalformedPayload(field=name) from None

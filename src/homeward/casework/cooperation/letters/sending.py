"""The translation that travels with a request, and the length of the time that was asked for.

The other State's officers read the contents in the language that their State accepts, beside the
original. They see by which rule their time was counted in their own calendar, which knows best.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeward.casework.cases.visible import has_content, is_clean
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.deadlines import Count, Due, Limit, due_at
from homeward.casework.cooperation.letters.language import LANGUAGES, letter_language, written_in
from homeward.casework.cooperation.letters.translation import (
    LIMITS,
    Translated,
    digests,
    needs_translation,
    originals,
    translated,
)
from homeward.casework.cooperation.models import LanguageStep, Request, StepKind
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload

LONGEST_STATEMENT, MOST_UNITS = 1000, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTranslation:
    """A translation as it arrived: `certified` is the statement of who certified it, or empty."""

    written_in: str
    language: str
    texts: Mapping[str, str]
    certified: str


def translation_payload(request: Request) -> dict[str, Any] | None:
    """The finished translation into the language of the letter; None where there is none."""
    language = letter_language(request)
    if not needs_translation(request, language):
        return None
    found = translated(request, language)
    return payload_in(request, found) if found.is_done else None


def payload_in(request: Request, found: Translated) -> dict[str, Any]:
    """A finished translation as it travels, with the statement of who certified it."""
    certified = found.certification.statement if found.certification and found.is_certified else ""
    return {
        "written_in": written_in(request),
        "language": found.language,
        "texts": dict(found.texts),
        "certified": certified,
    }


def limit_payload(request: Request) -> dict[str, Any] | None:
    """The length of the time for an answer, and how it was counted."""
    rule = request.due_rule
    return {"number": rule["number"], "count": rule["count"]} if rule else None


def read_translation(payload: Mapping[str, Any], codes: Collection[str]) -> ReadTranslation | None:
    """The translation that a request brings, of parts with these codes. Raises MalformedPayload."""
    if payload.get("translation") is None:
        return None
    given = payloads.mapping(payload, "translation", most=10)
    texts = payloads.mapping(given, "texts", most=100)
    if set(texts) - {*codes, LIMITS}:
        raise MalformedPayload(field="translation")
    for code in texts:
        text = payloads.text(texts, code, max=LONGEST_TEXT)
        if not is_clean(text) or not has_content(text):
            raise MalformedPayload(field="translation")
    certified = payloads.text(given, "certified", max=LONGEST_STATEMENT, min=0)
    if not is_clean(certified):
        raise MalformedPayload(field="translation")
    return ReadTranslation(
        written_in=payloads.text(given, "written_in", max=8),
        language=payloads.choice(given, "language", LANGUAGES),
        texts={code: str(text) for code, text in texts.items()},
        certified=certified,
    )


def read_limit(payload: Mapping[str, Any]) -> Limit | None:
    """The length of the time for an answer, where the sender says it. Raises MalformedPayload."""
    if payload.get("limit") is None:
        return None
    given = payloads.mapping(payload, "limit", most=10)
    number = payloads.whole(given, "number", min=1, max=MOST_UNITS)
    return Limit(number, Count(payloads.choice(given, "count", list(Count))))


def keep_translation(request: Request, read: ReadTranslation | None, at: datetime) -> None:
    """Keep what came with a request that was just entered; nobody here owns its steps."""
    if read is None:
        return
    request.written_in, request.letter_in = read.written_in, read.language
    request.save(update_fields=["written_in", "letter_in"])
    words = originals(request)
    texts = {code: text for code, text in read.texts.items() if code in words}
    steps = [(StepKind.TRANSLATION, texts, digests(words), "")]
    if read.certified:
        steps.append((StepKind.CERTIFICATION, {}, digests(texts), read.certified))
    for kind, kept, digest, statement in steps:
        LanguageStep.objects.create(
            request=request,
            kind=kind,
            language=read.language,
            owner=0,
            due_on=at.date(),
            texts=kept,
            read=digest,
            statement=statement,
            asked_at=at,
            asked_by=0,
            done_at=at,
        )


def own_rule(
    limit: Limit | None, due: datetime | None, *, start: datetime, state: str, authority: str
) -> dict[str, Any]:
    """How this State counts the time that it was given; with `by_own` where it ends otherwise."""
    if limit is None or due is None:
        return {}
    own: Due = due_at(limit, start=start, state=state, authority=authority)
    return own.rule if own.at == due else own.rule | {"by_own": own.at.isoformat()}

"""Translations that were finished, or certified, after the request was issued.

They follow it as a change beside the state. No word of the request changes: what is sent names the
digest of each original that it was made from, and a node that holds other originals refuses it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeward.casework.cooperation.letters.language import letter_language
from homeward.casework.cooperation.letters.sending import payload_in, read_translation
from homeward.casework.cooperation.letters.translation import (
    Translated,
    digest,
    digests,
    needs_translation,
    originals,
    translated,
)
from homeward.casework.cooperation.models import Change, LanguageStep, Request, StepKind
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload

NAME = "send_translation"


def unsent(request: Request) -> list[Translated]:
    """The finished translations that the other State does not have as they stand now, that into the
    language of the letter first."""
    if request.side != "requesting" or request.issued_at is None:
        return []
    of_letter = letter_language(request)
    steps = request.language_steps.filter(kind=StepKind.TRANSLATION).exclude(done_at=None)
    languages = sorted(
        steps.values_list("language", flat=True), key=lambda code: (code != of_letter, code)
    )
    made = [translated(request, code) for code in languages if needs_translation(request, code)]
    return [one for one in made if one.is_done and not _has_gone(request, one, of_letter)]


def _has_gone(request: Request, found: Translated, of_letter: str) -> bool:
    last = _last(request, found.language)
    if last is not None:
        return bool(last.data["translation"] == following_payload(request, found))
    if found.language != of_letter or request.issued_at is None:
        return False
    steps = [found.step, found.certification if found.is_certified else None]
    return all(
        step is None or step.done_at is None or step.done_at <= request.issued_at for step in steps
    )


def _last(request: Request, language: str) -> Change | None:
    """The last change that stands and brought a translation into this language."""
    sent = request.changes.filter(name=NAME, data__translation__language=language)
    return sent.exclude(led_to="").order_by("number").last()


def following_payload(request: Request, found: Translated) -> dict[str, Any]:
    """A translation as it follows the request, with the digests of what it was made from."""
    return {**payload_in(request, found), "of": digests(originals(request))}


def read_following(data: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """The translation that a change brings, in the form in which it is kept.

    Raises MalformedPayload, and EffectRefused `translation_of_other_words` where it was made from
    other words than the request has here.
    """
    words = originals(request)
    read = read_translation(data, words)
    if read is None or not read.texts:
        raise MalformedPayload(field="translation")
    of = payloads.mapping(payloads.mapping(data, "translation", most=10), "of", most=100)
    if set(of) != set(read.texts) or not all(isinstance(one, str) for one in of.values()):
        raise MalformedPayload(field="translation")
    if any(digest(words.get(code, "")) != of[code] for code in read.texts):
        raise EffectRefused("translation_of_other_words")
    return {
        "written_in": read.written_in,
        "language": read.language,
        "texts": dict(read.texts),
        "certified": read.certified,
        "of": dict(of),
    }


def keep_following(request: Request, change: Change) -> None:
    """Keep what a change brought, unless a later one of the same language is here already."""
    sent = change.data["translation"]
    last = _last(request, sent["language"])
    if last is None or last.pk != change.pk:
        return
    if not request.letter_in:
        request.written_in, request.letter_in = sent["written_in"], sent["language"]
        request.save(update_fields=["written_in", "letter_in"])
    _keep(request, StepKind.TRANSLATION, sent, change.at, texts=sent["texts"], read=sent["of"])
    if sent["certified"]:
        read, said = digests(sent["texts"]), sent["certified"]
        _keep(request, StepKind.CERTIFICATION, sent, change.at, read=read, statement=said)


def _keep(
    request: Request, kind: StepKind, sent: Mapping[str, Any], at: datetime, **kept: Any
) -> None:
    """A step that nobody here owns. One that was certified before is so no more where its words
    are others now: a certification holds by the digests of its words."""
    LanguageStep.objects.update_or_create(
        request=request,
        kind=kind,
        language=sent["language"],
        defaults={**kept, "done_at": at},
        create_defaults={
            **kept,
            "done_at": at,
            "owner": 0,
            "due_on": at.date(),
            "asked_at": at,
            "asked_by": 0,
        },
    )

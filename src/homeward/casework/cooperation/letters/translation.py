"""Which parts of a request are translated, what is translated already, and whether it still holds.

A part is translated where a person writes it in words. Amounts, days, States and choices are set
in each language by the node. A translation holds for the words that it was made from, and for no
others: of a part that was changed since, the letter shows the original and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import has_content
from homeward.casework.cooperation.declaration import ContentField, FieldType, Text
from homeward.casework.cooperation.letters.language import (
    letter_language,
    written_in,
)
from homeward.casework.cooperation.models import LanguageStep, Request, StepKind
from homeward.foundation.web.formats import language_text

_WORDS = (FieldType.LINE, FieldType.TEXT)
LIMITS = "handling_limits"
_LIMITS = _("Limits of the handling")


def digest(text: str) -> str:
    """What is kept of the words that a translation was made from."""
    return sha256(text.encode("utf-8")).hexdigest()


def to_translate(request: Request) -> list[ContentField]:
    """The parts that a person wrote in words and that are not empty."""
    return [
        one
        for one in request.contents
        if one.type in _WORDS and has_content(str(request.content.get(one.code, "")))
    ]


def originals(request: Request) -> dict[str, str]:
    """The words to translate, by the code of their part; the limits of the handling besides."""
    found = {one.code: str(request.content[one.code]) for one in to_translate(request)}
    if request.handling_limits:
        found[LIMITS] = request.handling_limits
    return found


@dataclass(frozen=True, slots=True)
class Translated:
    """The translation of a request into one language as it stands now.

    `texts` are the parts that hold; `open` the codes of those that nobody translated, `stale` of
    those whose original was changed since. `is_done` is whether its translator said so and nothing
    is open or stale; `is_certified` whether somebody certified exactly these words.
    """

    language: str
    step: LanguageStep | None
    certification: LanguageStep | None
    texts: Mapping[str, str]
    open: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether every part is translated as it stands, and its translator is done."""
        done = self.step is not None and self.step.done_at is not None
        return done and not self.open and not self.stale

    @property
    def is_certified(self) -> bool:
        """Whether the translation as it stands was certified."""
        found = self.certification
        if found is None or found.done_at is None or not self.is_done:
            return False
        return bool(found.read == digests(self.texts))


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """The digests of texts by their codes."""
    return {code: digest(text) for code, text in texts.items()}


def needs_translation(request: Request, language: str) -> bool:
    """Whether a letter in this language needs its contents translated."""
    return language != written_in(request) and bool(originals(request))


def translated(request: Request, language: str) -> Translated:
    """How far the translation of a request into a language has come."""
    steps = {one.kind: one for one in request.language_steps.filter(language=language)}
    step = steps.get(StepKind.TRANSLATION)
    words = originals(request)
    made = {} if step is None else {c: str(t) for c, t in step.texts.items() if has_content(str(t))}
    read = {} if step is None else step.read
    holds = {c: t for c, t in made.items() if c in words and read.get(c) == digest(words[c])}
    return Translated(
        language=language,
        step=step,
        certification=steps.get(StepKind.CERTIFICATION),
        texts=holds,
        open=tuple(code for code in words if code not in made),
        stale=tuple(code for code in words if code in made and code not in holds),
    )


def is_owed(request: Request) -> bool:
    """Whether the letter is in another language than the contents, and they are not translated."""
    language = letter_language(request)
    return needs_translation(request, language) and not translated(request, language).is_done


@dataclass(frozen=True, slots=True)
class Shown:
    """A translation as the page of the request shows it: `parts` are label and text."""

    code: str
    name: str
    is_done: bool
    certified: str
    parts: tuple[tuple[Text, str], ...]


def translations_of(request: Request) -> list[Shown]:
    """Each translation that was begun; of one that is whole its parts, to be read by the letter."""
    steps = request.language_steps.filter(kind=StepKind.TRANSLATION).values_list("language")
    return [_shown(request, translated(request, code)) for (code,) in steps]


def _shown(request: Request, found: Translated) -> Shown:
    certified = found.certification.statement if found.certification and found.is_certified else ""
    labels = {one.code: one.label for one in request.contents}
    parts = [(labels.get(code, _LIMITS), text) for code, text in found.texts.items()]
    name = language_text(found.language)
    return Shown(found.language, name, found.is_done, certified, tuple(parts))

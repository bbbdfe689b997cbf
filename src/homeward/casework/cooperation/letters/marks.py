"""Templates in use, and whether a lawyer has read the words of letters in a language."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from homeward.casework.cooperation.letters.language import LANGUAGES, table
from homeward.casework.cooperation.letters.shipped import shipped
from homeward.casework.cooperation.models import LetterReading, LetterTemplate
from homeward.foundation.documents.word import edition_of


@dataclass(frozen=True, slots=True)
class InUse:
    """The template of a language in use: the State's own version, or the shipped one."""

    language: str
    content: bytes
    version: LetterTemplate | None
    reading: LetterReading | None
    edition: str

    @property
    def is_read(self) -> bool:
        """Whether a lawyer read the words of exactly this edition."""
        return self.reading is not None


def in_use(language: str) -> InUse:
    """The template that letters in a language are made from now."""
    version = LetterTemplate.objects.filter(language=language).order_by("-number").first()
    content = bytes(version.content) if version and version.content else shipped(language)
    digest = edition_in(language, content)
    reading = LetterReading.objects.filter(language=language, edition=digest).first()
    return InUse(language, content, version, reading, digest)


def all_in_use() -> list[InUse]:
    """The templates in use, in the order of the languages."""
    return [in_use(language) for language in LANGUAGES]


def edition_in(language: str, content: bytes) -> str:
    """The digest of all words that letters in a language are made of, template and table."""
    return sha256(f"{edition_of(content)} {_words(language)}".encode()).hexdigest()


@cache
def _words(language: str) -> str:
    return sha256(repr(table(language)).encode("utf-8")).hexdigest()

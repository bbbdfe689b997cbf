"""How hard a text is to read: the school grade it asks for, by the named formula of its language.

English: Flesch–Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom 1975),
`0.39 words/sentences + 11.8 syllables/words - 15.59`.

French: the reading ease of Kandel and Moles (1958), their adaptation of Flesch (1948),
`207 - 1.015 words/sentences - 73.6 syllables/words`, turned into a school grade by the table of
Flesch (1949). Where the table names two grades, the higher one counts.

Syllables are counted by groups of vowels, with the silent endings of each language. The counts are
those of a reader on average, not of a dictionary: on plain texts they stray by a few in a hundred.
A formula sees length only. It does not see whether a text is right, kind or clear.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

EASY_ENOUGH = 8
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_END = re.compile(r"[.!?…:;]+(?=\s|$|[»”\"'])|\n+")
_FRENCH_VOWELS = "aeiouyàâäéèêëîïôöùûü"
# Flesch's table: the least reading ease of each grade; harder texts ask for more than school.
_GRADES = ((90, 5), (80, 6), (70, 7), (60, 9), (50, 12), (30, 16))


@dataclass(frozen=True, slots=True)
class Counted:
    """Sentences, words and syllables of a text."""

    sentences: int
    words: int
    syllables: int


def grade_of(text: str, language: str) -> float | None:
    """The school grade; None for a text without words or a language without a formula here."""
    known = _FORMULAS.get(language.partition("-")[0])
    if known is None:
        return None
    syllables, formula = known
    counted = count(text, syllables)
    return formula(counted) if counted.words else None


def count(text: str, syllables: Callable[[str], int]) -> Counted:
    """Sentences end with their signs, and with lines; a part without a word is no sentence."""
    parts = [words for part in _END.split(text) if (words := _WORD.findall(part))]
    words = [word for part in parts for word in part]
    return Counted(len(parts), len(words), sum(map(syllables, words)))


def english_syllables(word: str) -> int:
    """Groups of vowels, less a silent e at the end, in -es and -ed, and before -ment."""
    plain = re.sub(r"(?<=[^aeiouy])e(?=ments?$|thing$|body$|one$)", "", _letters(word))
    found = len(re.findall(r"[aeiouy]+", plain))
    found += len(re.findall(r"i[ao](?!u)|eo(?!p)|[^gq]ua|uou|ying|being|doing|going", plain))
    if re.search(r"(?:ti|ci|si)(?:on|an|al|ous)", plain):
        found -= 1
    if re.search(r"[^aeiouy]e$", plain) and not re.search(r"[^aeiouy]le$", plain):
        found -= 1
    if re.search(r"[^aeiouytd]ed$", plain):
        found -= 1
    if re.search(r"[^aeiouy]es$", plain) and not re.search(r"(?:[sxz]|[cs]h|[cg])es$", plain):
        found -= 1
    return max(1, found)


def french_syllables(word: str) -> int:
    """Groups of vowels, less a mute ending in -e or -es; elided articles have none of their own."""
    low = word.casefold().replace("œ", "oe").replace("æ", "ae")
    return max(1, sum(map(_french_part, filter(None, re.split(r"['’\-]", low)))))


def _french_part(part: str) -> int:
    plain = re.sub(r"(?<=[aoue])y(?=[aeiouéèê])", "j", part)  # voyez: vo-yez
    groups = re.findall(f"[{_FRENCH_VOWELS}]+", plain)
    found = len(groups) + len(re.findall(r"é[aoi]|[aeo]ï|ëa|oé", plain))
    if len(groups) > 1 and re.search(f"(?:[^{_FRENCH_VOWELS}]|[gq]u)es?$", plain):
        found -= 1
    return found


def _letters(word: str) -> str:
    """Small letters from a to z, without accents."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFD", word.casefold()))


def _flesch_kincaid(counted: Counted) -> float:
    return (
        0.39 * counted.words / counted.sentences + 11.8 * counted.syllables / counted.words - 15.59
    )


def _kandel_moles(counted: Counted) -> float:
    ease = (
        207 - 1.015 * counted.words / counted.sentences - 73.6 * counted.syllables / counted.words
    )
    return next((float(grade) for least, grade in _GRADES if ease >= least), math.inf)


_FORMULAS: dict[str, tuple[Callable[[str], int], Callable[[Counted], float]]] = {
    "en": (english_syllables, _flesch_kincaid),
    "fr": (french_syllables, _kandel_moles),
}

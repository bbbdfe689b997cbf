"""Words as the search compares them, in every script: folded, without marks, and cut into grams.

Scripts that are written without blanks are cut into pairs of signs, which stand for words.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Marks that readers leave out or type differently; marks of other scripts are letters there.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_LIKE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ى": "ي",
                       "ة": "ه", "ک": "ك", "ی": "ي", "ٱ": "ا", "ؤ": "و", "ئ": "ي"})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_CLOSE = re.compile(  # Han, kana, Thai, Lao, Myanmar, Khmer: no blanks between words
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
    "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003134f]+"
)
EDGE = "\x02"
# The Arabic article, with what is joined before it: readers type a word with it or without.
_ARTICLE = re.compile("^(?:ال(?=.{3})|[وفبك]ال(?=.{4})|لل(?=.{3}))")


def folded(text: str) -> str:
    """A text as it is compared: case, width, accents, vowel marks and forms of letters aside."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", plain)).translate(_LIKE)


def words_of(text: str) -> list[str]:
    """The words of a text, folded; each pair of signs where a script has no blanks."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        rest = 0
        for run in _CLOSE.finditer(word):
            found += [word[rest : run.start()]] if run.start() > rest else []
            found += _pairs(run[0])
            rest = run.end()
        found += [word[rest:]] if rest < len(word) else []
    return found


def _pairs(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def is_close(word: str) -> bool:
    """Whether a word is a pair of signs of a script without blanks: it is there or it is not."""
    return _CLOSE.fullmatch(word) is not None


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """A folded word without an Arabic article before it."""
    return _ARTICLE.sub("", word)


@lru_cache(maxsize=50_000)
def grams_of(word: str) -> frozenset[str]:
    """The pairs of letters of a folded word with its edges; of a pair of signs, itself."""
    if is_close(word):
        return frozenset((word,))
    edged = f"{EDGE}{word}{EDGE}"
    return frozenset(edged[n : n + 2] for n in range(len(edged) - 1))


def all_grams(words: Iterable[str]) -> list[str]:
    """The grams of many words, each once, in order."""
    found: set[str] = set()
    for word in words:
        found |= grams_of(word)
    return sorted(found)


def slips_allowed(word: str) -> int:
    """How many slips of the pen a word may have and still be meant: none in short ones."""
    if len(word) < 4 or is_close(word) or word.isdecimal():
        return 0
    return 1 if len(word) < 8 else 2


def slips(one: str, other: str, most: int) -> int:
    """Letters left out, added, changed, or changed places, between two words; `most` + 1 if more.

    The optimal string alignment distance.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def likeness(asked: str, word: str) -> float:
    """How much a word of a text is the one that was asked for: 1 the same, 0 another."""
    if asked == word:
        return 1.0
    asked, word = bare(asked), bare(word)
    if asked == word:
        return 0.95
    if len(asked) >= 3 and word.startswith(asked):
        return 0.9
    most = slips_allowed(asked)
    if not most:
        return 0.0
    found = slips(asked, word, most)
    if found <= most:
        return 0.8 - 0.15 * (found - 1)
    # The beginning of a longer word, with a slip in it.
    start = word[: len(asked) + 1]
    if len(asked) >= 6 and len(word) > len(asked) + 1:
        begun = min(slips(asked, start[:n], 1) for n in (len(asked), len(asked) + 1))
        return 0.5 if begun <= 1 else 0.0
    return 0.0

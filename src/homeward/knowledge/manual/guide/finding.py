"""Searching the manual: forgiving spelling, in every script, in what the reader may read.

The database keeps of every text its words and their n-grams, in columns of our own, and finds the
texts that may be meant; which words are meant, and what comes first, is decided here.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from django.db import connection, transaction

from homeward.foundation.access.models import User
from homeward.knowledge.manual.guide.checking import lines_of
from homeward.knowledge.manual.guide.library import SHIPPED, Held, everything
from homeward.knowledge.manual.guide.markdown import plain
from homeward.knowledge.manual.guide.normal import (
    all_grams,
    bare,
    grams_of,
    is_close,
    likeness,
    slips_allowed,
    words_of,
)
from homeward.knowledge.manual.guide.practice import Words
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.models import EVERYBODY, PracticeText

MOST_ASKED = 12  # words of a question that are looked for
_TITLE, _HEAD, _OWN_LANGUAGE = 5.0, 2.5, 0.5
_KEPT = "2"  # counted up when more of a text is kept, so that what is shipped is read in anew
_LOCK = 7_301_159  # of whoever reads the shipped texts in
# Texts that hold anything of what was asked for; those that a reader may not read are not there.
_CANDIDATES = """
select origin, code, language, titles, heads, words from manual_practicetext
where grams && %s::varchar[]
"""
# A sign alone of a script without blanks stands inside of the pairs that are kept.
_ALONE = "or exists (select 1 from unnest(grams) as gram where gram like any (%s::varchar[]))"


@dataclass(frozen=True, slots=True)
class Found:
    """A practice that was found, in the language in which it fits best."""

    held: Held
    language: str
    score: float


def find(viewer: User, question: str, language: str, limit: int = 50) -> list[Found]:
    """The practices that fit a question, the best first; each once, in whatever language."""
    asked = list(dict.fromkeys(words_of(question)))[:MOST_ASKED]
    if not asked:
        return []
    read_shipped_in()
    wanted = sorted({gram for word in asked for gram in grams_of(word)})
    alone = [f"%{word}%" for word in asked if is_close(word) and len(word) == 1]
    with connection.cursor() as cursor:
        if alone:
            cursor.execute(_CANDIDATES + _ALONE, [wanted, alone])
        else:
            cursor.execute(_CANDIDATES, [wanted])
        rows = cursor.fetchall()
    fits = scores(asked, rows, language)
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for (origin, code, spoken), score in fits.items():
        if score > best.get((origin, code), (0.0, ""))[0]:
            best[origin, code] = score, spoken
    known = {(one.origin, one.code): one for one in everything(viewer)}
    found = [
        Found(known[key], spoken, score) for key, (score, spoken) in best.items() if key in known
    ]
    found.sort(key=lambda one: (-one.score, one.held.code))
    return found[:limit]


# Origin, code, language, and the words of title, of title and summary, and of the sections.
Row = tuple[str, str, str, list[str], list[str], list[str]]


def scores(
    asked: Sequence[str], rows: Sequence[Row], language: str
) -> dict[tuple[str, str, str], float]:
    """How well each text fits: every word that is asked for counts once, by where it stands best,
    and for more the fewer texts hold it.

    A text in which less than half of the words are found does not fit; of pairs of signs, a third:
    one wrong sign spoils two.
    """
    index = _index(rows)
    met = [_met(_alike(word, index), index, len(rows)) for word in asked]
    weights = [_weight(values) for values in met]
    sixths = sum(2 if is_close(word) else 3 for word in asked)
    found: dict[tuple[str, str, str], float] = {}
    for place, (origin, code, spoken, *_words) in enumerate(rows):
        values = [one[place] for one in met]
        hits = sum(value > 0 for value in values)
        if hits and hits * 6 >= sixths:
            total = sum(value * weight for value, weight in zip(values, weights, strict=True))
            bonus = _OWN_LANGUAGE if spoken == language else 0.0
            found[origin, code, spoken] = total * hits / len(asked) + bonus
    return found


def _index(rows: Sequence[Row]) -> dict[str, dict[int, float]]:
    """Where each word stands, by the places of the texts, and how much it says there: most in a
    title, then in a summary."""
    index: dict[str, dict[int, float]] = {}
    for place, row in enumerate(rows):
        for counts, part in ((1.0, row[5]), (_HEAD, row[4]), (_TITLE, row[3])):
            for word in part:
                index.setdefault(word, {})[place] = counts
    return index


def _met(
    like: Mapping[str, float], index: Mapping[str, Mapping[int, float]], texts: int
) -> list[float]:
    """How well a word is met by each text: by the word that is most like it, where it says most."""
    values = [0.0] * texts
    for word, alike in like.items():
        for place, counts in index[word].items():
            values[place] = max(values[place], alike * counts)
    return values


def _weight(values: Sequence[float]) -> float:
    """A word that stands everywhere says little: the logarithm of one in how many texts has it."""
    texts = sum(value > 0 for value in values)
    return log(1 + len(values) / texts) if texts else 0.0


def _alike(asked: str, vocabulary: Collection[str]) -> dict[str, float]:
    """The words that may be meant by one that was asked for, and how much each is it."""
    if is_close(asked) and len(asked) == 1:  # a sign alone, while texts are kept in pairs
        return {word: 0.9 for word in vocabulary if asked in word and is_close(word)}
    if is_close(asked):
        return {asked: 1.0} if asked in vocabulary else {}
    plain_asked = bare(asked)
    grams, most = grams_of(plain_asked), slips_allowed(plain_asked)
    # A slip touches three pairs at most; what shares fewer cannot be it.
    least = max(1, len(grams) - 3 * max(most, 1))
    found = {}
    for word in vocabulary:
        other = bare(word)
        if len(other) < len(plain_asked) - most:
            continue
        if other.startswith(plain_asked) or len(grams & grams_of(other)) >= least:
            value = likeness(asked, word)
            if value:
                found[word] = value
    return found


def row_of(held: Held, language: str) -> PracticeText:
    """What the search keeps of a text."""
    words = held.practice.texts[language]
    heads = words_of(f"{words.title} {words.summary}")
    body = words_of(_body_text(words))
    everybody = held.pack is None and not held.restricted
    return PracticeText(
        origin=held.origin,
        code=held.code,
        language=language,
        fingerprint=_fingerprint(words),
        titles=sorted(set(words_of(words.title))),
        heads=sorted(set(heads)),
        words=sorted(set(body) - set(heads)),
        grams=all_grams({*heads, *body}),
        roles=[EVERYBODY] if everybody else _roles(held),
    )


def _roles(held: Held) -> list[str]:
    return list(held.pack.roles) if held.pack is not None else []


def _body_text(words: Words) -> str:
    return "\n".join(plain(line) for line in lines_of(words.body)) if words.body else ""


def _fingerprint(words: Words) -> str:
    return hashlib.sha256(f"{_KEPT} {words!r}".encode()).hexdigest()


def read_in(helds: Iterable[Held], roles: Sequence[str] | None = None) -> None:
    """Keep what the search needs of practices, in place of what it kept of the same ones.

    `roles` are those who may find it, where it is not for everybody.
    """
    for held in helds:
        take_out(held.origin, held.code)
        rows = [row_of(held, language) for language in held.practice.texts]
        for row in rows:
            row.roles = list(roles) if roles is not None else row.roles
        PracticeText.objects.bulk_create(rows)


def take_out(origin: str, code: str = "") -> None:
    """Forget a practice of an origin, or all of it."""
    found = PracticeText.objects.filter(origin=origin)
    (found.filter(code=code) if code else found).delete()


@transaction.atomic
def read_shipped_in() -> None:
    """Bring what the search keeps of the shipped texts up to date; most times nothing is to do."""
    wanted = _shipped_fingerprints()
    if _kept() == wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    kept = _kept()
    gone = {code for code, _language in kept} - set(shipped())
    for code in gone:
        take_out(SHIPPED, code)
    for code, practice in shipped().items():
        mine = {key: print_ for key, print_ in wanted.items() if key[0] == code}
        if {key: kept[key] for key in kept if key[0] == code} != mine:
            read_in([Held(practice)])


@cache
def _shipped_fingerprints() -> dict[tuple[str, str], str]:
    return {
        (code, language): _fingerprint(words)
        for code, practice in shipped().items()
        for language, words in practice.texts.items()
    }


def _kept() -> dict[tuple[str, str], str]:
    rows = PracticeText.objects.filter(origin=SHIPPED)
    return {(code, language): one for code, language, one in
            rows.values_list("code", "language", "fingerprint")}  # fmt: skip

"""The search forgives spelling, in every script, and finds nothing that is not there."""

import random
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.manual.guide.finding import Row, row_of, scores
from homeward.knowledge.manual.guide.library import Held
from homeward.knowledge.manual.guide.normal import (
    folded,
    grams_of,
    is_close,
    likeness,
    slips,
    words_of,
)
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.shelf import shipped
from tests.examples import some

WORDS = st.text(alphabet="abcde", max_size=7)


def slips_by_definition(one: str, other: str) -> int:
    """The optimal string alignment distance, straight from its recursion."""
    known: dict[tuple[int, int], int] = {}

    def of(i: int, j: int) -> int:
        if (i, j) in known:
            return known[i, j]
        if not i or not j:
            return i + j
        found = [of(i - 1, j) + 1, of(i, j - 1) + 1]
        found.append(of(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            found.append(of(i - 2, j - 2) + 1)
        known[i, j] = min(found)
        return known[i, j]

    return of(len(one), len(other))


@given(one=WORDS, other=WORDS, most=st.integers(0, 4))
def test_slips_are_counted_as_defined(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(slips_by_definition(one, other), most + 1)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Enlèvement", "enlevement"),
        ("ÉTAPES", "etapes"),
        ("cœur", "coeur"),
        ("Straße", "strasse"),
        ("الأُسْرَة", "الاسره"),
        ("ٱلْحَيَاة", "الحياة"),
        ("Семьёй", "семьей"),
        ("ＡＢＣ", "abc"),
        ("Ñandú", "nandu"),
    ],
)
def test_marks_and_forms_of_letters_do_not_matter(written: str, asked: str) -> None:
    assert folded(written) == folded(asked)


def test_scripts_without_blanks_are_cut_into_pairs() -> None:
    assert words_of("与家属沟通, family 24h") == ["与家", "家属", "属沟", "沟通", "family", "24h"]
    assert words_of("家") == ["家"]
    assert grams_of("家属") == {"家属"}


def test_a_slip_is_forgiven_in_a_long_word_and_in_no_short_one() -> None:
    for typed in ("famly", "famliy", "familly", "fanily"):
        assert likeness(typed, "family") > 0, typed
    for typed, word in (
        ("bark", "bank"),
        ("kidnaping", "kidnapping"),
        ("negociation", "negotiation"),
    ):
        assert likeness(typed, word) > 0
    assert likeness("cat", "car") == 0
    assert likeness("2006", "2005") == 0
    assert likeness("family", "fragile") == 0
    assert likeness("family", "family") > likeness("famili", "families") > 0


@given(word=st.text(alphabet="abcdefgh", min_size=4, max_size=12), seed=st.integers())
def test_one_slip_never_loses_a_word(word: str, seed: int) -> None:
    dice = random.Random(seed)
    place, letter = dice.randrange(len(word)), dice.choice("abcdefgh")
    start, rest = word[:place], word[place:]
    kinds = [start + rest[1:], start + letter + rest, start + letter + rest[1:]]
    kinds += [start + rest[1] + rest[0] + rest[2:]] if len(rest) > 1 else []
    for typed in kinds:
        if len(typed) >= 4:
            assert likeness(typed, word) > 0, (typed, word)


def test_words_that_share_nothing_are_never_alike() -> None:
    for one, other in product(("ransom", "hostage"), ("vehicle", "pudding")):
        assert likeness(one, other) == 0


@cache
def rows() -> list[Row]:
    """What the search keeps of every shipped text, as the database gives it."""
    kept = [row_of(Held(one), language) for one in shipped().values() for language in one.texts]
    return [(r.origin, r.code, r.language, r.titles, r.heads, r.words) for r in kept]


def asked(question: str, language: str) -> list[str]:
    """The codes that answer a question, the best first."""
    best: dict[str, float] = {}
    words = list(dict.fromkeys(words_of(question)))[:12]
    for (_origin, code, _spoken), score in scores(words, rows(), language).items():
        best[code] = max(best.get(code, 0.0), score)
    return sorted(best, key=lambda code: (-best[code], code))


@pytest.mark.parametrize(
    ("language", "question", "code"),
    [
        ("en", "ransm rules", "make-ransom-rules-clear"),
        ("en", "kidnaping at sea", "answer-a-kidnapping-at-sea"),
        ("en", "compensaton", "open-the-way-to-compensation"),
        ("fr", "enlevement en mer", "answer-a-kidnapping-at-sea"),
        ("fr", "premiere heurre", "act-in-the-first-hour"),
        ("fr", "règles ransson", "make-ransom-rules-clear"),
        ("es", "secuesto en el mar", "answer-a-kidnapping-at-sea"),
        ("es", "reglas rescatte", "make-ransom-rules-clear"),
        ("es", "victimas en el jucio", "give-victims-a-voice-in-court"),
        ("ar", "قواعد الفديه", "make-ransom-rules-clear"),
        ("ar", "اختطاف في البحر", "answer-a-kidnapping-at-sea"),
        ("ar", "الساعه الاولي", "act-in-the-first-hour"),
        ("ar", "فديه", "make-ransom-rules-clear"),
        ("ru", "правила о выкуппе", "make-ransom-rules-clear"),
        ("ru", "похищение на морре", "answer-a-kidnapping-at-sea"),
        ("ru", "перевый час", "act-in-the-first-hour"),
        ("zh", "赎金规责", "make-ransom-rules-clear"),
        ("zh", "海上邦架", "answer-a-kidnapping-at-sea"),
        ("zh", "第一小时", "act-in-the-first-hour"),
        ("zh", "海", "answer-a-kidnapping-at-sea"),
    ],
)
def test_spelling_is_forgiven_in_every_language(language: str, question: str, code: str) -> None:
    assert code in asked(question, language)[:3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_with_a_slip_finds_its_practice(language: str) -> None:
    lost = []
    for practice in some(list(shipped().values()), 12):
        title = practice.texts[language].title
        if any(is_close(word) for word in words_of(title)):
            half = len(title) // 2
            typed = f"{title[:half]}误{title[half + 1 :]}"
        else:
            longest = max(words_of(title), key=len)
            typed = folded(title).replace(longest, longest[:3] + longest[4:])
        if practice.code not in asked(typed, language)[:3]:
            lost.append((practice.code, typed))
    assert lost == []


def test_a_title_says_more_than_a_summary_and_a_summary_more_than_the_rest() -> None:
    def row(code: str, title: str, summary: str, rest: str) -> Row:
        return "shipped", code, "en", [title], [title, summary], [rest]

    three = [row("c", "one", "two", "ransom"), row("b", "one", "ransom", "two"),
             row("a", "ransom", "one", "two")]  # fmt: skip
    found = scores(["ransom"], three, "en")
    assert [code for _origin, code, _spoken in sorted(found, key=lambda key: -found[key])] == [
        "a", "b", "c",
    ]  # fmt: skip

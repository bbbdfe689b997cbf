"""The words of letters in six languages: none is missing, none stays English, none is left over."""

import re
from collections.abc import Iterable

import pytest

from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation import limits
from homeward.casework.cooperation.declaration import ContentField, Kind, Text, Urgency, all_kinds
from homeward.casework.cooperation.letters.language import LANGUAGES, said, table, untranslated
from homeward.casework.cooperation.lifecycle import LIFECYCLES, Transition
from homeward.casework.cooperation.rules import has_text
from homeward.casework.cooperation.treaty_lists import GROUNDS, PARTS

TABLES = [code for code in LANGUAGES if code not in ("en", "fr")]


# How letters of each language are written: a word left in English has none of them.
SCRIPTS = {"ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "zh": "[\u4e00-\u9fff]"}


def words_of_parts(parts: Iterable[ContentField]) -> list[Text]:
    """The labels of declared parts, and the words of what may be chosen in them."""
    every = list(parts)
    return [part.label for part in every] + [w for part in every for _code, w in part.choices]


def words_of_step(step: Transition) -> list[Text]:
    """What the letter of a change says of its step: what was done, what stands over its words."""
    over = [step.label] if has_text(step) else []
    return [step.done, *over, *words_of_parts(step.fields)]


def words_of_kind(kind: Kind) -> list[Text]:
    """Every declared word that letters of a kind may hold: the request's, and those of each step of
    its life, under the Convention's lists and under a treaty's."""
    parts = (*kind.contents, *kind.answer, *limits.FIELDS, *PARTS.values())
    grounds = [word for one in kind.grounds for word in (one.label, *words_of_parts(one.fields))]
    steps = [word for one in LIFECYCLES[kind.lifecycle].transitions for word in words_of_step(one)]
    bases = [basis.label for basis in kind.legal_bases]
    shared = [*(one.label for one in Urgency), *(one.label for one in HandlingCode)]
    found = [kind.label, *words_of_parts(parts), *bases, *grounds, *steps, *GROUNDS.values()]
    return [*found, *shared]


@pytest.mark.parametrize("language", TABLES)
def test_every_word_of_a_letter_is_there_in_every_language(language: str) -> None:
    missing = {
        kind.code: left
        for kind in all_kinds()
        if (left := untranslated(words_of_kind(kind), language))
    }
    assert missing == {}, f"write these words into letters/words/{language}.toml"


@pytest.mark.parametrize("language", TABLES)
def test_no_word_of_a_letter_is_english_in_another_language(language: str) -> None:
    """Where the script is another, by the script; in Spanish only "No" is the same word."""
    words = {str(one): said(one, language) for kind in all_kinds() for one in words_of_kind(kind)}
    script = SCRIPTS.get(language)
    left = [e for e, w in words.items() if (not re.search(script, w) if script else w == e)]
    assert left == ([] if script else ["No"])


def test_the_tables_hold_the_same_words() -> None:
    """What nothing declares any more is taken out of all of them, or it would rot in one."""
    declared = {str(one) for kind in all_kinds() for one in words_of_kind(kind)}
    left = {code: sorted(set(table(code)["words"]) ^ declared) for code in TABLES}
    assert left == {code: [] for code in TABLES}


def test_what_is_a_button_on_the_page_is_a_heading_in_the_letter() -> None:
    """Over the reasons of a refusal stands no "Refuse"; the other languages have it in tables."""
    steps = [step for life in LIFECYCLES.values() for step in life.transitions]
    buttons = {str(step.label) for step in steps if has_text(step)}
    for language in ("en", "fr"):
        heads = table(language)["words"]
        assert set(heads) == buttons, f"letters/words/{language}.toml"
        for step in steps:
            if has_text(step):
                assert said(step.label, language) == heads[str(step.label)] != str(step.label)

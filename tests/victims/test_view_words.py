"""The fixed words of the family's page are plain, by a named formula for each language."""

import pytest
from django.utils import translation
from django.utils.functional import Promise

from homeward.casework.victims.family import texts
from homeward.casework.victims.reading import (
    EASY_ENOUGH,
    count,
    english_syllables,
    french_syllables,
    grade_of,
)

LONGEST_SENTENCE = 22

# Counted by hand.
ENGLISH = {"help": 1, "letter": 2, "telephone": 3, "promised": 2, "called": 1, "opened": 2}
ENGLISH |= {"people": 2, "someone": 2, "office": 2, "codes": 1, "family": 3, "reading": 2}
FRENCH = {"personne": 2, "famille": 2, "voyez": 2, "chaque": 1, "langue": 1, "téléphone": 3}
FRENCH |= {"lettre": 1, "aujourd’hui": 3, "numéro": 3, "l’aide": 1, "souvent": 2, "dossier": 2}


def every_text() -> dict[str, str]:
    """Every fixed word, in the language that is active."""
    found = {}
    for name, value in vars(texts).items():
        if isinstance(value, Promise):
            found[name] = str(value)
        elif isinstance(value, dict) and name.isupper() and name != "PARTS":
            found |= {f"{name}.{code}": str(one) for code, one in value.items()}
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_part_is_plain(language: str) -> None:
    with translation.override(language):
        parts = {name: "\n".join(map(str, part)) for name, part in texts.PARTS.items()}
        whole = every_text()
    for name, text in parts.items():
        grade = grade_of(text, language)
        assert grade is not None
        assert grade <= EASY_ENOUGH, (language, name, grade)
    assert len(whole) > 90
    together = grade_of("\n".join(whole.values()), language)
    assert together is not None
    assert together <= EASY_ENOUGH
    for name, text in whole.items():
        syllables = english_syllables if language == "en" else french_syllables
        counted = count(text, syllables)
        assert counted.words <= LONGEST_SENTENCE * max(1, counted.sentences), (name, text)


def test_the_french_words_are_french() -> None:
    with translation.override("en"):
        english = every_text()
    with translation.override("fr"):
        french = every_text()
    alike = {"PAGE", "TITLE"}  # "Page" is one word in both
    assert [n for n, text in french.items() if text == english[n] and n not in alike] == ["CODE"]


def test_the_formulas_tell_hard_from_plain() -> None:
    hard = {
        "en": "Notwithstanding considerable uncertainty, the responsible authorities endeavour to"
        " communicate comprehensively.",
        "fr": "Nonobstant les incertitudes considérables, les autorités responsables s’efforcent de"
        " communiquer exhaustivement les informations disponibles.",
    }
    plain = {"en": "We look for him. We call you.", "fr": "On le cherche. On vous appelle."}
    for language in ("en", "fr"):
        difficult, easy = grade_of(hard[language], language), grade_of(plain[language], language)
        assert difficult is not None and easy is not None  # noqa: PT018  for the type checker
        assert difficult > EASY_ENOUGH >= easy
    assert grade_of("Мы ищем его.", "ru") is None
    assert grade_of("…", "en") is None
    # 13 words, 1 sentence, 15 syllables by hand: 0.39 * 13 + 11.8 * 15 / 13 - 15.59
    cat = "The cat sat on the mat and the dog was under the table."
    assert grade_of(cat, "en") == pytest.approx(0.39 * 13 + 11.8 * 15 / 13 - 15.59)


@pytest.mark.parametrize(
    ("words", "syllables"), [(ENGLISH, english_syllables), (FRENCH, french_syllables)]
)
def test_syllables_are_those_counted_by_hand(words: dict[str, int], syllables: object) -> None:
    assert callable(syllables)
    assert {word: syllables(word) for word in words} == words

"""Every error has a code of its own, can be made into its sentence, and is in the reference."""

import re
from collections import Counter

import pytest

from tests.meta.repository import tool

reference = tool("reference")
FAMILIES = sorted(reference.families())
NAMED = re.compile(r"%\((\w+)\)[sd]|(?<!{){(\w+)}(?!})")


def all_errors() -> list[type[Exception]]:
    families = reference.families().values()
    return [error for base in families for error in reference.error_classes(base)]


def test_codes_are_unique() -> None:
    counted = Counter(error.code for error in all_errors())  # type: ignore[attr-defined]
    assert {code: n for code, n in counted.items() if n > 1} == {}
    assert len(counted) > 100


def test_codes_are_stable_words() -> None:
    wrong = [e.code for e in all_errors() if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", e.code)]  # type: ignore[attr-defined]
    assert wrong == []


@pytest.mark.parametrize("family", FAMILIES)
def test_sentences_are_whole(family: str) -> None:
    """They begin with a capital or a named place, and end as sentences do."""
    wrong = []
    for error in reference.error_classes(reference.families()[family]):
        sentence = reference.message_of(error)
        ends = re.search(r"([.!?:]|\)s|})\s*$", sentence)
        if not re.match(r"[A-Z“'%{]", sentence) or not ends:
            wrong.append((error.__name__, sentence))
    assert wrong == []


def test_an_error_without_its_facts_cannot_be_made() -> None:
    """The sentence would have holes: the base refuses at once."""
    base = reference.families()["rooms"]
    own_making = [e for e in reference.error_classes(base) if "__init__" not in vars(e)]
    refused = 0
    for error in own_making:
        if NAMED.search(reference.message_of(error)):
            with pytest.raises(TypeError):
                error()
            refused += 1
    assert refused > 5

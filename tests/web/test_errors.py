"""Errors of the room: code, facts and a sentence in the reader's language."""

import pickle

import pytest
from django.utils import translation

from homeward.foundation.web import errors
from homeward.foundation.web.errors import (
    DuplicateRegistration,
    NaiveMoment,
    NotAnAmount,
    UnknownPreference,
)

EXAMPLES = [
    DuplicateRegistration(name="cases", register="menu"),
    NaiveMoment(moment="2026-11-22T07:05:00"),
    NotAnAmount(text="1,23", currency="XAD", exponent=2, example="1,234.50"),
    UnknownPreference(name="theme", value="mauve"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
def test_the_sentence_is_whole_in_every_language(error: Exception, french: str) -> None:
    english = str(error)
    with translation.override(french):
        sentence = error.sentence()  # type: ignore[attr-defined]
        assert str(error) == english  # logs stay in one language
    assert sentence != english
    for text in (english, sentence):
        assert text.endswith(".")
        assert "%(" not in text
        assert all(str(value) in text for value in error.params.values())  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
def test_errors_travel_between_processes(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  made here
    assert type(copy) is type(error)
    assert copy.params == error.params  # type: ignore[attr-defined]


def test_a_forgotten_fact_is_noticed_where_the_error_is_made() -> None:
    with pytest.raises(TypeError, match="register"):
        DuplicateRegistration(name="cases")


def test_every_error_of_the_room_has_an_example_here() -> None:
    declared = {
        value.code
        for value in vars(errors).values()
        if getattr(value, "__module__", "") == errors.__name__
    }
    assert declared == {error.code for error in EXAMPLES}

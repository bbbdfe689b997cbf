"""The library's sentences as messages: none missing, none drifted, facts and amounts in place."""

from collections.abc import Iterator

from django.utils import translation

from homeward.casework.proceeds.warning_words import TAKEN
from homeward.casework.proceeds.words import (
    ERRORS,
    FIELDS,
    REASONS,
    RULES,
    WARNINGS,
    rejection_sentence,
    sentence_for,
    warning_sentence,
)
from homeward.tracing import errors, warning
from homeward.tracing.answers import errors as _answers  # noqa: F401 - so have these
from homeward.tracing.chains import errors as _chains  # noqa: F401 - so have these
from homeward.tracing.lake import errors as _lake  # noqa: F401 - its errors have words as well
from homeward.tracing.reading import errors as _reading  # noqa: F401 - so have these
from homeward.tracing.reading import fields, rejections, sequence
from homeward.tracing.rules import AVAILABLE


def _errors(kind: type[errors.TracingError]) -> Iterator[type[errors.TracingError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _errors(below)


def test_every_error_has_the_librarys_own_english() -> None:
    templates = {kind.code: kind.template for kind in _errors(errors.TracingError)}
    with translation.override("en"):
        assert {code: str(word) for code, word in ERRORS.items()} == templates


def test_every_reason_and_warning_has_the_librarys_own_english() -> None:
    with translation.override("en"):
        assert {code: str(word) for code, word in REASONS.items()} == rejections.REASONS
        assert {code: str(word) for code, word in WARNINGS.items()} == warning.SENTENCES


def test_how_a_statement_was_taken_is_said_in_the_readers_language() -> None:
    with translation.override("en"):
        assert {word: str(said) for word, said in TAKEN.items()} == {
            word: word for word in (sequence.OLDEST, sequence.NEWEST)
        }
    with translation.override("fr"):
        params = {"file": "a.csv", "row": 5, "taken": sequence.NEWEST}
        assert "la plus récente d’abord" in warning_sentence("sequence_unclear", params)


def test_every_field_and_rule_has_a_word() -> None:
    assert set(FIELDS) == {*fields.FIELDS, "row"}
    assert set(RULES) == {rule.value for rule in AVAILABLE}


def test_amounts_are_money_where_the_currency_is_known() -> None:
    error = errors.ClaimAboveCredit(payment="P-1", claimed=120050, credited=100000, label="C1")
    with translation.override("en"):
        assert sentence_for(error) == str(error)
        said = sentence_for(error, "XAD")
        params = {"amount": 120050, "currency": "XAD", "percent": "1.0"}
        warned = warning_sentence("unexplained", params)
    assert "XAD\u00a01,200.50 together" in said
    assert "credits XAD\u00a01,000.00." in said
    assert "come to XAD\u00a01,200.50, 1.0 per cent" in warned


def test_amounts_have_the_decimals_of_their_ledger() -> None:
    """A ledger of Bitcoin keeps eight, of which no standard of currencies knows."""
    params = {"amount": 120_000_000, "currency": "BTC", "percent": "1.0"}
    with translation.override("en"):
        assert "come to BTC\u00a01.20000000, 1.0" in warning_sentence("unexplained", params, 8)
        error = errors.ClaimAboveCredit(payment="P-1", claimed=2, credited=1, label="C1")
        assert "BTC\u00a00.00000002 together" in sentence_for(error, "BTC", 8)


def test_a_rejection_names_row_field_and_reason() -> None:
    with translation.override("en"):
        said = rejection_sentence("time_not_read", "time", {"value": "yesterday"}, 6)
    assert said.startswith("Row 6, time: The time yesterday is in no form of ISO 8601")

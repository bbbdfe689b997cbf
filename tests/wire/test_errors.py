"""The errors of the wire: each code once, described, provoked, and said in a whole sentence."""

import re
from pathlib import Path

import pytest

from homeward.wire import Environment, Handling, WireError
from tests.wire.samples import open_at_xb
from tests.wire.test_refusals import ENVELOPES

PROTOCOL = Path(__file__).parents[2] / "docs" / "reference" / "protocol.md"


def all_errors(base: type[WireError] = WireError) -> list[type[WireError]]:
    """Those of messages; a directory's are its own specification's (tests/wire/directory)."""
    found = [base]
    for child in base.__subclasses__():
        if not child.__module__.startswith("homeward.wire.directory"):
            found += all_errors(child)
    return found


def test_every_code_is_unique_and_in_the_specification() -> None:
    codes = [error.code for error in all_errors()[1:]]
    assert len(codes) == len(set(codes))
    described = set(re.findall(r"^\| `([a-z_]+)` \|", PROTOCOL.read_text(), re.MULTILINE))
    assert set(codes) <= described


def test_every_code_that_an_envelope_can_meet_is_provoked_above() -> None:
    of_requests = {"request_unsigned", "bad_request_signature", "body_changed"}
    elsewhere = {"out_of_range", "wrong_length", "second_signature_missing", "bad_part"}
    every = {error.code for error in all_errors()[1:]}
    assert {code for code, _ in ENVELOPES.values()} == every - elsewhere - of_requests


def test_error_sentences_are_whole_and_carry_plain_parameters() -> None:
    for code, raw in ENVELOPES.values():
        with pytest.raises(WireError) as caught:
            open_at_xb(raw)
        sentence = str(caught.value)
        assert re.fullmatch(r"[A-Z].*\.", sentence), code
        assert "{" not in sentence
        assert len(sentence) < 500
        for value in caught.value.params.values():
            assert isinstance(value, str | int), (code, value)


def test_handling_and_environment_have_the_words_of_the_protocol() -> None:
    assert [code.value for code in Handling] == ["H0", "H1", "H2", "H3"]
    assert [word.value for word in Environment] == ["real", "exercise", "demo"]

"""Several envelopes in one request, and their answers: the form, and what does not have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.wire.bundles import (
    MAX_ANSWERS_BYTES,
    MAX_BUNDLE_BYTES,
    MAX_IN_BUNDLE,
    AnswerLine,
    join_answers,
    join_envelopes,
    split_answers,
    split_envelopes,
)
from homeward.wire.errors import Malformed, TooLarge
from homeward.wire.signatures import MAX_STATEMENT_BYTES

LINE = st.binary(min_size=1, max_size=80).filter(lambda line: b"\n" not in line)
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
ANSWER = st.one_of(
    st.builds(
        AnswerLine,
        st.sampled_from([200, 422]),
        st.text("abcXYZ09-_.", min_size=1, max_size=60).map(str.encode),
    ),
    st.builds(
        AnswerLine,
        st.integers(400, 599),
        st.just(b""),
        PLAIN,
        PLAIN,
        st.none() | st.integers(0, 10_000),
    ),
)


@given(st.lists(LINE, min_size=1, max_size=MAX_IN_BUNDLE))
def test_envelopes_come_out_as_they_went_in(envelopes: list[bytes]) -> None:
    assert split_envelopes(join_envelopes(envelopes)) == envelopes


@given(st.lists(ANSWER, min_size=1, max_size=MAX_IN_BUNDLE))
def test_answers_come_out_as_they_went_in(answers: list[AnswerLine]) -> None:
    assert split_answers(join_answers(answers), len(answers)) == answers


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{}\n", b"\n{}", b"{}\n\n{}", b"\n".join([b"{}"] * (MAX_IN_BUNDLE + 1))]
)
def test_what_is_no_bundle_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        split_envelopes(raw)


def test_nothing_too_long_is_looked_at() -> None:
    with pytest.raises(TooLarge):
        split_envelopes(b"x" * (MAX_BUNDLE_BYTES + 1))
    with pytest.raises(TooLarge):
        split_answers(b"x" * (MAX_ANSWERS_BYTES + 1), 1)


def test_the_longest_receipts_have_room() -> None:
    longest = [AnswerLine(200, b"a" * MAX_STATEMENT_BYTES)] * MAX_IN_BUNDLE
    assert split_answers(join_answers(longest), MAX_IN_BUNDLE) == longest


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"status":200,"receipt":7}',
        b'{"status":200,"receipt":"\xc3\xa9"}',
        b'{"status":"200"}',
        b'{"status":true}',
        b'{"status":-1}',
        b'{"status":429,"retry_after":"soon"}',
        b'{"status":429,"retry_after":1.5}',
        b'{"status":200,"receipts":"x"}',
        b'{"status":200,"status":200}',
    ],
)
def test_an_answer_in_another_form_is_refused(line: bytes) -> None:
    with pytest.raises(Malformed):
        split_answers(line, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_of_another_length_is_refused(count: int) -> None:
    two = join_answers([AnswerLine(200, b"a"), AnswerLine(200, b"b")])
    with pytest.raises(Malformed):
        split_answers(two, count)

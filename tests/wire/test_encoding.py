"""Canonical JSON, base64url and times: one spelling each, and errors that name the place."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.wire.encoding import (
    MAX_DEPTH,
    MAX_INTEGER,
    canonical,
    from_base64url,
    from_time,
    parse_object,
    to_base64url,
    to_time,
)
from homeward.wire.errors import FloatForbidden, IntegerTooLarge, Malformed, NotCanonical
from tests.wire import second

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
LEAF = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)


@settings(deadline=None)
@given(OBJECTS)
def test_canonical_json_reads_back_and_is_stable(value: dict[str, Any]) -> None:
    raw = canonical(value)
    assert parse_object(raw, "sample") == value
    assert canonical(parse_object(raw, "sample")) == raw


@settings(deadline=None)
@given(OBJECTS)
def test_order_and_layout_do_not_matter(value: dict[str, Any]) -> None:
    shuffled = json.loads(json.dumps(dict(reversed(value.items())), indent=3))
    assert canonical(shuffled) == canonical(value)


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(max_codepoint=0xD7FF, min_codepoint=1)), LEAF))
def test_canonical_json_is_that_of_the_second_implementation(value: dict[str, Any]) -> None:
    assert canonical(value) == second.jcs(value)


def test_the_sorting_example_of_rfc_8785() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    raw = canonical(dict.fromkeys(names, ""))
    assert list(json.loads(raw)) == expected


@pytest.mark.parametrize(
    ("value", "error", "path"),
    [
        ({"a": [1, {"b": 1.5}]}, FloatForbidden, "$.a[1].b"),
        ({"a": float("nan")}, FloatForbidden, "$.a"),
        ({"a": 1.0}, FloatForbidden, "$.a"),
        ({"sum": 2**53}, IntegerTooLarge, "$.sum"),
        ({"sum": [-(2**53)]}, IntegerTooLarge, "$.sum[0]"),
        ({"t": "a\x00b"}, NotCanonical, "$.t"),
        ({"t": {"\x00": 1}}, NotCanonical, "$.t"),
        ({"t": "\ud800"}, NotCanonical, "$.t"),
        ({"\udfff": 1}, NotCanonical, "$"),
        ({"t": {1: 2}}, NotCanonical, "$.t"),
        ({"t": (1, 2)}, NotCanonical, "$.t"),
        ({"t": b"bytes"}, NotCanonical, "$.t"),
        ({"t": datetime(2026, 1, 1, tzinfo=UTC)}, NotCanonical, "$.t"),
    ],
)
def test_what_canonical_json_cannot_hold_is_named(
    value: dict[str, Any], error: type[NotCanonical], path: str
) -> None:
    with pytest.raises(error) as caught:
        canonical(value)
    assert type(caught.value) is error
    assert caught.value.params["path"] == path


def test_the_hint_for_large_integers_tells_how_to_send_them() -> None:
    with pytest.raises(IntegerTooLarge, match="as text"):
        canonical({"wei": 10**18})
    assert canonical({"wei": str(10**18)}) == b'{"wei":"1000000000000000000"}'
    assert canonical({"n": MAX_INTEGER}) == b'{"n":9007199254740991}'


def test_depth_is_bounded_on_both_sides() -> None:
    def nested(levels: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for _ in range(levels - 1):
            value = {"a": value}
        return value

    canonical(nested(MAX_DEPTH))
    with pytest.raises(NotCanonical):
        canonical(nested(MAX_DEPTH + 1))
    with pytest.raises(Malformed):
        parse_object(b'{"a":' * 100_000, "sample")
    with pytest.raises(NotCanonical):
        canonical(parse_object(b'{"a":' * 200 + b"1" + b"}" * 200, "sample"))


def test_a_long_name_chosen_by_a_stranger_does_not_fill_the_error() -> None:
    with pytest.raises(FloatForbidden) as caught:
        canonical({"n" * 10_000: 1.5})
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1}x',
        b"{'a':1}",
        b'{"a":' + b"9" * 5000 + b"}",
        '{"a":1}'.encode("utf-16"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse_object(raw, "sample")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_base64url_round_trip_agrees_with_the_standard_library(raw: bytes) -> None:
    text = to_base64url(raw)
    assert base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) == raw
    assert from_base64url(text, "sample", "field") == raw


@settings(deadline=None)
@given(st.text(alphabet="AQgwBCab-_=+/ \n", max_size=12))
def test_each_byte_string_has_one_base64url_spelling(text: str) -> None:
    try:
        raw = from_base64url(text, "sample", "field")
    except Malformed:
        return
    assert to_base64url(raw) == text


@settings(deadline=None)
@given(st.datetimes(timezones=st.timezones() | st.just(UTC), min_value=datetime(1900, 1, 1)))  # noqa: DTZ001
def test_times_keep_their_moment(moment: datetime) -> None:
    text = to_time(moment, "sample", "at")
    assert from_time(text, "sample", "at") == moment.astimezone(UTC)
    assert to_time(from_time(text, "sample", "at"), "sample", "at") == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:30:00Z",
        "2026-11-22T09:30:00.000000+00:00",
        "2026-11-22T09:30:00.000Z",
        "2026-11-22 09:30:00.000000Z",
        "2026-02-31T09:30:00.000000Z",
        "2026-11-22T24:30:00.000000Z",
        "2026-11-22T23:59:60.000000Z",
        "２０２６-11-22T09:30:00.000000Z",
        "2026-11-22T09:30:00.000000Z\n",
        None,
        1_700_000_000,
    ],
)
def test_other_spellings_of_a_time_are_refused(text: object) -> None:
    with pytest.raises(Malformed):
        from_time(text, "sample", "at")


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(Malformed):
        to_time(datetime(2026, 11, 22), "sample", "at")  # noqa: DTZ001
    shifted = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=3)))
    assert to_time(shifted, "sample", "at") == "2026-11-22T09:00:00.000000Z"

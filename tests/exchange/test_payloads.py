"""Reading a payload field by field: what fits comes back typed, anything else is malformed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import MalformedPayload

ID = "00000000-0000-4000-8000-000000000001"
Read = Callable[[Any], object]
READERS: dict[str, Read] = {
    "text": lambda v: payloads.text({"f": v}, "f", max=5),
    "choice": lambda v: payloads.choice({"f": v}, "f", ("a", "b")),
    "uuid": lambda v: payloads.uuid({"f": v}, "f"),
    "whole": lambda v: payloads.whole({"f": v}, "f", max=9),
    "amount": lambda v: payloads.amount({"f": v}, "f"),
    "moment": lambda v: payloads.moment({"f": v}, "f"),
    "flag": lambda v: payloads.flag({"f": v}, "f"),
    "texts": lambda v: payloads.texts({"f": v}, "f", max=3, most=2),
    "mapping": lambda v: payloads.mapping({"f": v}, "f", most=2),
    "mappings": lambda v: payloads.mappings({"f": v}, "f", most=2),
}
GOOD: list[tuple[str, Any, object]] = [
    ("text", "abcde", "abcde"),
    ("choice", "b", "b"),
    ("uuid", ID, UUID(ID)),
    ("whole", 9, 9),
    ("amount", "123456789012345678901234", 123456789012345678901234),
    ("moment", "2026-11-22T12:30:00+03:00", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
    ("flag", False, False),
    ("texts", ["", "abc"], ["", "abc"]),
    ("mapping", {"a": 1}, {"a": 1}),
    ("mappings", [{}, {"a": []}], [{}, {"a": []}]),
]
BAD: list[tuple[str, Any]] = [
    ("text", ""), ("text", "abcdef"), ("text", 5), ("text", None), ("text", ["a"]),
    ("choice", "c"), ("choice", []), ("choice", None), ("choice", {}),
    ("uuid", "7"), ("uuid", 7), ("uuid", ID.replace("-", "")), ("uuid", f"{{{ID}}}"),
    ("whole", -1), ("whole", 10), ("whole", True), ("whole", "7"), ("whole", 1.0),
    ("amount", 7), ("amount", "007"), ("amount", "1.5"), ("amount", "-1"), ("amount", "1_000"),
    ("amount", "9" * 60), ("amount", " 7"), ("amount", "٣"), ("amount", ""),
    ("moment", "2026-11-22T12:30:00"), ("moment", "soon"), ("moment", 7),
    ("moment", "0001-01-01T00:00:00+14:00"), ("moment", "9999-12-31T23:59:59-14:00"),
    ("flag", 0), ("flag", "true"), ("flag", None),
    ("texts", "ab"), ("texts", ["abcd"]), ("texts", [1]), ("texts", ["a", "b", "c"]),
    ("mapping", []), ("mapping", {"a": 1, "b": 2, "c": 3}), ("mapping", None),
    ("mappings", {}), ("mappings", [1]), ("mappings", [{}, {}, {}]),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "value", "read"), GOOD, ids=str)
def test_what_fits_comes_back_typed(reader: str, value: Any, read: object) -> None:
    found = READERS[reader](value)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(("reader", "value"), BAD, ids=str)
def test_what_does_not_fit_is_malformed(reader: str, value: Any) -> None:
    with pytest.raises(MalformedPayload) as raised:
        READERS[reader](value)
    assert raised.value.params == {"reason": "malformed_payload", "field": "f"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
)


@given(JSON)
def test_nothing_else_ever_happens(value: Any) -> None:
    for reader in READERS.values():
        with suppress(MalformedPayload):
            reader(value)


def test_a_missing_field_is_malformed_unless_it_is_optional() -> None:
    with pytest.raises(MalformedPayload):
        payloads.uuid({}, "f")
    assert payloads.optional(payloads.uuid, {}, "f") is None
    assert payloads.optional(payloads.uuid, {"f": None}, "f") is None
    assert payloads.optional(payloads.text, {"f": "a"}, "f", max=2) == "a"
    with pytest.raises(MalformedPayload):
        payloads.optional(payloads.text, {"f": "abc"}, "f", max=2)

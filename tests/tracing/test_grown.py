"""Columns that grow part by part are what joining the parts gives, wherever room runs out."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing.reading import grown as module
from homeward.tracing.reading.grown import Grown, GrownText

EXPECTED = st.integers(0, 12)
NUMBERS = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(-9, 9), max_size=6), EXPECTED), max_size=6
)
VALUES = st.lists(st.none() | st.text("aé€", max_size=4), max_size=6)
TEXTS = st.lists(
    st.tuples(st.booleans(), VALUES, EXPECTED, st.sampled_from([pa.string(), pa.large_string()])),
    max_size=6,
)


@settings(deadline=None)
@given(NUMBERS)
def test_numbers(parts: list[tuple[bool, list[int], int]]) -> None:
    column, joined = Grown(np.int64, -7), list[int]()
    for is_there, values, expected in parts:
        given_values = np.array(values, dtype=np.int64) if is_there else None
        column.add(given_values, len(values), expected)
        joined += values if is_there else [-7] * len(values)
    assert column.values().tolist() == joined


@settings(deadline=None)
@given(TEXTS, st.sampled_from([1, 5, 1 << 31]))
def test_texts(parts: list[tuple[bool, list[str | None], int, Any]], limit: int) -> None:
    """Also where the text grows beyond what 32 bits can point to (here: beyond `limit`)."""
    column, joined = GrownText(), list[str | None]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SHORT", limit)
        for is_there, values, expected, kind in parts:
            # a slice, so that neither the first value nor the first byte is that of the buffers
            texts = pa.array(["cut off", *values], kind).slice(1) if is_there else None
            column.add(texts, len(values), expected)
            joined += values if is_there else [None] * len(values)
        found = column.values()
    if not any(is_there for is_there, *_ in parts):
        assert found is None
        return
    found.validate(full=True)
    assert found.to_pylist() == joined


def test_a_column_that_no_part_has_takes_no_memory() -> None:
    column = Grown(np.int64, 3)
    column.add(None, 1 << 40, 0)
    assert (len(column.values()), column.values().strides) == (1 << 40, (0,))


def test_a_slice_far_behind_the_beginning_of_its_buffer() -> None:
    """Offsets above 32 bits, of a text that is short itself: its buffer is only said to be long."""
    far = 5 << 32
    begins = pa.py_buffer(np.array([far, far + 1, far + 3], dtype=np.int64))
    room = np.frombuffer(b"abc", dtype=np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "raw_text", lambda texts: (Shifted(room, far), begun, none))
        begun, none = np.frombuffer(begins, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        column = GrownText()
        column.add([None, None], 2, 0)
    assert column.values().to_pylist() == ["a", "bc"]


class Shifted:
    """Bytes that begin far behind the beginning."""

    def __init__(self, room: Any, far: int) -> None:
        self.room, self.far = room, far

    def __getitem__(self, place: slice) -> Any:
        return self.room[place.start - self.far : place.stop - self.far]

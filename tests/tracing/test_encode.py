"""Identifiers to numbers: exact, in order of appearance, by the kernel as by a dictionary."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.tracing.reading import encode, text_loops
from homeward.tracing.reading.values import as_text, rows_with_nul
from tests.examples import examples

TEXTS = st.lists(
    st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["A", "B" * 8, "C" * 9, "D" * 33])),
    max_size=60,
)
KINDS = st.sampled_from([pa.string(), pa.large_string()])


@pytest.fixture
def by_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small columns take the compiled way too, a few values at a time."""
    monkeypatch.setattr(encode, "_SMALL", 0)
    monkeypatch.setattr(encode, "_CHUNK", 7)


def numbers(columns: list[list[str | None]]) -> list[list[int]]:
    known: dict[str, int] = {}
    return [
        [-1 if each is None else known.setdefault(each, len(known)) for each in column]
        for column in columns
    ]


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(TEXTS, min_size=1, max_size=4), KINDS, st.integers(0, 3))
def test_numbers_are_those_of_a_dictionary(
    columns: list[list[str | None]], kind: Any, cut: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "_SMALL", 0)
        patch.setattr(encode, "_CHUNK", 7)
        encoder = encode.Encoder()
        # slices, so that neither the first value nor the first byte is that of the buffers
        arrays = [pa.array([*["cut off"] * cut, *each], kind).slice(cut) for each in columns]
        found = [encoder.encode(each).tolist() for each in arrays]
        assert found == numbers(columns)
        values = encoder.values().to_pylist()
    assert values == list(dict.fromkeys(v for column in columns for v in column if v is not None))


@pytest.mark.parametrize("steps", [1, 3, 4096])
def test_texts_with_one_hash_are_still_told_apart(
    by_kernel: None, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Where all hashes are equal the bytes decide, and a dictionary takes over from too many."""

    def hash_all_alike(data: Any, begins: Any, hashes: Any) -> None:
        hashes[:] = 7

    monkeypatch.setattr(text_loops, "hash_values", hash_all_alike)
    monkeypatch.setattr(encode, "_MOST_STEPS", steps)
    encoder = encode.Encoder()
    columns = [["A", "B"], ["B", "C", "D", None, "A", "C"], ["E", "D"], ["F" * 30, "F" * 31]]
    assert [encoder.encode(pa.array(each)).tolist() for each in columns] == numbers(columns)
    assert encoder.values().to_pylist() == [*"ABCDE", "F" * 30, "F" * 31]
    assert encoder._is_crowded == (steps < 4096)
    repeats = encode.repeated_rows(pa.array(["A", "B", "A", None, None, "B", "A"]))
    assert repeats.tolist() == [2, 5, 6]


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(st.text(max_size=20), max_size=8), KINDS, st.booleans(), st.integers(0, 2))
def test_what_ascends_is_what_a_sort_leaves_as_it_is(
    texts: list[str], kind: Any, in_order: bool, cut: int
) -> None:
    if in_order:
        texts = sorted(set(texts), key=lambda each: (len(each.encode()), each.encode()))
    ranks = [(len(each.encode()), each.encode()) for each in texts]
    column = pa.array(["cut off"] * cut + texts, kind).slice(cut)
    raw, places, _ = encode.raw_text(column)
    assert text_loops.ascends(raw, places) == (ranks == sorted(set(ranks)))


@settings(deadline=None, max_examples=examples(100))
@given(TEXTS, KINDS)
def test_repeats_are_those_of_a_set(column: list[str | None], kind: Any) -> None:
    seen: set[str] = set()
    expected = []
    for row, value in enumerate(column):
        if value is not None and value in seen:
            expected.append(row)
        elif value is not None:
            seen.add(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "_SMALL", 0)
        assert encode.repeated_rows(pa.array(column, kind)).tolist() == expected
    assert encode.repeated_rows(pa.array(column, kind)).tolist() == expected


@settings(deadline=None, max_examples=examples(100))
@given(TEXTS)
def test_what_counts_as_plain_needs_no_trimming(column: list[str | None]) -> None:
    texts = pa.array(column, pa.string())
    trimmed = as_text(texts).to_pylist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "_SMALL", 0)
        assert as_text(texts).to_pylist() == trimmed
    assert rows_with_nul(texts) == [r for r, v in enumerate(column) if v and "\0" in v]


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=5), KINDS, st.integers(0, 2))
def test_only_sound_text_is_taken_for_ascii(column: list[str | None], kind: Any, cut: int) -> None:
    texts = pa.array(["\xe9"] * cut + column, kind).slice(cut)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "_SMALL", 0)
        expected = bool(column) and all(each is None or each.isascii() for each in column)
        assert encode.is_ascii(texts) == expected


def test_text_whose_beginnings_fall_is_looked_at_closely(by_kernel: None) -> None:
    begins = np.array([0, 3, 2, 4], dtype=np.int32)
    texts = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.py_buffer(begins), pa.py_buffer(b"abcd")]
    )
    assert not encode.is_ascii(texts)


def test_many_values_grow_every_table() -> None:
    random = np.random.default_rng(3)
    names = [f"XA00TEST{each:012d}" for each in range(30_000)]
    chosen = random.integers(0, len(names), 250_000)
    texts = pa.array(names).take(pa.array(chosen))
    expected = texts.dictionary_encode()
    encoder = encode.Encoder()
    assert encoder.encode(texts).tolist() == expected.indices.to_pylist()
    assert encoder.values().to_pylist() == expected.dictionary.to_pylist()
    assert len(encode.repeated_rows(texts)) == len(texts) - len(expected.dictionary)


@pytest.mark.parametrize("is_small", [True, False])
def test_two_names_of_one_hash_stay_two_whenever_they_are_met(is_small: bool) -> None:
    """A real pair, met before the table is made or in it: the hash is no secret."""
    pair = ["DE00000000000001", PAIR]
    hashes = np.empty(2, dtype=np.uint64)
    text_loops.hash_values(*encode.raw_text(pa.array(pair))[:2], hashes)
    assert hashes[0] == hashes[1]
    many = [f"s{n}" for n in range(encode._SMALL + 1)]
    encoder = encode.Encoder()
    columns = [pair, many] if is_small else [many, [*pair, *many]]
    found = [encoder.encode(pa.array(each)).tolist() for each in columns]
    assert found == numbers(columns)
    assert encoder.values().to_pylist() == list(dict.fromkeys(v for c in columns for v in c))


PAIR = "4Q\\SlvQ{vkHeKRTk"

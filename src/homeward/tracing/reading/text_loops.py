"""Kernels over text as bytes: whole columns of identifiers become numbers, exactly.

A column is its bytes and where each value begins (Arrow's layout). Hashes only say where to look:
what is taken for equal has been compared byte by byte.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch, load_word
from homeward.tracing.kernels import inlined, kernel

AHEAD = 16
_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)


@inlined
def word_at(data: Any, place: int, length: int) -> Any:
    """Up to eight bytes as one number; `length` above 8 counts as 8."""
    if length >= 8:
        return load_word(data, place)
    word = np.uint64(0)
    for each in range(length):
        word |= np.uint64(data[place + each]) << np.uint64(8 * each)
    return word


@inlined
def hash_of(data: Any, begin: int, end: int) -> Any:
    """64 bits of a value; the last eight bytes are read once more where they overlap."""
    length = end - begin
    state = np.uint64(length) * _ONE
    if length < 8:
        state ^= word_at(data, begin, length)
    else:
        place = begin
        while place + 16 <= end:
            one = load_word(data, place) * _TWO
            two = load_word(data, place + 8) * _ONE
            state = (state ^ one ^ (two >> _SHIFT) ^ (two << _SHIFT)) * _TWO
            state ^= state >> _SHIFT
            place += 16
        if place + 8 <= end:
            state = (state ^ load_word(data, place)) * _ONE
            state ^= state >> _SHIFT
        state ^= load_word(data, end - 8)
    state *= _TWO
    state ^= state >> _SHIFT
    state *= _ONE
    return state ^ (state >> _SHIFT)


@inlined
def same_bytes(data: Any, begin: int, end: int, other: Any, start: int) -> bool:
    """True where the bytes of a value are those of another from `start` on."""
    place, shift = begin, start - begin
    equal = True
    while place + 8 <= end:
        if load_word(data, place) != load_word(other, place + shift):
            equal = False
            break
        place += 8
    if equal and place < end:
        if end - begin >= 8:
            equal = load_word(data, end - 8) == load_word(other, end - 8 + shift)
            place = end
        while equal and place < end:
            equal = data[place] == other[place + shift]
            place += 1
    return equal


@kernel
def hash_values(data: Any, begins: Any, hashes: Any) -> None:
    """The hash of every value."""
    for row in range(len(hashes)):
        hashes[row] = hash_of(data, begins[row], begins[row + 1])


@kernel
def intern(
    data: Any,
    begins: Any,
    missing: Any,
    hashes: Any,
    table: Any,
    known: int,
    held: Any,
    held_begins: Any,
    codes: Any,
) -> int:
    """Number values by their hashes; new ones are copied behind those held. Returns how many are.

    `table` holds pairs of hash and number + 1, open addressing, a power of two of them with room;
    `held` and `held_begins` have room too. Not compared yet: `differs` does that.
    """
    mask = np.uint64(len(table) - 1)
    for row in range(len(codes)):
        if row + AHEAD < len(codes):
            fetch(table, np.int64(hashes[row + AHEAD] & mask))
        if len(missing) and missing[row]:
            codes[row] = -1
            continue
        key = hashes[row]
        slot = np.int64(key & mask)
        while table[slot, 1] != 0 and table[slot, 0] != key:
            slot = np.int64(np.uint64(slot + 1) & mask)
        if table[slot, 1] == 0:
            start = held_begins[known]
            for place in range(begins[row], begins[row + 1]):
                held[start] = data[place]
                start += 1
            known += 1
            held_begins[known] = start
            table[slot, 0] = key
            table[slot, 1] = np.uint64(known)
        codes[row] = np.int32(table[slot, 1]) - 1
    return known


@kernel
def differs(data: Any, begins: Any, held: Any, held_begins: Any, codes: Any) -> int:
    """The first row whose bytes are not those of its number, or -1: nothing is left to chance."""
    for row in range(len(codes)):
        if row + 2 * AHEAD < len(codes):
            fetch(held_begins, max(0, np.int64(codes[row + 2 * AHEAD])))
        if row + AHEAD < len(codes):
            fetch(held, held_begins[max(0, np.int64(codes[row + AHEAD]))])
        code = np.int64(codes[row])
        if code < 0:
            continue
        begin, end, start = begins[row], begins[row + 1], held_begins[code]
        if held_begins[code + 1] - start != end - begin:
            return row
        if not same_bytes(data, begin, end, held, start):
            return row
    return -1


@kernel
def move_table(table: Any, larger: Any) -> None:
    """The same pairs in a larger table."""
    mask = np.uint64(len(larger) - 1)
    for place in range(len(table)):
        if table[place, 1] != 0:
            slot = np.int64(table[place, 0] & mask)
            while larger[slot, 1] != 0:
                slot = np.int64(np.uint64(slot + 1) & mask)
            larger[slot, 0] = table[place, 0]
            larger[slot, 1] = table[place, 1]


@kernel
def find_repeats(
    data: Any, begins: Any, missing: Any, hashes: Any, table: Any, repeats: Any
) -> int:
    """Rows whose value an earlier row has; returns how many, the first of them in `repeats`.

    `table` has a power of two of places with room for all rows: 32 bits of the hash and the row.
    """
    mask, found = np.uint64(len(table) - 1), 0
    for row in range(len(hashes)):
        if row + AHEAD < len(hashes):
            fetch(table, np.int64(hashes[row + AHEAD] & mask))
        if len(missing) and missing[row]:
            continue
        slot = np.int64(hashes[row] & mask)
        tag = np.int64(hashes[row] >> _SHIFT) << 32
        begin, end = begins[row], begins[row + 1]
        is_new = True
        while is_new and table[slot] != 0:
            if (table[slot] ^ tag) >> 32 == 0:
                other = (table[slot] & 0xFFFFFFFF) - 1
                if begins[other + 1] - begins[other] == end - begin:
                    is_new = not same_bytes(data, begin, end, data, begins[other])
            slot = np.int64(np.uint64(slot + 1) & mask)
        if is_new:
            table[slot] = tag | (row + 1)
            continue
        if found < len(repeats):
            repeats[found] = row
        found += 1
    return found


@kernel
def place_by_hash(hashes: Any, table: Any) -> None:
    """Put rows + 1 where their hashes lead; the values are all different."""
    mask = np.uint64(len(table) - 1)
    for row in range(len(hashes)):
        if row + AHEAD < len(hashes):
            fetch(table, np.int64(hashes[row + AHEAD] & mask))
        slot = np.int64(hashes[row] & mask)
        while table[slot] != 0:
            slot = np.int64(np.uint64(slot + 1) & mask)
        table[slot] = row + 1


@kernel
def is_plain(data: Any, begins: Any, missing: Any) -> bool:
    """True where no value is empty or begins or ends with white space or beyond ASCII."""
    for row in range(len(begins) - 1):
        begin, end = begins[row], begins[row + 1]
        if len(missing) and missing[row]:
            continue
        if begin == end or data[begin] <= 32 or data[end - 1] <= 32:
            return False
        if data[begin] >= 127 or data[end - 1] >= 127:
            return False
    return True

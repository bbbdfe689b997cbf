"""Kernels over text as bytes: whole columns of identifiers become numbers, exactly.

A column is its bytes and where each value begins (Arrow's layout). Hashes only say where to look:
what is taken for equal has been compared in all its bytes.
"""

from typing import Any

import numpy as np

from homeward.tracing.index.machine_loops import fetch, load_word
from homeward.tracing.kernels import inlined, kernel

AHEAD = 16
_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_NEXT = np.uint64(1)
_LOWER = np.uint64(0xFFFFFFFF)


@inlined
def word_at(data: Any, place: Any, length: Any) -> Any:
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
def same_bytes(data: Any, begin: Any, end: Any, other: Any, start: Any) -> bool:
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


@inlined
def write_key(data: Any, begin: Any, end: Any, table: Any, slot: Any) -> None:
    """The bytes of a value that fits into a slot, as words behind its head.

    The last word overlaps the one before: with the length, the words say all bytes.
    """
    if end - begin < 8:
        table[slot, 1] = word_at(data, begin, end - begin)
    else:
        for word in range((end - begin) // 8):
            table[slot, 1 + word] = load_word(data, begin + 8 * word)
        table[slot, (end - begin + 7) // 8] = load_word(data, end - 8)


@inlined
def head_of(key: Any, length: Any) -> Any:
    """The upper half of a slot's first word: bits of the hash, and the length up to 255."""
    return (key >> np.uint64(40) << np.uint64(40)) | (np.uint64(min(length, 255)) << _SHIFT)


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
    most_steps: int,
) -> int:
    """Number values; new ones are copied behind those held. Returns how many are known then, or
    -1 where one would need more than so many steps from slot to slot.

    A slot of `table` is one word of hash, length and number + 1, and words of the value's bytes; a
    longer value is compared with the bytes held. Open addressing, a power of two of slots with
    room; `held` and `held_begins` have room too.
    """
    mask, room = np.uint64(len(table) - 1), 8 * (table.shape[1] - 1)
    for row in range(len(codes)):
        if row + AHEAD < len(codes):
            fetch(table, np.int64(hashes[row + AHEAD] & mask))
        if len(missing) and missing[row]:
            codes[row] = -1
            continue
        begin, end = np.int64(begins[row]), np.int64(begins[row + 1])
        length = end - begin
        first, last, words = np.uint64(0), np.uint64(0), (length + 7) >> 3
        if 8 <= length <= room:
            first, last = load_word(data, begin), load_word(data, end - 8)
        elif length < 8:
            first = last = word_at(data, begin, length)
            words = np.int64(1)
        head = head_of(hashes[row], length)
        slot, steps = hashes[row] & mask, 0
        while True:
            found = table[slot, 0]
            if found == 0:
                break
            if (found ^ head) >> _SHIFT == 0:
                if length <= room:
                    differs = (table[slot, 1] ^ first) | (table[slot, words] ^ last)
                    for word in range(2, words):
                        differs |= table[slot, word] ^ load_word(data, begin + 8 * word - 8)
                    if differs == 0:
                        break
                else:
                    start = held_begins[np.int64(found & _LOWER) - 1]
                    if held_begins[np.int64(found & _LOWER)] - start == length and same_bytes(
                        data, begin, end, held, start
                    ):
                        break
            steps += 1
            if steps > most_steps:
                return -1
            slot = (slot + _NEXT) & mask
        if table[slot, 0] == 0:
            start = held_begins[known]
            for place in range(length):
                held[start + place] = data[begin + place]
            known += 1
            held_begins[known] = start + length
            table[slot, 0] = head | np.uint64(known)
            if length <= room:
                write_key(data, begin, end, table, slot)
        codes[row] = np.int32(table[slot, 0] & _LOWER) - 1
    return known


@kernel
def fill_table(held: Any, held_begins: Any, hashes: Any, table: Any) -> None:
    """Put the values held, which are all different, into an empty table with room for them."""
    mask, room = np.uint64(len(table) - 1), 8 * (table.shape[1] - 1)
    for number in range(len(hashes)):
        if number + AHEAD < len(hashes):
            fetch(table, np.int64(hashes[number + AHEAD] & mask))
        begin, end = held_begins[number], held_begins[number + 1]
        slot = hashes[number] & mask
        while table[slot, 0] != 0:
            slot = (slot + _NEXT) & mask
        table[slot, 0] = head_of(hashes[number], end - begin) | np.uint64(number + 1)
        if end - begin <= room:
            write_key(held, begin, end, table, slot)


@kernel
def ascends(data: Any, begins: Any) -> bool:
    """True where each value comes after the one before it: shorter first, then by their bytes."""
    for row in range(1, len(begins) - 1):
        before, begin, end = begins[row - 1], begins[row], begins[row + 1]
        if end - begin != begin - before:
            if end - begin < begin - before:
                return False
            continue
        place, shift = np.int64(begin), np.int64(before) - np.int64(begin)
        while place + 8 <= end and load_word(data, place) == load_word(data, place + shift):
            place += 8
        while place < end and data[place] == data[place + shift]:
            place += 1
        if place == end or data[place] < data[place + shift]:
            return False
    return True


@kernel
def find_ascending(data: Any, begins: Any, wanted: Any, places: Any, rows: Any) -> None:
    """The row of each wanted value among values that ascend, by halving; -1 where there is none."""
    for each in range(len(rows)):
        start, length = np.int64(places[each]), np.int64(places[each + 1]) - np.int64(places[each])
        low, high = 0, len(begins) - 1
        rows[each] = -1
        while low < high:
            middle = (low + high) >> 1
            begin, end = np.int64(begins[middle]), np.int64(begins[middle + 1])
            is_before = end - begin < length
            if end - begin == length:
                place, shift = begin, start - begin
                while place < end and data[place] == wanted[place + shift]:
                    place += 1
                if place == end:
                    rows[each] = middle
                    break
                is_before = data[place] < wanted[place + shift]
            if is_before:
                low = middle + 1
            else:
                high = middle


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
        slot = hashes[row] & mask
        tag = np.int64(hashes[row] >> _SHIFT) << 32
        begin, end = begins[row], begins[row + 1]
        is_new = True
        while is_new and table[slot] != 0:
            if (table[slot] ^ tag) >> 32 == 0:
                other = (table[slot] & 0xFFFFFFFF) - 1
                if begins[other + 1] - begins[other] == end - begin:
                    is_new = not same_bytes(data, begin, end, data, begins[other])
            slot = (slot + _NEXT) & mask
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
        slot = hashes[row] & mask
        while table[slot] != 0:
            slot = (slot + _NEXT) & mask
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


@kernel
def never_falls(begins: Any) -> bool:
    """True where no value begins before the one before it."""
    falls = 0
    for row in range(1, len(begins)):
        falls |= begins[row] < begins[row - 1]
    return falls == 0


@kernel
def has_only_ascii(data: Any) -> bool:
    """True where no byte is above 127."""
    found = np.uint8(0)
    for each in data:
        found |= each
    return bool(found < 128)

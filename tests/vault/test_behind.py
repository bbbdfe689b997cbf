"""Steps in threads of their own: in order, never apart by much, and their faults are heard."""

import threading
from collections.abc import Iterator

import pytest

from homeward.foundation.vault.behind import Ahead, Behind

PIECES = [bytes([number]) for number in range(100)]


def feed(later: Behind, pieces: list[bytes], put: list[bytes]) -> None:
    """Hand pieces over, and remember which."""
    for piece in pieces:
        later.put(piece)
        put.append(piece)


def test_every_piece_comes_in_its_order() -> None:
    seen: list[bytes] = []
    with Behind(seen.append) as later:
        for piece in PIECES:
            later.put(piece)
    assert seen == PIECES


def test_a_fault_of_the_step_is_raised_where_it_is_fed_and_never_hangs() -> None:
    fed: list[bytes] = []

    def fail(piece: bytes) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"), Behind(fail) as later:
        feed(later, PIECES * 10, fed)
    assert len(fed) < 1000


def test_a_fault_at_the_last_piece_is_raised_at_the_end() -> None:
    def fail(piece: bytes) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"), Behind(fail) as later:
        later.put(b"x")


def test_where_the_feeder_fails_the_rest_is_forgotten() -> None:
    seen: list[bytes] = []
    hold = threading.Event()

    def slowly(piece: bytes) -> None:
        hold.wait(10)
        seen.append(piece)

    def lose_the_line(later: Behind) -> None:
        feed(later, PIECES[:4], [])
        threading.Timer(0.2, hold.set).start()
        raise ConnectionError

    with pytest.raises(ConnectionError), Behind(slowly) as later:
        lose_the_line(later)
    assert len(seen) <= 1


def test_few_pieces_wait() -> None:
    """Memory stays constant however slow the step is."""
    hold, put = threading.Event(), list[bytes]()

    def wait(piece: bytes) -> None:
        hold.wait(10)

    def run() -> None:
        with Behind(wait) as later:
            feed(later, PIECES, put)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.3)
    assert len(put) <= 6
    hold.set()
    thread.join(10)
    assert len(put) == len(PIECES)


# --- ahead --------------------------------------------------------------------------------------


def test_pieces_are_made_ahead_in_their_order() -> None:
    assert list(Ahead(iter(PIECES))) == PIECES


def test_no_more_is_made_ahead_than_there_is_place_for() -> None:
    made, goes_on = [], threading.Event()

    def pieces() -> Iterator[bytes]:
        for piece in PIECES:
            made.append(piece)
            if len(made) == 9:  # eight wait, and one is in hand
                goes_on.set()
            yield piece

    ahead = Ahead(pieces())
    assert goes_on.wait(10)
    assert next(ahead) == PIECES[0]
    assert len(made) <= 10
    assert [*ahead] == PIECES[1:]


def test_a_fault_in_making_is_raised_where_the_piece_is_asked_for() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise ValueError("spoilt")

    ahead = Ahead(pieces())
    assert next(ahead) == b"first"
    with pytest.raises(ValueError, match="spoilt"):
        next(ahead)
    assert list(ahead) == []


def test_what_nobody_asks_for_any_more_is_not_made() -> None:
    """The thread ends, although it waited for a place, and lets go of what it read from."""
    ended = threading.Event()

    def pieces() -> Iterator[bytes]:
        try:
            yield from PIECES
        finally:
            ended.set()

    ahead = Ahead(pieces())
    assert next(ahead) == PIECES[0]
    ahead.close()
    assert list(ahead) == []
    del ahead
    assert ended.wait(10)

"""How much of the order within one transaction is known."""

from decimal import Decimal

from homeward.tracing.chains.layouts import LayoutName
from homeward.tracing.chains.payments import Place
from homeward.tracing.chains.rows import Move
from homeward.tracing.chains.turns import orders_of
from tests.tracing.chains.exports import A, B, C, hash_of

BLOCK = 100 << 20


def move(kind: LayoutName, file: int, row: int, source: str, target: str) -> Move:
    """A coin that moves in one transaction."""
    return Move(
        kind=kind,
        place=Place(file, row),
        hash=hash_of(1),
        block=100,
        seconds=1_700_000_000,
        source=source,
        target=target,
        amount=Decimal(1),
        fee=Decimal(0),
        currency="ETH",
        symbol="",
        failed=False,
    )


def test_what_one_file_lists_follows_each_other_as_listed() -> None:
    first = move(LayoutName.TRANSACTIONS, 0, 1, A, B)
    inner = [move(LayoutName.INTERNAL, 1, 1, B, C), move(LayoutName.INTERNAL, 1, 2, C, A)]
    assert orders_of([first, *inner]) == [BLOCK, BLOCK + 1, BLOCK + 2]


def test_what_two_files_list_is_in_no_known_order() -> None:
    """Neither says which of the two came first; after the value of the transaction both come."""
    first = move(LayoutName.TRANSACTIONS, 0, 1, A, B)
    inner = [move(LayoutName.INTERNAL, 1, 1, B, C), move(LayoutName.INTERNAL, 2, 1, C, A)]
    assert orders_of([first, *inner]) == [BLOCK, BLOCK + 1, BLOCK + 1]

"""Files that a command writes: what may be replaced."""

from pathlib import Path

import pytest
import typer

from homeward.cli.written import CARD, ENTRY, SUBMISSION, replacing
from homeward.wire.signatures import Typ, sign_statement
from tests.node_setup import TEST_KEYS


def test_a_file_is_replaced_by_one_of_its_kind_only(tmp_path: Path) -> None:
    names = ("card", "entry", "other", "receipt", "nothing", "deep", "empty")
    card, entry, other, receipt, nothing, deep, empty = (tmp_path / name for name in names)
    card.write_bytes(sign_statement({"v": 1}, Typ.CARD, TEST_KEYS))
    receipt.write_bytes(sign_statement({"v": 1}, Typ.RECEIPT, TEST_KEYS))
    entry.write_text('{"kind": "directory_entry"}')
    other.write_text("[]")
    nothing.write_bytes(b"eyJh\xff.eyJi.c")
    deep.write_text("[" * 100_000)
    empty.touch()
    for kind, at in ((CARD, card), (ENTRY, entry), (CARD, empty), (CARD, tmp_path / "new")):
        assert replacing(kind)(at) == at
    wrong = [(ENTRY, card), (CARD, entry), (SUBMISSION, other)]
    for kind, at in [*wrong, (CARD, receipt), (CARD, nothing), (ENTRY, deep)]:
        with pytest.raises(typer.BadParameter):
            replacing(kind)(at)

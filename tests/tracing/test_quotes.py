"""A quotation mark that never closes is named, and no row disappears behind it."""

from pathlib import Path

import pytest

from homeward.tracing import errors, read_ledger

HEAD = "id,time,source,target,amount,currency,note"
ROW = "P{0},2024-01-0{0}T00:00:00Z,A,B,100,XTS,{1}"


def written(folder: Path, *notes: str) -> Path:
    file = folder / "bank.csv"
    rows = [ROW.format(number, note) for number, note in enumerate(notes, start=1)]
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    return file


def test_a_quote_that_is_never_closed_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable, match="line 3 is never closed"):
        read_ledger(written(tmp_path, "x", '"5 in screen', "y", "z"))


@pytest.mark.parametrize("note", ['"in, two parts"', '"of ""five"" inches"', '5" screen'])
def test_other_quotes_are_read(tmp_path: Path, note: str) -> None:
    assert len(read_ledger(written(tmp_path, "x", note, "y")).ledger) == 3


def test_a_note_of_two_lines_is_read(tmp_path: Path) -> None:
    assert len(read_ledger(written(tmp_path, "x", '"first\nsecond"', "y")).ledger) == 3

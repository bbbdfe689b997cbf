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
    with pytest.raises(errors.QuoteOpen, match=r"line 3 of .* is never closed"):
        read_ledger(written(tmp_path, "x", '"5 in screen', "y", "z"))


@pytest.mark.parametrize("note", ['"in, two parts"', '"of ""five"" inches"', '5" screen'])
def test_other_quotes_are_read(tmp_path: Path, note: str) -> None:
    assert len(read_ledger(written(tmp_path, "x", note, "y")).ledger) == 3


def test_a_note_of_two_lines_is_read(tmp_path: Path) -> None:
    assert len(read_ledger(written(tmp_path, "x", '"first\nsecond"', "y")).ledger) == 3


def test_rows_between_two_stray_quotes_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, "x", '"5 in screen', "y", "z", '"7 in screen', "w")
    with pytest.raises(errors.QuoteHidesRow, match=r"in line 3 .* hides line 4, "):
        read_ledger(file)


def test_a_row_beside_a_stray_quote_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(errors.QuoteHidesRow, match="hides line 4"):
        read_ledger(written(tmp_path, "x", '"5 in screen', '"7 in screen', "w"))


@pytest.mark.parametrize("field", ["id", "source", "amount", "time"])
def test_a_line_break_in_a_column_that_is_read_is_refused(tmp_path: Path, field: str) -> None:
    values = ROW.format(2, "x").split(",")
    place = HEAD.split(",").index(field)
    values[place] = f'"{values[place]}\n"'
    file = written(tmp_path, "x")
    file.write_text(file.read_text() + ",".join(values) + "\n")
    with pytest.raises(errors.LineBreakInValue, match=f"{field} that begins in line 3 of"):
        read_ledger(file)


def first_column(folder: Path, *notes: str) -> Path:
    """Notes before the fields of the payments."""
    file = folder / "bank.csv"
    rows = [f"{note},P{n},2024-01-01T00:00:00Z,A,B,1,XTS" for n, note in enumerate(notes)]
    file.write_text("\n".join(["note,id,time,source,target,amount,currency", *rows]) + "\n")
    return file


def test_a_text_of_two_lines_in_the_first_column_is_read(tmp_path: Path) -> None:
    assert len(read_ledger(first_column(tmp_path, '"one\ntwo"', "x")).ledger) == 2


def test_a_row_hidden_in_the_first_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.QuoteHidesRow, match="hides line 2"):
        read_ledger(first_column(tmp_path, '"one', 'two"', "x"))

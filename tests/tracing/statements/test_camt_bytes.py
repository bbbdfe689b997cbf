"""camt.053 as bytes: encodings, and how much of a file is read before it is too much."""

from pathlib import Path

import pytest

from homeward.tracing import read_ledger
from homeward.tracing.errors import FileUnreadable, TooManyRows
from homeward.tracing.statements import recognises
from homeward.tracing.statements.camt import read_camt
from tests.tracing.statements.made import A, B, Line, camt, statement
from tests.tracing.statements.raw import detail, entry, whole

TEXT = camt(statement(A, "A-1", [Line("-5.00", "2026-03-02", B, "B. Zwölf")]))
WIDE = TEXT.replace('encoding="UTF-8"', 'encoding="UTF-16"')


@pytest.mark.parametrize(
    "content",
    [
        WIDE.encode("utf-16"),
        b"\xff\xfe" + WIDE.encode("utf-16-le"),
        b"\xfe\xff" + WIDE.encode("utf-16-be"),
        b"\xff\xfe" + WIDE.split("\n", 1)[1].encode("utf-16-le"),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    ],
)
def test_statements_are_read_in_the_encoding_that_they_have(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    ledger = read_ledger([path], zone="UTC").ledger
    assert set(ledger.account_ids) == {A, B}


def test_other_text_in_utf_16_is_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for content in ("id,time\n".encode("utf-16"), b"\xff\xfe", b"\xff\xfe<"):
        path.write_bytes(content)
        assert not recognises(path)


def test_an_encoding_that_is_not_the_one_stated_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(FileUnreadable, match="encoding"):
        read_ledger([path], zone="UTC")


@pytest.mark.parametrize(
    "held", [entry("-1") * 2000, "<Ntry/>" * 2000, entry("-1", detail("1") * 2000)]
)
def test_a_file_of_too_many_payments_is_left_as_soon_as_that_is_known(
    tmp_path: Path, held: str
) -> None:
    """What follows is not even well formed, and is not reached."""
    path = tmp_path / "a.xml"
    path.write_text(whole(held).split("</Stmt>")[0] + "<not-closed" + " " * 200_000)
    with pytest.raises(TooManyRows) as refused:
        list(read_camt(path, "a.xml", 0, limit=100))
    assert refused.value.params == {"file": "a.xml", "limit": 100}


def test_the_payments_of_several_files_count_together(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xml" for number in range(2)]
    for path in paths:
        path.write_text(whole(entry("-1", detail(other=B)) * 3))
    assert len(read_ledger([paths[0]], zone="UTC", max_rows=3).ledger) == 3
    with pytest.raises(TooManyRows, match=r"1\.xml holds more than the 5"):
        read_ledger(paths, zone="UTC", max_rows=5)

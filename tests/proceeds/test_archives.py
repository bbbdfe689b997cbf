"""ZIP archives of statements as people make them, and as nobody should; names of files."""

import io
import random
import zipfile
from collections.abc import Iterable

import pytest

from homeward.casework.proceeds import uploads
from homeward.casework.proceeds.file_errors import ArchiveUnusable, FileIsSpreadsheet
from homeward.casework.proceeds.unpacked import ARCHIVE, MOST_FILES, unpacked
from homeward.foundation.errors import HomewardError
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import ROWS, export
from tests.proceeds.steps import ledger_of, money, upload
from tests.proceeds.test_statements import PAID, RECEIVED

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def archive(*members: tuple[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these names and texts, one name more than once if so."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as found:
        for name, text in members:
            found.writestr(name, text)
    return made.getvalue()


def held(*members: tuple[str, str]) -> list[tuple[str, str]]:
    """What is unpacked: the files' own names and texts, in order."""
    with unpacked(archive(*members), ARCHIVE) as paths:
        return [(path.name, path.read_text()) for path in paths]


def test_what_systems_leave_in_archives_is_passed_over(people: People) -> None:
    case = a_case(people)
    left = (
        "__MACOSX/bank/._a.xml",
        "__MACOSX/._b.xml",
        "bank/._a.xml",
        ".DS_Store",
        "bank/.DS_Store",
        "bank\\Thumbs.db",
        "desktop.ini",
    )
    members = [(name, "\x00\x05\x16\x07") for name in left]
    content = archive(*members, ("bank/a.xml", PAID), ("bank/b.xml", RECEIVED))
    assert upload(signed_in(people.bob), case, content, "a.zip").status_code == 302
    assert ledger_of(people, case).payments == 2


def test_an_archive_of_nothing_else_is_refused(people: People) -> None:
    assert people
    with pytest.raises(ArchiveUnusable):
        uploads.kind_of_file("a.zip", archive(("__MACOSX/._a.xml", PAID), (".DS_Store", "")))


def test_no_member_takes_the_place_of_another(people: People) -> None:
    assert people
    assert held(("q/3-a.xml", "ONE"), ("a.xml", "TWO"), ("b/a.xml", "THREE")) == [
        ("3-a.xml", "ONE"),
        ("a.xml", "TWO"),
        ("3-3-a.xml", "THREE"),
    ]
    assert held(("a.xml", "1"), ("A.xml", "2"), ("x/a.xml", "3"), ("y\\a.xml", "4")) == [
        ("a.xml", "1"),
        ("A.xml", "2"),
        ("3-a.xml", "3"),
        ("4-a.xml", "4"),
    ]


def test_many_members_of_one_long_name_are_all_there(people: People) -> None:
    assert people
    name = "🏠" * 80 + ".xml"
    found = held(*((f"{number}/{name}", str(number)) for number in range(MOST_FILES)))
    assert [text for _, text in found] == [str(number) for number in range(MOST_FILES)]
    assert len({name for name, _ in found}) == MOST_FILES
    assert all(len(name.encode()) <= 255 and name.endswith("🏠.xml") for name, _ in found)


def test_files_of_one_name_are_told_apart_without_the_nodes_folders(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    wrong = [text.replace(">12000.00<", ">much<") for text in (PAID, RECEIVED)]
    content = archive(("one/a.xml", wrong[0]), ("two/a.xml", wrong[1]))
    assert upload(bob, case, content, "a.zip").status_code == 302
    page = check_page(bob.get(money(case, f"ledgers/{ledger_of(people, case).pk}/")))
    assert "<bdi>a.xml</bdi>, 1</span>" in page
    assert "<bdi>2-a.xml</bdi>, 1</span>" in page
    assert "/run/" not in page


@pytest.mark.parametrize(
    "name", ["🏠" * 80 + ".csv", "é" * 199 + ".csv", "漢" * 150], ids=["four", "two", "three"]
)
def test_a_name_of_many_bytes_is_cut(people: People, name: str) -> None:
    case = a_case(people)
    assert upload(signed_in(people.bob), case, export(*ROWS), name).status_code == 302


def _damaged(content: bytes) -> Iterable[bytes]:
    chosen = random.Random(7)
    for _ in range(300):
        place = chosen.randrange(len(content))
        yield content[:place] + bytes([chosen.randrange(256)]) + content[place + 1 :]
    for _ in range(50):
        yield content[: chosen.randrange(4, len(content))]


@pytest.mark.parametrize("method", METHODS)
def test_a_damaged_archive_is_refused_by_name_however_it_was_packed(
    people: People, method: int
) -> None:
    assert people
    whole = archive(("a.xml", PAID), ("b.xml", RECEIVED), method=method)
    assert uploads.kind_of_file("a.zip", whole) == ARCHIVE
    refused = 0
    for content in _damaged(whole):
        try:
            uploads.kind_of_file("a.zip", content)
        except HomewardError:
            refused += 1
    assert refused > 50


def test_a_damaged_archive_is_no_failure_of_the_node(people: People) -> None:
    case = a_case(people)
    whole = archive(("a.xml", PAID))
    at = whole.index(b"a.xml") + 5
    for method, content in (
        ("deflate", whole[:at] + b"\xff" * 20 + whole[at + 20 :]),
        ("lzma", _with_broken_lzma()),
    ):
        page = check_page(upload(signed_in(people.bob), case, content, "a.zip"), status=400)
        assert "This archive cannot be read" in page, method


def _with_broken_lzma() -> bytes:
    whole = archive(("a.xml", PAID), method=zipfile.ZIP_LZMA)
    at = whole.index(b"a.xml") + 5
    return whole[: at + 4] + b"\xff" * 5 + whole[at + 9 :]


def test_documents_of_an_office_are_told_from_archives_of_statements(people: People) -> None:
    assert people
    for name in ("[Content_Types].xml", "xl/workbook.xml", "mimetype"):
        office = archive((name, "x" * 200), ("content.xml", "<office/>"))
        for content in (office, office[:90]):
            with pytest.raises(FileIsSpreadsheet):
                uploads.kind_of_file("a.zip", content)
    for name in ("content.xml", "bank/mimetype", "axl/a.xml", "b/[Content_Types].xml"):
        content = archive((name, PAID))
        assert uploads.kind_of_file("a.zip", content) == ARCHIVE, name
        with pytest.raises(ArchiveUnusable):
            uploads.kind_of_file("a.zip", content[:90])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_xml_in_utf_16_is_taken_in(people: People, encoding: str) -> None:
    case = a_case(people)
    name = "UTF-8" if encoding == "utf-8-sig" else "UTF-16"
    content = PAID.replace("UTF-8", name).encode(encoding)
    content = b"\xfe\xff" + content if encoding == "utf-16-be" else content
    assert uploads.kind_of_file("a.xml", content) == uploads.XML
    assert upload(signed_in(people.bob), case, content, "a.xml").status_code == 302
    assert ledger_of(people, case).payments == 1


def test_other_xml_in_utf_16_is_told_as_such(people: People) -> None:
    case = a_case(people)
    content = PAID.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").encode("utf-16")
    page = check_page(upload(signed_in(people.bob), case, content, "a.xml"), status=400)
    assert "no bank statement" in page

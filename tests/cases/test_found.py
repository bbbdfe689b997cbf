"""What a file is by its content, and names that claim something else."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cases.filenames import kept_name, packed_name
from homeward.casework.cases.found import found_in, is_mismatch
from homeward.casework.cases.previews import decoded, kind_shown


def a_zip() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return kept.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01" + b"\0" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 64
ELF = b"\x7fELF\x02\x01\x01" + b"\0" * 64
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
TEXT = "Il a dit\xa0: « demain ».\n".encode()
HONEST = [
    ("a.png", PNG),
    ("a.JPG", JPEG),
    ("a.jpeg", JPEG),
    ("a.pdf", PDF),
    ("a.exe", EXE),
    ("a.mp4", MP4),
    ("a.docx", a_zip()),
    ("a.zip", a_zip()),
    ("a.txt", TEXT),
    ("a.csv", b"a;b\n1;2\n"),
    ("a.log", b"BM is no picture here\n"),
    ("a.txt", b"MZ begins this letter\n"),
    ("a.txt", "русский\n".encode("utf-16")),
    ("a.svg", SVG),
    ("a.html", HTML),
    ("no extension", PNG),
    ("a.bin", b"\x07\x91\x00\xfe" * 30),
    ("a.dd", b"\0" * 600),
]
FALSE = [
    ("a.jpg", PDF),
    ("a.pdf", PNG),
    ("a.pdf", TEXT),
    ("a.txt", EXE),
    ("a.jpg", EXE),
    ("a.docx", EXE),
    ("a.pdf", ELF),
    ("a.png", SVG),
    ("a.jpg", HTML),
    ("a.pdf", b"\x07\x91\x00\xfe" * 30),
    ("a.png", JPEG),
    ("a.txt", a_zip()),
]


@pytest.mark.parametrize(("name", "content"), HONEST)
def test_what_is_as_it_says_fits(name: str, content: bytes) -> None:
    assert not is_mismatch(name, "", found_in(content))


@pytest.mark.parametrize(("name", "content"), FALSE)
def test_what_is_not_as_it_says_is_found(name: str, content: bytes) -> None:
    assert is_mismatch(name, "", found_in(content))


def test_without_an_extension_the_declared_type_counts() -> None:
    assert is_mismatch("photo", "image/png", found_in(PDF))
    assert not is_mismatch("photo", "image/png", found_in(PNG))


def test_only_pictures_pdf_and_plain_text_are_shown() -> None:
    assert kind_shown(found_in(PNG).media_type) == "picture"
    assert kind_shown(found_in(JPEG).media_type) == "picture"
    assert kind_shown(found_in(PDF).media_type) == "pdf"
    assert kind_shown(found_in(TEXT).media_type) == "text"
    for content in (SVG, HTML, EXE, ELF, MP4, a_zip(), b"\xef\xbb\xbf" + HTML, b"  \n" + SVG):
        assert kind_shown(found_in(content).media_type) == "", content[:20]


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(content: bytes) -> None:
    for name in ("a.pdf", "a.txt", "a", "a.jpg"):
        is_mismatch(name, "x/y", found_in(content))
    text, encoding = decoded(content)
    assert isinstance(text, str)
    assert encoding


@given(st.text(max_size=300), st.integers(1, 10**12))
def test_a_packed_name_stays_in_its_folder(name: str, number: int) -> None:
    packed = packed_name(number, name)
    folder, _, last = packed.partition("/")
    assert folder == "files"
    assert last.startswith(f"{number}-")
    assert "/" not in last
    assert "\\" not in last
    assert ".." not in last.split("/")
    assert last.isascii()
    assert last.isprintable()
    assert len(last) < 130
    kept = kept_name(name)
    assert kept
    assert len(kept) <= 200
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("../../etc/passwd", "files/7-passwd"),
        ("..\\..\\Windows\\con.txt", "files/7-_con.txt"),
        ("..", "files/7-file"),
        ("\u202egpj.exe", "files/7-gpj.exe"),
        ("a b\n;rm -rf.txt", "files/7-a_b_rm_-rf.txt"),
    ],
)
def test_names_that_mean_harm_mean_nothing(name: str, packed: str) -> None:
    assert packed_name(7, name) == packed

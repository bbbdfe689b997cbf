"""Accounts whose identifiers look alike are kept apart and pointed out."""

import unicodedata
from pathlib import Path

import pytest

from homeward.tracing import Ledger, read_ledger
from homeward.tracing.reading import alike
from tests.tracing.test_reading import HEADER, write


def ledger(*accounts: str) -> Ledger:
    return Ledger.from_rows(
        [
            {"time": f"2026-01-01T00:00:{n:02d}Z", "source": "bank", "target": each}
            | {"amount": 1, "currency": "XAD"}
            for n, each in enumerate(accounts)
        ]
    )


def pairs(*accounts: str) -> list[str]:
    notes = [each for each in ledger(*accounts).warnings if each.code == "accounts_alike"]
    return [pair for each in notes for pair in each.params["pairs"]]


@pytest.fixture(params=[True, False])
def by_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr(alike, "_MANY", 0)
        monkeypatch.setattr(alike, "_CHUNK", 2)


COMPOSED = unicodedata.normalize("NFC", "Café 1")
APART = unicodedata.normalize("NFD", "Café 1")


@pytest.mark.usefixtures("by_hashes")
@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("XA01", "XA 01", "XA01 / XA 01"),
        ("XA 01", "XA\u00a001", "XA 01 / XA[U+00A0]01"),
        ("XA 01", "XA  01", "XA 01 / XA [U+0020]01"),
        ("XA01", "XA\t01", "XA01 / XA[U+0009]01"),
        ("XA01", "XA\u200b01", "XA01 / XA[U+200B]01"),
        ("\ufeffXA01", "XA01", "[U+FEFF]XA01 / XA01"),
        ("XA01", "XA01\u00ad", "XA01 / XA01[U+00AD]"),
        ("0xAB01", "0xab01", "0xAB01 / 0xab01"),
        (COMPOSED, APART, f"{COMPOSED} / Cafe[U+0301] 1"),
        ("XA01", "\uff38A01", "XA01 / \uff38A01"),
        ("Ωmega", "ωmega", "Ωmega / ωmega"),
    ],
)
def test_identifiers_that_look_alike_are_pointed_out(one: str, other: str, told: str) -> None:
    assert pairs(one, "Cx", "dX", other) == [told]
    assert set(ledger(one, other).account_ids) == {"bank", one, other}


@pytest.mark.usefixtures("by_hashes")
def test_what_differs_visibly_is_not_pointed_out() -> None:
    assert pairs("XA01", "XA-01", "XAO1", "XA02", "XB01", "حساب 1", "حساب 2") == []


def test_every_one_is_counted_and_a_few_are_named() -> None:
    made = ledger(*(f"{letters}{n}" for n in range(7) for letters in ("ab", "AB", "Ab")))
    (note,) = (each for each in made.warnings if each.code == "accounts_alike")
    assert note.params["count"] == 14
    assert note.params["pairs"][:3] == ["ab0 / AB0", "ab0 / Ab0", "ab1 / AB1"]
    assert len(note.params["pairs"]) == 5
    assert note.message.startswith("14 account identifiers differ from another one only in spaces")


def test_one_is_told_as_one() -> None:
    (note,) = (each for each in ledger("a", "A").warnings if each.code == "accounts_alike")
    assert note.message.startswith("1 account identifier differs from another one")


def test_accounts_of_refused_rows_are_not_pointed_out(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEADER,
        "P1,2026-01-01T00:00:00Z,A,B,5,XAD",
        "P2,2026-01-01T00:00:00Z,a,B,x,XAD",
    )
    found = read_ledger(path, accept_rejected=True).ledger.warnings
    assert [each.code for each in found] == ["rows_left_out"]

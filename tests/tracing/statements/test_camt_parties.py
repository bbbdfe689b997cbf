"""camt.053: who is at the other end, in every place where a version writes it; statuses."""

from pathlib import Path

import pytest

from tests.tracing.statements.made import (
    V02,
    V08,
    A,
    B,
    C,
    Line,
    camt,
    codes,
    payments,
    read,
    statement,
)
from tests.tracing.statements.raw import detail, entry, whole


def _parties(**accounts: str) -> str:
    """Accounts by the side on which they stand, with a name each."""
    held = "".join(
        f"<{side}><Pty><Nm>{side} of {account[:2]}</Nm></Pty></{side}>"
        f"<{side}Acct><Id><IBAN>{account}</IBAN></Id></{side}Acct>"
        for side, account in accounts.items()
    )
    return f"<RltdPties>{held}</RltdPties>"


@pytest.mark.parametrize("version", [V02, V08])
def test_names_stand_in_two_places(tmp_path: Path, version: str) -> None:
    lines = [
        Line("-5.00", "2026-03-02", name="B.  Second\n"),
        Line("5.00", "2026-03-03", name="C. Third"),
    ]
    found = read(tmp_path, camt(statement(A, "A-1", lines, version=version), version=version))
    assert payments(found) == [
        (A, f"B. Second [{A}/A-1/1]", 500),
        (f"C. Third [{A}/A-1/2]", A, 500),
    ]


def test_the_account_itself_is_never_its_own_other_end(tmp_path: Path) -> None:
    """Banks name it beside the other party, on the side where it belongs or where it does not."""
    lines = [
        entry("-1", detail(more=_parties(Dbtr=A, Cdtr=B))),
        entry("2", detail(more=_parties(Dbtr=B, Cdtr=A))),
        entry("3", detail(more=_parties(Dbtr=A, Cdtr=B))),
        entry("-4", detail(more=_parties(Dbtr=B, Cdtr=A))),
        entry("-5", detail(more=_parties(Dbtr=A))),
        entry("6", detail(more=_parties(Dbtr=A))),
    ]
    found = read(tmp_path, whole(*lines))
    assert payments(found) == [
        (A, B, 100),
        (B, A, 200),
        (B, A, 300),
        (A, B, 400),
        (A, f"[{A}/A-1/5]", 500),
        (f"Dbtr of XA [{A}/A-1/6]", A, 600),
    ]


def test_who_stands_on_the_side_of_the_account_is_not_the_other_end(tmp_path: Path) -> None:
    """An ultimate holder, or another account of the same holder, is not who was paid."""
    found = read(tmp_path, whole(entry("-1", detail(more=_parties(Dbtr=C)))))
    assert payments(found) == [(A, f"[{A}/A-1/1]", 100)]


@pytest.mark.parametrize("mark", ["<RtrInf/>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"])
def test_a_returned_payment_has_the_parties_of_its_original(tmp_path: Path, mark: str) -> None:
    """What A had paid to B comes back, and what C had paid to A goes back."""
    lines = [
        entry("1", detail(more=_parties(Dbtr=A, Cdtr=B) + mark)),
        entry("2", detail(more=_parties(Cdtr=B) + mark)),
        entry("-3", detail(more=_parties(Dbtr=C, Cdtr=A) + mark)),
        entry("-4", detail(more=_parties(Dbtr=C) + mark)),
    ]
    found = read(tmp_path, whole(*lines))
    assert payments(found) == [(B, A, 100), (B, A, 200), (A, C, 300), (A, C, 400)]


def test_a_returned_payment_whose_bank_turned_the_parties_is_understood(tmp_path: Path) -> None:
    for parties in (_parties(Dbtr=B, Cdtr=A), _parties(Dbtr=B)):
        found = read(tmp_path, whole(entry("1", detail(more=parties + "<RtrInf/>"))))
        assert payments(found) == [(B, A, 100)]


def test_a_returned_payment_without_accounts_has_the_name_of_who_returns_it(tmp_path: Path) -> None:
    names = "<Dbtr><Nm>A. First</Nm></Dbtr><Cdtr><Nm>B. Second</Nm></Cdtr>"
    parties = f"<RltdPties>{names}</RltdPties><RtrInf/>"
    found = read(tmp_path, whole(entry("1", detail(more=parties))))
    assert payments(found) == [(f"B. Second [{A}/A-1/1]", A, 100)]


@pytest.mark.parametrize(
    ("status", "is_booked"),
    [
        ("<Sts>BOOK</Sts>", True),
        ("<Sts><Cd>BOOK</Cd></Sts>", True),
        ("<Sts><Prtry>BOOK</Prtry></Sts>", True),
        ("", True),
        ("<Sts>PDNG</Sts>", False),
        ("<Sts><Cd>FUTR</Cd></Sts>", False),
        ("<Sts><Cd>INFO</Cd></Sts>", False),
        ("<Sts><Prtry>EXPECTED</Prtry></Sts>", False),
    ],
)
def test_the_status_stands_in_three_places(tmp_path: Path, status: str, is_booked: bool) -> None:
    told = entry("-5", detail(other=B)).replace("<Sts><Cd>BOOK</Cd></Sts>", status)
    found = read(tmp_path, whole(told, entry("-1", detail(other=B))))
    assert [each for *_, each in payments(found)] == ([500, 100] if is_booked else [100])
    assert codes(found) == ([] if is_booked else ["entries_not_booked"])

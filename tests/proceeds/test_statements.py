"""Bank statements in the node: uploaded as they come, alone or in an archive; refused by name."""

import io
import zipfile

from homeward.casework.proceeds.models import Ledger
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.steps import ledger_of, money, upload
from tests.tracing.statements.made import A, B, C, Line, camt, mt940, statement

PAID = camt(
    statement(A, "A-1", [Line("-12000.00", "2026-03-12", B, end_to_end="E-1")], opening="20000.00")
)
RECEIVED = camt(
    statement(
        B,
        "B-1",
        [
            Line("12000.00", "2026-03-12", A, end_to_end="E-1"),
            Line("-5000.00", "2026-03-13", C, end_to_end="E-2"),
        ],
    )
)
MT = mt940(
    A,
    7,
    [("2603020302D40,50NTRFNONREF//B-1", f"166?00T?20EREF+E-9?31{C}?32C. THIRD")],
    opening="C260228XAD1000,00",
    closing="C260331XAD959,50",
)


def archive(**files: str) -> bytes:
    """A ZIP file of these texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as found:
        for name, text in files.items():
            found.writestr(f"bank/{name}", text)
    return made.getvalue()


def payments_of(people: People, ledger: Ledger) -> list[tuple[str, int]]:
    """Identifiers and amounts of the ledger as it was taken in."""
    from homeward.casework.proceeds.payments import payments_of as kept

    with opened(people.bob.actor):
        found = kept(ledger)
    return list(zip(found.ids.to_pylist(), found.amount.tolist(), strict=True))


def test_a_statement_is_taken_in_and_its_payment_claimed_and_traced(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, PAID.encode(), "statement.xml").status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.payments, ledger.exponent) == ("ready", 1, 2)
    assert ledger.mapping == {}
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert f"{A}/A-1/1" in page
    sent = {"payment": f"{A}/A-1/1", "amount": ""}
    assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302


def test_mt940_is_taken_in_whatever_it_is_called(people: People) -> None:
    case = a_case(people)
    assert upload(signed_in(people.bob), case, MT.encode(), "export.csv").status_code == 302
    assert payments_of(people, ledger_of(people, case)) == [(f"{A}/EXAMPLE-00007-001/1", 4050)]


def test_statements_in_an_archive_are_one_ledger_with_each_payment_once(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    sent = upload(bob, case, archive(**{"a.xml": PAID, "b.xml": RECEIVED}), "answer.zip")
    assert sent.status_code == 302, sent.content.decode()[:3000]
    assert payments_of(people, ledger_of(people, case)) == [
        (f"{A}/A-1/1", 1_200_000),
        (f"{B}/B-1/2", 500_000),
    ]


def test_a_refused_entry_names_its_file_and_waits_for_the_officer(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    other = RECEIVED.replace("E-1", "BANK-9").replace(">5000.00<", ">five<")
    wrong = PAID.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>NONE")
    sent = upload(bob, case, archive(**{"a.xml": wrong, "b.xml": other}), "answer.zip")
    assert sent.status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.rejected) == ("problems", 3)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    for words in (
        "<bdi>a.xml</bdi>, 1</span>",
        "<bdi>b.xml</bdi>, 2</span>",
        "whose own statement is read",
    ):
        assert words in page, words
    french = check_page(
        signed_in(people.bob, language="fr").get(money(case, f"ledgers/{ledger.pk}/")), "fr"
    )
    assert "dont le propre relevé" in french
    assert "option" not in page.split("<h2")[0]


def test_what_the_statements_tell_stands_on_the_ledger(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    short = PAID.replace(">8000.00<", ">7999.00<")
    assert upload(bob, case, short.encode(), "statement.xml").status_code == 302
    page = check_page(bob.get(money(case, f"ledgers/{ledger_of(people, case).pk}/")))
    assert (
        "do not lead from its opening to its closing balance: the difference is -1.00 XAD" in page
    )


def test_archives_and_xml_of_other_kinds_are_refused_by_name(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    notice = PAID.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    for content, name, says in (
        (archive(**{"a.xml": PAID, "letter.txt": "Dear Sir"}), "a.zip", "letter.txt"),
        (archive(**{"a.xml": PAID})[:-30], "a.zip", "cannot be read"),
        (archive(), "a.zip", "cannot be read"),
        (notice.encode(), "a.xml", "no bank statement"),
        (PAID[:-40].encode(), "a.xml", "a.xml could not be read"),
        (MT.replace(":61:2603", ":61:x").encode(), "a.sta", "a.sta could not be read"),
    ):
        page = check_page(upload(bob, case, content, name), status=400)
        assert says in page, name
        assert "/run/" not in page
    with opened(people.bob.actor):
        assert not Blob.objects.exists()

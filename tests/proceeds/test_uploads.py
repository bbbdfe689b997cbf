"""Files that are no ledger: each has a clear sentence, is journalled, and leaves nothing behind."""

import io
import zipfile

import pytest

from homeward.casework.proceeds import uploads
from homeward.casework.proceeds.models import Ledger
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.vault.actions import read_blob
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import BAD, HEADINGS, ROWS, export
from tests.proceeds.steps import ledger_of, money, upload


def _workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


LATIN = export(*ROWS, ROWS[0].replace("P-0", "P-9é")).decode().encode("latin-1")
REFUSED = [
    (b"", "a.csv", "ledger_file_empty", "The file is empty."),
    (_workbook(), "bank.xlsx", "ledger_file_spreadsheet", "This is a spreadsheet."),
    (_workbook(), "bank.csv", "ledger_file_spreadsheet", "This is a spreadsheet."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "bank.xls", "ledger_file_spreadsheet", "CSV in UTF-8"),
    (LATIN, "a.csv", "ledger_file_not_utf8", "Line 7 of the file is not UTF-8."),
    (export(*ROWS).decode().encode("utf-16"), "a.csv", "ledger_file_not_utf8", "Line 1 of"),
    (HEADINGS.encode(), "a.csv", "ledger_file_no_payments", "headings and no payment"),
    (f"{HEADINGS}\r\n,,,,,,\n\n".encode(), "a.csv", "ledger_file_no_payments", "no payment below"),
    (b"\n\n\n", "a.csv", "ledger_file_no_table", "no table with headings"),
    (f"{HEADINGS}\n\x00\n".encode(), "a.csv", "ledger_file_no_table", "no table with headings"),
    (b"not parquet", "a.PARQUET", "ledger_file_no_table", "no table with headings"),
    (
        b"PAR1 but no more of it",
        "a.parquet",
        "ledger_file_unreadable",
        "a.parquet could not be read",
    ),
]


def test_each_wrong_file_has_its_sentence_and_keeps_nothing(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    for content, name, code, sentence in REFUSED:
        page = check_page(upload(bob, case, content, name), status=400)
        assert sentence in page, name
        with opened(people.bob.actor):
            entry = Entry.objects.filter(verb="access.refused").latest("at")
            assert (entry.data["code"], entry.case_id) == (code, case.pk)
            assert entry.compartment == "finance"
    with opened(people.bob.actor):
        assert not Ledger.objects.exists()
        assert not Blob.objects.exists()
        assert not Entry.objects.filter(verb="proceeds.ledger_uploaded").exists()
    for content, name, _code, _sentence in REFUSED[:5]:
        french = signed_in(people.bob, language="fr")
        check_page(upload(french, case, content, name), "fr", 400)


def test_a_file_above_the_limit_is_refused_with_the_limit(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1024 * 1024)
    case = a_case(people)
    bob = signed_in(people.bob)
    content = export(*ROWS) + b"\n" * 1024 * 1024
    page = check_page(upload(bob, case, content), status=400)
    assert "larger than 1 MB" in page
    with opened(people.bob.actor):
        assert not Blob.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/pass wd.csv",
        'a"b<script>.csv',
        "ledger\u202evsc.csv",
        "x" * 300 + ".csv",
        "🏠.csv",
    ],
)
def test_a_file_may_be_called_anything(people: People, name: str) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, export(*ROWS), name).status_code == 302
    ledger = ledger_of(people, case)
    assert ledger.status == "ready"
    with opened(people.bob.actor):
        kept = Blob.objects.get(pk=ledger.file_blob).file_name
    assert "/" not in kept
    assert len(kept) <= 200
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "<script>" not in page


def test_a_parquet_file_is_known_by_its_bytes(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    upload(bob, case, export(*ROWS))
    with opened(people.bob.actor):
        stored = read_blob(Blob.objects.get(pk=ledger_of(people, case).payments_blob))
    assert upload(bob, case, stored, "no-suffix").status_code == 302
    assert (ledger_of(people, case).status, ledger_of(people, case).payments) == ("ready", 5)


def test_nothing_of_a_half_valid_file_is_imported_until_it_is_decided(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, export(*ROWS, *BAD)).status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.payments, ledger.payments_blob) == ("problems", 0, None)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    for number in (6, 7, 8):
        assert f'data-label="Row">{number}</th>' in page
    for address in ("claim/", "choose/"):
        refused = bob.post(money(case, f"ledgers/{ledger.pk}/{address}"), {"payment": "P-1"})
        assert refused.status_code == 409


def test_a_mapping_that_cannot_be_read_is_refused_and_journalled(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    headings = "No,When,Payer,Payee,Sum,Money,Ref"
    upload(bob, case, export(*ROWS, headings=headings))
    ledger = ledger_of(people, case)
    with opened(people.bob.actor):
        Ledger.objects.filter(pk=ledger.pk).update(zone="Nowhere/Town")
    chosen = {"id": "No", "time": "When", "source": "Payer", "target": "Payee"}
    chosen |= {"amount": "Sum", "currency": "Money", "reference": "Ref"}
    address = money(case, f"ledgers/{ledger.pk}/mapping/")
    page = check_page(bob.post(address, chosen), status=400)
    assert "There is no time zone Nowhere/Town" in page
    with opened(people.bob.actor):
        assert Entry.objects.filter(verb="access.refused", data__code="tracing_refused").exists()
        assert Ledger.objects.get().mapping == ledger.mapping

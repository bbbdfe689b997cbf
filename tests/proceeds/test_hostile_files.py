"""Files that mean harm, or are only odd: a typed refusal in the reader's words, and no failure."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from homeward.casework.proceeds import reading
from homeward.casework.proceeds.models import Claim, Ledger
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.models import Blob
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.ledger_files import ROWS, export
from tests.proceeds.steps import ledger_of, money, plain, upload

ROW: dict[str, list[Any]] = {
    "id": ["P-1"],
    "time": ["2026-03-01T00:00:00Z"],
    "source": ["XA00TEST0000000001"],
    "target": ["XA00TEST0000000002"],
    "amount": ["10.00"],
    "currency": ["XAD"],
}


def parquet(**columns: Any) -> bytes:
    """A Parquet file of one payment with some columns of another kind."""
    table = {name: pa.array(values) for name, values in ROW.items()}
    file = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({**table, **columns}), file)
    return file.getvalue()


def _not_utf8() -> Any:
    buffers = [None, pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00"), pa.py_buffer(b"\xff\xfe")]
    return pa.Array.from_buffers(pa.string(), 1, buffers)


HOSTILE: dict[str, dict[str, Any]] = {
    "a list": {"amount": pa.array([[1]])},
    "a structure": {"amount": pa.array([{"a": 1}])},
    "a map": {"source": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))},
    "binary": {"source": pa.array([b"\xff\x00"])},
    "text that is none": {"id": _not_utf8()},
    "an account that is no text": {"source": _not_utf8()},
    "nanoseconds": {"time": pa.array([1], pa.timestamp("ns", tz="UTC"))},
    "nanoseconds without a zone": {"time": pa.array([1], pa.timestamp("ns"))},
    "the far future": {"time": pa.array([2**62], pa.timestamp("us", tz="UTC"))},
    "the year 10000": {"time": pa.array([253402300800000], pa.timestamp("ms", tz="UTC"))},
    "the year 1": {"time": pa.array(["0001-01-01T00:00:00+14:00"])},
    "the first hour": {"time": pa.array([-62135596800000000], pa.timestamp("us", tz="Asia/Tokyo"))},
    "no zone at all": {"time": pa.array([1], pa.timestamp("us", tz="Nowhere/X"))},
    "a duration": {"time": pa.array([1], pa.duration("us"))},
    "a day": {"time": pa.array([date(2026, 1, 1)])},
    "above 63 bits": {"amount": pa.array([2**63 + 5], pa.uint64())},
    "an order above 63 bits": {"order": pa.array([2**64 - 1], pa.uint64())},
    "no number": {"amount": pa.array([float("nan")])},
    "infinity": {"amount": pa.array([float("inf")])},
    "a large decimal": {"amount": pa.array([Decimal("1e30")])},
    "nothing": {"source": pa.nulls(1)},
    "a NUL in an account": {"source": pa.array(["XA\x00"])},
    "a NUL in an amount": {"amount": pa.array(["1\x00"])},
    "a NUL in a time": {"time": pa.array(["2026\x00"])},
    "a long id": {"id": pa.array(["P" * 201])},
    "a long account": {"target": pa.array(["X" * 201])},
    "a long currency": {"currency": pa.array(["XADXADXADXA"])},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_column_makes_a_page_fail(people: People, kind: str) -> None:
    case = a_case(people)
    bob = signed_in(people.bob, language="fr")
    answer = upload(bob, case, parquet(**HOSTILE[kind]), "banque.parquet")
    if answer.status_code == 302:
        page = check_page(bob.get(answer.headers["Location"]), "fr")
        with opened(people.bob.actor):
            ledger = Ledger.objects.get()
        assert ledger.status in ("problems", "ready")
    else:
        page = check_page(answer, "fr", 400)
        with opened(people.bob.actor):
            assert not Blob.objects.exists()
    for technical in ("/run/", "tmp", "ledger.parquet", "pyarrow", "Arrow", "codec", "cast_"):
        assert technical not in page, technical


def test_a_damaged_file_is_named_as_the_officer_named_it(people: People) -> None:
    case = a_case(people)
    content = parquet()
    for damaged in (content[:40] + content[60:], content[:-30], b"PAR1" + b"\xff" * 200):
        answer = upload(signed_in(people.bob), case, damaged, "My bank.parquet")
        page = check_page(answer, status=400)
        assert "The file My bank.parquet could not be read" in page
        assert "tmp" not in page


def test_more_rows_than_the_node_reads_are_refused(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    case = a_case(people)
    many = {name: pa.array(values * 5) for name, values in ROW.items()}
    many["id"] = pa.array([f"P-{n}" for n in range(5)])
    for content, name in ((parquet(**many), "a.parquet"), (export(*ROWS), "a.csv")):
        page = check_page(upload(signed_in(people.bob), case, content, name), status=400)
        assert f"The ledger {name} holds more than the 3 payments" in page


def test_a_payment_of_a_long_id_is_claimed_and_traced(people: People) -> None:
    case = a_case(people)
    name = "P" * 200
    bob = signed_in(people.bob)
    upload(bob, case, export(*[row.replace("P-1,", f"{name},") for row in ROWS]))
    ledger = ledger_of(people, case)
    sent = {"payment": name, "amount": ""}
    assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302
    with opened(people.bob.actor):
        claim = Claim.objects.get()
    bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    assert "What became of the money" in check_page(bob.get(money(case)))


def _send(people: People, case: Any, content: bytes, **more: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.csv", content)
    sent = {"name": "Second name", "file": file, "zone": "UTC", "exponent": "2", **more}
    return signed_in(people.bob).post(money(case, "ledgers/new/"), sent)


def test_the_same_file_again_is_asked_about(people: People) -> None:
    case = a_case(people)
    upload(signed_in(people.bob), case, export(*ROWS))
    page = check_page(_send(people, case, export(*ROWS)), status=400)
    assert "This very file is in the case already, as the ledger Bank of XA" in page
    assert "Make a second ledger of the same file" in page
    with opened(people.bob.actor):
        assert Ledger.objects.count() == 1
    other = a_case(people)
    assert _send(people, other, export(*ROWS)).status_code == 302, "another case knows nothing"
    assert _send(people, case, export(*ROWS), again="on").status_code == 302
    with opened(people.bob.actor):
        assert Ledger.objects.filter(case=case).count() == 2


def test_a_discarded_file_may_come_again(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    upload(bob, case, export(*ROWS, "P-9,never,A,B,1.00,XAD,E2E-9"))
    ledger = ledger_of(people, case)
    bob.post(money(case, f"ledgers/{ledger.pk}/discard/"))
    assert _send(people, case, export(*ROWS, "P-9,never,A,B,1.00,XAD,E2E-9")).status_code == 302


ODD = (
    "P-5,2026-03-01T13:00:00Z,XA00TEST0000000003,XA00TEST0000000005,10.005,XAD,E2E-5",
    "P-6,2026-03-01T14:00:00Z,XA00TEST0000000003,XA00TEST0000000005,-5.00,XAD,E2E-6",
    "P-7,2026-03-01T15:00:00Z,XA00TEST0000000003,XA00TEST0000000006,5.00,XTS,E2E-7",
)
CHOSEN = {"round_amounts": "on", "turn_reversals": "on", "split_currencies": "on"}


def test_options_that_refusals_advise_are_offered_kept_and_said(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert "Round amounts that have more decimals" in check_page(
        bob.get(money(case, "ledgers/new/"))
    )
    upload(bob, case, export(*ROWS, *ODD))
    ledger = ledger_of(people, case)
    assert ledger.status == "problems"
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    for field in ("credited_currency", "credited_time", "reverses", *CHOSEN):
        assert f'name="{field}"' in page
    mapped = dict(ledger.mapping)
    address = money(case, f"ledgers/{ledger.pk}/mapping/")
    assert bob.post(address, {**mapped, **CHOSEN}).status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.payments) == ("ready", 8)
    assert ledger.options == dict.fromkeys(CHOSEN, True)
    bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), {"payment": "P-1"})
    with opened(people.bob.actor):
        claim = Claim.objects.get()
    bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"})
    run_jobs("proceeds.trace")
    for rest in ("", f"ledgers/{ledger.pk}/"):
        page = plain(check_page(bob.get(money(case, rest))))
        assert "rounded half to even" in page
        assert "Negative amounts were read as payments the other way." in page
        assert "one account for each" in page


def test_options_are_taken_at_the_upload(people: People) -> None:
    case = a_case(people)
    assert _send(people, case, export(*ROWS, *ODD), **CHOSEN).status_code == 302
    assert ledger_of(people, case).status == "ready"


def test_a_parquet_file_that_waits_is_read_with_options(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, parquet(amount=pa.array(["-1.00"])), "a.parquet").status_code == 302
    ledger = ledger_of(people, case)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "How the file is read" in page
    address = money(case, f"ledgers/{ledger.pk}/mapping/")
    assert bob.post(address, {"turn_reversals": "on"}).status_code == 302
    assert ledger_of(people, case).status == "ready"


QUOTES = {
    "Un guillemet ouvert à la ligne 3": (*ROWS[:1], '"' + ROWS[1], *ROWS[2:]),
    "saut de ligne": (*ROWS[:1], ROWS[1].replace("P-1,", 'P-1,"'), ROWS[2] + '"', *ROWS[3:]),
}


@pytest.mark.parametrize("words", QUOTES)
def test_a_quotation_mark_that_hides_rows_is_named_with_its_line(
    people: People, words: str
) -> None:
    case = a_case(people)
    answer = upload(
        signed_in(people.bob, language="fr"), case, export(*QUOTES[words]), "banque.csv"
    )
    page = plain(check_page(answer, "fr", 400))
    assert words in page
    assert "ligne 3" in page
    assert "banque.csv" in page

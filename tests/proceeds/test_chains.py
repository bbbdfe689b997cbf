"""Exports of chains in the node: uploaded as they come, alone or in an archive."""

import io
import json
import zipfile

from homeward.casework.proceeds.models import Claim, Ledger, Trace
from homeward.casework.proceeds.payments import payments_of
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.proceeds.steps import ledger_of, money, plain, upload
from tests.tracing.chains.blocks import esplora, txid
from tests.tracing.chains.exports import TOKENS, TRANSACTIONS, A, B, C, row, text_of, token

COINS = [
    esplora(1, [((txid(900), 0), 1500, 1)], [(1200, 3), (250, 4)]),
    esplora(2, [((txid(1), 0), 1200, 3)], [(1100, 5)], height=101),
]
PAID = text_of(TRANSACTIONS, [row(1, A, B, went="1.5", fee="0.001")])
PASSED_ON = text_of(TRANSACTIONS, [row(1, A, B, came="1.5", fee="0.001"), row(2, B, C, went="1")])


def taken_in(people: People, ledger: Ledger) -> list[tuple[str, int]]:
    """Identifiers and amounts of the ledger."""
    with opened(people.bob.actor):
        found = payments_of(ledger)
    return list(zip(found.ids.to_pylist(), found.amount.tolist(), strict=True))


def test_transactions_of_bitcoin_are_taken_in_with_all_their_decimals(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    assert upload(bob, case, json.dumps(COINS).encode(), "txs.json").status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.exponent) == ("ready", 8)
    page = check_page(bob.get(money(case, f"ledgers/{ledger.pk}/")))
    assert "0.00001200" in page.replace("\u00a0", " ")
    sent = {"payment": f"{txid(1)}/out0", "amount": ""}
    assert bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent).status_code == 302


def test_exports_of_two_addresses_in_an_archive_hold_each_payment_once(people: People) -> None:
    case = a_case(people)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", PAID)
        archive.writestr("b.csv", PASSED_ON)
    assert upload(signed_in(people.bob), case, made.getvalue(), "answer.zip").status_code == 302
    amounts = [amount for _, amount in taken_in(people, ledger_of(people, case))]
    assert amounts == [1_501_000_000, 1_000_000_000]


def test_one_export_is_no_table_to_be_mapped(people: People) -> None:
    case = a_case(people)
    assert upload(signed_in(people.bob), case, PAID.encode(), "export.csv").status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.mapping, ledger.exponent) == ("ready", {}, 9)


def test_what_a_provider_heads_its_own_way_is_mapped_as_any_table(people: People) -> None:
    case = a_case(people)
    text = f"Date,Txhash,From,To,Value,TokenSymbol\n2026-03-01,{'0' * 8},A,B,5.00,XAD\n"
    bob = signed_in(people.bob)
    assert upload(bob, case, text.encode(), "provider.csv").status_code == 302
    ledger = ledger_of(people, case)
    assert (ledger.status, ledger.exponent) == ("problems", 2)  # no column of a currency yet
    assert ledger.mapping["time"] == "Date"


def test_tokens_whose_names_the_room_cannot_hold_are_refused_by_name(people: People) -> None:
    case = a_case(people)
    text = text_of(TOKENS, [token(1, A, B, "5")])
    page = check_page(upload(signed_in(people.bob), case, text.encode(), "t.csv"), status=400)
    assert "more than 10 characters for: currency" in page


def test_what_a_result_says_of_coins_has_their_decimals(people: People) -> None:
    case = a_case(people)
    bob = signed_in(people.bob)
    upload(bob, case, json.dumps(COINS).encode(), "txs.json")
    ledger = ledger_of(people, case)
    bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), {"payment": f"{txid(1)}/out0"})
    with opened(people.bob.actor):
        claim = Claim.objects.get(case=case)
    assert bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"}).status_code == 302
    assert run_jobs("proceeds.trace") == 1
    with opened(people.bob.actor):
        trace = Trace.objects.get(claim=claim)
    page = plain(check_page(bob.get(money(case, f"traces/{trace.pk}/"))))
    assert "BTC 0.00001100" in page
    assert "Debits beyond what the ledger explains come to BTC 0.00001500" in page

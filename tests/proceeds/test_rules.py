"""Every rule that the page offers reads well on its result; runs between States are fifo."""

import re

import pytest

from homeward.casework.proceeds.accounts import is_cash
from homeward.casework.proceeds.models import Run
from homeward.casework.proceeds.scope import RULES_ABROAD
from homeward.casework.proceeds.words import RULE_HELP, RULES
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin
from tests.proceeds.ledger_files import COLLECTOR, FAMILY, ROWS, export
from tests.proceeds.runs import asked
from tests.proceeds.steps import claimed, money, plain


@pytest.mark.parametrize("rule", RULES)
def test_the_page_of_each_rule_has_line_picture_and_table(people: People, rule: str) -> None:
    case = a_case(people)
    bob, claim = claimed(people, case)
    made = bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": rule})
    assert made.status_code == 302
    assert run_jobs("proceeds.trace") == 1
    page = plain(check_page(bob.get(made.headers["Location"])))
    assert str(RULES[rule]) in page
    assert re.search(r"XAD 12,000\.00 claimed = [^<]*XAD 1?\d,\d{3}\.\d\d held in accounts", page)
    assert '"kind": "source"' in page
    assert FAMILY in page
    table = page[page.index("freezing-title") :]
    assert COLLECTOR in table
    assert is_cash("CASH-XA") == ('"kind": "cash"' in page)
    check_page(signed_in(people.bob, language="fr").get(made.headers["Location"]), "fr")


def test_every_rule_has_its_help() -> None:
    assert set(RULES) == set(RULE_HELP)


def test_a_run_is_fifo_whatever_was_traced_here(people: People) -> None:
    case = a_case(people)
    pin("XB")
    bob, claim = claimed(people, case)
    bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "lifo"})
    run_jobs("proceeds.trace")
    address = money(case, f"claims/{claim.pk}/abroad/")
    assert "Every State follows it by first in, first out" in check_page(bob.get(address))
    bob.post(address, {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"})
    with opened(people.bob.actor):
        assert Run.objects.get().rule == "fifo"
    assert RULES_ABROAD == ("fifo",)


def test_a_run_is_not_joined_with_a_ledger_of_other_decimals(people: People) -> None:
    """Its amounts would be wrong by powers of ten on either side."""
    from tests.proceeds.test_ledger_choice import _begin

    scene = asked(people)
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"name": "B", "file": SimpleUploadedFile("a.csv", export(*ROWS)), "zone": "UTC"}
    bob = signed_in(people.bob)
    assert bob.post(money(scene.case, "ledgers/new/"), {**sent, "exponent": "4"}).status_code == 302
    status, page = _begin(scene)
    assert status == 400
    assert "This ledger keeps 4 decimals and XAD has 2" in plain(page)
    with opened(people.bob.actor):
        assert not Run.objects.exists()

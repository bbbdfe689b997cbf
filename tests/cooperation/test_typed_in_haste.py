"""What officers type in haste: it comes back with the field named, and nothing is changed."""

import pytest

from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, draft, let_in, made, write
from tests.cooperation.other_node import OtherNode
from tests.page_checks import check_page
from tests.people import People, a_case

AMOUNT = "id_frozen"


def _answer(people: People, language: str = "en", **typed: object) -> tuple[int, str, object]:
    """Carol answers a freezing request of XB; status, page and the request as it is then."""
    case = a_case(people)
    let_in(people, case, people.carol, "finance")
    request = OtherNode().request("freezing")
    made(people.carol, request, "acknowledge")
    carol = signed_in(people.carol, language=language)
    assert carol.post(f"/requests/{request.pk}/link/", {"case": case.reference}).status_code == 302
    now = made(people.carol, request, "begin")
    fields = {
        "authority": "District court",
        "reference": "F 1/26",
        "frozen": "XAD 12.00",
        "valid_from": "2026-03-02",
        "valid_to": "2026-06-02",
        "revision": now.revision,
    }
    sent = carol.post(f"/requests/{request.pk}/change/execute/", {**fields, **typed})
    page = sent.content.decode() if sent.status_code != 302 else ""
    return sent.status_code, page, by_id(people.carol, request.pk)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("XAD 1.000,00", "en"), ("XAD 1.000", "en"), ("XAD 1,000", "fr"), ("1000", "en"),
        ("XAD", "en"), ("XAD -5", "en"), ("XAD " + "9" * 30, "en"), ("XAD ten", "en"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_comes_back_with_its_field(
    people: People, typed: str, language: str
) -> None:
    status, page, request = _answer(people, language, frozen=typed)
    assert status == 400
    assert f'href="#{AMOUNT}"' in page
    assert f'value="{typed}"' in page
    assert request.state == "in_execution"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("XAD 1,000.00", "XAD 100000"),
        ("١٬٠٠٠٫٠٠ XAD", "XAD 100000"),
        ("XAD 90071992547409931.00", "XAD 9007199254740993100"),
    ],
)
def test_an_amount_of_any_size_and_digits_is_kept_exactly(
    people: People, typed: str, kept: str
) -> None:
    status, page, request = _answer(people, frozen=typed)
    assert status == 302, page
    assert request.answer["frozen"] == kept  # type: ignore[attr-defined]


def test_a_page_of_no_version_changes_nothing(people: People) -> None:
    at_police(people)
    case = a_case(people)
    request = draft(people.alice, case)
    before = by_id(people.alice, request.pk)
    for revision in ("-1", "0", str(10**30), "x", ""):
        answer = write(people.alice, request, revision=revision)
        assert answer.status_code in (400, 409), revision
        check_page(answer, status=answer.status_code)
    assert by_id(people.alice, request.pk).content == before.content


def test_hidden_signs_and_endless_text_come_back(people: People) -> None:
    at_police(people)
    case = a_case(people)
    request = draft(people.alice, case)
    page = check_page(write(people.alice, request, facts="x" * 20_001), status=400)
    assert 'href="#id_facts"' in page
    assert "x" * 20_001 in page
    assert write(people.alice, request, facts="A\u202eB\x07C").status_code == 302
    assert by_id(people.alice, request.pk).content["facts"] == "ABC"

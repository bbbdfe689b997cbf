"""What a caller gets wrong is an error with a sentence, and never one of Python's own."""

from pathlib import Path
from typing import Any

import pytest

from homeward.tracing import (
    Claim,
    Followed,
    Ledger,
    backward,
    errors,
    follow,
    freezing_list,
    generate,
    money_flow,
    paths,
    read_ledger,
    show,
)
from tests.tracing.test_reading import GOOD, HEADER, write


@pytest.mark.parametrize("zone", [3, 0, True, b"UTC", ["UTC"]])
def test_a_zone_is_text(tmp_path: Path, zone: Any) -> None:
    with pytest.raises(errors.ZoneUnknown) as caught:
        read_ledger(write(tmp_path, HEADER, GOOD), zone=zone)
    assert str(zone) in str(caught.value)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("payments", value) for value in (-1, 1.5, "9", True)),
        *(("days", value) for value in (0, -1, 1.5)),
        *(("plants", value) for value in (-1, 2.5, {"cycle": -1})),
        *(("seed", value) for value in (-1, "a")),
        ("pattern", {"smurfing": 1}),
    ],
)
def test_worlds_are_made_of_whole_numbers(option: str, value: Any) -> None:
    asked = {"seed": 1, "payments": 50, "plants" if option == "pattern" else option: value}
    with pytest.raises(errors.OptionUnusable) as caught:
        generate(**asked)
    assert caught.value.params["option"] == option


def test_a_world_may_be_small() -> None:
    assert len(generate(seed=1, payments=0, plants=0, days=1).ledger) >= 0
    assert len(generate(seed=1, payments=0, plants={"cycle": 1}).planted) == 1


def test_a_page_is_saved_where_a_folder_is(tmp_path: Path) -> None:
    ledger = Ledger.from_rows([("P1", 0, "V", "A", 10, "XAD")])
    page = show(follow(ledger, [Claim("P1")], rule="fifo"))
    for place in (tmp_path / "none" / "page.html", tmp_path):
        with pytest.raises(errors.OptionUnusable, match="a file in a folder that is there"):
            page.save(place)
    page.save(tmp_path / "page.html")
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


NO_SHARES = (0, 2, -1, 1.0001, float("nan"), float("inf"), "1", True)


def case_of() -> Followed:
    rows = [("P1", 0, "V", "A", 10, "XAD"), ("P2", 1, "A", "B", 5, "XAD")]
    return follow(Ledger.from_rows(rows), [Claim("P1")], rule="fifo")


@pytest.mark.parametrize("share", NO_SHARES)
def test_a_share_is_above_0_and_up_to_1(share: Any) -> None:
    case = case_of()
    for ask in (
        lambda: paths(case, account="B", share=share),
        lambda: backward(case.lines.ledger, account="B", most=1, share=share),
        lambda: backward(case.lines.ledger, account="B", share=share),
        lambda: freezing_list(case, share=share),
    ):
        with pytest.raises(errors.OptionUnusable, match="above 0, up to 1"):
            ask()


@pytest.mark.parametrize("most", [-1, 1.5, "9", None])
def test_how_many_are_listed_is_a_whole_number(most: Any) -> None:
    case = case_of()
    for ask in (
        lambda: paths(case, account="B", most=most),
        lambda: backward(case.lines.ledger, account="B", most=most),
        lambda: money_flow(case, most=most),
        lambda: show(case, most=most),
    ):
        with pytest.raises(errors.OptionUnusable, match="a whole number from"):
            ask()

"""What a caller gets wrong is an error with a sentence, and never one of Python's own."""

from pathlib import Path
from typing import Any

import pytest

from homeward.tracing import Claim, Ledger, errors, follow, generate, read_ledger, show
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

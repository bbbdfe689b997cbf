"""A statement in its own sequence: its direction, and what is said where it is not clear."""

from pathlib import Path
from typing import Any

from homeward.tracing import Ledger, read_ledger
from homeward.tracing.ledger import NO_ORDER
from tests.tracing.test_reading import HEADER, write


def line(name: str, day: int, order: str = "") -> str:
    return f"{name},2026-01-0{day},A,B,5,XAD,{order}"


def taken(folder: Path, *lines: str, **options: Any) -> Ledger:
    path = write(folder, HEADER + ",order", *lines)
    return read_ledger(path, zone="UTC", in_sequence=True, **options).ledger


def told(ledger: Ledger) -> list[tuple[str, dict[str, Any]]]:
    return [(each.code, each.params) for each in ledger.warnings if "sequence" in each.code]


def test_one_row_out_of_place_does_not_turn_a_statement_round(tmp_path: Path) -> None:
    lines = [line("P6", 3), line("P5", 3), line("P3", 2), line("P2", 2), line("P4", 3)]
    ledger = taken(tmp_path, *lines, line("P1", 1))
    assert ledger.ids.to_pylist() == ["P1", "P2", "P3", "P4", "P5", "P6"]
    facts = {"file": "ledger.csv", "row": 5, "taken": "newest first"}
    assert told(ledger) == [("sequence_unclear", facts)]
    assert "row 5" in ledger.warnings[-1].message
    assert "newest first" in ledger.warnings[-1].message


def test_the_direction_of_most_is_taken_and_oldest_first_where_none_has_more(
    tmp_path: Path,
) -> None:
    ledger = taken(tmp_path, line("P1", 1), line("P2", 2), line("P3", 2), line("P4", 1))
    assert ledger.ids.to_pylist() == ["P1", "P4", "P2", "P3"]
    facts = {"file": "ledger.csv", "row": 4, "taken": "oldest first"}
    assert told(ledger) == [("sequence_unclear", facts)]


def test_a_clear_statement_says_nothing(tmp_path: Path) -> None:
    lines = [line("P1", 1), line("P2", 1), line("P3", 2)]
    assert told(taken(tmp_path, *lines)) == []
    assert told(taken(tmp_path, *lines[::-1])) == []
    assert told(taken(tmp_path, lines[0])) == []


def test_a_statement_of_one_moment_does_not_tell_its_direction(tmp_path: Path) -> None:
    ledger = taken(tmp_path, line("P1", 1), line("P2", 1))
    assert ledger.order.tolist() == [1, 2]
    facts = {"file": "ledger.csv", "taken": "oldest first"}
    assert told(ledger) == [("sequence_unknown", facts)]
    assert told(taken(tmp_path, line("P1", 1, "7"), line("P2", 1, "6"))) == []


def test_each_file_has_its_own_direction(tmp_path: Path) -> None:
    lines = [line("P3", 2), line("P2", 1), line("P1", 1)]
    other = [each.replace("P", "Q") for each in (lines[2], lines[0], lines[1])]
    paths = [
        write(tmp_path, HEADER + ",order", *each, name=name)
        for each, name in ((lines, "a.csv"), (other, "b.csv"))
    ]
    ledger = read_ledger(paths, zone="UTC", in_sequence=True).ledger
    facts = {"file": "b.csv", "row": 3, "taken": "oldest first"}
    assert told(ledger) == [("sequence_unclear", facts)]


def test_a_row_whose_time_is_refused_has_no_direction(tmp_path: Path) -> None:
    lines = [line("P4", 2), "P3,soon,A,B,5,XAD,", line("P2", 1), line("P1", 1)]
    ledger = taken(tmp_path, *lines, accept_rejected=True)
    assert ledger.ids.to_pylist() == ["P1", "P2", "P4"]
    assert ledger.order.tolist() == [-4, -3, NO_ORDER]
    assert told(ledger) == []

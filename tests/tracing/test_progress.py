"""Long work tells how far it has come, and shows it where somebody looks and nowhere else."""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from homeward.tracing import generate, progress, read_ledger
from homeward.tracing.detection import detect
from homeward.tracing.progress import Bar, Line, listening, shown, told
from homeward.tracing.reading import files

Told = list[tuple[str, int, int | None]]


@pytest.fixture
def heard() -> Told:
    return []


def test_reading_tells_how_many_rows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Told
) -> None:
    made = generate(seed=1, payments=2_000).ledger
    made.to_parquet(tmp_path / "made.parquet")
    monkeypatch.setattr(files, "PART", 500)
    with listening(lambda *each: heard.append(each)):
        read_ledger(tmp_path / "made.parquet")
    rows = [(done, total) for what, done, total in heard if what == "Reading made.parquet"]
    assert len(rows) == -(-len(made) // 500)
    assert rows == sorted(rows)
    assert {total for _, total in rows} == {len(made)}
    assert rows[-1][0] == len(made)
    assert heard[0] == ("Reading", 0, None)
    assert ("Checking every row", 0, None) in heard


def test_patterns_are_told_one_by_one(heard: Told) -> None:
    ledger = generate(seed=1, payments=2_000).ledger
    with listening(lambda *each: heard.append(each)):
        detect(ledger, ["cycle", "chain", "fan-in"])
    assert heard[-3:] == [("Looking for patterns", n, 3) for n in (1, 2, 3)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Somebody looks, and has no patience."""
    monkeypatch.delenv("HOMEWARD_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    found = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    # the runner of the tests has standard error for itself
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=found, modules=sys.modules))
    return found


def slow_work() -> None:
    with shown("Counting sheep"):
        for done in range(4):
            told("Counting sheep", done, 4)
            time.sleep(0.15)


def test_a_bar_is_shown_in_a_terminal_and_taken_away(terminal: Terminal) -> None:
    slow_work()
    assert "Counting sheep" in terminal.getvalue()
    with pytest.raises(ZeroDivisionError), shown("Failing"):
        raise ZeroDivisionError
    slow_work()  # what failed left no bar in the way


@pytest.mark.parametrize("how", ["file", "switched off", "few payments", "somebody listens"])
def test_nothing_is_shown_where_nobody_looks(
    terminal: Terminal, how: str, monkeypatch: pytest.MonkeyPatch, heard: Told
) -> None:
    if how == "file":
        monkeypatch.setattr(terminal, "isatty", lambda: False)
    if how == "switched off":
        monkeypatch.setenv("HOMEWARD_PROGRESS", "0")
    if how == "few payments":
        with shown("Following the claims", payments=7):
            told("Following the claims", 1, 2)
            time.sleep(0.15)
    elif how == "somebody listens":
        with listening(lambda *each: heard.append(each)):
            slow_work()
        assert heard[-1] == ("Counting sheep", 3, 4)
    else:
        slow_work()
    assert terminal.getvalue() == ""


def test_few_payments_show_it_where_machine_code_has_to_be_made(terminal: Terminal) -> None:
    from homeward.tracing.kernels import compiled_place_events

    compiled_place_events()  # tells from now on
    import numba

    with shown("Following the claims", payments=7):
        double: Callable[[int], int] = numba.njit(lambda number: 2 * number)  # not kept
        assert double(21) == 42
        time.sleep(0.15)
    assert progress.COMPILING in terminal.getvalue()
    terminal.truncate(0)
    slow_work()  # the bar was given back
    assert "Counting sheep" in terminal.getvalue()


def test_work_within_work_has_one_bar(terminal: Terminal) -> None:
    with shown("Outer"):
        told("Outer", 1, 2)
        slow_work()
    assert "Counting sheep" in terminal.getvalue()


def test_short_work_shows_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 5.0)
    slow_work()
    assert terminal.getvalue() == ""


def test_a_bar_without_a_total(terminal: Terminal) -> None:
    text = io.StringIO()
    bar = Bar(Console(file=text, force_terminal=True, width=80))
    bar.take("Following", 0, None)
    time.sleep(0.3)
    bar.take("Following", 1, 3)
    time.sleep(0.3)
    bar.end()
    assert "Following" in text.getvalue()
    assert "33%" in text.getvalue()


def test_a_notebook_without_widgets_has_one_line(terminal: Terminal) -> None:
    line = Line()
    line.take("Reading bank.csv", 1, 4)
    line.take("Short", 0, None)
    line.end()
    written = terminal.getvalue().split("\r")
    assert written[1].startswith("Reading bank.csv, 25 %, 0 s")
    assert written[2].strip() == "Short, 0 s"
    assert written[3].strip() == ""

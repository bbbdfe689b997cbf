"""Where the command's answer goes: a reader that stops, and an output that is closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracing.test_reading import GOOD, HEADER, write

ASKED = ["--claim", "P1", "--rule", "fifo"]
COMMANDS = {
    "tables": ["LEDGER", *ASKED],
    "document": ["LEDGER", *ASKED, "--json"],
    "answer": ["freezing", "LEDGER", *ASKED],
    "detect": ["detect", "LEDGER"],
}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write(tmp_path, HEADER, GOOD)


def line(words: list[str], ledger: Path) -> list[str]:
    named = [str(ledger) if word == "LEDGER" else word for word in words]
    return [sys.executable, "-m", "homeward.cli", "trace", *named]


def ended_quietly(said: str) -> bool:
    return not any(word in said for word in ("Traceback", "Exception ignored", "could not"))


@pytest.mark.parametrize("way", COMMANDS)
def test_where_nobody_reads_on_the_command_ends_as_by_a_signal(ledger: Path, way: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        words = line(COMMANDS[way], ledger)
        done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert ended_quietly(done.stderr)


def test_where_nobody_reads_errors_the_command_ends_too(ledger: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        words = line(COMMANDS["tables"], ledger)
        done = subprocess.run(words, stdout=writing, stderr=writing, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 141


@pytest.mark.parametrize("way", COMMANDS)
def test_a_closed_output_is_told_and_no_answer_is_lost_in_silence(ledger: Path, way: str) -> None:
    words = ["sh", "-c", '"$@" >&-', "sh", *line(COMMANDS[way], ledger)]
    done = subprocess.run(words, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "could not be read or written: Bad file descriptor." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_what_prints_no_answer_needs_no_output(ledger: Path, tmp_path: Path) -> None:
    words = line(["index", "LEDGER", "--out", str(tmp_path / "store")], ledger)
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *words], check=False)
    assert (done.returncode, (tmp_path / "store" / "manifest.json").is_file()) == (0, True)

"""What the command says: the singular where there is one, nothing that a terminal obeys, and no
option passed over in silence."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homeward.cli.trace import app
from homeward.cli.trace_words import json_text, note
from homeward.tracing.warning import SENTENCES, TraceWarning

HEAD = "id,time,source,target,amount,currency\n"
EVIL = "HUB\x1b]0;evil\x07\x9b2J\u202eG"
CLAIM = ["--claim", "P1:old", "--rule", "fifo"]


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def ledger_of(folder: Path, *rows: str) -> Path:
    path = folder / "ledger.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def ring(folder: Path, hub: str, amount: str = "90000") -> Path:
    return ledger_of(
        folder,
        f"P1{hub},2026-01-01T00:00:00Z,F,{hub},{amount},XAD",
        f"P2{hub},2026-01-02T00:00:00Z,{hub},B,90000,XAD",
        f"P3{hub},2026-01-03T00:00:00Z,B,C,85000,XAD",
        f"P4{hub},2026-01-04T00:00:00Z,C,{hub},80000,XAD",
    )


ASKED = [
    ["run", "--rule", "fifo"],
    ["paths", "--rule", "fifo", "--account", "B"],
    ["schedule", "--rule", "fifo", "--account", EVIL],
    ["backward", "--account", "B"],
    ["range"],
    ["freezing", "--rule", "fifo"],
    ["exits", "--rule", "fifo"],
    ["distribution", "--account", EVIL, "--method", "pari-passu"],
    ["detect", "--pattern", "cycle"],
]


@pytest.mark.parametrize("way", [[], ["--json"]])
@pytest.mark.parametrize("asked", ASKED)
def test_no_identifier_commands_the_terminal(
    tmp_path: Path, asked: list[str], way: list[str]
) -> None:
    path = ring(tmp_path, EVIL)
    claim = [] if asked[0] == "detect" else ["--claim", f"P1{EVIL}:{EVIL}[red]"]
    result = call(*asked, path, *claim, *way)
    assert result.exit_code == 0, result.stderr
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(result.output)
    if way:
        json.loads(result.stdout)
    elif asked[0] in ("paths", "schedule"):
        assert "G[red]" in result.stdout


def test_json_is_the_same_with_its_signs_escaped() -> None:
    document = {"account": EVIL, "name": "Zoë \u4e2d \U0001f600"}
    assert json.loads(json_text(document)) == document
    assert "Zoë \u4e2d \U0001f600" in json_text(document)


def test_detect_lists_what_was_rounded_and_left_out(tmp_path: Path) -> None:
    path = ring(tmp_path, "A", amount="900.005")
    result = call("detect", path, "--exponent", "2", "--round")
    assert result.exit_code == 0, result.stderr
    assert "Rounded: row 1 of ledger.csv, amount 900.005 to 90000." in result.stderr


@pytest.mark.parametrize("more", [[], ["--replace"]])
def test_a_moment_without_openings_to_pin_is_refused(tmp_path: Path, more: list[str]) -> None:
    path, at = ring(tmp_path, "A"), ["--at", "2026-01-02T00:00:00Z"]
    refused = call("index", path, "--out", tmp_path / "store", *at, *more)
    assert (refused.exit_code, "--pin-openings" in refused.stderr) == (2, True)
    assert not (tmp_path / "store").exists()
    made = call("index", path, "--out", tmp_path / "store", *at, "--pin-openings", *more)
    assert made.exit_code == 0, made.stderr


@pytest.mark.parametrize(
    "option",
    [
        ["--accept-rejected"],
        ["--in-sequence"],
        ["--round"],
        ["--split-currencies"],
        ["--exponent", "2"],
        ["--zone", "UTC"],
        ["--reversals", "turn"],
        ["--map", "id=id"],
        ["--exits", "LEDGER"],
    ],
)
def test_a_stored_ledger_takes_no_options_of_reading(tmp_path: Path, option: list[str]) -> None:
    path, store = ring(tmp_path, "A"), tmp_path / "store"
    assert call("index", path, "--out", store).exit_code == 0
    option = [str(path) if word == "LEDGER" else word for word in option]
    states = tmp_path / "states.csv"
    states.write_text("account,state\nF,XA\nA,XA\nB,XA\nC,XA\n")
    for asked in (
        ["run", store, "--claim", "P1A", "--rule", "fifo"],
        ["freezing", store, "--claim", "P1A", "--rule", "fifo"],
        ["federate", f"XA={store}", "--states", states, "--claim", "P1A", "--rule", "fifo"],
        ["detect", store],
        ["index", store, "--out", tmp_path / "again"],
    ):
        refused = call(*asked, *option)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "stored with" in refused.stderr or "ledger was stored" in refused.stderr


def test_one_is_singular(tmp_path: Path) -> None:
    path = ledger_of(tmp_path, "P1,2026-01-01T00:00:00Z,V,A,9,XAD")
    exits = tmp_path / "exits.csv"
    exits.write_text("account\nnobody\n")
    said = call("run", path, *CLAIM, "--exits", exits)
    assert "Read 1 payment between 2 accounts" in said.stderr
    assert "Note: 1 exit account is not in the ledger, namely nobody." in said.stdout
    assert "Read 1 payment in" in call("index", path, "--out", tmp_path / "store").stderr
    detected = call("detect", path).stderr
    assert "Read 1 payment in" in detected
    assert "Looked at 1 payment in" in detected
    two = ledger_of(tmp_path, *[f"P{n},2026-01-01T00:00:00Z,V,A,9,XAD" for n in (1, 2)], "P3,"
                    "2026-01-01T00:00:00Z,A,B,9,XAD")  # fmt: skip
    assert "(1 moment, among them payments" in call("run", two, *CLAIM).stdout


FACTS = {
    "payments": ["P1"], "rows": ["3"], "accounts": ["1 accounts"], "moved": "3", "moments": 1,
    "state": "XA", "file": "a.xlsx", "sheet": "One", "sheets": ["Two"], "pairs": ["a / A"],
    "exponent": 2,
}  # fmt: skip


@pytest.mark.parametrize("code", [code for code, text in SENTENCES.items() if "{count}" in text])
def test_every_note_about_one_is_in_the_singular(code: str) -> None:
    shown = {
        key: ", ".join(value) if isinstance(value, list) else value for key, value in FACTS.items()
    }
    one = note(TraceWarning(code, {"count": 1, **FACTS}), None)
    assert "among" not in one
    # an identifier stays as it is
    assert ("namely those of 1 accounts" in one or "namely 1 accounts" in one) == (
        "{accounts}" in SENTENCES[code]
    )
    many = TraceWarning(code, {"count": 21, **FACTS})
    assert many.message == SENTENCES[code].format(count=21, **shown)

"""What `homeward exercise` is made of, without starting a node: tests/mission plays it."""

import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.casework.cooperation.declaration import all_kinds
from homeward.cli.exercise import app as command
from homeward.node.errors import NodeError
from homeward.node.exercise import provision, run
from homeward.node.exercise.cast import CAST, listed, new_sign_ins, read_sign_ins, write_sign_ins
from homeward.node.exercise.foreign import KINDS, ForeignAuthority
from homeward.node.exercise.run import ready
from homeward.node.exercise.script import LEFT_OUT, SEATS, course_of
from homeward.oversight.assistance.exercise import reading
from homeward.oversight.assistance.exercise.engine import (
    Kind,
    Outcome,
    Record,
    advance,
    debrief,
    decide,
    do_step,
)
from homeward.oversight.assistance.exercise.reading import shipped
from homeward.oversight.assistance.exercise.scenario import Answer, Reply

REQUEST = "/requests/00000000-0000-4000-8000-000000000001/"


def test_the_command_starts_every_scenario_that_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(shipped()) == set(LEFT_OUT)
    for code in shipped():
        assert ready(code) == shipped()[code]
    monkeypatch.setattr(run, "exercise_nodes", None)  # nothing is started
    answer = CliRunner().invoke(command, ["--scenario", "none"])
    assert isinstance(answer.exception, NodeError)
    assert "“none”. Choose one of: express, ransom, sea." in answer.exception.sentence()


def test_the_command_refuses_a_faulty_scenario_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every fault is named, and the others may be played."""
    folder = tmp_path / "scenarios"
    shutil.copytree(reading.FOLDER, folder)
    structure = (folder / "express/structure.toml").read_text("utf-8")
    for before in ('changes = ["victim"]', "ends = true"):
        assert before in structure
        structure = structure.replace(before, "")
    shutil.copytree(folder / "express", folder / "bad")
    (folder / "bad/structure.toml").write_text(structure, "utf-8")
    (folder / "bad/fr.toml").write_text('title = "Sans rien"', "utf-8")
    monkeypatch.setattr(reading, "FOLDER", folder)
    monkeypatch.setattr(reading, "shelf", reading.shelf.__wrapped__)
    monkeypatch.setattr(run, "shelf", reading.shelf)
    monkeypatch.setattr(run, "exercise_nodes", None)  # nothing is started
    answer = CliRunner().invoke(command, ["--scenario", "bad"])
    assert isinstance(answer.exception, NodeError)
    said = answer.exception.sentence()
    for words in (
        "bad/structure.toml: contradicts (call, free)",
        "bad/structure.toml: never_ends",
        "bad/fr.toml: no_words (situation)",
        "bad/fr.toml: no_words (injects.call)",
    ):
        assert words in said
    assert "express/" not in said
    assert set(reading.shelf().ready) == {"express", "ransom", "sea"}
    assert ready("express")[0] == shipped()["express"][0]


def test_every_reply_is_to_a_kind_whose_name_the_desk_knows() -> None:
    labels = {kind.code: str(kind.label) for kind in all_kinds()}
    assert {code: labels[code] for code in KINDS} == KINDS
    for scenario, _ in shipped().values():
        assert {one.kind for one in scenario.replies} <= set(KINDS)


@pytest.mark.parametrize("code", sorted(LEFT_OUT))
def test_the_script_leaves_out_one_step_and_nothing_else(code: str) -> None:
    scenario, _ = shipped()[code]
    record: Record = ()
    for minute, seat, kind, name in course_of(scenario):
        assert any(seat in seats for seats in SEATS.values())
        record = advance(scenario, record, minute)
        if kind == "steps":
            record = do_step(scenario, record, name, minute)
            continue
        asked = scenario.decision(name)
        assert asked is not None
        record = decide(scenario, record, name, asked.expected, "Why.", minute)
    found = debrief(scenario, advance(scenario, record, scenario.minutes))
    assert found.missed == [LEFT_OUT[code]]
    others = {line.outcome for line in found.lines if line.id != LEFT_OUT[code]}
    assert others == {Outcome.IN_TIME}
    assert found.ended is not None
    assert len([line for line in found.lines if line.kind is Kind.DECISION]) == len(
        scenario.decisions
    )


def test_sign_ins_follow_from_nothing_and_are_private(tmp_path: Path) -> None:
    first, second = new_sign_ins(), new_sign_ins()
    everybody = {player.username for players in CAST.values() for player in players}
    assert set(first) == everybody
    values = [v for one in (*first.values(), *second.values()) for v in (one.password, one.secret)]
    assert len(set(values)) == len(values)
    file = tmp_path / "sign-ins.json"
    write_sign_ins(file, first)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_sign_ins(file) == first
    text = listed(first, {"XA": "http://127.0.0.1:1"})
    assert text.startswith("EXERCISE")
    for name, one in first.items():
        assert f"{name}  {one.password}" in text
        assert f"{name}?secret={one.secret}" in text


def test_only_a_node_for_exercises_is_provisioned(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run in a node of a demonstration."""
    monkeypatch.setattr("sys.argv", ["provision", "people", "/nowhere"])
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    monkeypatch.setenv("HOMEWARD_PROCESS", "")
    with pytest.raises(SystemExit, match="Only a node for exercises"):
        provision.main()


class Desk:
    """A person's pages, as the desk of XB would read them."""

    state = "XB"

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.sent: list[str] = []

    def get(self, path: str) -> str:
        return f'<a href="{REQUEST}">' if path == "/requests/" else self.shown

    def send(self, path: str, values: dict[str, str], *, to: str = "") -> None:
        self.sent.append(to or path.removeprefix(REQUEST))


WAITING = f"Preservation of data {REQUEST}change/acknowledge/ {REQUEST}link/ {REQUEST}change/begin/"
ALL = ["change/acknowledge/", "link/", "change/begin/"]


@pytest.mark.parametrize(
    ("page", "reply", "steps"),
    [
        (WAITING, Reply("XB", "preservation", Answer.EXECUTE), [*ALL, "change/execute/"]),
        (WAITING, Reply("XB", "preservation", Answer.REFUSE), [*ALL, "change/refuse/"]),
        (WAITING, Reply("XC", "preservation", Answer.EXECUTE), []),
        (
            WAITING.replace("Preservation", "Removal"),
            Reply("XB", "preservation", Answer.EXECUTE),
            [],
        ),
        ("Preservation of data, executed", Reply("XB", "preservation", Answer.EXECUTE), []),
    ],
)
def test_the_simulated_desk_does_what_the_rules_say(
    page: str, reply: Reply, steps: list[str]
) -> None:
    desk = Desk(page)
    authority = ForeignAuthority(desk, [reply])  # type: ignore[arg-type]
    assert authority.look() == ([REQUEST] if steps else [])
    assert desk.sent == steps
    assert authority.look() == [], "once"

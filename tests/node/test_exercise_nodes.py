"""What `homeward exercise` is made of, without starting a node: tests/mission plays it."""

import shutil
import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeward.casework.cooperation.declaration import FieldType, all_kinds
from homeward.casework.cooperation.treaty_lists import SHIPPED as TREATIES
from homeward.cli.exercise import app as command
from homeward.knowledge.law.route import Asked
from homeward.node.errors import NodeError
from homeward.node.exercise import provision, run
from homeward.node.exercise.cast import (
    CAST,
    FOREIGN,
    FOREIGN_CENTRAL,
    SIMULATED,
    listed,
    new_sign_ins,
    read_sign_ins,
    write_sign_ins,
)
from homeward.node.exercise.foreign import PATIENCE, ForeignAuthority
from homeward.node.exercise.run import ready
from homeward.node.exercise.script import LEFT_OUT, SEATS, course_of
from homeward.oversight.assistance.exercise import reading
from homeward.oversight.assistance.exercise.answers import ANSWERABLE, chosen, faults_of_replies
from homeward.oversight.assistance.exercise.answers import SIMULATED as SIMULATED_STATES
from homeward.oversight.assistance.exercise.engine import (
    Kind,
    Outcome,
    Record,
    advance,
    debrief,
    decide,
    do_step,
)
from homeward.oversight.assistance.exercise.faults import Fault
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


def test_what_the_desk_can_answer_is_what_the_kinds_of_requests_declare() -> None:
    kinds = {kind.code: kind for kind in all_kinds()}
    treaty = tomllib.loads((TREATIES / "xa-xb-assistance.toml").read_text("utf-8"))
    types = {FieldType.DATE: "days", FieldType.AMOUNT: "amounts"}
    for code, one in ANSWERABLE.items():
        kind = kinds[code]
        assert str(kind.label) == one.label
        assert set(one.grounds) <= {ground.code for ground in kind.grounds}
        if kind.asked is not Asked.POLICE:
            assert set(one.grounds) <= set(treaty["grounds"]), "which holds between the two"
        assert not any(ground.fields for ground in kind.grounds)
        required = {
            part.code: types.get(part.type, "texts") for part in kind.answer if part.required
        }
        given = dict.fromkeys(one.texts, "texts") | dict.fromkeys(one.days, "days")
        assert given | dict.fromkeys(one.amounts, "amounts") == required
        authority = {"police": FOREIGN, "central": FOREIGN_CENTRAL}[kind.receiver_function]
        assert any(player.username == authority for player in CAST["XB"])
    assert SIMULATED_STATES == (SIMULATED,)
    labels = [one.label for one in ANSWERABLE.values()]
    assert not [a for a in labels for b in labels if a != b and a in b], "read off a heading"
    for scenario, words in shipped().values():
        assert {one.answer for one in scenario.replies} - {Answer.SILENT}
        for said in words.values():
            texts = [text for told in said["replies"].values() for text in told.values()]
            assert not [text for text in texts if len(text) > 1000]
    answers = [one.answer for scenario, _ in shipped().values() for one in scenario.replies]
    assert set(answers) == set(Answer), "the shipped ones show each"


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


ALL = ["change/acknowledge/", "link/", "change/begin/"]


class Desk:
    """A person's pages, as the desk of XB would read them."""

    state = "XB"

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.sent: list[str] = []
        self.said: dict[str, str] = {}

    def get(self, path: str) -> str:
        return f'<a href="{REQUEST}">' if path == "/requests/" else self.shown

    def send(self, path: str, values: dict[str, str], *, to: str = "") -> None:
        self.sent.append(to or path.removeprefix(REQUEST))
        self.said |= values


def page(kind: str, letter: str, *, waiting: bool = True) -> str:
    """A request as the desk reads it; what stands outside of the letter was not asked."""
    steps = " ".join(f"{REQUEST}{one}" for one in (*ALL, "change/consult/"))
    return (
        f"<h1>{kind}</h1><p>Which car? Preservation of data, XB00TEST0000009002</p>"
        f'<article class="sheet" aria-labelledby="letter-title"><p>{letter}</p></article>'
        f"{steps if waiting else ''}"
    )


CARRIED_OUT, CONSULTED = [*ALL, "change/execute/"], [*ALL, "change/consult/"]
BY_ID = {one.id: one for one in shipped()["ransom"][0].replies}
SAID = shipped()["ransom"][1]["en"]["replies"]


@pytest.mark.parametrize("view", [True, False])
@pytest.mark.parametrize(
    ("kind", "letter", "reply", "steps"),
    [
        ("Preservation of data", "Data of a number", "kept", CARRIED_OUT),
        ("Police information", "Where is the grey <b>Car</b>?", "car", CARRIED_OUT),
        ("Police information", "Who is he?", "general", CARRIED_OUT),
        ("Documents and records", "The account of the family", "no_account", CONSULTED),
        ("Documents and records", "Account XB00TEST0000009002", "statement", CARRIED_OUT),
        ("Freezing of proceeds", "The account", "frozen", CARRIED_OUT),
        ("Seizure of property", "The account", "not_seized", CONSULTED),
        ("Other assistance", "Please help", "silence", []),
        ("Service of documents", "Account XB00TEST0000009002", None, []),
    ],
)
def test_the_simulated_desk_answers_what_was_asked(
    kind: str, letter: str, reply: str | None, steps: list[str], view: bool
) -> None:
    desk = Desk(page(f"XA-1 · {kind}", letter))
    authority = ForeignAuthority(desk, tuple(BY_ID.values()), SAID)  # type: ignore[arg-type]
    assert authority.look() == ([REQUEST] if steps and steps != CONSULTED else [])
    assert desk.sent == steps
    if steps == CONSULTED:
        assert desk.said["intention"] == "refuse"
        assert authority.look() == [], "the other State is heard first"
        assert desk.sent[-1] == "change/consult/"
        if view:
            desk.shown += "View given"
        else:
            authority.consulted[REQUEST] -= PATIENCE
        desk.shown = desk.shown.replace("/change/consult/", "")
        assert authority.look() == [REQUEST]
        assert desk.sent[-1] == "change/refuse/"
    if reply is not None and steps:
        assert set(SAID[reply].values()) <= set(desk.said.values())
        assert desk.said.get("ground", "") == BY_ID[reply].ground
        assert set(BY_ID[reply].values.values()) <= set(desk.said.values())
    assert authority.look() == [], "once"


def test_the_simulated_desk_leaves_what_is_answered_and_what_is_of_another_state() -> None:
    for desk, replies in (
        (Desk(page("Preservation of data", "", waiting=False)), [BY_ID["kept"]]),
        (Desk(page("Preservation of data", "")), [replace(BY_ID["kept"], state="XC")]),
    ):
        assert ForeignAuthority(desk, replies, SAID).look() == []  # type: ignore[arg-type]
        assert desk.sent == []


@pytest.mark.parametrize(
    ("replies", "code", "about"),
    [
        ([Reply("XB", "tracing", Answer.EXECUTE, "a")], "unanswerable", ("a", "tracing")),
        ([Reply("XD", "preservation", Answer.EXECUTE, "a")], "unanswerable", ("a", "XD")),
        ([Reply("XB", "records", Answer.REFUSE, "a")], "unanswerable", ("a", "ground=")),
        (
            [Reply("XB", "preservation", Answer.REFUSE, "a", ground="form")],
            "unanswerable",
            ("a", "ground=form"),
        ),
        (
            [Reply("XB", "records", Answer.EXECUTE, "a", ground="form")],
            "unanswerable",
            ("a", "ground=form"),
        ),
        ([Reply("XB", "freezing", Answer.EXECUTE, "a")], "unanswerable", ("a", "frozen=")),
        (
            [Reply("XB", "freezing", Answer.EXECUTE, "a", values={"frozen": "a lot"})],
            "unanswerable",
            ("a", "frozen=a lot"),
        ),
        (
            [
                Reply("XB", "records", Answer.SILENT, "a"),
                Reply("XB", "records", Answer.SILENT, "b"),
            ],
            "two_replies",
            ("a", "b"),
        ),
        (
            [
                Reply("XB", "records", Answer.SILENT, "a", asked=("Car", "ship")),
                Reply("XB", "records", Answer.EXECUTE, "b", asked=("the car",)),
            ],
            "two_replies",
            ("a", "b"),
        ),
    ],
)
def test_an_answer_that_nobody_can_give_is_named(
    replies: list[Reply], code: str, about: tuple[str, ...]
) -> None:
    found = replace(shipped()["express"][0], replies=tuple(replies))
    assert Fault(code, about) in list(faults_of_replies(found))


def test_answers_that_branch_are_no_fault() -> None:
    replies = (
        Reply("XB", "records", Answer.SILENT, "a", asked=("car",)),
        Reply("XB", "records", Answer.EXECUTE, "b", asked=("ship", "cargo")),
        Reply("XB", "records", Answer.REFUSE, "c", ground="dual_criminality"),
    )
    assert not list(faults_of_replies(replace(shipped()["express"][0], replies=replies)))
    for letter, wanted in (("A CAR", "a"), ("a ship", "b"), ("nothing", "c")):
        answer = chosen(replies, "XB", "records", letter)
        assert answer is not None
        assert answer.id == wanted
    assert chosen(replies, "XB", "freezing", "a car") is None

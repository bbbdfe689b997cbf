"""Scenarios and what happens in them, against a clock that is turned minute by minute."""

import dataclasses
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from homeward.casework.cooperation.declaration import all_kinds
from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.oversight.assistance.exercise.clock import Clock
from homeward.oversight.assistance.exercise.engine import (
    Kind,
    NotPossible,
    Outcome,
    Record,
    advance,
    compare,
    debrief,
    decide,
    do_step,
    has_ended,
    still_possible,
)
from homeward.oversight.assistance.exercise.faults import MEANINGS, Misread, Problem
from homeward.oversight.assistance.exercise.reading import (
    FOLDER,
    read_folder,
    read_texts,
    shipped,
    texts_in,
)
from homeward.oversight.assistance.exercise.scenario import (
    Decision,
    Inject,
    Scenario,
    course_of,
    faults_of,
)

EXPRESS, WORDS = read_folder(FOLDER / "express")


def play(scenario: Scenario, plan: dict[int, list[tuple[str, str]]]) -> Record:
    """An oracle's hands: the clock goes on by one minute, and what was planned is done then."""
    record: Record = ()
    for minute in range(scenario.minutes + 1):
        record = advance(scenario, record, minute)
        for name, choice in plan.get(minute, []):
            try:
                if choice:
                    record = decide(scenario, record, name, choice, "A reason.", minute)
                else:
                    record = do_step(scenario, record, name, minute)
            except NotPossible:
                continue
    return record


# --- the scenario that is shipped ----------------------------------------------------------------


def test_the_express_kidnapping_may_start_and_ends_whatever_is_decided() -> None:
    assert faults_of(EXPRESS) == []
    for first, second in product(("", "now", "later"), ("", "one_voice", "speak")):
        course = course_of(EXPRESS, {"preserve": first, "press": second})
        assert course[-1].id == "free"
        assert ("leak" in {one.id for one in course}) is (second == "speak")


def test_a_session_with_one_missed_step_is_debriefed() -> None:
    plan = {
        3: [("log", "")],
        14: [("medicine", "")],
        30: [("preserve", "now")],
        80: [("review", "")],
        105: [("press", "one_voice")],
    }
    found = debrief(EXPRESS, play(EXPRESS, plan))
    assert found.missed == ["liaison"]
    assert found.ended == 170
    outcomes = {line.id: line.outcome for line in found.lines}
    assert outcomes["review"] is Outcome.LATE
    assert outcomes["preserve"] is Outcome.IN_TIME
    assert {line.reason for line in found.lines if line.kind is Kind.DECISION} == {"A reason."}
    worse = debrief(EXPRESS, play(EXPRESS, {101: [("press", "speak")]}))
    rows = dict(compare(found, worse))
    assert rows["press"] == (Outcome.IN_TIME, Outcome.OTHER)
    assert rows["log"] == (Outcome.IN_TIME, Outcome.MISSED)


def test_what_cannot_be_done_is_refused() -> None:
    record = advance(EXPRESS, (), 5)
    for wrong, code in (
        (lambda: decide(EXPRESS, record, "preserve", "now", "Why.", 6), "not_asked"),
        (lambda: decide(EXPRESS, record, "preserve", "maybe", "Why.", 6), "unknown"),
        (lambda: decide(EXPRESS, record, "preserve", "now", " ", 6), "no_reason"),
        (lambda: do_step(EXPRESS, record, "log", 11), "behind"),
        (lambda: do_step(EXPRESS, do_step(EXPRESS, record, "log", 7), "liaison", 6), "back"),
    ):
        with pytest.raises(NotPossible, match=code):
            wrong()
    over = play(EXPRESS, {})
    with pytest.raises(NotPossible, match="ended"):
        do_step(EXPRESS, over, "log", 200)


def test_every_scenario_follows_playbooks_that_are_there() -> None:
    assert set(shipped()) == {"express", "ransom", "sea"}
    for scenario, words in shipped().values():
        assert scenario.playbook in playbooks()
        for step in scenario.steps:
            code, _, name = step.of.partition("/")
            assert playbooks()[code].step(name) is not None, step.of
        assert set(words) == {"en", "fr"}
        assert {one.kind for one in scenario.replies} <= {kind.code for kind in all_kinds()}
        best = {one.id: one.expected for one in scenario.decisions}
        assert course_of(scenario, best)[-1].ends


def test_the_clock_stands_runs_and_is_set_forward() -> None:
    start = datetime(2026, 11, 29, 8, tzinfo=UTC)
    later = [start + timedelta(minutes=n) for n in range(10)]
    clock = Clock().running(start)
    assert clock.minute(later[3]) == 3
    clock = clock.at_speed(10, later[3])
    assert clock.minute(later[4]) == 13
    clock = clock.standing(later[4])
    assert clock.minute(later[8]) == 13
    clock = clock.forward_to(30, later[8])
    assert clock.minute(later[9]) == 30
    assert clock.forward_to(5, later[9]).minute(later[9]) == 30
    assert clock.running(later[8]).minute(later[9]) == 40
    assert clock.running(later[8]).seconds(later[0]) == 30 * 60, "set back, it counts nothing"


# --- what is wrong is named before it starts -----------------------------------------------------

END = Inject("end", 50, "family", ends=True)
ASKS = Decision("ask", "first", 10, ("yes", "no"), "yes")


def scenario(*injects: Inject, decisions: tuple[Decision, ...] = (ASKS,)) -> Scenario:
    return Scenario("made", 1, 60, "express", injects, decisions, ())


FIRST = Inject("first", 0, "family", says={"victim": "held"})


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (scenario(FIRST), "never_ends"),
        (scenario(FIRST, dataclasses.replace(END, at=61)), "never_ends"),
        (scenario(FIRST, dataclasses.replace(END, when={"ask": "yes"})), "never_ends"),
        (scenario(FIRST, Inject("x", 9, "bank", says={"victim": "free"}), END), "contradicts"),
        (scenario(FIRST, Inject("x", 5, "bank", when={"ask": "no"}), END), "too_early"),
        # In that minute it may still be decided, after the inject that says nobody did.
        (scenario(FIRST, Inject("x", 10, "bank", when={"ask": ""}), END), "too_early"),
        (scenario(FIRST, Inject("x", 55, "bank"), END), "never_comes"),
        (scenario(FIRST, Inject("x", 20, "bank", when={"ask": "maybe"}), END), "unknown"),
        (scenario(END), "unknown"),
        (scenario(FIRST, Inject("x", 20, "ghost"), END), "unknown"),
    ],
)
def test_a_scenario_that_may_not_start_is_named(made: Scenario, code: str) -> None:
    assert code in {one.code for one in faults_of(made)}


def test_a_change_that_is_named_is_no_contradiction() -> None:
    freed = Inject("x", 9, "bank", says={"victim": "free"}, changes=("victim",))
    assert faults_of(scenario(FIRST, freed, END)) == []


def faults_in(texts: dict[str, str]) -> set[tuple[str, str, str]]:
    """Part of the file's name, code, and what it is about, of everything that is wrong."""
    with pytest.raises(Misread) as caught:
        read_texts("express", texts)
    return {
        (one.file.removeprefix("express/"), one.fault.code, ", ".join(one.fault.about))
        for one in caught.value.problems
    }


def test_files_that_cannot_be_are_refused_with_everything_that_is_wrong() -> None:
    texts = texts_in(FOLDER / "express")
    assert read_texts("express", texts)[0] == EXPRESS
    never = {**texts, "structure": texts["structure"].replace("ends = true", "")}
    never["fr"] = never["fr"].replace("situation", "situations", 1)
    found = faults_in(never)
    assert {(file, code) for file, code, _ in found} == {
        ("structure.toml", "never_ends"),
        ("fr.toml", "no_words"),
    }
    assert read_texts("express", {**texts, "structure": never["structure"]}, kept=True)

    wrong = texts["structure"]
    for before, after in (
        ('role = "finance"', 'role = "ghost"'),
        ("within = ", "within = -"),
        ("minutes = ", "minuets = "),
    ):
        assert before in wrong
        wrong = wrong.replace(before, after)
    found = faults_in({**texts, "structure": wrong, "en": "title = "})
    assert ("structure.toml", "wrong", "decisions.preserve.role") in found
    assert ("structure.toml", "wrong", "decisions.preserve.within") in found
    assert ("structure.toml", "wrong", "decisions.press.within") in found
    assert ("structure.toml", "missing", "minutes") in found
    assert any(file == "en.toml" and code == "unreadable" for file, code, _ in found)

    for before, after, code, about in (
        ('playbook = "express"', 'playbook = "none"', "unknown", "playbook, none"),
        ('id = "press"', 'id = "preserve"', "twice", "preserve"),
        ("[[injects]]", "[[inject]]", "missing", "injects"),
        ("at = 0", 'at = "dawn"', "wrong", "injects.call.at"),
        ("at = 0", "at = true", "wrong", "injects.call.at"),
    ):
        assert before in texts["structure"]
        changed = texts["structure"].replace(before, after)
        assert ("structure.toml", code, about) in faults_in({**texts, "structure": changed})


@settings(max_examples=30)
@given(st.text(max_size=300), st.integers(0, 5000))
def test_no_text_leaves_a_file_of_a_scenario_without_an_answer(text: str, place: int) -> None:
    """Whatever is typed into the file: it is read, or its faults are named; nothing else."""
    texts = texts_in(FOLDER / "express")
    before = texts["structure"]
    changed = before[:place] + text + before[place + 5 :]
    problems: tuple[Problem, ...] = ()
    try:
        read_texts("express", {**texts, "structure": changed})
    except Misread as error:
        problems = error.problems
        event("misread")
    assert {one.fault.code for one in problems} <= set(MEANINGS)


# --- random scenarios ----------------------------------------------------------------------------

facts = st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2"]), max_size=2)
whens = st.sampled_from([{}, {}, {"ask": "yes"}, {"ask": "no"}, {"ask": ""}])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    injects = [FIRST]
    for number in range(draw(st.integers(0, 5))):
        when = draw(whens)
        injects.append(
            Inject(
                f"i{number}",
                draw(st.integers(11 if when else 0, 60)),
                "bank",
                when,
                draw(facts),
                tuple(draw(st.sets(st.sampled_from(["a", "b"])))),
                draw(st.integers(0, 3)) == 0,
            )
        )
    return scenario(*injects)


plans = st.dictionaries(
    st.integers(0, 60), st.lists(st.tuples(st.just("ask"), st.sampled_from(["yes", "no"]))),
    max_size=3,
)  # fmt: skip


@given(scenarios(), plans)
def test_the_engine_agrees_with_the_clock_and_with_the_checks(
    made: Scenario, plan: dict[int, list[tuple[str, str]]]
) -> None:
    record = play(made, plan)
    shown = [one.id for one in record if one.kind is Kind.INJECT]
    given_in_time = [o.choice for o in record if o.kind is Kind.DECISION and o.minute <= 10]
    answers = {"ask": given_in_time[0]} if given_in_time else {}
    assert shown == [one.id for one in course_of(made, answers)]
    assert len(shown) == len(set(shown))
    minutes = [one.minute for one in record]
    assert minutes == sorted(minutes)
    codes = {one.code for one in faults_of(made)}
    if codes <= {"never_comes"}:
        assert has_ended(made, record)
        told: dict[str, str] = {}
        for one in (made.inject(name) for name in shown):
            assert one is not None
            for fact, value in one.says.items():
                assert told.get(fact, value) == value or fact in one.changes
                told[fact] = value


@given(scenarios(), plans, st.integers(0, 60))
def test_what_comes_was_possible_before_and_no_other_branch_is(
    made: Scenario, plan: dict[int, list[tuple[str, str]]], minute: int
) -> None:
    record = play(made, plan)
    before = tuple(one for one in record if one.minute <= minute)
    possible = still_possible(made, before, minute)
    later = {o.id for o in record if o.kind is Kind.INJECT and o.minute > minute}
    assert later <= {one.id for one in possible}
    decided = [o for o in before if o.kind is Kind.DECISION]
    if decided or minute > 10:
        left = [o.choice for o in decided if o.minute <= 10] or [""]
        assert {one.when["ask"] for one in possible if one.when} <= set(left)


@given(scenarios())
def test_what_the_checks_name_is_so_for_some_decisions(made: Scenario) -> None:
    """The other direction, by trying every answer on the clock."""
    faults = faults_of(made)
    ends = contradicts = True
    for answer in ("", "yes", "no"):
        record = play(made, {1: [("ask", answer)]} if answer else {})
        ends &= has_ended(made, record)
        told: dict[str, str] = {}
        for entry in record:
            one = made.inject(entry.id) if entry.kind is Kind.INJECT else None
            for fact, value in one.says.items() if one else ():
                if told.get(fact, value) != value and one and fact not in one.changes:
                    contradicts = False
                told[fact] = value
    assert ("never_ends" in {one.code for one in faults}) is not ends
    assert ("contradicts" in {one.code for one in faults}) is not contradicts

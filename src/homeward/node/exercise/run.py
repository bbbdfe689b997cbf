"""Running an exercise on nodes of its own: for people until Ctrl-C, or by script to the debrief."""

import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from homeward.node.demo.play import report
from homeward.node.errors import NodeError
from homeward.node.exercise.cast import CAST, SIMULATED, TRAINEE
from homeward.node.exercise.checks import exercise_checks
from homeward.node.exercise.foreign import ForeignAuthority, keep_answering
from homeward.node.exercise.script import desks_of, play
from homeward.node.exercise.stage import LISTED, ExerciseStage, exercise_nodes
from homeward.oversight.assistance.exercise.reading import Words, shelf
from homeward.oversight.assistance.exercise.scenario import Scenario


class NoSuchScenario(NodeError):
    """There is no folder of this name among the scenarios."""

    code = "exercise_no_such_scenario"
    message = "There is no scenario “{scenario}”. Choose one of: {there}."


class ScenarioNotReady(NodeError):
    """The scenario's files have faults, all of which are named."""

    code = "exercise_scenario_not_ready"
    message = (
        "The scenario “{scenario}” may not start, and nothing was started:\n{problems}\nCorrect its"
        " files (docs/reference/scenario-files.md)."
    )


def ready(scenario: str, folder: Path | None = None) -> tuple[Scenario, Words]:
    """The scenario of this code in a folder of scenarios, of the shipped ones if none is named.

    Raises NoSuchScenario, ScenarioNotReady.
    """
    found = shelf(folder)
    if scenario in found.faulty:
        problems = "\n".join(f"  {one}" for one in found.faulty[scenario])
        raise ScenarioNotReady(scenario=scenario, problems=problems)
    if scenario not in found.ready:
        raise NoSuchScenario(scenario=scenario, there=", ".join(found.ready))
    return found.ready[scenario]


def run(*, scenario: str, script: bool, folder: Path | None = None) -> int:
    """Start the nodes; play by script and say whether every check passed, or serve until Ctrl-C.

    Returns the exit code. Raises ScenarioNotReady, before anything is started.
    """
    found, words = ready(scenario)
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"[bold]Homeward exercise[/bold]: {words['en']['title']}. Nothing of it is real.")
    with exercise_nodes(folder, lambda sentence: console.print(f"  {sentence}")) as stage:
        if script:
            played = play(stage, scenario, lambda *step: _print_step(console, *step))
            checks = exercise_checks(played)
            return report(console, checks, title="What the exercise proves")
        _keep_serving(console, stage, desks_of(stage, found, words["en"]))
    return 0


def _print_step(console: Console, title: str, what: str, look: str) -> None:
    console.print(f"\n[bold]{title}[/bold]\n  {what}\n  Look at   {look}")


def _keep_serving(
    console: Console, stage: ExerciseStage, desks: Sequence[ForeignAuthority]
) -> None:
    console.print(
        f"\n{TRAINEE} trains at {stage.url(TRAINEE)}/exercises/; the desks of {SIMULATED} answer by"
        f" themselves.\nSign-ins: {stage.folder / LISTED} (only your account reads it; hand out"
        " each person's own lines).\nPress Ctrl-C to end; everything is cleared away then."
    )
    for player in CAST[TRAINEE]:
        console.print(f"    {player.username:<11} {player.full_name}: {player.what}")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    keep_answering(
        desks, stop, lambda said: console.print(f"  {SIMULATED} could not answer: {said}")
    )
    console.print("Stopping the nodes.")

"""Playing the demonstration: stage, chapters, checks, and then serving until Ctrl-C."""

import signal
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from homeward.node.demo import signins
from homeward.node.demo.chapters import Played, chapters_for, play_chapter
from homeward.node.demo.checks import Check
from homeward.node.demo.stage import FAMILY_STATE, Stage, staged
from homeward.node.demo.telling import Step


def play(*, check: bool, folder: Path | None = None, only: str = "") -> int:
    """Play every chapter, or `only` one with the one it goes on from.

    With `check` verify and end, else keep serving. Returns the exit code. Raises KeyError for
    a chapter that is none.
    """
    chosen = chapters_for(only)
    console = Console(soft_wrap=True, highlight=False)
    begun = time.monotonic()
    console.print(
        f"[bold]Homeward demonstration[/bold]: {' '.join(chosen.values())} Three fictional States"
        " and the Secretariat, each with a node of its own on this machine."
    )
    with staged(folder, lambda sentence: console.print(f"  {sentence}")) as stage:
        played = Played(stage)
        try:
            for code, title in chosen.items():
                started = time.monotonic()
                console.print(f"\n[bold]Chapter {code}:[/bold] {title}")
                play_chapter(code, played, lambda step: _print_step(console, step))
                console.print(f"\nIt took {time.monotonic() - started:.0f} seconds.")
        except Exception:
            _print_logs(console, stage)
            raise
        console.print(f"\nAll of it took {time.monotonic() - begun:.0f} seconds.")
        if check:
            return report(console, played.checks())
        _keep_serving(console, stage)
    return 0


def _print_logs(console: Console, stage: Stage) -> None:
    """The end of every log, before the folder that holds them is cleared away."""
    for state, node in stage.nodes.items():
        for file in sorted(node.home.logs.glob("*.log")):
            tail = file.read_text("utf-8", errors="replace")[-3000:].strip()
            if tail:
                console.print(f"--- {state} {file.name}\n{tail}", markup=False)


def _print_step(console: Console, step: Step) -> None:
    console.print(f"\n[bold]{step.title}[/bold]\n  {step.what}")
    console.print(f"  Look at   {step.look}\n  It proves {step.proves}")


def report(
    console: Console, checks: list[Check], *, title: str = "What the demonstration proves"
) -> int:
    """Print every check; the exit code says whether all of them passed."""
    table = Table("Check", "Found", "Result", title=title)
    for each in checks:
        table.add_row(each.name, each.found, "ok" if each.passed else "FAILED")
    console.print(table)
    failed = [each for each in checks if not each.passed]
    console.print("Every check passed." if not failed else f"{len(failed)} checks failed.")
    return 1 if failed else 0


def _keep_serving(console: Console, stage: Stage) -> None:
    addresses = {state: node.base_url for state, node in stage.nodes.items()}
    signins.remember(stage.folder, addresses)
    console.print(f"[bold]Sign in[/bold]\n{signins.sign_ins(addresses)}\n")
    family = stage.nodes[FAMILY_STATE].home.config.family
    console.print(f"Families of {FAMILY_STATE}  {family.base_url}  with a letter from its node\n")
    console.print(
        "Codes change every half minute: [bold].venv/bin/homeward demo codes[/bold] prints the"
        " present ones. Press Ctrl-C to end; everything is cleared away then."
    )
    _wait_for_interrupt()
    console.print("Stopping the nodes.")


def _wait_for_interrupt() -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(1):
        pass

"""The demonstration's chapters, each played once for all tests that look at its outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homeward.node.demo.chapters import (
    BORDER,
    CRISIS,
    FAMILY,
    REPORT,
    REQUESTS,
    TRAINING,
    Played,
    play_chapter,
)
from homeward.node.demo.checks import Check
from homeward.node.demo.crisis import Crisis
from homeward.node.demo.family import Family
from homeward.node.demo.report import Report, report_checks
from homeward.node.demo.requests import Requests
from homeward.node.demo.requests_checks import requests_checks
from homeward.node.demo.stage import NAMES, Stage, staged
from homeward.node.demo.story import Step, Story
from homeward.node.demo.training import Training, training_checks
from tests.cluster import seed


@contextmanager
def on_stage(*states: str) -> Iterator[Stage]:
    """The demonstration's nodes, of all States or these, on the template the workers share."""
    with staged(None, lambda sentence: None, states or tuple(NAMES), ground=seed()) as stage:
        yield stage


@contextmanager
def played_story() -> Iterator[tuple[Story, list[Step]]]:
    """Stage four nodes, play the border story through their pages, and yield it with its steps."""
    told: list[Step] = []
    with on_stage() as stage:
        played = Played(stage)
        _play(BORDER, played, told)
        assert played.border is not None
        yield played.border, told


def played_requests(story: Story) -> tuple[Requests, list[Check]]:
    """Play what States ask of each other on the nodes and cases of the border story, and check it
    at once: tests go on with these requests."""
    played = Played(story.stage, border=story)
    _play(REQUESTS, played, [])
    assert played.requests is not None
    return played.requests, requests_checks(played.requests)


def played_crisis(story: Story) -> tuple[Crisis, list[Step]]:
    """Play the crisis on the nodes of the border story, by people who may have signed in there."""
    told: list[Step] = []
    played = Played(story.stage, border=story)
    _play(CRISIS, played, told)
    assert played.crisis is not None
    return played.crisis, told


def played_training(story: Story) -> tuple[Training, list[Check]]:
    """Play a State's training on the nodes of the border story, its exercise on two of its own."""
    played = Played(story.stage, border=story)
    _play(TRAINING, played, [])
    assert played.training is not None
    return played.training, training_checks(played.training)


def played_report(story: Story) -> tuple[Report, list[Check]]:
    """Three States tell and reply, the Secretariat compiles, on the nodes of the border story."""
    played = Played(story.stage, border=story)
    _play(REPORT, played, [])
    assert played.report is not None
    return played.report, report_checks(played.report)


@contextmanager
def played_family() -> Iterator[tuple[Family, list[Step]]]:
    """Play the family's chapter, for which one node is enough."""
    told: list[Step] = []
    with on_stage("XA") as stage:
        played = Played(stage)
        _play(FAMILY, played, told)
        assert played.family is not None
        yield played.family, told


def _play(chapter: str, played: Played, told: list[Step]) -> None:
    try:
        play_chapter(chapter, played, told.append)
    except Exception:
        _print_logs(played.stage)
        raise


def _print_logs(stage: Stage) -> None:
    for node in stage.nodes.values():
        for file in sorted(Path(node.home.logs).glob("*.log")):
            print(f"--- {file}\n{file.read_text(errors='replace')[-3000:]}")

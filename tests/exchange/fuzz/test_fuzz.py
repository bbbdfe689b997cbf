"""A fuzzer over the receiving endpoint: never a 500, never an effect, always a typed code.

`make test` plays what is kept in `corpus.jsonl` and a few new recipes. `make fuzz` looks for
`HOMEWARD_FUZZ_SECONDS` and adds to the corpus a recipe for every outcome that was not in it yet; of
what breaks something it prints the smallest recipe, to be added with its mending.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.cluster import SuiteCluster
from tests.exchange.fuzz.playing import Broken, Outcome, Player
from tests.exchange.fuzz.recipes import SEEDS, Recipe, recipes
from tests.exchange.served import served_node

pytestmark = pytest.mark.nodes
CORPUS = Path(__file__).parent / "corpus.jsonl"
SECONDS = float(os.environ.get("HOMEWARD_FUZZ_SECONDS", "0"))
OPEN = """
slowest = 1
requests_per_minute = 1000000
strangers_per_minute = 1000000
"""


@pytest.fixture(scope="module")
def player(suite: SuiteCluster) -> Iterator[Player]:
    with served_node(suite, OPEN) as served:
        playing = Player(served)
        yield playing
        playing.line.close()


def kept() -> list[dict[str, object]]:
    """What is kept: a recipe, and the status and code it was answered with."""
    lines = CORPUS.read_text("utf-8").splitlines() if CORPUS.is_file() else []
    return [json.loads(line) for line in lines]


def _keep(recipe: Recipe, outcome: Outcome) -> None:
    entry = {"recipe": recipe, "status": outcome.status, "code": outcome.code}
    with CORPUS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=True) + "\n")


def _keep_if_new(recipe: Recipe, outcome: Outcome, known: set[tuple[str, int, str]]) -> None:
    """A recipe of each sort of outcome is enough; what people wrote is kept in any case."""
    sort = (recipe["layer"], outcome.status, outcome.code)
    is_kept = any(entry["recipe"] == recipe for entry in kept())
    if sort not in known or (recipe in SEEDS and not is_kept):
        known.add(sort)
        _keep(recipe, outcome)


def test_what_is_kept_is_answered_as_it_was(player: Player) -> None:
    corpus = kept()
    assert len(corpus) > 40
    wrong = []
    for entry in corpus:
        recipe = entry["recipe"]
        assert isinstance(recipe, dict)
        outcome = player.play(recipe)
        if (outcome.status, outcome.code) != (entry["status"], entry["code"]):
            wrong.append((recipe, outcome))
    assert wrong == []


def test_the_corpus_reaches_every_layer() -> None:
    layers = {entry["recipe"]["layer"] for entry in kept()}  # type: ignore[index]
    assert layers == {
        "bytes",
        "outside",
        "bundle",
        "inside",
        "http",
        "part",
        "signed noise",
        "raw",
        "garbage",
    }
    codes = {entry["code"] for entry in kept()}
    assert len(codes) > 20


@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(recipe=recipes())
def test_new_recipes_break_nothing(player: Player, recipe: Recipe) -> None:
    player.play(recipe)


@pytest.mark.skipif(not SECONDS, reason="make fuzz sets HOMEWARD_FUZZ_SECONDS")
def test_a_long_search(player: Player) -> None:
    """Until the time is over; what is new is kept, and what breaks is kept and told."""
    known = {(e["recipe"]["layer"], e["status"], e["code"]) for e in kept()}  # type: ignore[index]
    end, tried, worst = time.monotonic() + SECONDS, 0, None

    @settings(
        max_examples=int(SECONDS * 40),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(recipe=recipes())
    def search(recipe: Recipe) -> None:
        nonlocal tried, worst
        if time.monotonic() > end:
            return
        tried += 1
        try:
            outcome = player.play(recipe)
        except Broken:
            worst = recipe
            raise
        _keep_if_new(recipe, outcome, known)

    for seed in SEEDS:
        _keep_if_new(seed, player.play(seed), known)
    try:
        search()
    finally:
        print(f"\n{tried} recipes tried, {len(known)} sorts of outcome known")
        if worst is not None:
            print(f"This breaks it: {json.dumps(worst)}")

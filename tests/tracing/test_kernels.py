"""Compiled and plain loops agree; the compiler's folder is always writable; imports are light."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from homeward.tracing import kernels
from homeward.tracing.lines import order_events
from homeward.tracing.loops import place_events
from tests.examples import examples
from tests.tracing import oracle
from tests.tracing.worlds import ledger_of, worlds


@settings(deadline=None, max_examples=examples(40))
@given(worlds())
def test_compiled_equals_plain(world: oracle.World) -> None:
    ledger = ledger_of(world)
    events = order_events(ledger, len(ledger), None)
    outcomes = []
    for loop in (place_events, kernels.compiled_place_events()):
        money = [ledger.openings.copy(), np.zeros_like(ledger.openings)]
        rows = [np.zeros(len(ledger), dtype=np.int64) for _ in range(4)]
        loop(
            events,
            ledger.source,
            ledger.target,
            ledger.amount,
            ledger.credited,
            ledger.exits | ledger.foreign,
            *money,
            *rows,
        )
        outcomes.append([column.tolist() for column in (*money, *rows)])
    assert outcomes[0] == outcomes[1]


def test_few_events_do_not_wake_the_compiler() -> None:
    assert kernels.place_events_for(10) is place_events
    assert kernels.place_events_for(10**6) is not place_events


def test_a_folder_that_cannot_be_written_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "not-a-folder"
    file.write_text("x")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(file / "cache"))
    chosen = kernels.prepare_cache()
    assert chosen.is_dir()
    assert os.environ["NUMBA_CACHE_DIR"] == str(chosen)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "good"))
    assert kernels.prepare_cache() == tmp_path / "good"


def test_machine_code_is_kept_apart_for_every_state_of_the_loops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "__file__", str(tmp_path / "kernels.py"))
    loop = tmp_path / "inner" / "some_loops.py"
    loop.parent.mkdir()
    (tmp_path / "kernels.py").write_text("options")
    found = []
    for text in ("one", "another", "one"):
        loop.write_text(text)
        found.append(kernels._sources())
    assert found[0] == found[2] != found[1]


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(out.stdout.split())


def test_importing_the_package_costs_nothing() -> None:
    heavy = {"numpy", "numba", "pyarrow", "django", "pandas"}
    assert not heavy & modules_after("import homeward.tracing")
    assert not heavy & modules_after("import homeward.cli.trace")
    code = (
        "from homeward.tracing import Ledger, Claim, trace\n"
        "trace(Ledger.from_rows([('P', 0, 'A', 'B', 1, 'XAD')]), [Claim('P')], rule='fifo')"
    )
    assert not {"numba", "django"} & modules_after(code)


def test_every_public_name_loads() -> None:
    import homeward.tracing as package

    assert set(package.__all__) == set(package._HOME)
    assert all(getattr(package, name) is not None for name in package.__all__)
    assert dir(package) == sorted(package.__all__)
    with pytest.raises(AttributeError):
        package.nothing  # noqa: B018


AFTER_WARMING = """
from dataclasses import replace
import numpy as np
from homeward.tracing import Ledger, trace
from homeward.tracing.kernels import warm
from tests.tracing.test_large_ledgers import random_ledger, some_claims

warm()
from numba.core import event


class Compiled(event.Listener):
    def on_start(self, event):
        print("compiled", event.data["dispatcher"].py_func.__name__)

    def on_end(self, event):
        pass


event.register("numba:compile", Compiled())
for delays in (False, True):
    made = random_ledger(2_000, 5, delays=delays)
    plain = replace(
        made,
        exits=np.zeros_like(made.exits),
        credited=made.amount,
        account_currencies=("XAD",) * len(made.account_ids),
    )
    for ledger in (made, plain):
        for rule in ("fifo", "lifo", "pro-rata", "lowest-balance", "claimant-first", "poison"):
            indexed = ledger.indexed()
            for _ in range(3):
                for count in (1, 3):
                    len(trace(indexed, some_claims(ledger, count), rule=rule).carriers)
        indexed.joined(Ledger.from_rows([("Z", 10**15, "A1", "A2", 5, "XAD")]))
print("done")
"""


def test_after_warming_nothing_is_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AFTER_WARMING], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("done\n", 0), done.stderr

"""Start-up stays quick: heavy libraries load when they are used, never before."""

import json
import os
import subprocess
import sys

from tests.cluster import TestNode
from tests.meta.repository import ROOT

HEAVY = ("numba", "llvmlite", "pyarrow", "statsmodels", "duckdb", "polars", "pandas", "altair")
LOADED = f"import json, sys; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
HELP = f"""
from homeward.cli import main
import sys
sys.argv = ["homeward", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code
{LOADED}
"""
ADDRESSES = f"""
import django
django.setup()
from django.urls import get_resolver
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler()
def all_of(patterns):
    for one in patterns:
        yield one
        yield from all_of(getattr(one, "url_patterns", ()))
assert len(list(all_of(get_resolver().url_patterns))) > 30
{LOADED}
"""
CONTROL = f"import pyarrow\n{LOADED}"


def loaded(program: str, environ: dict[str, str]) -> list[str]:
    """The heavy libraries that are loaded at the end of a program."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: list[str] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def test_help_loads_nothing_heavy() -> None:
    assert loaded(HELP, dict(os.environ)) == []


def test_the_addresses_of_a_node_load_nothing_heavy(node: TestNode) -> None:
    assert loaded(ADDRESSES, node.environ) == []


def test_the_measure_sees_what_is_loaded() -> None:
    assert "pyarrow" in loaded(CONTROL, dict(os.environ))

"""The worker knows every job that a page may defer to it."""

import re
import subprocess
import sys

from tests.meta.repository import SOURCES

JOB = re.compile(r'^@job\(\s*"([a-z_.]+)"', re.MULTILINE)
# What a worker has loaded before its first job: the rooms, and no page of theirs.
WORKER = (
    "import django; django.setup();"
    " from procrastinate.contrib.django import app; print(*sorted(app.tasks))"
)


def test_a_worker_that_opened_no_page_knows_every_job() -> None:
    declared = {
        name for path in SOURCES.rglob("*.py") for name in JOB.findall(path.read_text("utf-8"))
    }
    assert len(declared) > 10
    run = subprocess.run(
        [sys.executable, "-P", "-c", WORKER], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert declared - set(run.stdout.split()) == set()

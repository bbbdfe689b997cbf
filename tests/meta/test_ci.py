"""What continuous integration may not leave out."""

import os
import re

import pytest

from tests.browser import chromium
from tests.meta.repository import ROOT, tool


def test_without_a_browser_a_developer_reads_what_to_do_and_ci_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise the tests of pages in a browser would be skipped in CI, and nobody would see it."""
    monkeypatch.setattr(tool("chromium"), "chromium_path", lambda: None)
    monkeypatch.delenv("HOMEWARD_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="make setup"):
        chromium()
    monkeypatch.setenv("HOMEWARD_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="make setup"):
        chromium()


@pytest.mark.parametrize("program", [".ci/run", "tools/check", "tools/setup", "tools/lock"])
def test_programs_can_be_started(program: str) -> None:
    path = ROOT / program
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/usr/bin/env bash\n")


def test_ci_leaves_no_test_out_but_the_long_suites() -> None:
    """What `make test` does not run `make stories` does, and CI runs both."""
    makefile, run = (ROOT / "Makefile").read_text("utf-8"), (ROOT / ".ci/run").read_text("utf-8")
    asked = re.findall(r'pytest .*-m "([^"]+ [^"]+)"', makefile)
    assert asked == ["not chaos and not deep and not story", "story and not chaos and not deep"]
    assert run.split()[-6:] == ["make", "check", "make", "test", "make", "stories"]

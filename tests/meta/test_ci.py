"""What continuous integration may not leave out."""

import os

import pytest

from tests.meta.repository import ROOT, tool


@pytest.mark.skipif(not os.environ.get("HOMEWARD_CI"), reason="only .ci/run sets HOMEWARD_CI")
def test_the_browser_is_there() -> None:
    """Without it the tests of pages in a browser would be skipped, and nobody would see it."""
    assert tool("chromium").chromium_path() is not None


@pytest.mark.parametrize("program", [".ci/run", "tools/check", "tools/setup", "tools/lock"])
def test_programs_can_be_started(program: str) -> None:
    path = ROOT / program
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/usr/bin/env bash\n")

"""The notebook tutorial does what it says, block by block."""

import re
from pathlib import Path
from typing import Any

import pytest

from homeward.tracing.answers.page import Page

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "notebook.md"


def test_every_block_runs_and_shows_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TUTORIAL.read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert len(blocks) == 7
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in blocks:
        *lines, last = block.strip().splitlines()
        exec("\n".join(lines), names)  # noqa: S102 - our own page
        shown = eval(last.split("#")[0], names)  # noqa: S307
        assert isinstance(shown, Page | dict | list)
        assert not isinstance(shown, Page) or "<table>" in shown.body
    assert "<svg " in (tmp_path / "flow.html").read_text("utf-8")
    assert names["found"].findings
    told = [each.kind.value for each in names["alerts"]]
    assert told == ["reached", "moved", "left_restrained"]
    assert "1,458.67 XAD" in names["alerts"].alerts[0].message
    (claim,) = names["case"].trace.claims
    assert f"{claim.claimed / 100:,.2f} {claim.currency}" in text
    assert len(blocks[0].strip().splitlines()) <= 10

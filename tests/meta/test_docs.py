"""The documents hold together, and the checker that says so finds what is planted."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.repository import ROOT, tool

documents = tool("documents")
EXAMPLE = ROOT / "docs" / "explanation" / "federated-tracing.md"


def test_the_documents_hold_together() -> None:
    assert [str(problem) for problem in documents.check(ROOT)] == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small repository whose documents are good."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "one.py").write_text("")
    (tmp_path / "README.md").write_text("# Top\n[docs](docs/index.md#the-first-page)\n")
    (tmp_path / "docs" / "index.md").write_text(
        "# The *first* page\n[next](next.md) `src/one.py` [far](https://example.org/x)\n"
        "```\n[not a link](nowhere.md)\n```\n`[nor](this.md)`\n"
    )
    (tmp_path / "docs" / "next.md").write_text("# Next\n## Next\n[up](../README.md) [b](#next-1)\n")
    return tmp_path


def test_good_documents_have_no_problem(tree: Path) -> None:
    assert documents.check(tree) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("[x](missing.md)", "leads nowhere"),
        ("[x](index.md#nothing)", "heading that is not there"),
        ("[x](../../elsewhere.md)", "leaves the repository"),
        ("`src/two.py`", "does not exist"),
    ],
)
def test_a_planted_fault_is_found(tree: Path, planted: str, found: str) -> None:
    page = tree / "docs" / "next.md"
    page.write_text(page.read_text() + planted + "\n")
    (problem,) = documents.check(tree)
    assert problem.document == "docs/next.md"
    assert found in problem.sentence


def test_a_lost_page_is_found(tree: Path) -> None:
    (tree / "docs" / "lost.md").write_text("# Lost\n[self](lost.md)\n")
    (problem,) = documents.check(tree)
    assert (problem.document, "no link leads here" in problem.sentence) == ("docs/lost.md", True)


def blocks(language: str) -> list[str]:
    """The fenced blocks of the worked example in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", EXAMPLE.read_text("utf-8"), re.M | re.S)


def homeward(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "homeward.cli", "trace", *arguments]
    options = ["payments.csv", "--claim", "P2:ransom", "--rule", "fifo", "--json"]
    run = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run


def test_the_worked_example_is_what_the_command_prints(tmp_path: Path) -> None:
    payments, states = blocks("csv")
    (rounds,) = blocks("text")
    (tmp_path / "payments.csv").write_text(payments)
    (tmp_path / "states.csv").write_text(states)
    federated = homeward(tmp_path, "federate", "--states", "states.csv")
    assert [line for line in federated.stderr.splitlines() if line.startswith("Round")] == (
        rounds.splitlines()
    )
    document = json.loads(federated.stdout)
    assert document == json.loads(homeward(tmp_path).stdout)
    rows = re.findall(r"^\| (X\S+) \| X\w \| (\d+) \| (\d+) \|$", EXAMPLE.read_text("utf-8"), re.M)
    printed = [(h["account"], str(h["amount"]), str(h["balance"])) for h in document["holdings"]]
    assert rows == printed

"""The reference pages name every setting, variable, option and secret that exists, and no other."""

import re
from pathlib import Path

import pytest
import typer

from homeward.cli import node as commands
from homeward.node.config import NodeConfig
from homeward.node.home import NodeHome

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs/reference/settings.md").read_text("utf-8")
COMMAND = (ROOT / "docs/reference/command.md").read_text("utf-8")
# The demo's processes tell each other things by variables that are nobody else's.
SOURCES = [
    source
    for source in (ROOT / "src/homeward").rglob("*.py")
    if source.parent.name != "demo" and ("node" in source.parts or "cli" in source.parts)
]
# `database` is written as `name` in its own table.
IN_FILE = {"database": "name"}


def test_settings_are_those_of_the_code() -> None:
    file_part = SETTINGS.partition("## node.toml")[2].partition("## Environment")[0]
    documented = set(re.findall(r"^\| `(\w+)` \|", file_part, re.MULTILINE))
    assert documented == {IN_FILE.get(name, name) for name in NodeConfig.__dataclass_fields__}


def test_variables_are_those_of_the_code() -> None:
    variables = set()
    for source in SOURCES:
        text = source.read_text("utf-8")
        variables |= set(re.findall(r"\"((?:HOMEWARD|DATABASE|NUMBA)_[A-Z_]*[A-Z])\"", text))
    part = SETTINGS.partition("## Environment")[2]
    assert {name for name in variables if f"`{name}`" not in part} == set()


def test_secrets_are_those_of_the_code(folder: Path) -> None:
    home = NodeHome.create(folder / "xa", state="XA", name="Test", environment="demo")
    part = SETTINGS.partition("## Secrets")[2]
    for file in (home.path / "secrets").iterdir():
        assert f"`{file.name}`" in part


@pytest.mark.parametrize("name", ["init", "serve", "doctor", "migrate"])
def test_options_are_those_of_the_command(name: str) -> None:
    app: typer.Typer = getattr(commands, f"{name}_app")
    part = COMMAND.partition(f"## homeward {name}\n")[2].partition("\n## ")[0]
    documented = set(re.findall(r"`(--[a-z-]+)`", part))
    options = {o for p in typer.main.get_command(app).params for o in p.opts}
    assert documented == {option for option in options if option.startswith("--")} - {"--help"}

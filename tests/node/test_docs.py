"""The reference pages name every setting, variable, option and secret that exists, and no other."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer

from homeward.casework.response.alert_settings import AlertSettings
from homeward.cli import COMMANDS
from homeward.foundation.duty.conditions import DutyTimes, Mail
from homeward.foundation.exchange.conditions import Conditions
from homeward.node.config import NodeConfig
from homeward.node.home import NodeHome
from homeward.node.outside_settings import FamilySettings

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
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", file_part, re.MULTILINE)
    documented = {name.strip("` ") for row in rows for name in row.split(",")}
    tables = {
        "exchange": Conditions,
        "duty": DutyTimes,
        "mail": Mail,
        "alerts": AlertSettings,
        "family": FamilySettings,
    }
    own = NodeConfig.__dataclass_fields__.keys() - tables.keys()
    settings = {IN_FILE.get(name, name) for name in own}
    settings |= {name for table in tables.values() for name in table.__dataclass_fields__}
    assert documented == settings


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


def _options(command: click.Command) -> set[str]:
    options = {o for p in command.params if p.param_type_name == "option" for o in p.opts}
    return {option for option in options if option.startswith("--")} - {"--help"}


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand but `trace`, which has a page of its own."""
    for name, (place, _) in COMMANDS.items():
        if name == "trace":
            continue
        module, _, attribute = place.partition(":")
        command = typer.main.get_command(getattr(importlib.import_module(module), attribute))
        yield from _with_inner(name, command)


def _with_inner(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    inner: dict[str, click.Command] = getattr(command, "commands", {})
    if not inner or command.params:
        yield name, command
    for each, subcommand in inner.items():
        yield from _with_inner(f"{name} {each}", subcommand)


ALL = dict(_commands())


@pytest.mark.parametrize("name", ALL)
def test_options_are_those_of_the_command(name: str) -> None:
    part = COMMAND.partition(f"## homeward {name}\n")[2].partition("\n## ")[0]
    assert part, f"{name} is not in the reference"
    assert set(re.findall(r"`(--[a-z-]+)`", part)) == _options(ALL[name])


def test_the_reference_knows_no_other_command() -> None:
    assert set(re.findall(r"^## homeward (.+)$", COMMAND, re.MULTILINE)) == set(ALL)

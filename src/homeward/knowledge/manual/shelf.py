"""The playbooks that Homeward ships: files in the folder `playbooks`, read and checked once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from homeward.knowledge.manual.checking import check_playbook, check_shelf
from homeward.knowledge.manual.errors import PlaybookFault
from homeward.knowledge.manual.playbook import Playbook, Source
from homeward.knowledge.manual.reading import Table, read_playbook

FOLDER = Path(__file__).parent / "playbooks"
SOURCES = "sources.toml"


@cache
def shipped() -> dict[str, Playbook]:
    """Every shipped playbook by code, in the order in which lists show them."""
    return load(FOLDER)


@cache
def sources() -> dict[str, Source]:
    """Every source by its key."""
    return load_sources(FOLDER)


def load(folder: Path) -> dict[str, Playbook]:
    """The playbooks of a folder. Raises PlaybookFault, which names file, place and field."""
    known = load_sources(folder)
    found: list[tuple[str, Playbook]] = []
    for path in sorted(one for one in folder.iterdir() if one.is_dir()):
        structure = _toml(path / "structure.toml")
        words = {file.stem: _toml(file) for file in path.glob("*.toml") if file.stem != "structure"}
        playbook = read_playbook(structure, words, folder=path.name)
        check_playbook(playbook, path.name, known)
        found.append((path.name, playbook))
    check_shelf(found)
    ordered = sorted((playbook for _, playbook in found), key=lambda one: (one.order, one.code))
    return {playbook.code: playbook for playbook in ordered}


def load_sources(folder: Path) -> dict[str, Source]:
    """The sources of a folder by key. Raises PlaybookFault."""
    table = Table(_toml(folder / SOURCES), SOURCES, "sources")
    return {key: _source(key, Table(table.left[key], SOURCES, key)) for key in table.left}


def _source(key: str, table: Table) -> Source:
    source = Source(
        key=key,
        title=table.text("title"),
        publisher=table.text("publisher"),
        year=table.text("year"),
        address=table.text("address", ""),
        read=table.flag("read"),
    )
    table.end()
    return source


def _toml(path: Path) -> Any:
    name = f"{path.parent.name}/{path.name}"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise PlaybookFault(file=name, place="-", field="-", problem="it is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlaybookFault(file=name, place="-", field="-", problem=str(error)) from None


def is_from_memory(memory: bool, cited: tuple[str, ...]) -> bool:
    """Whether a step rests on memory: it says so, or nothing of what it cites was read."""
    known = sources()
    keys = [citation.partition(" ")[0] for citation in cited]
    return memory or not any(key in known and known[key].read for key in keys)

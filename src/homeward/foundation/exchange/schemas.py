"""The published JSON Schemas of messages: data files of the rooms, one for each type and version.

Reading them needs neither a database nor the settings of a node.
"""

import re
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"(?P<type>[a-z_.]+)\.v(?P<version>[1-9][0-9]*)\.schema\.json")


def schemas_in(folder: Path, type_: str) -> dict[int, Path]:
    """The schema files of a type in a folder, by version."""
    return {
        int(named["version"]): path
        for path in sorted(folder.glob("*.schema.json"))
        if (named := _NAME.fullmatch(path.name)) and named["type"] == type_
    }


def published() -> dict[str, dict[int, Path]]:
    """Every schema that comes with this release, by type and version."""
    found: dict[str, dict[int, Path]] = {}
    for path in sorted(_PACKAGE.rglob("messages/*.schema.json")):
        named = _NAME.fullmatch(path.name)
        if named:
            found.setdefault(named["type"], {})[int(named["version"])] = path
    return found

"""The laws that Homeward ships: files in `data/states`, read and checked once."""

import tomllib
from functools import cache
from pathlib import Path

from homeward.knowledge.law.errors import LawFault
from homeward.knowledge.law.statelaw import StateLaw, read_state_law

FOLDER = Path(__file__).parent / "data" / "states"


@cache
def shipped() -> dict[str, StateLaw]:
    """Every shipped law by the State's code. Raises LawFault."""
    return load(FOLDER)


def load(folder: Path) -> dict[str, StateLaw]:
    """The laws of a folder. Raises LawFault, which names file, place, field and reason."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LawFault(file=path.name, place="-", field="-", problem=str(error)) from None
        law = read_state_law(data, path.name)
        if law.state != path.stem:
            raise LawFault(file=path.name, place="-", field="state", problem=path.stem)
        found[law.state] = law
    return found

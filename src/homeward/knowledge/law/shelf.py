"""The laws that Homeward ships: files in `data/states`, read and checked once.

The invented laws of the invented States lie apart, in `data/fictional`: nodes that play have them,
nodes that are real do not.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from homeward.knowledge.law.errors import LawFault
from homeward.knowledge.law.statelaw import StateLaw, read_state_law

FOLDER = Path(__file__).parent / "data" / "states"
FICTIONAL = Path(__file__).parent / "data" / "fictional"


@cache
def shipped() -> dict[str, StateLaw]:
    """Every shipped law by the State's code. Raises LawFault."""
    return load(FOLDER)


@cache
def fictional() -> dict[str, StateLaw]:
    """The laws of the invented States by their codes. Raises LawFault."""
    return load(FICTIONAL)


def on_shelf() -> dict[str, StateLaw]:
    """The laws that this node begins with: in a demo or exercise the invented ones too."""
    if settings.HOMEWARD_ENVIRONMENT == "real":
        return shipped()
    return {**shipped(), **fictional()}


def is_fictional(state: str) -> bool:
    """Whether this is an invented State: its code is one that ISO 3166-1 leaves to its users."""
    return re.fullmatch("X[A-Z]", state) is not None


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

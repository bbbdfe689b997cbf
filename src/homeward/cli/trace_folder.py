"""The folder of `--out`: which files a result has there, and where it may be."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from homeward.tracing.errors import OptionUnusable
from homeward.tracing.store.manifest import is_store

DOCUMENT = "document.json"
WORKBOOK = "schedule.xlsx"
PRINTED = "schedule.pdf"
TABLES = (
    *("claims", "claims_unrounded", "holdings", "carriers", "transit", "unexplained", "warnings"),
    *("path_totals", "paths", "path_steps", "schedule", "schedule_labels", "schedule_lots"),
    *("back_lines", "origins", "passages", "way_totals", "ways", "range_accounts", "range_claims"),
    *("freezing", "freezing_rest", "exit_accounts", "fees", "distribution", "awards"),
)
"""The tables of every subcommand."""


def table_file(name: str) -> str:
    """The file of a table."""
    return f"{name}.parquet"


RESULTS = (DOCUMENT, WORKBOOK, PRINTED, *(table_file(name) for name in TABLES))
"""Every file that any subcommand may write to `--out`."""


def begin(folder: Path) -> None:
    """Make the folder, and remove an older result's files: those of `RESULTS` and no others.

    So a folder holds one result, never parts of two. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in RESULTS:
        (folder / name).unlink(missing_ok=True)


def check_folder(option: str, folder: Path, others: Iterable[Path] = ()) -> None:
    """Refuse a folder that cannot be written, is part of a ledger, or holds one of the command's
    `others` (ledgers, lists) where a result's file would be; raises `OptionUnusable`."""
    if not _may_be_folder(folder):
        raise OptionUnusable(option=option, value=folder, allowed="a folder that can be written")
    refuse_stored(option, folder)
    place = _real(folder)
    for each in (_real(path) for path in others):
        if each.is_dir() and each in (place, *place.parents):
            allowed = f"a folder outside the ledger {each}, which a result would become part of"
            raise OptionUnusable(option=option, value=folder, allowed=allowed)
        if each.parent == place and each.name in RESULTS:
            allowed = f"a folder where no file of the result takes the place of {each}"
            raise OptionUnusable(option=option, value=folder, allowed=allowed)


def check_file(option: str, file: Path, ledgers: Iterable[Path]) -> None:
    """Refuse a file that cannot be written, that is one of the `ledgers` or would become part of
    one, or lies in a stored ledger; raises `OptionUnusable`."""
    place = _real(file)
    if place.is_dir() or not place.parent.is_dir() or not _may_be_folder(place.parent):
        allowed = "a file in a folder that is there and can be written"
        raise OptionUnusable(option=option, value=file, allowed=allowed)
    refuse_stored(option, file)
    for each in (_real(path) for path in ledgers):
        if each in (place, *place.parents):
            allowed = f"a place outside the ledger {each}, which it would be or become part of"
            raise OptionUnusable(option=option, value=file, allowed=allowed)


def refuse_stored(option: str, path: Path, *, below: bool = False) -> None:
    """Refuse to write what is (not where `below`), or lies inside, a stored ledger; raises
    `OptionUnusable`."""
    place = _real(path)
    for each in place.parents if below else (place, *place.parents):
        if _is_our_store(each):
            allowed = f"a place outside the stored ledger {each}, which nothing else may be put in"
            raise OptionUnusable(option=option, value=path, allowed=allowed)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where links go in a circle


def _is_our_store(folder: Path) -> bool:
    # other programs have a manifest.json too, in a folder above all of somebody's files perhaps
    with suppress(OSError):
        return is_store(folder) and any(folder.glob("*.npy"))
    return False


def _may_be_folder(path: Path) -> bool:
    """Whether a folder that can be written is there, or can be made where the way to it ends."""
    try:
        there = next(each for each in (path, *path.absolute().parents) if os.path.lexists(each))
        path.exists()  # raises where the name is too long
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    except (OSError, ValueError):
        return False

"""A stored ledger in place of files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeward.tracing import errors
from homeward.tracing.ledger import Ledger
from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.rejections import Reading
from homeward.tracing.store.manifest import is_store, read_manifest


def open_alone(files: list[Path], options: Options, lists: Mapping[str, Any]) -> Reading | None:
    """The reading of a stored ledger, or None where the files are no stored ledger.

    It was read and checked when it was stored, so nothing can be asked of it anew: raises
    `OptionUnusable` for options and for more than one, `TooManyRows`. Its contents are compared
    with their digests, whatever their size: `Ledger.open` is there for who has done so already.
    """
    folders = [path for path in files if is_store(path)]
    if not folders:
        return None
    if len(files) > 1:
        raise errors.OptionUnusable(
            option="the ledgers", value=folders[0], allowed="one stored ledger alone, or files"
        )
    given = [name for name, value in lists.items() if value]
    given += [
        name
        for name in Options.__dataclass_fields__
        if name != "max_rows" and getattr(options, name) != getattr(Options(), name)
    ]
    if given:
        value = lists[given[0]] if given[0] in lists else getattr(options, given[0])
        allowed = "what the ledger was stored with, so leave it out"
        raise errors.OptionUnusable(option=given[0], value=value, allowed=allowed)
    rows = read_manifest(folders[0]).rows
    if options.max_rows is not None and rows > options.max_rows:
        raise errors.TooManyRows(file=str(folders[0]), limit=options.max_rows)
    return Reading(Ledger.open(folders[0], verify=True), (), ())

"""Names of files: as they came, and as they stand in a package that others unpack anywhere."""

import re
from pathlib import PurePosixPath
from typing import Final

_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


def kept_name(name: str) -> str:
    """The last part of what a browser said, on one printable line of at most 200 characters.

    What stands before a slash is where the file lay on somebody's machine.
    """
    last = re.split(r"[/\\]", name.replace("\x00", ""))[-1]
    line = "".join(sign if sign.isprintable() else " " for sign in last)
    line = " ".join(line.split())
    return (line if len(line) <= 200 else _shortened(line, 200)) or "file"


def packed_name(number: int, name: str) -> str:
    """Where a file stands in a package: under `files/`, in plain letters, its number before it.

    The number makes it unique on disks that know no capitals, and keeps a name such as `..` or
    `con` from meaning anything.
    """
    plain = _UNSAFE.sub("_", kept_name(name)).strip("._-") or "file"
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    return f"files/{number}-{_shortened(plain, 100)}"


def _shortened(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    suffix = PurePosixPath(name).suffix[:12]
    return name[: most - len(suffix)] + suffix

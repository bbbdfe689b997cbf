"""The codes by which nodes name what went wrong (protocol §7)."""

import re

_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")


def code_in(value: object) -> str:
    """A code that somebody names, such as `too_large`; empty for anything else."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""

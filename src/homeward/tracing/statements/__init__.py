"""Bank statements in: camt.053 and MT940, each payment once.

A statement lists what one account paid and received. Where the statements of both accounts of a
payment are read together, it stands in both, and is one payment (docs/adr/0030).
"""

from pathlib import Path

from homeward.tracing.reading.fields import Options
from homeward.tracing.reading.gathered import Gathered

NAME = "bank statements"
EXPONENT = 2
"""Decimals kept where nobody declared any: statements write major units."""


def recognises(path: Path) -> bool:
    """Whether a file is XML or MT940; whether XML is a statement, its reader says."""
    from homeward.tracing.statements import camt, mt940_text

    with path.open("rb") as file:
        start = file.read(1 << 12)
    return camt.is_xml(start) or mt940_text.is_mt940(start)


def gather(files: list[Path], names: list[str], options: Options) -> Gathered:
    """What the statements say together; raises `FileUnreadable` and `TooManyRows`."""
    from homeward.tracing.statements.payments import payments_of
    from homeward.tracing.statements.reader import read_statements

    return payments_of(read_statements(files, names, options.max_rows), names, options)

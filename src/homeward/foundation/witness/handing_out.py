"""Giving out what this node keeps of another State's journal: signed statements, as files.

A State whose journal was tampered with asks its peers up to where it was whole, and overseers
compare the two statements that an alarm rests on. They are signed, so anybody can check them.
"""

from collections.abc import Iterator
from pathlib import Path

from homeward.foundation.journal.errors import PlaceTaken
from homeward.foundation.witness.errors import NothingKept
from homeward.foundation.witness.models import Alarm, SeenHead


def write_statements(state: str, folder: Path) -> list[str]:
    """Write what is kept of a State's journal into a new folder; the names of the files.

    In a context that is shown the heads. Raises PlaceTaken, NothingKept, OSError.
    """
    if folder.exists():
        raise PlaceTaken(place=folder.name)
    files = dict(statements_of(state))
    if not files:
        raise NothingKept(state=state)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return list(files)


def statements_of(state: str) -> Iterator[tuple[str, bytes]]:
    """Each statement (JWS) by the name of its file: the last head, and those of alarms."""
    last = SeenHead.objects.filter(peer=state).order_by("-id").first()
    if last is not None:
        yield "head.jws", bytes(last.statement)
        yield "countersignature.jws", bytes(last.countersignature)
    for alarm in Alarm.objects.filter(peer=state).order_by("pk"):
        name = f"alarm-{alarm.pk}-{alarm.kind}"
        for ending, statement in (("", alarm.statement), ("-earlier", alarm.earlier)):
            if statement:
                yield f"{name}{ending}.jws", bytes(statement)

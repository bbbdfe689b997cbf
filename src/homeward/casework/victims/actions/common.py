"""What the writes of the room share: the lock, the journal, the line of the timeline."""

from typing import Any

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.victims.errors.files import FileEnded
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.words.files import FileStatus
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.journal.actions import record


def lock_case(case: Case) -> None:
    """Wait for whoever counts or checks in this case, to the end of the transaction."""
    Case.objects.select_for_update().get(pk=case.pk)


def of_file(file: SupportFile) -> dict[str, Any]:
    """The columns of a row that hangs on a support file."""
    return {"case_id": file.case_id, "compartment": Compartment.VICTIMS, "file": file}


def lock_open(file: SupportFile) -> None:
    """Hold the case, and read anew whether the file is open and who works on it; FileEnded."""
    lock_case(file.case)
    file.refresh_from_db(fields=["status", "worker"])
    if file.status == FileStatus.ENDED:
        raise FileEnded


def note_support(
    file: SupportFile, verb: str, user: User, *, page: str = "", event: bool = True, **facts: Any
) -> None:
    """The journal's entry about a support file and, with `event`, its line of the timeline.

    `page` is the address below the file's; facts are codes and numbers, never names.
    """
    record(
        verb,
        actor=user.actor,
        subject=("support_file", file.pk),
        case_id=file.case_id,
        compartment=Compartment.VICTIMS,
        file=file.number,
        **facts,
    )
    if event:
        add_event(
            file.case,
            verb,
            actor=user.actor,
            compartment=Compartment.VICTIMS,
            url=f"/cases/{file.case.reference}/support/{file.number}/{page}",
            file=file.number,
            **facts,
        )

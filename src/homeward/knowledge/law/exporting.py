"""The journal's entry of laws that leave the node as a file."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.law.names import state_name

SEVERAL = "several"


@transaction.atomic
def note_export(what: str, states: Sequence[str], kind: str, *, user: User) -> None:
    """Note what was exported (laws, comparison or check), of which States, as which kind of file.

    It is written before the file is sent: where it cannot be written, nothing is.
    """
    subject = states[0] if len(states) == 1 else SEVERAL
    record(
        "law.exported",
        actor=user.actor,
        subject=("law", subject),
        what=what,
        states=" ".join(states),
        file=kind,
    )


def caption_of_law(code: str) -> str:
    """What the journal calls a law: its State's name."""
    return _("Several laws") if code == SEVERAL else state_name(code)

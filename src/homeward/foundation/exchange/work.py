"""What the exchange adds to the shared page: what its administrators have to see to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.exchange.queries import shortages
from homeward.foundation.web.ports import Text, WorkItem, register_work
from homeward.foundation.web.tones import Tone

WAITING = _("Files that wait for room")


@dataclass(frozen=True, slots=True)
class RoomWanted:
    """For administrators: attachments that found no room."""

    code: str = "exchange_room"
    title: Text = WAITING
    order: int = 20

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """One line for each State and cause."""
        if not viewer.has_role("administrator"):
            return []
        return [
            WorkItem(
                title=_("Files of %(state)s find no room on this node") % {"state": one.peer},
                url=reverse("exchange_pages:room"),
                next_step=_("Read what to do"),
                tone=Tone.DANGER,
                state=_("Waiting"),
            )
            for one in shortages()
        ]


def register() -> None:
    """Fill the ports of `web`."""
    register_work(RoomWanted())

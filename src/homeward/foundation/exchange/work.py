"""What the exchange adds to the shared page: *Connections*, and files that find no room."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.models import User
from homeward.foundation.exchange.connections import may_administer
from homeward.foundation.exchange.queries import shortages
from homeward.foundation.vault.files import has_room
from homeward.foundation.web.ports import MenuItem, Text, WorkItem, register_menu, register_work
from homeward.foundation.web.tones import Tone

WAITING = _("Files that wait for room")


def _administrators_only(request: HttpRequest) -> bool:
    return may_administer(request.user)


@dataclass(frozen=True, slots=True)
class RoomWanted:
    """For administrators: attachments that found no room."""

    code: str = "exchange_room"
    title: Text = WAITING
    order: int = 20

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """One line where uploads here find none, and one for each State and cause."""
        if not may_administer(viewer):
            return []
        own = [] if has_room() else [_item(_("There is no room for more files on this node"))]
        return own + [
            _item(_("Files of %(state)s find no room on this node") % {"state": one.peer})
            for one in shortages()
        ]


def _item(title: Text) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse("connections:room"),
        next_step=_("Read what to do"),
        tone=Tone.DANGER,
        state=_("Waiting"),
    )


def register() -> None:
    """Fill the ports of `web`."""
    register_menu(
        MenuItem(
            code="connections",
            label=_("Connections"),
            url_name="connections:list",
            icon="exchange",
            order=85,
            key="x",
            visible=_administrators_only,
        )
    )
    register_work(RoomWanted())

"""What the witness adds to the shared page: a menu entry, alarms and concerns in My work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.web.ports import (
    MenuItem,
    Text,
    WorkItem,
    register_menu,
    register_work,
)
from homeward.foundation.web.tones import Tone
from homeward.foundation.witness.concerns import concerns
from homeward.foundation.witness.queries import may_watch, open_alarms

JOURNALS = _("The journals")


@dataclass(frozen=True, slots=True)
class AlarmSource:
    """Open alarms and concerns about journals, for oversight and administrators."""

    code: str = "witness"
    title: Text = JOURNALS
    order: int = 5

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        """What concerns this node and its peers now, and every open alarm, the latest first."""
        page = reverse("witness:heads")
        found = [
            WorkItem(
                title=concern.title,
                url=f"{page}#{concern.part}",
                next_step=_("Read what to do"),
                tone=concern.tone,
                state=_("Alarm"),
            )
            for concern in concerns(viewer)
        ]
        return found + [
            WorkItem(
                title=f"{line.name}: {line.what}",
                url=f"{page}#alarm-{line.alarm.pk}",
                next_step=_("Read what to do"),
                tone=Tone.DANGER,
                state=_("Alarm"),
            )
            for line in open_alarms(viewer)
        ]


def _visible(request: HttpRequest) -> bool:
    return may_watch(request.user)


def _count(request: HttpRequest) -> int | None:
    return len(concerns(request.user)) + len(open_alarms(request.user))


def register() -> None:
    """Fill the ports of `web`."""
    register_menu(
        MenuItem(
            code="witness",
            label=_("Witnessed heads"),
            url_name="witness:heads",
            icon="key",
            order=91,
            visible=_visible,
            count=_count,
        )
    )
    register_work(AlarmSource())

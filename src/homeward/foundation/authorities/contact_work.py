"""My work of whoever keeps the directory: contact points to verify, and who could not be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.contact_queries import not_taken, not_told, stale_points
from homeward.foundation.authorities.queries import may_administer
from homeward.foundation.web.ports import Text, WorkItem, register_work
from homeward.foundation.web.tones import Tone

CONTACTS = _("Contact points")


@dataclass(frozen=True, slots=True)
class ContactAlarms:
    """For administrators: what nobody verified for too long, and changes that did not arrive."""

    code: str = "contacts"
    title: Text = CONTACTS
    order: int = 16

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        """What is wrong first, then the own State's contact points, then those of all others."""
        if not may_administer(viewer):
            return []
        stale = stale_points(datetime.now(UTC))
        own = stale.pop(settings.HOMEWARD_STATE, 0)
        return [*_failed(), *_own(own), *_others(stale)]


def _failed() -> list[WorkItem]:
    states = not_told()
    untold = [
        WorkItem(
            title=gettext("Not told yet how your authorities are reached: %(states)s")
            % {"states": ", ".join(states)},
            url=reverse("authorities:directories"),
            next_step=_("It is tried again by itself; see whether the node is usable"),
            tone=Tone.WARNING,
        )
    ]
    taken = [
        WorkItem(
            title=gettext("What %(state)s announced of its authorities is not taken over")
            % {"state": state},
            url=reverse("authorities:state", args=[state]),
            next_step=reason,
            tone=Tone.WARNING,
        )
        for state, reason in not_taken()
    ]
    return [*(untold if states else []), *taken]


def _own(number: int) -> list[WorkItem]:
    if not number:
        return []
    title = ngettext(
        "%(number)s contact point of your own State to verify",
        "%(number)s contact points of your own State to verify",
        number,
    )
    return [
        WorkItem(
            title=title % {"number": number},
            url=reverse("authorities:state", args=[settings.HOMEWARD_STATE]),
            next_step=_("Try each, and press “Verified today”"),
            tone=Tone.WARNING,
        )
    ]


def _others(stale: dict[str, int]) -> list[WorkItem]:
    if not stale:
        return []
    number = sum(stale.values())
    title = ngettext(
        "%(number)s contact point of other States to verify: %(states)s",
        "%(number)s contact points of other States to verify: %(states)s",
        number,
    )
    return [
        WorkItem(
            title=title % {"number": number, "states": ", ".join(sorted(stale))},
            url=reverse("authorities:list"),
            next_step=_("Test those that can be tested; read the sources of the others again"),
        )
    ]


def register() -> None:
    """Fill the port of `web`."""
    register_work(ContactAlarms())

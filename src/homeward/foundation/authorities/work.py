"""What the directory adds to the shared page: menu, search box, alarms for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.queries import (
    Followed,
    find_authorities,
    followed,
    may_administer,
    waiting_changes,
)
from homeward.foundation.web.ports import (
    MenuItem,
    SearchHit,
    Text,
    WorkItem,
    register_menu,
    register_search,
    register_work,
)
from homeward.foundation.web.tones import Tone

DIRECTORIES = _("Directories and keys")


@dataclass(frozen=True, slots=True)
class AuthoritySearch:
    """Authorities by name, code or State."""

    code: str = "authorities"
    order: int = 80

    def search(self, viewer: Any, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` authorities; the directory is open to everyone who signs in."""
        address = reverse("authorities:list")
        return [
            SearchHit(
                kind=_("Authority"),
                caption=authority.name,
                url=f"{address}?state={authority.state_id}#{authority.code}",
                icon="directory",
                detail=authority.state.name,
            )
            for authority in find_authorities(query)[:limit]
        ]


@dataclass(frozen=True, slots=True)
class DirectoryAlarms:
    """For administrators: directories that expire or cannot be read, keys that wait."""

    code: str = "directories"
    title: Text = DIRECTORIES
    order: int = 15

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        """The most urgent first: what has expired, then keys, then what will expire."""
        if not may_administer(viewer):
            return []
        read = followed(datetime.now(UTC), news=0)
        return [
            *(_alarm(one) for one in read if one.alarm == "expired"),
            *_keys(),
            *(_alarm(one) for one in read if one.alarm == "soon"),
            *(_problem(one) for one in read if one.directory.problem and not one.alarm),
        ]


def _alarm(one: Followed) -> WorkItem:
    expired = one.alarm == "expired"
    words = (
        _("The directory %(name)s has expired")
        if expired
        else _("The directory %(name)s expires soon")
    )
    return WorkItem(
        title=str(words) % {"name": one.directory.name},
        url=reverse("authorities:directories"),
        next_step=_("Fetch it, or ask whoever keeps it for its newest files"),
        due=one.lapses_at if expired else one.directory.expires_at,
        tone=Tone.DANGER if expired else Tone.WARNING,
    )


def _problem(one: Followed) -> WorkItem:
    return WorkItem(
        title=str(_("The directory %(name)s could not be taken over"))
        % {"name": one.directory.name},
        url=reverse("authorities:directories"),
        next_step=_("Read what is wrong, and tell whoever keeps it"),
        due=one.directory.expires_at,
        tone=Tone.WARNING,
    )


def _keys() -> list[WorkItem]:
    return [
        WorkItem(
            title=str(_("Other keys for the node of %(state)s")) % {"state": change.state_id},
            url=reverse("authorities:decide", args=[change.pk]),
            next_step=_("Call the authority, compare the fingerprint, decide"),
            tone=Tone.DANGER if change.card else Tone.WARNING,
        )
        for change in waiting_changes()
    ]


def _administrators_only(request: HttpRequest) -> bool:
    return may_administer(request.user)


def _alarms(request: HttpRequest) -> int:
    return len(DirectoryAlarms().items(request.user))


def register() -> None:
    """Fill the ports of `web`."""
    register_work(DirectoryAlarms())
    register_menu(
        MenuItem(
            code="directories",
            label=_("Directories"),
            url_name="authorities:directories",
            icon="directory",
            order=85,
            visible=_administrators_only,
            count=_alarms,
        )
    )
    register_menu(
        MenuItem(
            code="authorities",
            label=_("Authorities"),
            url_name="authorities:list",
            icon="directory",
            order=80,
            key="a",
        )
    )
    register_search(AuthoritySearch())

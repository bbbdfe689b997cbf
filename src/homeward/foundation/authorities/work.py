"""What the directory adds to the shared page: its menu entry and its place in the search box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.queries import find_authorities
from homeward.foundation.web.ports import (
    MenuItem,
    SearchHit,
    register_menu,
    register_search,
)


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


def register() -> None:
    """Fill the ports of `web`."""
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

"""What the journal adds to the shared page: its menu entry, for oversight only."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.foundation.journal.queries import may_oversee
from homeward.foundation.web.ports import MenuItem, register_menu


def _overseers_only(request: HttpRequest) -> bool:
    return may_oversee(request.user)


def register() -> None:
    """Fill the ports of `web`."""
    register_menu(
        MenuItem(
            code="journal",
            label=_("Journal"),
            url_name="journal:entries",
            icon="journal",
            order=90,
            key="j",
            visible=_overseers_only,
        )
    )

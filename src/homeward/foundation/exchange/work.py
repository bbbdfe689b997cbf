"""What the exchange adds to the shared page: the administrator's entry *Connections*."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.foundation.exchange.connections import may_administer
from homeward.foundation.web.ports import MenuItem, register_menu


def _administrators_only(request: HttpRequest) -> bool:
    return may_administer(request.user)


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

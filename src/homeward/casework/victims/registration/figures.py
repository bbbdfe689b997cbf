"""What figures add to lower rooms: an entry of the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.casework.victims.access.figures import reads_figures
from homeward.foundation.web.ports import MenuItem, register_menu


def register() -> None:
    """Fill the ports of lower rooms."""
    register_menu(
        MenuItem(
            code="support_figures",
            label=_("Support in figures"),
            url_name="support_figures:figures",
            icon="support",
            order=88,
            visible=_for_readers,
        )
    )


def _for_readers(request: HttpRequest) -> bool:
    return reads_figures(request.user)

"""Django's registration of the crisis."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResponseConfig(AppConfig):
    """The live crisis."""

    name = "homeward.casework.response"
    label = "response"
    verbose_name = _("Response")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.casework.response import registration
        from homeward.knowledge.manual.ports import register_tools

        registration.register()
        register_tools(
            crisis_room="cases:list",
            decisions="cases:list",
            contacts="cases:list",
            public_alert="cases:list",
            print_pack="cases:list",
        )

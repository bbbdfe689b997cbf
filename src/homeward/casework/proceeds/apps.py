"""Django's registration of proceeds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceedsConfig(AppConfig):
    """The money of a case."""

    name = "homeward.casework.proceeds"
    label = "proceeds"
    verbose_name = _("Money")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.casework.proceeds import registration
        from homeward.knowledge.manual.ports import register_tools

        registration.register()
        register_tools(money="cases:list", restraint="cases:list")

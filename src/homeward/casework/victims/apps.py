"""Django's registration of the support of victims and families."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VictimsConfig(AppConfig):
    """Support and protection of victims and families."""

    name = "homeward.casework.victims"
    label = "victims"
    verbose_name = _("Support of victims and families")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.casework.victims import registration
        from homeward.knowledge.manual.ports import register_tools

        registration.register()
        register_tools(
            support_file="cases:list",
            family_contact="cases:list",
            protection="cases:list",
            compensation="cases:list",
            services="support_services:list",
        )

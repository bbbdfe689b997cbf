"""Django's registration of the law room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    """Offence elements, treaties, double criminality."""

    name = "homeward.knowledge.law"
    label = "law"
    verbose_name = _("Law")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.knowledge.law import registration

        registration.register()

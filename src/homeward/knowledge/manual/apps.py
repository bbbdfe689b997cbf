"""Django's registration of the manual."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ManualConfig(AppConfig):
    """Practices and playbooks."""

    name = "homeward.knowledge.manual"
    label = "manual"
    verbose_name = _("Manual")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.knowledge.manual import registration

        registration.register()

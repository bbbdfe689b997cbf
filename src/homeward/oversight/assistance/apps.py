"""Django's registration of assistance."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    """Technical assistance, courses and exercises."""

    name = "homeward.oversight.assistance"
    label = "assistance"
    verbose_name = _("Assistance")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.oversight.assistance import registration

        registration.register()

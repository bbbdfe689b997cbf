"""Django's registration of the trends."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrendsConfig(AppConfig):
    """Statistics and their quality."""

    name = "homeward.oversight.trends"
    label = "trends"
    verbose_name = _("Trends")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.oversight.trends import registration

        registration.register()

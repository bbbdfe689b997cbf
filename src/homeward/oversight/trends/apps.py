"""Django's registration of the trends."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrendsConfig(AppConfig):
    """Statistics and their quality."""

    name = "homeward.oversight.trends"
    label = "trends"
    verbose_name = _("Trends")

    def ready(self) -> None:
        """Fill the ports of lower rooms, and let a worker know the job that counts."""
        from homeward.oversight.trends import actions, registration

        registration.register()
        self.counting = actions.count_facts

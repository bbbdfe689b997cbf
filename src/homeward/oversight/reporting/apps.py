"""Django's registration of reporting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Aggregates from State to Secretariat, and implementation reports."""

    name = "homeward.oversight.reporting"
    label = "reporting"
    verbose_name = _("Reporting")

    def ready(self) -> None:
        """Fill the ports of lower rooms."""
        from homeward.oversight.reporting import registration

        registration.register()

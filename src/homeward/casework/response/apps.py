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

        registration.register()

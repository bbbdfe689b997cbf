"""Django's registration of cooperation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    """Requests between authorities."""

    name = "homeward.casework.cooperation"
    label = "cooperation"
    verbose_name = _("Requests")

    def ready(self) -> None:
        """Declare the kinds and fill the ports of lower rooms."""
        from homeward.casework.cooperation import facts, kinds, registration, work  # noqa: F401
        from homeward.foundation.journal.verbs import register_verbs
        from homeward.knowledge.manual.ports import register_tools

        register_verbs(registration.VERBS)
        registration.register()
        facts.register()
        work.register()
        register_tools(requests="cooperation:list", life_at_risk="cooperation:list")

"""Django's registration of the journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """The journal's room."""

    name = "homeward.foundation.journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        """Register the journal's own verbs and the menu entry."""
        from homeward.foundation.journal import work
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs({"journal.read": _("read the journal")})
        work.register()

"""Django's registration of the journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """The journal's room."""

    name = "homeward.foundation.journal"
    label = "journal"
    verbose_name = _("Journal")

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
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

        register_verbs(
            {
                "journal.read": says(
                    _("read the journal"),
                    Field("wanted", "the verb that was looked for"),
                    Field("since", "first day of the period"),
                    Field("until", "last day of the period"),
                    Field("by_name", "a name was looked for; it is not repeated", Kind.YES_NO),
                ),
                "journal.exported": says(
                    _("took entries out of the journal with their proofs"),
                    Field("entries", "how many entries", Kind.WHOLE),
                    Field("size", "size of the tree that holds them", Kind.WHOLE),
                ),
            }
        )
        work.register()

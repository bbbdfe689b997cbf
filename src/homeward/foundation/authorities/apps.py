"""Django's registration of the directory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoritiesConfig(AppConfig):
    """The directory."""

    name = "homeward.foundation.authorities"
    label = "authorities"
    verbose_name = _("Authorities")

    def ready(self) -> None:
        """Register verbs and the menu entry."""
        from homeward.foundation.authorities import work
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

        register_verbs(
            {
                "authorities.directory_loaded": says(
                    _("loaded the directory"),
                    Field("authorities", "how many authorities the document held", Kind.WHOLE),
                ),
                "authorities.node_pinned": _("pinned the keys of a node"),
            }
        )
        work.register()

"""Django's registration of duty."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Tasks and clocks."""

    name = "homeward.foundation.duty"
    label = "duty"

    def ready(self) -> None:
        """Fill My work."""
        from homeward.foundation.duty import work

        work.register()

"""Django's registration of the access room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """People, roles and sign-in."""

    name = "homeward.foundation.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        """Register verbs and listen to sign-ins."""
        from homeward.foundation.access import signin  # noqa: F401  connects allauth's signals
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs(
            {
                "access.signed_in": _("signed in"),
                "access.signed_out": _("signed out"),
                "access.sign_in_failed": _("failed to sign in"),
                "access.refused": _("was refused"),
                "access.member_added": _("let someone into a compartment"),
                "access.user_added": _("added a person to the node"),
                "access.team_added": _("added a team"),
            }
        )

"""Django's registration of the access room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """People, roles and sign-in."""

    name = "homeward.foundation.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        """Register verbs and captions, and listen to sign-ins."""
        from homeward.foundation.access import signin  # noqa: F401  connects the signals
        from homeward.foundation.access.queries import name_of_person
        from homeward.foundation.journal.ports import register_caption
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs(
            {
                "access.signed_in": _("signed in"),
                "access.signed_out": _("signed out"),
                "access.sign_in_failed": _("failed to sign in"),
                "access.refused": _("was refused"),
                "access.password_changed": _("changed the password"),
                "access.second_factor_set": _("set up a second factor"),
                "access.second_factor_removed": _("gave up a second factor"),
                "access.recovery_codes_made": _("made new recovery codes"),
                "access.recovery_codes_shown": _("looked at the recovery codes"),
                "access.member_added": _("let someone into a compartment"),
                "access.user_added": _("added a person to the node"),
                "access.team_added": _("added a team"),
            }
        )
        register_caption("user", name_of_person)

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
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

        register_verbs(
            {
                "access.signed_in": _("signed in"),
                "access.signed_out": _("signed out"),
                "access.sign_in_failed": says(
                    _("failed to sign in"),
                    Field(
                        "factor", "which step failed: password or code; empty where none was tried"
                    ),
                    Field(
                        "locked",
                        "too many wrong tries, so none is allowed for a while",
                        Kind.YES_NO,
                    ),
                ),
                "access.refused": says(
                    _("was refused"),
                    Field("code", "the error's code, see the reference of errors"),
                    Field("method", "HTTP method of the request"),
                    Field("path", "address that was asked for, without its query"),
                ),
                "access.lock_out_lifted": _("let someone try to sign in again"),
                "access.password_changed": _("changed the password"),
                "access.second_factor_set": _("set up a second factor"),
                "access.second_factor_removed": _("gave up a second factor"),
                "access.recovery_codes_made": _("made new recovery codes"),
                "access.recovery_codes_shown": _("looked at the recovery codes"),
                "access.member_added": says(
                    _("let someone into a compartment"),
                    Field("lead", "the person leads the case", Kind.YES_NO),
                ),
                "access.member_removed": _("ended somebody's place in a compartment"),
                "access.glass_broken": says(
                    _("broke the glass of a case"),
                    Field("compartments", "codes of the compartments", Kind.TEXTS),
                    Field("minutes", "for how long at most", Kind.WHOLE),
                ),
                "access.glass_ended": _("ended the access by a broken glass early"),
                "access.glass_expired": _("noted that the hours of a broken glass were over"),
                "access.glass_reviewed": says(
                    _("reviewed a broken glass"),
                    Field("verdict", "code of the verdict: justified or not_justified"),
                ),
                "access.user_added": says(
                    _("added a person to the node"),
                    Field("roles", "codes of the person's roles", Kind.TEXTS),
                ),
                "access.team_added": says(
                    _("added a team"), Field("authority", "code of the authority whose desk it is")
                ),
            }
        )
        register_caption("user", name_of_person)

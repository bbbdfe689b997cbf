"""Django's registration of the directory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoritiesConfig(AppConfig):
    """The directory."""

    name = "homeward.foundation.authorities"
    label = "authorities"
    verbose_name = _("Authorities")

    def ready(self) -> None:
        """Register verbs, jobs and what the shared page shows."""
        from homeward.foundation.authorities import jobs, work  # noqa: F401
        from homeward.foundation.journal.verbs import register_verbs

        register_verbs(
            {
                "authorities.directory_loaded": _("loaded the directory"),
                "authorities.node_pinned": _("pinned the keys of a node"),
                "authorities.node_unpinned": _("took back the trust in a node"),
                "authorities.node_connected": _("connected a node from a directory"),
                "authorities.node_revoked": _("stopped a node that was revoked"),
                "authorities.key_followed": _("followed a node to its new keys"),
                "authorities.key_revoked": _("stopped keys that were revoked"),
                "authorities.key_unknown": _("saw a message signed with keys of nobody known"),
                "authorities.key_change_waits": _("held back new keys until an officer decides"),
                "authorities.key_change_confirmed": _("confirmed the new keys of a node"),
                "authorities.key_change_refused": _("refused the new keys of a node"),
                "authorities.directory_followed": _("began to follow a directory"),
                "authorities.directory_given_up": _("ceased to follow a directory"),
                "authorities.directory_moved": _("changed the address of a directory"),
                "authorities.directory_refreshed": _("took over a newer state of a directory"),
                "authorities.directory_problem": _("could not take over a directory"),
                "authorities.own_keys_announced": _("announced new keys of this node"),
                "authorities.own_keys_switched": _("let the new keys of this node sign"),
                "authorities.own_keys_destroyed": _("destroyed old keys of this node"),
            }
        )
        work.register()

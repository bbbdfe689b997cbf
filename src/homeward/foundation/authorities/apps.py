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
        from homeward.foundation.authorities import contact_words, contact_work, jobs, work  # noqa: F401
        from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

        register_verbs(
            {
                "authorities.directory_loaded": says(
                    _("loaded the directory"),
                    Field("authorities", "how many authorities the document held", Kind.WHOLE),
                ),
                "authorities.node_pinned": _("pinned the keys of a node"),
                "authorities.node_unpinned": _("took back the trust in a node"),
                "authorities.node_connected": _("connected a node from a directory"),
                "authorities.node_revoked": _("stopped a node that was revoked"),
                "authorities.key_followed": says(
                    _("followed a node to its new keys"),
                    Field(
                        "signed_by",
                        "old_key where the old keys signed for the new ones, directory where the"
                        " State's own part did",
                    ),
                ),
                "authorities.key_revoked": says(
                    _("stopped keys that were revoked"),
                    Field("key", "id of the keys"),
                ),
                "authorities.key_unknown": _("saw a message signed with keys of nobody known"),
                "authorities.key_change_waits": _("held back new keys until an officer decides"),
                "authorities.key_change_confirmed": _("confirmed the new keys of a node"),
                "authorities.key_change_refused": _("refused the new keys of a node"),
                "authorities.directory_followed": says(
                    _("began to follow a directory"),
                    Field("directory", "the directory's id, 32 hexadecimal digits"),
                    Field("readers", "who read the fingerprint from two channels", Kind.TEXTS),
                ),
                "authorities.directory_given_up": says(
                    _("ceased to follow a directory"),
                    Field("nodes", "nodes that stay trusted", Kind.WHOLE),
                ),
                "authorities.directory_refreshed": says(
                    _("took over a newer state of a directory"),
                    Field("version", "version of the timestamp", Kind.WHOLE),
                    Field("root", "version of the root", Kind.WHOLE),
                    Field("changes", "how many changes are told on the page", Kind.WHOLE),
                ),
                "authorities.directory_problem": says(
                    _("could not take over a directory"),
                    Field("code", "the error's code"),
                ),
                "authorities.own_keys_announced": says(
                    _("announced new keys of this node"),
                    Field("key", "id of the new keys"),
                ),
                "authorities.own_key_revoked": says(
                    _("revoked keys of this node"),
                    Field("key", "id of the keys"),
                ),
                "authorities.own_keys_switched": _("let the new keys of this node sign"),
                "authorities.own_keys_destroyed": says(
                    _("destroyed old keys of this node"),
                    Field("count", "how many", Kind.WHOLE),
                ),
            }
        )
        contact_words.register()
        work.register()
        contact_work.register()

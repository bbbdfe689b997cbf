"""What can go wrong in the vault."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class LockedForEver(HomewardError):
    """The content does not open: altered bytes, another key, or a key that was destroyed."""

    code = "vault_locked"
    status = 500
    message = _("This content cannot be opened any more (%(purpose)s). Ask the administrator.")

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose=purpose)


class NoNodeKeys(HomewardError):
    """The node has no keys of its own yet."""

    code = "no_node_keys"
    status = 503
    message = _("This node has no keys yet. Ask the administrator to run “homeward init”.")


class KeysAnnounced(HomewardError):
    """New keys of the node wait for their time already."""

    code = "keys_announced"
    status = 409
    message = _(
        "New keys were announced already and do not sign yet. Let them take over first"
        " (“homeward trust keys switch”), then announce others."
    )

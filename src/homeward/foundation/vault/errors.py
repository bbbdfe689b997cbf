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


class KeysPromised(HomewardError):
    """Old keys that peers were told would be good for longer."""

    code = "keys_promised"
    status = 409
    message = _(
        "Old keys of this node were promised to be good until %(day)s, so other nodes may seal to"
        " them still. Destroy them after that day. If they were stolen, destroy them at once"
        " (“homeward trust keys destroy --now”): what is still on its way to them is lost."
    )


class VaultFull(HomewardError):
    """The disk of the vault has no room for more; nothing half-written is left."""

    code = "vault_full"
    status = 507
    message = _(
        "There is no room left on this node for the file. Nothing of it was kept. The administrator"
        " frees space or moves the vault to a larger disk; then try again."
    )


class NothingTaken(HomewardError):
    """An empty file was to be taken in."""

    code = "file_without_bytes"
    status = 400
    message = _("The file is empty. Choose the file again.")

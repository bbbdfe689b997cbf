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


class PartBeyond(HomewardError):
    """A part that the file does not have."""

    code = "part_beyond"
    status = 400
    message = _(
        "There is no part %(number)s: the file has %(count)s parts. Load the page again and choose"
        " the file once more."
    )


class PartAltered(HomewardError):
    """A part that came shorter, longer or otherwise than its sender said."""

    code = "part_altered"
    status = 400
    message = _(
        "Part %(number)s did not arrive as it was sent. Nothing of it was kept; send it again."
    )


class PartMissing(HomewardError):
    """A file that is not whole yet."""

    code = "part_missing"
    status = 409
    message = _(
        "Part %(number)s of the file is not here. Choose the same file again: the upload goes on"
        " where it stopped."
    )


class CustodyAhead(HomewardError):
    """A step that has not come yet."""

    code = "custody_ahead"
    status = 400
    message = _("This time has not come yet. A step is written once it was made. Check the time.")


class CustodyTooEarly(HomewardError):
    """A step before the last one that is written."""

    code = "custody_too_early"
    status = 400
    message = _(
        "The last step was on %(last)s, and no step is written before it. Check the time; if a step"
        " was forgotten, say so in the purpose of this one."
    )


class CustodyNotHeld(HomewardError):
    """A step by somebody who does not hold the evidence."""

    code = "custody_not_held"
    status = 400
    message = _(
        "%(holder)s holds this evidence. Only who holds it hands it over, examines, copies, returns"
        " or destroys it."
    )


class CustodyOnTheWay(HomewardError):
    """Handed over, and not received yet."""

    code = "custody_on_the_way"
    status = 400
    message = _(
        "%(source)s handed this over to %(target)s, who has not confirmed it. The next step is"
        " “Received”, from %(source)s to %(target)s."
    )


class CustodyNotGiven(HomewardError):
    """Received without having been handed over."""

    code = "custody_not_given"
    status = 400
    message = _(
        "Nothing was handed over that could be received: %(holder)s holds this evidence. Write"
        " “Handed over” first."
    )


class CustodyEnded(HomewardError):
    """A step after destruction."""

    code = "custody_ended"
    status = 409
    message = _("This evidence was destroyed on %(last)s. Nothing can be written after that.")


class CustodyOvertaken(HomewardError):
    """Somebody wrote the next step first."""

    code = "custody_overtaken"
    status = 409
    message = _(
        "Somebody else wrote the next step meanwhile, and yours was not kept. Read the custody"
        " below and decide again."
    )

"""What can go wrong with the directory."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class UnknownState(HomewardError):
    """The directory has no such State."""

    code = "unknown_state"
    status = 404
    message = _("The directory has no State with the code %(state)s.")


class FingerprintMismatch(HomewardError):
    """The fingerprint that was read does not fit the card."""

    code = "fingerprint_mismatch"
    status = 400
    message = _(
        "The fingerprint of this card is another one. Do not trust it: call the authority again."
    )


class OtherEnvironment(HomewardError):
    """A card of another environment, such as a demo node's in a real node."""

    code = "card_of_other_environment"
    status = 400
    message = _(
        "This card belongs to the environment “%(theirs)s”; this node is “%(ours)s”."
        " They never mix."
    )


class PeerRevoked(HomewardError):
    """The State's node or its keys were revoked."""

    code = "peer_revoked"
    status = 409
    message = _(
        "The node of %(state)s was revoked, so nothing is sent to it or taken from it. Use another"
        " channel, and call the authority before its new keys are trusted."
    )


class DirectoryLapsed(HomewardError):
    """The directory that vouches for the State's node expired, and the days of grace are over."""

    code = "directory_lapsed"
    status = 409
    message = _(
        "The directory that vouches for the node of %(state)s expired on %(day)s, and the days of"
        " grace are over. Ask the administrator to refresh it. Where a life is at risk, requests"
        " still go out."
    )


class AddressNotAllowed(HomewardError):
    """The address lies outside the ranges that this node may call."""

    code = "address_not_allowed"
    status = 400
    message = _(
        "%(host)s leads to %(address)s (%(why)s), where this node does not connect to. Ask the"
        " other State for its address; if it is right, the administrator adds its range to"
        " “networks” under [peers] in node.toml."
    )


class AddressUnknown(HomewardError):
    """The name of a host does not lead to an address."""

    code = "address_unknown"
    status = 400
    message = _(
        "The name %(host)s leads to no address. Check it, and the name service of this node."
    )


class KeyIsRevoked(HomewardError):
    """Keys that were revoked are offered again."""

    code = "key_is_revoked"
    status = 409
    message = _(
        "These keys of %(state)s were revoked on %(day)s and are never trusted again. Ask the"
        " authority for the card of its new keys."
    )


class OlderCard(HomewardError):
    """A card that was made before the one that is known."""

    code = "older_card"
    status = 409
    message = _(
        "This card of %(state)s is older than the one that is known. Ask for the newest; if the"
        " other State really went back to older keys, pin it with its fingerprint."
    )


class KeyChangeUnsigned(HomewardError):
    """Other keys, which the old ones did not sign."""

    code = "key_change_unsigned"
    status = 409
    message = _(
        "The node of %(state)s shows other keys, and its old keys did not sign them. Nothing is"
        " changed. Call the authority at a number that you already know, compare the fingerprint,"
        " and confirm or refuse the new keys on the page of directories."
    )


class KeyChangeDecided(HomewardError):
    """Nothing waits for a decision any more, or it cannot be confirmed."""

    code = "key_change_decided"
    status = 409
    message = _("No change of keys of this kind waits for a decision. Read the page again.")


class NodeNotPinned(HomewardError):
    """The State has no node here."""

    code = "node_not_pinned"
    status = 404
    message = _("No node of %(state)s is known here.")


class DirectoryKnown(HomewardError):
    """The directory is followed already."""

    code = "directory_known"
    status = 409
    message = _("This directory is followed already, under the name %(name)s.")


class DirectoryUnknown(HomewardError):
    """No such directory."""

    code = "directory_unknown"
    status = 404
    message = _("This node follows no directory with the number %(number)s.")


class PeerKeyUnknown(HomewardError):
    """An id that is none of a State's keys."""

    code = "peer_key_unknown"
    status = 404
    message = _(
        "No key of %(state)s with the id %(key)s is believed here, so there is none to revoke."
        " Compare it letter by letter with what “homeward trust show” prints."
    )


class OwnKeyUnknown(HomewardError):
    """An id that is none of this node's keys."""

    code = "own_key_unknown"
    status = 404
    message = _(
        "This node never had keys with the id %(key)s. Compare it letter by letter with what"
        " “homeward trust show” prints; if it is right, add --unlisted."
    )


class OwnKeysRevoked(HomewardError):
    """The node's card would name keys that the State revoked."""

    code = "own_keys_revoked"
    status = 409
    message = _(
        "The card of this node names the keys %(key)s, which are revoked. Make new ones first"
        " (“homeward trust keys announce”), or say that the State has no node (--without-node)."
    )


class EntryNotTaken(HomewardError):
    """A State's entry holds, but this node failed to take it over."""

    code = "entry_not_taken"
    status = 500
    message = _(
        "The entry of %(state)s is signed as it must be, but this node could not take it over. What"
        " was known before stays. The reason is in the node's log; tell whoever maintains it."
    )


class DirectoryRefused(HomewardError):
    """A directory or its root is not usable; the sentence is the library's."""

    code = "directory_refused"
    status = 400
    message = _("The directory was not taken over: %(sentence)s")


class ReadersNotTwo(HomewardError):
    """A fingerprint needs two persons."""

    code = "readers_not_two"
    status = 400
    message = _(
        "Two different persons read the fingerprint, from two channels. Write the names of both."
    )


class SignedByItsState(HomewardError):
    """An unsigned change to what a State says of itself under its own signature."""

    code = "directory_change_unsigned"
    status = 409
    message = _(
        "%(state)s signs its own entry (%(by)s), so only a change that %(state)s signed is taken"
        " over. Rule: what the directory says of a State is changed by that State. Ask its"
        " authority to correct its entry."
    )


class DirectoryFileFault(HomewardError):
    """A document of States and authorities that is not in its form."""

    code = "directory_file_fault"
    status = 400
    message = _("The file was not loaded. At %(place)s: %(problem)s. Mend it and load it again.")


class ContactExists(HomewardError):
    """An authority or contact point of this name is there already."""

    code = "contact_exists"
    status = 409
    message = _("%(contact)s is there already. Change that one, or choose another name.")


class AuthorityInUse(HomewardError):
    """Desks or people of this node belong to the authority."""

    code = "authority_in_use"
    status = 409
    message = _(
        "%(authority)s has desks or people in this node. Give them another authority first, or"
        " close their accounts."
    )


class SourceMissing(HomewardError):
    """Something typed in without saying where it was read."""

    code = "directory_source_missing"
    status = 400
    message = _(
        "Say where it was read and on which date. Rule: an entry that its State did not sign names"
        " its source."
    )


class UnknownMatter(HomewardError):
    """Something that nobody declared as a thing to be asked."""

    code = "matter_unknown"
    status = 404
    message = _("There is nothing to be asked under the code %(matter)s.")


class UnknownContact(HomewardError):
    """No such authority or contact point."""

    code = "contact_unknown"
    status = 400
    message = _("The directory has no authority or contact point %(contact)s.")


class NotCompetent(HomewardError):
    """An authority is to be asked for what it is not in charge of."""

    code = "authority_not_competent"
    status = 400
    message = _("%(authority)s cannot be asked for this. Rule: %(rule)s")


class CannotPing(HomewardError):
    """The State has no node that could be asked."""

    code = "ping_impossible"
    status = 409
    message = _(
        "%(state)s has no connected node, so no signed question reaches it. Call the authority at a"
        " number that you already know, and note with “Note a call” beside its telephone whether"
        " somebody answered."
    )


class CallByCode(HomewardError):
    """A call is noted by its code where the State's node can hand the code to its officer."""

    code = "call_by_code"
    status = 409
    message = _(
        "The node of %(state)s is connected. Press “Test now” beside the telephone, call, and type"
        " the code that is read to you: that proves more than a note."
    )


class CallTimeImpossible(HomewardError):
    """A call that is yet to come, or was too long ago to be noted."""

    code = "call_time_impossible"
    status = 400
    message = _("The call was made within the last %(days)s days, and not later than now.")


class PingWaits(HomewardError):
    """One question at a time: duty officers have other work."""

    code = "ping_waits"
    status = 409
    message = _("%(authority)s was asked already, and its answer is awaited until %(due)s.")


class PingOver(HomewardError):
    """The ping was answered, or is not one that can be answered so."""

    code = "ping_over"
    status = 409
    message = _("This question was answered already, or cannot be answered here. Read it again.")


class NotOnDuty(HomewardError):
    """Only who is on duty, or at the desk that was asked, answers."""

    code = "ping_not_on_duty"
    status = 403
    message = _(
        "Only an officer on duty, or at the desk of the authority that was asked, answers. It tests"
        " whether such an officer reads what arrives."
    )


class TimeImpossible(HomewardError):
    """The time at which a code was heard lies before the question, too late, or ahead of now."""

    code = "ping_time_impossible"
    status = 400
    message = _(
        "The code was heard after the question was sent, within a day of it, and not in the future."
    )

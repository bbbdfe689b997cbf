"""What can go wrong in delivery. Errors of the envelope itself are those of `homeward.wire`."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.errors import DirectoryLapsed, PeerRevoked
from homeward.foundation.errors import HomewardError


class NotConnected(HomewardError):
    """The State has no pinned node."""

    code = "not_connected"
    status = 409
    message = _("%(state)s has no node. Send the request by another channel and record it here.")


class IdReused(HomewardError):
    """The same id arrived with another content."""

    code = "id_reused"
    status = 409
    message = _("A message with this id arrived before with another content. It was refused.")


class NoCommonVersion(HomewardError):
    """The other node reads no version of this type that this node writes."""

    code = "no_common_version"
    status = 409
    message = _(
        "The node of %(state)s reads no version of “%(type)s” that this one writes. One of the two "
        "must be updated. Send it by another channel until then."
    )


CANNOT_BE_SENT = (NotConnected, NoCommonVersion, PeerRevoked, DirectoryLapsed)
"""Nothing goes to this State's node now. Whoever sends by himself, and not for an officer who is
told so, leaves that State alone and goes on with the others."""


class AlreadyRecalled(HomewardError):
    """The message or file was recalled before, or it is nowhere: it was refused or expired."""

    code = "already_recalled"
    status = 409
    message = _("It was recalled before, or the other State never took it in.")


class MediumUnusable(HomewardError):
    """A folder cannot be written, or is not one that another node exported for this one."""

    code = "medium_unusable"
    status = 400
    message = _("This medium cannot be used: %(reason)s.")


class EffectRefused(HomewardError):
    """The message is genuine but cannot take effect here; the receipt says why."""

    code = "effect_refused"
    status = 422
    message = _("The message cannot take effect here: %(reason)s.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class NotYet(HomewardError):
    """After a restore, a message came before those that it follows were returned."""

    code = "not_yet"
    status = 503
    message = _(
        "This node was restored from a copy and may still miss what the message follows. Send it"
        " again later."
    )


class MalformedPayload(EffectRefused):
    """A field of the payload is missing, or not of the type or within the bounds it must have."""

    code = "malformed_payload"
    message = _("The message's contents are not in the form of its type, so it has no effect here.")

    def __init__(self, field: str = "payload", reason: str = "malformed_payload") -> None:
        super().__init__(reason)
        self.params["field"] = field


class WrongMethod(HomewardError):
    """The address of the exchange was asked in another way than it answers."""

    code = "wrong_method"
    status = 405
    message = _("Nodes answer to %(allowed)s at this address only.")


class LengthRequired(HomewardError):
    """A request between nodes that does not say how long it is."""

    code = "length_required"
    status = 411
    message = _("The request does not say in Content-Length how long its body is. Send it so.")


class TooSlow(HomewardError):
    """The body of a request did not arrive in its time."""

    code = "too_slow"
    status = 408
    message = _("The body did not arrive within %(seconds)s seconds. Send it again.")


class RequestReplayed(HomewardError):
    """A signed request that was here before."""

    code = "request_replayed"
    status = 409
    message = _(
        "The very same request of the node of %(node)s was here before. A new attempt is signed"
        " anew; if this repeats, somebody plays recorded requests again."
    )


class TooManyRequests(HomewardError):
    """More requests or bytes in a minute than this node takes."""

    code = "too_many_requests"
    status = 429
    message = _("More came in this minute than this node takes. Try again in %(seconds)s seconds.")


class TooManyAtOnce(HomewardError):
    """More requests at the same moment than this node takes."""

    code = "too_many_at_once"
    status = 429
    message = _("Too much is being taken in right now. Try again in %(seconds)s seconds.")


class CertificateNotPinned(HomewardError):
    """A peer for which a client certificate is pinned came without it."""

    code = "certificate_not_pinned"
    status = 403
    message = _(
        "The client certificate pinned for the node of %(node)s did not come with the request."
        " Ask the other State whether it changed, and pin the new fingerprint."
    )


class NoSuchPeer(HomewardError):
    """Something was to be set for a State whose node is not pinned."""

    code = "no_such_peer"
    status = 404
    message = _("The node of %(state)s is not connected. Pin its card first.")


class NotAFingerprint(HomewardError):
    """Text that is no SHA-256 fingerprint of a certificate."""

    code = "not_a_fingerprint"
    status = 400
    message = _(
        "“%(text)s” is no SHA-256 fingerprint: 64 hexadecimal digits, with or without colons."
    )


class NotANodesRequest(HomewardError):
    """A request below the exchange's address that no node sends."""

    code = "not_a_nodes_request"
    status = 400
    message = _("Nodes send no such request: see its address and its Host field.")


class UnknownAttachment(HomewardError):
    """No message that arrived here announces this attachment."""

    code = "unknown_attachment"
    status = 404
    message = _("This node knows no such attachment. Its message may not have arrived yet.")


class AttachmentBusy(HomewardError):
    """As many parts are being taken in as this node takes in at once."""

    code = "attachment_busy"
    status = 429
    message = _("This node is taking in as many parts as it can. The sender tries again by itself.")


class PeerQuotaReached(HomewardError):
    """A State has sent as much in a day as it may."""

    code = "attachment_quota"
    status = 429
    message = _(
        "%(peer)s has sent as many bytes of attachments in a day as the settings allow. The rest"
        " arrives by itself later; the administrator may raise the limit."
    )


class AttachmentTooLarge(HomewardError):
    """A file is larger than a message may carry."""

    code = "attachment_too_large"
    status = 413
    message = _("The file is larger than %(limit)s bytes, the most that can be sent. Divide it.")


class TooManyAttachments(HomewardError):
    """More files than one message may carry."""

    code = "attachments_too_many"
    status = 409
    message = _("One message carries at most %(limit)s files. Send the others with the next one.")


class FileBeingRead(HomewardError):
    """A large file of another State is to go onward, and its parts' digests are not taken yet."""

    code = "file_being_read"
    status = 409
    message = _(
        "“%(name)s” came from another State, and this node reads it through before it may go"
        " onward, which ends some ten minutes after it arrived. Try again then, or send the message"
        " without it now and the file with the next one."
    )

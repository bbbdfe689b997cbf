"""What can go wrong in delivery. Errors of the envelope itself are those of `homeward.wire`."""

from django.utils.translation import gettext_lazy as _

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


class EffectRefused(HomewardError):
    """The message is genuine but cannot take effect here; the receipt says why."""

    code = "effect_refused"
    status = 422
    message = _("The message cannot take effect here: %(reason)s.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class MalformedPayload(EffectRefused):
    """A field of the payload is missing, or not of the type or within the bounds it must have."""

    code = "malformed_payload"
    message = _("The message's contents are not in the form of its type, so it has no effect here.")

    def __init__(self, field: str = "payload", reason: str = "malformed_payload") -> None:
        super().__init__(reason)
        self.params["field"] = field


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

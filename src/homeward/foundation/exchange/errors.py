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


class NoCommonVersion(HomewardError):
    """The other node reads no version of this type that this node writes."""

    code = "no_common_version"
    status = 409
    message = _(
        "The node of %(state)s reads no version of “%(type)s” that this one writes. One of the two "
        "must be updated. Send it by another channel until then."
    )


class AlreadyRecalled(HomewardError):
    """The message was recalled before, or it is nowhere: it was refused or expired."""

    code = "already_recalled"
    status = 409
    message = _("This message was recalled before, or the other State never took it in.")


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


class MalformedPayload(EffectRefused):
    """A field of the payload is missing, or not of the type or within the bounds it must have."""

    code = "malformed_payload"
    message = _("The message's contents are not in the form of its type, so it has no effect here.")

    def __init__(self, field: str = "payload", reason: str = "malformed_payload") -> None:
        super().__init__(reason)
        self.params["field"] = field

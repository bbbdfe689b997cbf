"""One plain line about a file of a request: how large it is, and how far it has come."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from homeward.casework.cooperation.queries import FileOfRequest
from homeward.foundation.exchange.models import Transfer
from homeward.foundation.exchange.queries import Progress


def file_words(one: FileOfRequest) -> str:
    """The line, in the reader's language."""
    if one.progress is None:
        size = filesizeformat(one.file.size)
        if one.file.change_id is not None:
            return _on_paper(one, size)
        if one.file.message_id is None:
            request = one.file.request
            if request.lifecycle.says_no_more(request.state, request.side):
                return _("%(size)s. It was not sent, and the request has ended.") % {"size": size}
            return _("%(size)s. It goes with the next message.") % {"size": size}
        return size
    if one.progress.recall:
        size = filesizeformat(one.progress.size)
        return _("%(size)s. %(word)s") % {"size": size, "word": one.progress.recall}
    return _going(one.progress) if one.progress.outgoing else _coming(one.progress)


def _on_paper(one: FileOfRequest, size: str) -> str:
    if one.file.side == one.file.request.side:
        return _("%(size)s. It goes or went with the letter by hand.") % {"size": size}
    return _("%(size)s. A paper of the other State, scanned and entered by hand.") % {"size": size}


def _going(progress: Progress) -> str:
    named = _named(progress)
    match progress.state:
        case Transfer.WAITING:
            return _("%(size)s. It follows once %(state)s has its message.") % named
        case Transfer.ARRIVING:
            line = _("%(arrived)s of %(size)s have arrived in %(state)s.") % named
            return f"{line} {_obstacle(progress)}".strip()
        case Transfer.CHECKING:
            return _("%(size)s have arrived in %(state)s and are being checked there.") % named
        case Transfer.COMPLETE:
            return _("%(size)s. %(state)s has it in full and signed for it.") % named
    return _("%(size)s. %(state)s does not get it: %(reason)s") % named


def _coming(progress: Progress) -> str:
    named = _named(progress)
    match progress.state:
        case Transfer.COMPLETE:
            return _("%(size)s. It arrived from %(state)s in full and as it was signed.") % named
        case Transfer.CHECKING:
            return _("%(size)s have arrived from %(state)s and are being checked.") % named
        case Transfer.ARRIVING:
            return _("Arriving from %(state)s: %(arrived)s of %(size)s.") % named
    return _("%(size)s from %(state)s. It is not here: %(reason)s") % named


def _named(progress: Progress) -> dict[str, str]:
    return {
        "state": progress.peer,
        "arrived": filesizeformat(progress.arrived),
        "size": filesizeformat(progress.size),
        "reason": _reason(progress),
    }


def _obstacle(progress: Progress) -> str:
    """Why it does not go on just now; it is tried again by itself."""
    match progress.failure:
        case "":
            return ""
        case "vault_full":
            return _("That node has no room just now. It goes on by itself once there is.")
        case "attachment_quota":
            return _("That node takes no more in today. It goes on by itself.")
        case "attachment_busy":
            return _("That node is busy with other files. It goes on by itself.")
        case "file_unreadable":
            return _("The file on this node cannot be read. Ask the administrator.")
    return _("The line is interrupted. It goes on by itself.")


def _reason(progress: Progress) -> str:
    match (progress.state, progress.reason):
        case (_state, "attachment_too_large"):
            return _("it is larger than that node takes in.")
        case (_state, "attachment_digest"):
            return _("what arrived is not what was signed.")
        case (_state, "message_not_delivered"):
            return _("its message was not delivered.")
        case (_state, "recalled"):
            return _("it was recalled.")
        case (Transfer.EXPIRED, _reason):
            return _("it did not arrive in its time.")
        case (Transfer.CLOSED, _reason):
            return _("it was closed.")
    return _("it was refused.")

"""What the exchange says in the journal, and with which fields."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.foundation.journal.verbs import Field, Kind, Said, says

_SENDER = Field("sender", "State of the sender")
_TO = Field("to", "State of the receiver")
_TYPE = Field("type", "the message's type")
_DIGEST = Field("digest", "SHA-256 of the message's canonical bytes")
_STATE = Field("state", "the state that the receipt speaks of")
_BY = Field("by", "who ran the command")
_MESSAGE = Field("message", "id of the message that it came with")
_SHA256 = Field("sha256", "SHA-256 of the whole file")
_SIZE = Field("size", "bytes", Kind.WHOLE)
_PLACE = Field("state", "where the file stands: complete, refused, closed or expired")
_CODE = Field("code", "why, in a word")
_ENDED = Field("reason", "why it ended, in a word")

VERBS: dict[str, str | Promise | Said] = {
    "exchange.sent": says(_("sent a message"), _TO, _TYPE, _DIGEST),
    "exchange.received": says(
        _("took a message in"),
        _SENDER,
        _TYPE,
        _DIGEST,
        Field("reason", "empty"),
        Field("state", "what its receipt says: accepted, or delivered where it lies on a desk"),
    ),
    "exchange.refused": says(
        _("refused a message"),
        _SENDER,
        _TYPE,
        _DIGEST,
        Field("reason", "code or words that the receipt gives"),
        Field("field", "path of the payload's field that is at fault"),
    ),
    "exchange.bad_message": says(
        _("turned away what was not genuine"),
        Field("code", "the error's code"),
        Field("size", "bytes", Kind.WHOLE),
        Field("left_out", "entries of this code that were not written since the last", Kind.WHOLE),
        Field("node", "State whose node the request named, proved or not"),
        Field("sender", "State of the sender, where it is certain"),
        Field("message", "id of the message, where it is certain"),
        Field("digest", "SHA-256 of the message that reused the id"),
    ),
    "exchange.receipt_received": says(_("kept a receipt"), _STATE),
    "exchange.out_of_order": says(
        _("noticed that messages are missing or out of order"),
        _SENDER,
        Field("order", "gap, late, repeat or broken"),
        Field("number", "the message's number in the sender's count", Kind.WHOLE),
        Field("expected", "the number that was expected", Kind.WHOLE),
    ),
    "exchange.expired": _("gave up a message that expired"),
    "exchange.receipt_given": says(_("gave a receipt"), _STATE, _TO),
    "exchange.receipt_late": says(_("missed a receipt that was due"), _STATE, _TO),
    "exchange.receipt_after_expiry": _("learned that an expired message had arrived"),
    "exchange.receipt_contradicts": says(
        _("kept a receipt that contradicts another"),
        _STATE,
        Field("delivery", "what became of the message by the receipts before"),
    ),
    "exchange.receipt_of_unknown": says(
        _("left out a receipt for a message that is not known here"), _SENDER
    ),
    "exchange.not_returned": says(
        _("could not return a message that another node lost"), _TO, _CODE
    ),
    "exchange.closed": says(
        _("learned that a message of another State expired"),
        _SENDER,
        Field("number", "the message's number in the sender's count", Kind.WHOLE),
    ),
    "exchange.asked_for_missing": says(
        _("asked another State for missing messages"),
        _TO,
        Field("stretches", "stretches of numbers that are missing", Kind.WHOLE),
    ),
    "exchange.returned": says(
        _("got back a message that this node had lost"),
        _SENDER,
        _TYPE,
        _DIGEST,
        Field("ours", "this node had sent it; otherwise it had taken it in", Kind.YES_NO),
    ),
    "exchange.epoch_opened": says(
        _("began to count its messages anew after a restore"),
        Field("number", "the new epoch", Kind.WHOLE),
        Field("before", "the epoch before it", Kind.WHOLE),
        Field("peers", "nodes that were told", Kind.WHOLE),
        _BY,
    ),
    "exchange.epoch_noticed": says(
        _("learned that another node was restored"),
        _SENDER,
        Field("number", "its new epoch", Kind.WHOLE),
        Field("returned", "messages that were returned to it", Kind.WHOLE),
    ),
    "exchange.exported": says(
        _("wrote messages to a medium"), _TO, Field("messages", "how many", Kind.WHOLE), _BY
    ),
    "exchange.imported": says(
        _("read messages from a medium"),
        _SENDER,
        Field("messages", "how many", Kind.WHOLE),
        Field("receipts", "how many", Kind.WHOLE),
        Field("faults", "files that could not be used", Kind.WHOLE),
        _BY,
    ),
    "exchange.recall_asked": says(_("recalled a message"), _TO),
    "exchange.recall_taken": says(
        _("took in the recall of a message"),
        _SENDER,
        Field("outcome", "closed or kept"),
        Field("passed_on", "States to which the recall went on"),
        Field("not_reached", "States that have a copy and cannot be reached by a message"),
    ),
    "exchange.recall_answered": says(
        _("learned what became of a recall"),
        _SENDER,
        Field("outcome", "closed, kept or unknown"),
        Field("passed_on", "States to which the recall went on"),
    ),
    "exchange.file_recall_asked": says(_("recalled a file"), _TO, _MESSAGE, _SHA256),
    "exchange.file_recall_taken": says(
        _("took in the recall of a file"),
        _SENDER,
        _MESSAGE,
        Field("outcome", "closed or kept"),
        Field("passed_on", "States to which the recall went on"),
        Field("not_reached", "States that have a copy and cannot be reached by a message"),
    ),
    "exchange.file_recall_answered": says(
        _("learned what became of the recall of a file"),
        _SENDER,
        Field("outcome", "closed, kept or unknown"),
        Field("passed_on", "States to which the recall went on"),
    ),
    "exchange.attachment_sent": says(
        _("sent a file with a message"), _TO, _MESSAGE, _SHA256, _SIZE
    ),
    "exchange.attachment_delivered": says(
        _("learned that a file has arrived"), _TO, _MESSAGE, _SHA256, _PLACE, _ENDED
    ),
    "exchange.attachment_not_delivered": says(
        _("learned that a file did not arrive"), _TO, _MESSAGE, _SHA256, _PLACE, _ENDED
    ),
    "exchange.attachment_announced": says(
        _("was told of a file that will arrive"), _SENDER, _MESSAGE, _SHA256, _SIZE
    ),
    "exchange.attachment_arrived": says(_("took a file in"), _SENDER, _MESSAGE, _SHA256, _SIZE),
    "exchange.attachment_ended": says(
        _("closed a file that did not arrive whole"),
        _SENDER,
        _PLACE,
        _ENDED,
        Field("arrived", "bytes that had arrived", Kind.WHOLE),
    ),
    "exchange.attachment_destroyed": says(_("destroyed a file that had arrived"), _SENDER, _ENDED),
    "exchange.attachment_bad_part": says(
        _("turned away a part of a file"),
        _SENDER,
        Field("number", "the part's number", Kind.WHOLE),
        Field("left_out", "entries of this code that were not written since the last", Kind.WHOLE),
    ),
    "exchange.attachment_waits": says(
        _("found no room for a file"),
        Field("code", "the error's code"),
        Field("needed", "bytes that found no room", Kind.WHOLE),
    ),
    "exchange.certificate_pinned": says(
        _("set which certificate a peer must show"),
        Field("fingerprint", "SHA-256 of the certificate; empty for none"),
    ),
}

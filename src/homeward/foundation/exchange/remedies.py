"""What each failure of a connection means to an administrator, and what he does about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Remedy:
    """What happened, in a sentence, and the next step."""

    meaning: str | Promise
    step: str | Promise


_UNREACHED = Remedy(
    _("The node did not answer at its address."),
    _(
        "If it lasts over an hour, call the other State. See that your firewall lets the worker"
        " go out."
    ),
)
_BUSY = Remedy(
    _("The other node has more to take in than it allows, and asked for a pause."),
    _("Nothing: what waits is sent after the pause."),
)
_RESTORED = Remedy(
    _("The receiving node was restored and may still miss what the message follows."),
    _("Nothing: it is tried again until what is missing was returned, for a day at most."),
)
_THEIR_FAULT = Remedy(
    _("The other node has a fault of its own."),
    _("If it lasts over an hour, call the other State. Nothing is lost: it is tried again."),
)
_OUR_KEYS = Remedy(
    _("The other node does not know this node's keys."),
    _("Give the other State your card again, and read the fingerprint to each other."),
)
_THEIR_KEYS = Remedy(
    _("It was signed with a key that is not pinned for that State."),
    _(
        "Call the other State on a number you already know. If its keys changed, compare the"
        " fingerprint and pin the new card. If they did not, somebody pretends to be that State."
    ),
)
_ADDRESS = Remedy(
    _("The address of a node is written differently on both sides, or was changed on the way."),
    _("Compare base_url with the card that was pinned, and see what the reverse proxy changes."),
)
_CLOCK = Remedy(
    _("The clocks of the two nodes are more than five minutes apart."),
    _("See that this machine keeps its time by NTP, and ask the other State to do the same."),
)
_NOT_GENUINE = Remedy(
    _("It was changed on its way, or is not what it says it is. It had no effect."),
    _("If it repeats, call the other State on a number you already know."),
)
_UPDATE = Remedy(
    _("The two nodes have different versions of Homeward, or the sender is no node."),
    _("Bring the older of the two up to date. If no node is there, nothing needs to be done."),
)
_FORM = Remedy(
    _("It does not have the form that nodes send. It was not unpacked and had no effect."),
    _("See that no proxy compresses or rewrites requests; else the other State mends its node."),
)
_UNREADABLE_THERE = Remedy(
    _("The other node could not read what reached it."),
    _(
        "See that no proxy on the way compresses or rewrites requests; else ask which versions of"
        " Homeward both nodes run."
    ),
)
_SPOILT = Remedy(
    _("A part of a file did not reach the other node as it was sent, so it was not kept there."),
    _("See that no proxy on the way changes or cuts bodies of requests; it is sent again."),
)
_PRESENT_CARD = _("Ask the other State for its present card and pin it; then what waits goes out.")
_LINE = _("Look at the line to the peer, and let the reverse proxy there take requests in whole.")
_CERTIFICATE = Remedy(
    _("The client certificate pinned for the peer did not come with the request."),
    _("Ask the other State whether it has a new certificate, and pin that fingerprint."),
)
_UNKNOWN = Remedy(
    _("A failure of another kind."),
    _("Look into the log of the worker and of the web process; call the other State if it lasts."),
)

_EFFECT = Remedy(
    _("A genuine message could not take effect here; a signed receipt told the sender why."),
    _("Nothing: the officers of the other State see the reason."),
)

# Of an attempt to deliver: the kind of error, the code of a receipt that did not verify, or what
# the other node answered. The second word of `http_… code` is looked up first.
_SENDING: dict[str, Remedy] = {
    "address_not_allowed": Remedy(
        _("The peer's name leads to an address where this node does not connect to."),
        _(
            "Ask the other State for its address. If it is right, add its range to networks under"
            " [peers] in the settings and start the node again."
        ),
    ),
    "address_unknown": Remedy(
        _("The peer's name has no address."),
        _("See that the name servers of this machine answer, and that the address is right."),
    ),
    "tls_failed": Remedy(
        _("The TLS certificates of the two sides do not fit."),
        _("See whether theirs has run out or is of an authority that peer_authorities leaves out."),
    ),
    "certificate_unreadable": Remedy(
        _("The files of this node's own TLS certificates cannot be read."),
        _("See that client_certificate, client_key and peer_authorities name readable PEM files."),
    ),
    "not_connected": Remedy(
        _("The State's node is not pinned any more."),
        _("Pin its card again, or tell the officers to use another channel."),
    ),
    "not_kept": Remedy(
        _("The other node answered, and this node could not keep what became of the message."),
        _("See the worker's log. Nothing is lost: it is tried again."),
    ),
    "too_many_requests": _BUSY,
    "not_yet": _RESTORED,
    "too_many_at_once": _BUSY,
    "unknown_sender": _OUR_KEYS,
    "bad_request_signature": _ADDRESS,
    "clock_out_of_bounds": _CLOCK,
    "request_unsigned": _UPDATE,
    "certificate_not_pinned": Remedy(
        _("The other node wants a client certificate that this node did not show."),
        _("Set client_certificate and client_key, and tell the other State its fingerprint."),
    ),
    "wrong_receiver_key": Remedy(
        _("It was sealed to keys that the other node does not hold any more."), _PRESENT_CARD
    ),
    "second_signature_missing": Remedy(
        _("The other node has a second key by now, and wants to be signed to twice."),
        _PRESENT_CARD,
    ),
    "not_for_us": Remedy(_("The node at that address is another State's."), _PRESENT_CARD),
    "wrong_environment": Remedy(
        _("The node at that address is of another environment than this one."),
        _("Ask the other State for the card of its node of this environment, and pin it."),
    ),
    "id_reused": Remedy(
        _("The other node has a message of this number with other contents."),
        _("If this node was put back from a copy, run “homeward exchange restored”; see Back up."),
    ),
    "too_large": Remedy(
        _("It was longer than the other side takes."),
        _("Ask the other State to let its reverse proxy take bodies of 65 MB below /exchange/."),
    ),
    "too_slow": Remedy(_("It did not reach the other node in its time."), _LINE),
    "request_replayed": Remedy(
        _("The very same request reached the other node twice."),
        _("Nothing: each attempt is signed anew. If it repeats, a proxy repeats requests."),
    ),
    "unknown_version": _UPDATE,
    "unknown_suite": _UPDATE,
    "algorithm_not_the_keys": _UPDATE,
    "malformed": _UNREADABLE_THERE,
    "compressed": _UNREADABLE_THERE,
    "length_required": _UNREADABLE_THERE,
    "payload_not_canonical": _UNREADABLE_THERE,
    "float_forbidden": _UNREADABLE_THERE,
    "integer_too_large": _UNREADABLE_THERE,
    "not_a_nodes_request": _UNREADABLE_THERE,
    "wrong_method": _UNREADABLE_THERE,
    "bad_seal": _NOT_GENUINE,
    "bad_signature": _NOT_GENUINE,
    "body_changed": _NOT_GENUINE,
    "header_mismatch": _NOT_GENUINE,
    "vault_full": Remedy(
        _("The other node has no room for it on its disk."),
        _("If it lasts over an hour, call the other State: its administrator is told there too."),
    ),
    "attachment_quota": Remedy(
        _("This node has sent as much in a day as the other one takes."),
        _("Nothing: the rest goes within a day. The other State may raise its limit."),
    ),
    "attachment_busy": _BUSY,
    "unknown_attachment": Remedy(
        _("The other node does not know the file that its message announced."),
        _("Ask the other State whether its node was restored; then attach the file again."),
    ),
    "bad_part": _SPOILT,
    "part_not_kept": _SPOILT,
    "file_unreadable": Remedy(
        _("A file in this node's vault is missing or was altered, so it cannot be sent."),
        _("See the disk and the worker's log, and put the vault folder back from the backup."),
    ),
    "http_403": Remedy(
        _("Something before the other node turned the request away."),
        _("Ask the other State to let its firewall and proxy admit the address of this node."),
    ),
    "http_404": _ADDRESS,
    "http_401": _OUR_KEYS,
}
_SENDING |= {"http_408": _SENDING["too_slow"], "http_413": _SENDING["too_large"]}
# Of what was turned away at this node.
_RECEIVING: dict[str, Remedy] = {
    "unknown_sender": Remedy(
        _("It came from a node that is not pinned here."),
        _("If that State should be connected, pin its card. Otherwise nothing needs to be done."),
    ),
    "unknown_key": _THEIR_KEYS,
    "bad_request_signature": _ADDRESS,
    "request_unsigned": _UPDATE,
    "unknown_version": _UPDATE,
    "unknown_suite": _UPDATE,
    "unknown_critical": _UPDATE,
    "clock_out_of_bounds": _CLOCK,
    "certificate_not_pinned": _CERTIFICATE,
    "request_replayed": Remedy(
        _("The very same request was here before; it had no second effect."),
        _("If it repeats, somebody on the line plays recorded requests again: look at who can."),
    ),
    "unknown_type": _UPDATE,
    "second_signature_missing": Remedy(
        _("The sender and this node have second keys, and it was signed with one only."),
        _("Give the other State your present card: it may not know of your second key yet."),
    ),
    "wrong_method": _UPDATE,
    "not_a_nodes_request": _UPDATE,
    "expired": Remedy(
        _("A message came after its time; the sender has a signed receipt that says so."),
        _("Look at what kept it: the line to the peer, or a clock that is wrong."),
    ),
    "malformed_payload": Remedy(
        _("A message of a pinned node was not in the form of its type; a receipt says so."),
        _("Ask which versions of Homeward both nodes run, and bring the older up to date."),
    ),
    "id_reused": Remedy(
        _("A message came with the number of an earlier one and other contents."),
        _("Call the other State: its node may have been set back to an old backup."),
    ),
    "too_many_requests": Remedy(
        _("More came than the limits of this node allow."),
        _(
            "If the peer has good reason, raise the limits in the settings. Strangers: let the"
            " proxy turn them away."
        ),
    ),
    "too_many_at_once": _BUSY,
    "not_yet": _RESTORED,
    "too_many_epochs": Remedy(
        _("A node said more than five times in a day that it was restored."),
        _("Call that State: its people try something out, or somebody else has its keys."),
    ),
    "too_slow": Remedy(
        _("The body of a request did not arrive in its time."),
        _("Look at the line to the peer; let the reverse proxy take requests in whole."),
    ),
    "wrong_environment": Remedy(
        _("It was meant for a real, an exercise or a demonstration node, and this one is not."),
        _("Tell the other State which address is for what."),
    ),
    "not_for_us": Remedy(
        _("It was meant for another State's node."),
        _("Tell the other State that its directory has a wrong address."),
    ),
    "wrong_receiver_key": Remedy(
        _("It was sealed to keys that this node does not hold."),
        _("Give the other State your present card."),
    ),
    "too_large": Remedy(
        _("It was longer than a message may be; nothing of it was read."),
        _("The other State mends its node: large contents travel as attachments."),
    ),
    "unknown_attachment": Remedy(
        _("A part of a file came that no message from that State had announced."),
        _("Nothing, unless it repeats: then ask that State whether its node was restored."),
    ),
    "bad_part": _NOT_GENUINE,
    "bad_seal": _NOT_GENUINE,
    "bad_signature": _NOT_GENUINE,
    "body_changed": _NOT_GENUINE,
    "header_mismatch": _NOT_GENUINE,
    "algorithm_not_the_keys": _NOT_GENUINE,
    "compressed": _FORM,
    "malformed": _FORM,
    "length_required": _FORM,
    "payload_not_canonical": _FORM,
    "float_forbidden": _FORM,
    "integer_too_large": _FORM,
}


def remedy_for_sending(failure: str) -> Remedy:
    """What to do about the failure of an attempt to deliver."""
    status, _space, code = failure.partition(" ")
    if code == "unknown_key":
        return _OUR_KEYS
    if found := _SENDING.get(code) or _SENDING.get(status):
        return found
    if status == "unknown_key":
        return _THEIR_KEYS
    if status in ("http_429", "http_503"):
        return _BUSY
    if status.startswith("http_5"):
        return _THEIR_FAULT
    if status.startswith("http_"):
        return _ADDRESS if status.startswith("http_3") else _UNKNOWN
    is_of_the_network = status[:1].isupper()
    return _UNREACHED if is_of_the_network else _UNKNOWN


def remedy_for_receiving(code: str) -> Remedy:
    """What to do about requests that were turned away for one reason."""
    return _RECEIVING.get(code, _EFFECT)

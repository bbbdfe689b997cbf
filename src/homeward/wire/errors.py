"""What can be wrong with something that came over the wire, or is about to leave.

WireError
├── Malformed                 malformed
├── TooLarge                  too_large
├── Compressed                compressed
├── UnknownVersion            unknown_version
├── UnknownSuite              unknown_suite
├── WrongEnvironment          wrong_environment
├── NotForUs                  not_for_us
├── WrongReceiverKey          wrong_receiver_key
├── UnknownSender             unknown_sender
├── UnknownKey                unknown_key
├── BadSeal                   bad_seal
├── AlgorithmNotTheKeys       algorithm_not_the_keys
├── BadSignature              bad_signature
├── SecondSignatureMissing    second_signature_missing
├── HeaderMismatch            header_mismatch
├── UnknownCritical           unknown_critical
├── Expired                   expired
├── ClockOutOfBounds          clock_out_of_bounds
├── NotCanonical              payload_not_canonical
│   ├── FloatForbidden        float_forbidden
│   └── IntegerTooLarge       integer_too_large
├── RequestUnsigned           request_unsigned
├── BadRequestSignature       bad_request_signature
├── BodyChanged               body_changed
├── BadPart                   bad_part
├── OutOfRange                out_of_range
└── WrongLength               wrong_length

`docs/reference/protocol.md` says for each code when it is raised.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from homeward.wire.header import Header, MessageRef


class WireError(Exception):
    """Base of all errors of this library.

    `code` is stable and snake_case. `params` holds plain values (never a secret and never a
    payload), so that a caller may translate the sentence; `str(error)` is the English sentence.
    """

    code: ClassVar[str] = "wire_error"
    template: ClassVar[str] = "The exchange failed."

    #: Set where the fault lies in a message whose signature held (`unknown_critical`, `expired`,
    #: `clock_out_of_bounds`), so that the refusal can be receipted.
    message: "MessageRef | None" = None
    header: "Header | None" = None
    contents: bytes = b""

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.template.format(**params))


class Malformed(WireError):
    """params: what (the thing read), problem (what is wrong with it)."""

    code = "malformed"
    template = (
        "The {what} could not be read: {problem}. "
        "Ask whoever made it to make it again in the form of the protocol."
    )


class TooLarge(WireError):
    """params: what, size and limit in bytes."""

    code = "too_large"
    template = (
        "The {what} is {size} bytes long and the limit is {limit}. "
        "Move large contents to attachments."
    )


class Compressed(WireError):
    """params: what."""

    code = "compressed"
    template = (
        "The {what} is compressed. Compressed contents are never opened, because a few bytes can "
        "unfold into gigabytes; it must be sent again without compression."
    )


class UnknownVersion(WireError):
    """params: what, version, known."""

    code = "unknown_version"
    template = (
        "The {what} has version {version}, and this node reads version {known} only. "
        "Update this node, or ask the sender for the older version."
    )


class UnknownSuite(WireError):
    """params: suite, known."""

    code = "unknown_suite"
    template = (
        "The envelope is sealed with the suite {suite}, and this node opens {known} only. "
        "Update this node, or ask the sender to use that suite."
    )


class WrongEnvironment(WireError):
    """params: what, environment (of the thing), own (of this node)."""

    code = "wrong_environment"
    template = (
        "The {what} belongs to the environment {environment}, and this node to {own}. "
        "Real work, exercises and demonstrations never mix; check the address it was sent to."
    )


class NotForUs(WireError):
    """params: receiver, own."""

    code = "not_for_us"
    template = (
        "The envelope is addressed to {receiver}, and this is the node of {own}. "
        "The sender must send it to the node it is addressed to."
    )


class WrongReceiverKey(WireError):
    """params: key (id the envelope is sealed to)."""

    code = "wrong_receiver_key"
    template = (
        "The envelope is sealed to the key {key}, which this node does not hold. "
        "The sender must fetch the current keys of this node and seal it again."
    )


class UnknownSender(WireError):
    """params: sender."""

    code = "unknown_sender"
    template = (
        "No keys are known for the sender {sender}. "
        "Refresh the directory, or pin the keys of that node after reading its fingerprint."
    )


class UnknownKey(WireError):
    """params: what, key (id the signature names)."""

    code = "unknown_key"
    template = (
        "The {what} is signed with the key {key}, which is not among the keys of its signer. "
        "Refresh the directory; if the key stays unknown, call the other State."
    )


class BadSeal(WireError):
    """params: none. One answer for every cause, so that a prober learns nothing."""

    code = "bad_seal"
    template = (
        "The envelope could not be opened: it was changed on its way or sealed for something else. "
        "The sender must seal it again."
    )


class AlgorithmNotTheKeys(WireError):
    """params: what, algorithm (named by the signature), expected."""

    code = "algorithm_not_the_keys"
    template = (
        "The {what} names the signature algorithm {algorithm}, and the key of its signer is for "
        "{expected} only. The sender must sign with the algorithm of its key."
    )


class BadSignature(WireError):
    """params: what."""

    code = "bad_signature"
    template = (
        "The signature of the {what} does not fit its contents, so nothing in it can be relied on. "
        "If this repeats, call the other State on a number you already know."
    )


class SecondSignatureMissing(WireError):
    """params: sender. Both nodes have a second key to sign with, so both signatures are needed."""

    code = "second_signature_missing"
    template = (
        "The message of {sender} lacks the second signature, which the keys of both nodes ask for."
    )


class HeaderMismatch(WireError):
    """params: what, field, found, expected."""

    code = "header_mismatch"
    template = (
        "The {what} says {found} in its field {field} where {expected} was expected. "
        "It is not taken for what it claims to be; the sender must make it again."
    )


class UnknownCritical(WireError):
    """params: fields."""

    code = "unknown_critical"
    template = (
        "The header requires the receiver to understand {fields}, which this node does not. "
        "Update this node, or ask the sender to do without."
    )


class Expired(WireError):
    """params: expired_at (RFC 3339)."""

    code = "expired"
    template = (
        "The message expired at {expired_at}. "
        "If it is still needed, the sender must send a new message."
    )


class ClockOutOfBounds(WireError):
    """params: what, time (RFC 3339), problem."""

    code = "clock_out_of_bounds"
    template = "The {what} gives the time {time}: {problem}. Check the clocks of both nodes."


class NotCanonical(WireError):
    """params: path (JSON path such as `$.payload.amounts[0]`), problem."""

    code = "payload_not_canonical"
    template = (
        "The contents are not in the canonical form of RFC 8785 at {path}: {problem}. "
        "Use objects with text names, lists, text, whole numbers, true, false and null."
    )


class FloatForbidden(NotCanonical):
    """params: path."""

    code = "float_forbidden"
    template = (
        "The value at {path} is a number with a fraction or exponent, which two nodes may round "
        "differently. Write amounts as text in minor units, and other measures as text."
    )


class IntegerTooLarge(NotCanonical):
    """params: path."""

    code = "integer_too_large"
    template = (
        "The whole number at {path} is beyond 2^53-1, which not every node can hold exactly. "
        "Write it as text, as all amounts are."
    )


class RequestUnsigned(WireError):
    """params: fields (names of the missing header fields)."""

    code = "request_unsigned"
    template = (
        "The request carries no signature of a node: {fields} is missing. "
        "Every request between nodes is signed (RFC 9421); the sending node must be updated."
    )


class BadRequestSignature(WireError):
    """params: node (the State that the request names)."""

    code = "bad_request_signature"
    template = (
        "The request names the node of {node}, and its signature does not fit. Either it was "
        "changed on its way, or the address of this node is written differently on both sides."
    )


class BodyChanged(WireError):
    """params: node (the State whose node signed the request)."""

    code = "body_changed"
    template = (
        "The body of the request is not the one that the node of {node} signed. "
        "It was changed or cut off on its way; the sender sends it again."
    )


class BadPart(WireError):
    """params: number (of the part), problem."""

    code = "bad_part"
    template = (
        "Part {number} of the attachment is not what was signed: {problem}. "
        "Nothing of it was kept; the sender must send this part again."
    )


class OutOfRange(WireError):
    """params: what, value, low, high (both allowed)."""

    code = "out_of_range"
    template = "The {what} {value} lies outside {low} to {high}. Ask for one within the tree."


class WrongLength(WireError):
    """params: what, length, expected (both in bytes)."""

    code = "wrong_length"
    template = (
        "The {what} is {length} bytes long instead of {expected}. Give exactly {expected} bytes."
    )

"""Whether a peer's head may be countersigned: it must follow the last, and be proved to."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from homeward.foundation.witness.errors import BadOffer
from homeward.foundation.witness.kinds import Verdict
from homeward.foundation.witness.models import SeenHead
from homeward.wire import merkle
from homeward.wire.encoding import MAX_INTEGER, parse_object
from homeward.wire.errors import Malformed
from homeward.wire.tree_head import TreeHead

#: A head is at most 16 kB and a proof at most 126 hashes of 67 characters.
MAX_OFFER_BYTES = 65_536
_MOST_HASHES = 126
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A peer's head as a JWS, and the proof that it follows the tree of `old` leaves."""

    head: bytes
    old: int
    proof: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the head's JWS."""
        return hashlib.sha256(self.head).hexdigest()

    def to_bytes(self) -> bytes:
        """As it is posted: `{"head", "old", "proof"}`, hashes in hexadecimal."""
        proof = [one.hex() for one in self.proof]
        return json.dumps({"head": self.head.decode(), "old": self.old, "proof": proof}).encode()


def read_offer(raw: bytes) -> Offer:
    """What a peer posted. Raises BadOffer."""
    if len(raw) > MAX_OFFER_BYTES:
        raise BadOffer(problem=f"it is longer than {MAX_OFFER_BYTES} bytes")
    try:
        said = parse_object(raw, "offer")
    except Malformed as error:
        raise BadOffer(problem=str(error.params["problem"])) from None
    if said.keys() != {"head", "old", "proof"}:
        raise BadOffer(problem="its fields are not head, old and proof")
    head, old = said["head"], said["old"]
    if not isinstance(head, str) or not head.isascii():
        raise BadOffer(problem="head is no JWS")
    if type(old) is not int or not 0 <= old <= MAX_INTEGER:
        raise BadOffer(problem="old is not a whole number from 0 to 2^53-1")
    return Offer(head.encode("ascii"), old, read_hashes(said["proof"]))


def read_hashes(value: Any) -> tuple[bytes, ...]:
    """A list of at most 126 hashes in hexadecimal. Raises BadOffer."""
    if not isinstance(value, list) or len(value) > _MOST_HASHES:
        raise BadOffer(problem="proof is not a list of at most 126 hashes")
    if not all(isinstance(one, str) and _HASH.fullmatch(one) for one in value):
        raise BadOffer(problem="a hash is not 64 lower-case hexadecimal digits")
    return tuple(bytes.fromhex(one) for one in value)


def judge(
    head: TreeHead, last: SeenHead | None, old: int, proof: Sequence[bytes], *, anew: bool = False
) -> Verdict:
    """What this node says to a genuine head, given the last of that State which it countersigned.

    Two signed heads of one size with two roots are a fork whatever their times. Apart from that a
    head older than the last proves nothing: anybody may have kept it and sent it again. `anew`
    where an overseer accepted that the journal begins anew: then a newer head need not follow it.
    """
    if last is None:
        return Verdict.ACCEPTED
    if anew:
        return Verdict.ACCEPTED if head.at > last.at else Verdict.STALE
    root = bytes(last.root)
    if head.size == last.size and head.root != root:
        return Verdict.FORKED
    if head.at <= last.at:
        return Verdict.STALE
    if head.size < last.size:
        return Verdict.SHRUNK
    if old != last.size:
        return Verdict.OTHER_BASE
    holds = merkle.verify_consistency(last.size, head.size, root, head.root, proof)
    return Verdict.ACCEPTED if holds else Verdict.UNPROVEN

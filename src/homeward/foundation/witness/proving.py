"""Answering a peer's signed question for proofs, from heads that peers got and from nothing else.

Sizes in between would tell a peer how busy this node is at this moment.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from homeward.foundation.guard.context import opened
from homeward.foundation.journal.proofs import consistency, inclusion_of, places_of_leaves
from homeward.foundation.witness.own import WITNESS, latest, published
from homeward.foundation.witness.receiving import check_own, keys_of, note_bad
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.proof_request import ProofRequest, verify_proof_request
from homeward.wire.signatures import read_statement


def answer(raw: bytes, peer: str) -> dict[str, Any]:
    """The proofs that `peer` asks for, hashes in hexadecimal.

    With entries: `{"size", "found": {leaf: {"index", "path"}}}`; leaves that the tree of that size
    does not hold are absent. Without: `{"head", "old", "proof"}`, as a head is offered. Raises
    WireError where that pinned State did not ask just now, and NoSuchHead.
    """
    try:
        with opened(WITNESS):
            request = _genuine(raw)
            check_own(request.by, peer, "proof request", "by")
            published(request.size)
            return _inclusion(request) if request.entries else _consistency(request)
    except WireError as error:
        note_bad(error)
        raise


def _genuine(raw: bytes) -> ProofRequest:
    return verify_proof_request(
        raw,
        keys=keys_of(read_statement(raw, "proof request").get("by")),
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=settings.HOMEWARD_STATE,
        now=datetime.now(UTC),
    )


def _inclusion(request: ProofRequest) -> dict[str, Any]:
    leaves = [bytes.fromhex(entry) for entry in request.entries]
    places = places_of_leaves(leaves, request.size)
    proofs = inclusion_of(places.values(), request.size)
    found = {
        leaf.hex(): {"index": index, "path": [one.hex() for one in proofs[index].path]}
        for leaf, index in places.items()
    }
    return {"size": request.size, "found": found}


def _consistency(request: ProofRequest) -> dict[str, Any]:
    own = latest()
    proof = [one.hex() for one in consistency(request.size, own.size)]
    return {"head": bytes(own.statement).decode("ascii"), "old": request.size, "proof": proof}

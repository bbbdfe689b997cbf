"""Posting to a peer's witness: the one place from which this room calls other nodes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from homeward.foundation.authorities.trust import node_of, valid_keys
from homeward.foundation.exchange.codes import code_in
from homeward.foundation.exchange.posting import post
from homeward.foundation.vault.node_keys import own_keys
from homeward.foundation.witness.errors import NoAnswer, NotPinned
from homeward.wire.encoding import parse_object
from homeward.wire.errors import Malformed
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys
from homeward.wire.proof_request import ProofRequest, make_proof_request

# 150 proofs of 63 hashes fill two thirds of it.
_LONGEST_ANSWER = 1_000_000
_READ = (200, 409)


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a State's node is and with which keys it may sign; read in an open context."""

    state: str
    url: str
    keys: tuple[PublicKeys, ...]

    def post(self, path: str, body: bytes, type: str) -> tuple[int, dict[str, Any]]:
        """Status (200 or 409) and JSON object of the answer, which is posted and signed as all is
        that goes to peers. Raises NoAnswer; no transaction is open then.
        """
        answer = post(
            self.url,
            f"/exchange/v1/{path}",
            body,
            content_type=type,
            most=_LONGEST_ANSWER,
            read=_READ,
        )
        if answer.failure:
            raise NoAnswer(state=self.state, problem=answer.failure.rsplit(" ", 1)[-1])
        try:
            return answer.status, parse_object(answer.body, "answer")
        except Malformed:
            raise NoAnswer(state=self.state, problem=f"http_{answer.status}") from None

    def ask(self, size: int, entries: tuple[str, ...] = ()) -> dict[str, Any]:
        """The peer's answer to a signed question (`wire.proof_request`). Raises NoAnswer."""
        request = ProofRequest(
            environment=Environment(settings.HOMEWARD_ENVIRONMENT),
            state=self.state,
            by=settings.HOMEWARD_STATE,
            size=size,
            at=datetime.now(UTC),
            entries=entries,
        )
        question = make_proof_request(own_keys(), request)
        status, answer = self.post("proofs", question, "application/jose")
        if status != 200:
            problem = code_in(answer.get("code")) or f"http_{status}"
            raise NoAnswer(state=self.state, problem=problem)
        return answer


def peer(state: str) -> Peer:
    """The pinned node of a State, with every key that it may sign with now. Raises NotPinned.

    While keys rotate there are several: the one that the newest card names does not sign yet.
    """
    node, keys = node_of(state), valid_keys(state)
    if node is None or not keys:
        raise NotPinned(state=state)
    return Peer(state, node.url, keys)

"""Posting to a peer's witness: the one place from which this room calls other nodes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from django.conf import settings

from homeward.foundation.authorities.queries import node_of
from homeward.foundation.vault.node_keys import own_keys
from homeward.foundation.witness.errors import NoAnswer, NotPinned
from homeward.wire.encoding import parse_object
from homeward.wire.errors import Malformed
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys
from homeward.wire.proof_request import ProofRequest, make_proof_request

_NOT_OF_A_CODE = re.compile(r"[^a-z0-9_]")
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
# 150 proofs of 63 hashes fill two thirds of it.
_LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a State's node is and with which keys it signs; read in an open context."""

    state: str
    url: str
    keys: PublicKeys

    def post(self, path: str, body: bytes, type: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of the answer. Raises NoAnswer; no transaction is open then."""
        address = f"{self.url.rstrip('/')}/exchange/v1/{path}"
        try:
            with (
                httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    "POST", address, content=body, headers={"Content-Type": type}
                ) as answer,
            ):
                raw = b""
                for part in answer.iter_bytes():
                    raw += part
                    if len(raw) > _LONGEST_ANSWER:
                        raise NoAnswer(state=self.state, problem="answer_too_long")
            return answer.status_code, parse_object(raw, "answer")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(state=self.state, problem=type_name(error)) from None
        except Malformed:
            problem = f"http_{answer.status_code}"
            raise NoAnswer(state=self.state, problem=problem) from None

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
            raise NoAnswer(state=self.state, problem=code_of(status, answer))
        return answer


def code_of(status: int, answer: dict[str, Any]) -> str:
    """The peer's own code for what went wrong, as a short word, else the status."""
    return _NOT_OF_A_CODE.sub("", str(answer.get("code", "")))[:40] or f"http_{status}"


def type_name(error: Exception) -> str:
    """The kind of a failure, which holds nothing of addresses or contents."""
    return type(error).__name__


def peer(state: str) -> Peer:
    """The pinned node of a State. Raises NotPinned."""
    node = node_of(state)
    if node is None:
        raise NotPinned(state=state)
    return Peer(state, node.url, PublicKeys.from_json(node.keys))

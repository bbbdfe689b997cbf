"""Requests about a file's parts, as a recipe of the layer `part` changes them.

The file is announced by a genuine message, and its first part is what every recipe begins with.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from homeward.wire.transport import sign_part
from tests.exchange.carrier import signed_headers
from tests.exchange.files import CONTENT, Outgoing, outgoing
from tests.exchange.fuzz.recipes import Recipe, changed
from tests.exchange.served import Served, request_to_xa


@dataclass(slots=True)
class Parts:
    """A file of XB's whose message XA has taken in."""

    served: Served
    file: Outgoing
    part: bytes

    @classmethod
    def of(cls, served: Served) -> "Parts":
        """Announce a file."""
        file = outgoing(served.peer, CONTENT, request_to_xa())
        answer = served.carry(file.sent.envelope)
        assert answer.status_code == 200, answer.text
        return cls(served, file, file.part(1))

    def request(self, recipe: Recipe) -> tuple[list[str], bytes, bytes]:
        """The lines of the head, the body, and the body of which something may be kept."""
        body = changed(self.part, recipe.get("changes", []))
        method, path = recipe.get("method", "PUT"), self._path(recipe)
        base = self.served.node.base_url
        fields = self._signed(method, f"{base}{path}", body)
        fields |= {
            "Host": base.removeprefix("http://"),
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        fields |= recipe.get("fields", {})
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items())]
        return lines, body, self.part

    def _path(self, recipe: Recipe) -> str:
        named = recipe.get("attachment", "known")
        told = {"known": str(self.file.attachment.id), "other": str(uuid4())}
        path = f"/exchange/v1/attachments/{recipe.get('sender', 'XB')}/{told.get(named, named)}"
        number = recipe.get("number", 1)
        return path if number is None else f"{path}/{number}"

    def _signed(self, method: str, url: str, body: bytes) -> dict[str, Any]:
        keys = self.served.peer.keys
        if method != "PUT":
            path = url.removeprefix(self.served.node.base_url)
            base = self.served.node.base_url
            return dict(
                signed_headers(body, keys=keys, node="XB", base_url=base, path=path, method=method)
            )
        return dict(sign_part(url, len(body), node="XB", keys=keys, now=datetime.now(UTC)))

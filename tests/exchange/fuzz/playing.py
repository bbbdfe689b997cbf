"""Playing a recipe against the real server, and what must hold whatever it was."""

import json
import re
import socket
from dataclasses import dataclass, field
from typing import Any

import psycopg
import rfc8785

from homeward.wire.bundles import split_answers
from homeward.wire.errors import WireError
from homeward.wire.signatures import read_statement
from tests.exchange.carrier import PATH, signed_headers
from tests.exchange.fuzz.parts import Parts
from tests.exchange.fuzz.recipes import Recipe, changed, unfolded
from tests.exchange.served import EFFECTS, Served, request_to_xa

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")
_LINES = "application/x-ndjson"
BUNDLES = "/exchange/v1/bundles"
_SUMS = ", ".join(f"(select count(*) from {table})" for table in EFFECTS)  # noqa: S608
# Not what the node's own worker does meanwhile, such as sending receipts.
_ENTRIES = (
    "(select count(*) from journal_entry where verb like 'exchange.%'"
    " and verb not in ('exchange.sent', 'exchange.asked_for_missing'))"
)
_LONGEST_WAIT = 2.5
_AFTERWARDS = 0.1


class Broken(AssertionError):
    """Something happened that must not, and what was sent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the first answer said: its status (0: none came) and the code in it."""

    status: int
    code: str


@dataclass(slots=True)
class Player:
    """Sends what recipes say and looks at answers, database and journal."""

    served: Served
    line: psycopg.Connection[Any] = field(init=False)
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        self.line = psycopg.connect(self.served.admin_url, autocommit=True)

    def play(self, recipe: Recipe) -> Outcome:
        """The outcome of a recipe. Raises Broken."""
        if recipe["layer"] == "part":
            self.parts = Parts.of(self.served)  # a file of which nothing is here yet
        before = self._counts()
        sent, signed_body = self._request(recipe)
        answers = _split(self._exchange(sent))
        after = self._counts()
        for status, content_type, body in answers:
            if status >= 500:
                raise Broken(f"status {status}: {body[:300]!r} for {recipe}")
            _check_typed(status, content_type, body, recipe)
        statuses = [each for status, _, body in answers for each in _statuses(status, body, recipe)]
        self._check_effects(before, after, statuses, signed_body in sent, recipe)
        if not answers:
            return Outcome(0, "")
        status, content_type, body = answers[0]
        if content_type == _LINES:
            lines = split_answers(body, body.count(b"\n") + 1)
            return Outcome(status, next((line.code for line in lines if line.code), ""))
        return Outcome(status, _code(status, body))

    def _check_effects(
        self, before: list[int], after: list[int], statuses: list[int], whole: bool, recipe: Recipe
    ) -> None:
        *effects_before, entries_before = before
        *effects_after, entries_after = after
        taken = 200 in statuses
        if taken and not whole:
            raise Broken(f"taken in though it is not what was signed: {recipe}")
        kept = dict(zip(EFFECTS, effects_after, strict=True))
        had = dict(zip(EFFECTS, effects_before, strict=True))
        receipted = int(bool({200, 422} & set(statuses)))
        if recipe["layer"] == "bundle":
            receipted = sum(status in (200, 422) for status in statuses)
        if kept["exchange_inmessage"] > had["exchange_inmessage"] + receipted:
            raise Broken(f"a message was kept: {statuses} for {recipe}")
        others = [table for table in EFFECTS if table != "exchange_inmessage"]
        if not taken and any(kept[table] != had[table] for table in others):
            raise Broken(f"an effect without a receipt: {had} {kept} for {recipe}")
        if entries_after - entries_before > 3 * max(1, len(statuses)):
            raise Broken(f"{entries_after - entries_before} entries for {recipe}")

    def _counts(self) -> list[int]:
        query = f"select {_SUMS}, {_ENTRIES}"
        row = self.line.execute(query).fetchone()  # type: ignore[call-overload]
        return [int(number) for number in row]

    def _request(self, recipe: Recipe) -> tuple[bytes, bytes]:
        """The bytes to send, and the body that the peer's key signed."""
        layer = recipe["layer"]
        if layer == "garbage":
            return bytes.fromhex(recipe["sent"]), b"\0nothing was signed"
        if layer == "part":
            lines, body, whole = self.parts.request(recipe)
            return _joined(lines, body), b"" if recipe.get("method") == "GET" else whole
        body = self._body(recipe)
        lines = self._head(body, recipe)
        if layer == "raw":
            return self._raw(lines, body, recipe), body
        return _joined(lines, body), body

    def _body(self, recipe: Recipe) -> bytes:
        served, layer = self.served, recipe["layer"]
        if layer == "signed noise":
            return bytes.fromhex(recipe["body"])
        if layer == "inside":
            return self._crafted(recipe)
        envelope = served.genuine().envelope
        if layer == "bundle":
            return self._bundle(envelope, recipe)
        if layer == "bytes":
            return changed(envelope, recipe["changes"])
        if layer == "outside":
            fields = {name: unfolded(value) for name, value in recipe["fields"].items()}
            return json.dumps({**json.loads(envelope), **fields}).encode()
        return envelope

    def _bundle(self, envelope: bytes, recipe: Recipe) -> bytes:
        """A genuine envelope before and after one that is changed; or the whole is changed."""
        lines = [self.served.genuine().envelope for _ in range(recipe.get("around", 1))]
        if recipe.get("whole"):
            return changed(b"\n".join([*lines, envelope, *lines]), recipe["changes"])
        return b"\n".join([*lines, changed(envelope, recipe["changes"]), *lines])

    def _crafted(self, recipe: Recipe) -> bytes:
        """Changed inside and signed again with the genuine key."""
        payload = {**request_to_xa(), **recipe.get("payload", {})}
        payload = {name: unfolded(value) for name, value in payload.items()}
        try:
            rfc8785.dumps([payload, recipe.get("header", {}), recipe.get("protected", {})])
        except rfc8785.CanonicalizationError:
            return json.dumps(payload).encode()
        return self.served.crafted(
            header=recipe.get("header"), payload=payload, protected=recipe.get("protected")
        )

    def _head(self, body: bytes, recipe: Recipe) -> list[str]:
        base = self.served.node.base_url
        address = BUNDLES if recipe["layer"] == "bundle" else PATH
        method, path = recipe.get("method", "POST"), address + recipe.get("path", "")
        keys = self.served.peer.keys
        fields = signed_headers(body, keys=keys, node="XB", base_url=base, path=address)
        fields |= {
            "Host": base.removeprefix("http://"),
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        if recipe["layer"] == "http":
            fields |= recipe["fields"]
        return [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items())]

    def _raw(self, lines: list[str], body: bytes, recipe: Recipe) -> bytes:
        framing = recipe.get("framing")
        lines, body_sent = _framed(lines, body, framing)
        sent = changed(_joined(lines, body_sent), recipe["changes"])
        if recipe.get("twice"):
            sent = sent.replace(b"Connection: close\r\n", b"", 1) * 2
        return sent + bytes.fromhex(recipe.get("after", ""))

    def _exchange(self, sent: bytes) -> bytes:
        port = int(self.served.node.base_url.rsplit(":", 1)[1])
        answer = b""
        with socket.create_connection(("127.0.0.1", port), timeout=_LONGEST_WAIT) as line:
            try:
                line.sendall(sent)
                while part := line.recv(65536):
                    answer += part
                    # What follows one whole answer comes at once or not at all.
                    line.settimeout(_AFTERWARDS if _is_whole(answer) else _LONGEST_WAIT)
            except OSError:
                pass  # closed on us, or silent: what came until then is looked at
        return answer


def _is_whole(answer: bytes) -> bool:
    head, _, body = answer.rpartition(b"HTTP/1.1 ")[2].partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return length is not None and len(body) >= int(length[1])


def _joined(lines: list[str], body: bytes) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def _framed(lines: list[str], body: bytes, framing: str | None) -> tuple[list[str], bytes]:
    """The same body under another or a contradictory length."""
    bare = [one for one in lines if not one.startswith("Content-Length:")]
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    length = len(body)
    frames: dict[str | None, tuple[list[str], bytes]] = {
        None: (lines, body),
        "chunked": ([*bare, "Transfer-Encoding: chunked"], chunked),
        "bad chunk": ([*bare, "Transfer-Encoding: chunked"], b"zz\r\n" + body),
        "two lengths": ([*lines, f"Content-Length: {length + 5}"], body),
        "long": ([*bare, f"Content-Length: {length + 50}"], body),
        "short": ([*bare, f"Content-Length: {max(0, length - 50)}"], body),
        "negative": ([*bare, "Content-Length: -1"], body),
        "both": ([*lines, "Transfer-Encoding: chunked"], chunked),
    }
    return frames[framing]


def _split(raw: bytes) -> list[tuple[int, str, bytes]]:
    """Status, content type and body of every answer on a connection."""
    starts = [found.start() for found in _STATUS.finditer(raw)]
    answers = []
    for start, end in zip(starts, [*starts[1:], len(raw)][: len(starts)], strict=True):
        head, _, body = raw[start:end].partition(b"\r\n\r\n")
        kind = re.search(rb"(?i)content-type: ([^\r\n;]+)", head)
        answers.append((int(head.split()[1]), kind[1].decode() if kind else "", body))
    return answers


def _check_typed(status: int, content_type: str, body: bytes, recipe: Recipe) -> None:
    """An answer of the endpoint has a receipt or a code; the server's own refusal has no body."""
    if status == 200 and recipe["layer"] == "bundle":
        if content_type != _LINES:
            raise Broken(f"an answer to a bundle as {content_type} for {recipe}")
        return
    if status in (200, 422):
        if content_type != "application/jose":
            raise Broken(f"{status} without a receipt for {recipe}")
        return
    if body and content_type == "application/json" and not _code(status, body):
        raise Broken(f"{status} without a code: {body[:200]!r} for {recipe}")
    if body and content_type != "application/json" and status not in (301, 302, 404):
        raise Broken(f"{status} as {content_type}: {body[:200]!r} for {recipe}")


def _statuses(status: int, body: bytes, recipe: Recipe) -> list[int]:
    """What was answered; for each line where it was a bundle that was looked into."""
    if status != 200 or recipe["layer"] != "bundle":
        return [status]
    lines = split_answers(body, body.count(b"\n") + 1)
    for line in lines:
        if line.status >= 500:
            raise Broken(f"a line with status {line.status} for {recipe}")
        if not line.receipt and not _CODE.fullmatch(line.code):
            raise Broken(f"a line without a receipt or a code: {line} for {recipe}")
    return [line.status for line in lines]


def _code(status: int, body: bytes) -> str:
    try:
        if status in (200, 422):
            return str(read_statement(body, "receipt").get("reason") or "")
        code = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError, WireError):
        return ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""

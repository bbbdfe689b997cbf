"""Parts as another node puts them: who may, in which form, and how long a body may take."""

import os
import threading
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from homeward.foundation.exchange import bodies, traffic
from homeward.foundation.exchange.attachments.arriving import take_part
from homeward.foundation.exchange.bodies import streamed
from homeward.foundation.exchange.errors import TooSlow
from homeward.wire.attachments import Form
from homeward.wire.keys import NodeKeys
from homeward.wire.transport import sign_part
from tests.exchange.carrier import sent_part, signed_headers
from tests.exchange.files import Outgoing
from tests.pinning import pin

pytestmark = pytest.mark.usefixtures("vault")


def _asked(path: str, keys: NodeKeys, node: str = "XB") -> HttpResponse:
    headers = signed_headers(b"", keys=keys, node=node, path=path, method="GET")
    return Client().get(path, headers=headers, CONTENT_LENGTH="0")


def test_over_http_errors_are_typed(file: Outgoing) -> None:
    traffic.forget()
    keys, base = file.peer.keys, f"/exchange/v1/attachments/XB/{file.attachment.id}"
    unknown = _asked(f"/exchange/v1/attachments/XB/{uuid4()}", keys)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_attachment")
    assert Client().post(base).status_code == 405
    bad = sent_part(f"{base}/1", b"x", keys=keys)
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_part")
    good = sent_part(f"{base}/1", file.part(1), keys=keys)
    assert good.status_code == 200
    assert file.checked(good.content).missing == ((2, 3),)
    other = sent_part(f"{base}/2", file.part(2, Form.GCM), keys=keys)
    assert file.checked(other.content).missing == ((3, 3),)
    asked = _asked(base, keys)
    assert file.checked(asked.content).missing == ((3, 3),)
    assert asked["Homeward-Parts"] == "1, 2"


def test_only_the_sending_node_is_answered(file: Outgoing) -> None:
    """Another State's node learns nothing and adds nothing, whatever ids it has come to know."""
    traffic.forget()
    base, other = f"/exchange/v1/attachments/XB/{file.attachment.id}", pin("XC")
    asked = _asked(base, other, node="XC")
    assert (asked.status_code, asked.json()["code"]) == (404, "unknown_attachment")
    put = sent_part(f"{base}/1", file.part(1), keys=other, node="XC")
    assert (put.status_code, put.json()["code"]) == (404, "unknown_attachment")
    octets = "application/octet-stream"
    bare = Client().put(f"{base}/1", data=file.part(1), content_type=octets)
    assert (bare.status_code, bare.json()["code"]) == (401, "request_unsigned")
    other_length = sent_part(f"{base}/1", file.part(1), keys=file.peer.keys, length=7)
    assert other_length.json()["code"] == "bad_request_signature"
    assert file.row().arrived == 0


def test_a_part_is_taken_in_its_own_form_only(file: Outgoing) -> None:
    """A message cannot be posted under the signature that leaves the body out."""
    traffic.forget()
    path = "/exchange/v1/messages"
    url = f"{settings.HOMEWARD_BASE_URL}{path}"
    fields = sign_part(url, 1, node="XB", keys=file.peer.keys, now=datetime.now(UTC))
    fields.pop("Content-Length")
    posted = Client().post(path, b"x", content_type="application/json", headers=fields)
    assert (posted.status_code, posted.json()["code"]) == (401, "request_unsigned")
    whole = f"/exchange/v1/attachments/XB/{file.attachment.id}/1"
    signed = signed_headers(file.part(1), keys=file.peer.keys, node="XB", path=whole, method="PUT")
    put = Client().put(whole, file.part(1), content_type="application/json", headers=signed)
    assert (put.status_code, put.json()["code"]) == (400, "malformed")


def test_a_part_that_stops_is_given_up(file: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece has its time; nothing of the part is kept, and its place is free again.

    Long before, the database's connection is.
    """
    monkeypatch.setattr(bodies, "_KEPT_FOR", 0.1)
    over = threading.Event()
    raw = file.part(1)

    class Stopping:
        given = False

        def read(self, most: int) -> bytes:
            if self.given:
                over.wait(30)
                return b""
            self.given = True
            return raw[: most // 2]

    number, length = file.attachment.id, len(raw)
    try:
        with streamed(Stopping(), length, 1) as body, pytest.raises(TooSlow):  # type: ignore[arg-type]
            take_part("XB", number, 1, length, body.read)
        assert connection.connection is None
    finally:
        over.set()
    assert file.row().arrived == 0
    assert file.push(1).missing == ((2, 3),)


def test_pieces_are_read_ahead_in_their_order() -> None:
    content = os.urandom(3 * 256 * 1024 + 5)
    with streamed(BytesIO(content + b"more"), len(content), 5) as body:  # type: ignore[arg-type]
        got = [body.read(24)]
        while piece := body.read(1024 * 1024):
            got.append(piece)
    assert b"".join(got) == content


def test_a_slow_line_that_keeps_on_is_waited_for() -> None:
    """Each piece has its time, not all of those that are handed on together."""
    content, late = os.urandom(4 * 256 * 1024), threading.Event()

    class Steady(BytesIO):
        def read(self, most: int | None = -1) -> bytes:
            late.wait(0.6)
            return super().read(most)

    with streamed(Steady(content), len(content), 2) as body:  # type: ignore[arg-type]
        assert b"".join(iter(lambda: bytes(body.read(2**20)), b"")) == content


@pytest.mark.parametrize(("seconds", "held"), [(60.0, True), (-1.0, False)])
def test_a_part_that_takes_long_does_not_hold_the_database(
    seconds: float, held: bool, file: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_KEPT_FOR", seconds)
    raw, seen = file.part(1), set[bool]()
    with streamed(BytesIO(raw), len(raw), 5) as body:  # type: ignore[arg-type]

        def read(most: int) -> memoryview:
            piece = body.read(most)
            seen.add(connection.connection is not None)
            return piece

        take_part("XB", file.attachment.id, 1, len(raw), read)
    assert seen == {held}

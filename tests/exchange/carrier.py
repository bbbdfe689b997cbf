"""Requests as another node sends them: signed by its key, for the address of the receiver."""

from datetime import UTC, datetime
from typing import Any

import httpx
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from homeward.wire.keys import NodeKeys
from homeward.wire.transport import sign_part, sign_request

PATH = "/exchange/v1/messages"


def signed_headers(
    body: bytes, *, keys: NodeKeys, node: str, base_url: str = "", path: str = PATH, **more: Any
) -> dict[str, str]:
    """The fields that sign `body` as the node of State `node` sends it to this test's own node."""
    url = f"{base_url or settings.HOMEWARD_BASE_URL}{path}"
    options = {"now": datetime.now(UTC), **more}
    return sign_request(options.pop("method", "POST"), url, body, node=node, keys=keys, **options)


def carry(
    body: bytes,
    *,
    keys: NodeKeys,
    node: str = "XB",
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Post `body`, signed, to this test's own node; `headers` are added or replace signed ones."""
    fields = {**signed_headers(body, keys=keys, node=node, **more), **(headers or {})}
    client = Client(raise_request_exception=False)
    return client.post(more.get("path", PATH), body, content_type=content_type, headers=fields)


def sent_part(
    path: str, body: bytes, *, keys: NodeKeys, node: str = "XB", length: int | None = None
) -> HttpResponse:
    """Put a part to this test's own node; `length` is signed instead of that of `body`."""
    url = f"{settings.HOMEWARD_BASE_URL}{path}"
    size = len(body) if length is None else length
    fields = sign_part(url, size, node=node, keys=keys, now=datetime.now(UTC))
    client = Client(raise_request_exception=False)
    fields.pop("Content-Length")  # Django's client counts for itself
    return client.put(path, body, content_type="application/octet-stream", headers=fields)


def carry_to(
    base_url: str,
    body: bytes,
    *,
    keys: NodeKeys,
    node: str,
    headers: dict[str, str] | None = None,
    sent: bytes | None = None,
    sign_for: str = "",
    **more: Any,
) -> httpx.Response:
    """Post `body`, signed, to a node in processes of its own.

    `sent` is posted instead of what was signed; `sign_for` is another address than the node's.
    """
    fields = signed_headers(body, keys=keys, node=node, base_url=sign_for or base_url, **more)
    content = body if sent is None else sent
    return httpx.post(f"{base_url}{PATH}", content=content, headers={**fields, **(headers or {})})

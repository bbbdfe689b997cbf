"""This test's own node XA in processes of its own, so that bad messages come through real HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from django.core.cache import cache
from django.db import connections

from homeward.foundation.exchange import traffic
from homeward.foundation.journal.limits import STRANGERS
from homeward.node.processes.running import RunningNode, running_node
from tests.cluster import SuiteCluster
from tests.conftest import MAIN
from tests.exchange.carrier import carry_to
from tests.exchange.peer import Peer, Sent
from tests.node_setup import TEST_KEYS, give_keys
from tests.people import People, make_people
from tests.receiver import a_request
from tests.wire import second

# What a message could leave behind: nothing of it may, unless it was genuine.
EFFECTS = ("cooperation_request", "exchange_inmessage", "exchange_receipt", "duty_task")


@dataclass(slots=True)
class Served:
    """The node, its people, the pinned peer XB, and the database as its administrator sees it."""

    node: RunningNode
    people: People
    peer: Peer
    admin_url: str
    before: dict[str, int] = field(default_factory=dict)

    def all(self, query: str, *params: object) -> list[tuple[Any, ...]]:
        """The rows of a query, past every wall."""
        with psycopg.connect(self.admin_url) as connection:
            return connection.execute(query, params).fetchall()  # type: ignore[call-overload,no-any-return]

    def one(self, query: str, *params: object) -> Any:
        """The first value of a query."""
        rows = self.all(query, *params)
        return rows[0][0] if rows else None

    def effects(self) -> dict[str, int]:
        """How many rows there are of everything that a message may cause."""
        return {table: int(self.one(f"select count(*) from {table}")) for table in EFFECTS}  # noqa: S608

    def entries(self) -> list[tuple[str, str, str]]:
        """Verb, code or reason, and named node of everything the exchange journalled."""
        return self.all(
            "select verb, coalesce(data->>'code', data->>'reason', ''),"
            " coalesce(data->>'node', data->>'sender', '')"
            " from journal_entry where verb like 'exchange.%%' order by number"
        )

    def carry(self, body: bytes, **more: Any) -> httpx.Response:
        """Post a body as the pinned peer does, unless `keys` and `node` say otherwise."""
        given = {"keys": self.peer.keys, "node": "XB", **more}
        return carry_to(self.node.base_url, body, **given)

    def genuine(self, **changes: Any) -> Sent:
        """A message that has an effect, but for what `changes` make of its header."""
        return self.peer.message(request_to_xa(), "cooperation.request", **changes)

    def crafted(self, **wrong: Any) -> bytes:
        """A genuine envelope made by the second implementation, wrong where told to be."""
        return crafted(self.peer, **wrong)


def request_to_xa() -> dict[str, Any]:
    """A request that XB makes of XA."""
    return {
        **a_request(),
        "reference": "XB-2026-000001/01",
        "requesting_authority": "XB-POLICE",
        "requested_authority": "XA-POLICE",
    }


def crafted(
    peer: Peer,
    *,
    header: dict[str, Any] | None = None,
    payload: Any = None,
    outer: dict[str, Any] | None = None,
    protected: dict[str, Any] | None = None,
    signer: bytes | None = None,
    contents: Any = lambda contents: contents,
) -> bytes:
    """`header` and `protected` change what is signed, `outer` and `contents` what is sealed."""
    sound = peer.message(request_to_xa(), "cooperation.request").header.to_json()
    message = second.jcs({"header": {**sound, **(header or {})}, "payload": payload or {}})
    jose = {"alg": "Ed25519", "kid": peer.keys.public.key_id, "typ": "homeward-message"}
    jose |= protected or {}
    signature = second.jws(message, jose, signer or peer.keys.ed25519, detached=True)
    signed = b'{"message":' + message + b"," + second.jcs({"signatures": [signature]})[1:]
    receiver = TEST_KEYS.public.to_json()
    shown = {**second.outer_of(sound, receiver), **(outer or {})}
    return second.seal_outer(shown, contents(signed), receiver)


@contextmanager
def served_node(suite: SuiteCluster, settings: str = "") -> Iterator[Served]:
    """Serve a fresh XA; `settings` are lines for its table `[exchange]`."""
    connections.close_all()
    with suite.emptied_database(MAIN) as fresh:
        give_keys(suite, MAIN)
        cache.clear()
        traffic.forget()
        STRANGERS.forget()
        people, peer = make_people(), Peer()
        file = fresh.home.path / "node.toml"
        kept = file.read_text("utf-8")
        file.write_text(f"{kept}\n[exchange]\n{settings}\n", "utf-8")
        try:
            with running_node(fresh.home) as node:
                yield Served(node, people, peer, suite.cluster.superuser_url(MAIN))
        finally:
            file.write_text(kept, "utf-8")
            connections.close_all()
            for log in sorted(fresh.home.logs.glob("web*.log")):
                print(f"--- {log.name} ---\n{log.read_text()[-4000:]}")

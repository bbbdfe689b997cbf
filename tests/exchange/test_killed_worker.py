"""The sending worker is killed at the worst moment: the effect is done, the receipt is lost."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import httpx
import psycopg
import pytest

from homeward.foundation.exchange.models import OutMessage, Receipt
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.receiver import receiver_node, send_one

pytestmark = pytest.mark.nodes


@contextmanager
def _worker(node: TestNode) -> Iterator["subprocess.Popen[bytes]"]:
    """XA's own worker, as `homeward serve` starts it."""
    environ = {**node.environ, "HOMEWARD_PROCESS": "worker"}
    command = [sys.executable, "-m", "homeward.node.worker"]
    process = subprocess.Popen(command, env=environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@dataclass
class Carried:
    """What stands before XB: where it is, where XB is, and whether the message has passed."""

    url: str = ""
    target: str = ""
    arrived: Event = field(default_factory=Event)


@contextmanager
def _carrier() -> Iterator[Carried]:
    """Carries requests to XB; the first answer to the message never comes back."""
    held, carried = Event(), Carried()

    class Carrier(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = (
                "content-digest",
                "content-type",
                "homeward-node",
                "signature",
                "signature-input",
            )
            headers = {name: self.headers[name] for name in named if name in self.headers}
            answer = httpx.post(carried.target + self.path, content=body, headers=headers)
            if b"cooperation.request" in body and not carried.arrived.is_set():
                carried.arrived.set()
                held.wait(60)
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    carried.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield carried
    finally:
        held.set()
        server.shutdown()
        server.server_close()


def _sent(message: UUID) -> OutMessage:
    with opened(EXCHANGE):
        return OutMessage.objects.get(pk=message)


def test_a_killed_worker_delivers_once_after_its_restart(
    people: People, node: TestNode, suite: SuiteCluster, tmp_path: Path
) -> None:
    with _carrier() as carried, receiver_node(suite, tmp_path, carried.url) as receiver:
        carried.target = receiver.node.base_url
        message = send_one(people)
        with _worker(node) as worker:
            assert carried.arrived.wait(60)
            worker.kill()
            worker.wait()
        assert _sent(message).delivery == "pending"
        assert receiver.one("select count(*) from cooperation_request") == 1

        # What takes a minute in life: the attempt is overdue, and the dead courier's lease is over.
        with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
            owner.execute("update exchange_outmessage set next_attempt_at = now() - interval '1 h'")
            owner.execute("update exchange_courier set leased_until = now() - interval '1 h'")
        with _worker(node):
            deadline = time.monotonic() + 90
            while _sent(message).delivery == "pending" and time.monotonic() < deadline:
                time.sleep(0.5)
        assert _sent(message).delivery == "accepted"
        assert _sent(message).attempts == 2
        assert receiver.one("select count(*) from cooperation_request") == 1
        ours = "from exchange_inmessage where not starts_with(type, 'exchange.')"
        assert receiver.one(f"select count(*) {ours}") == 1
        received = (
            "select count(*) from journal_entry where verb = 'exchange.received'"
            " and data->>'type' = 'cooperation.request'"
        )
        assert receiver.one(received) == 1
        with opened(EXCHANGE):
            kept = Receipt.objects.get(message_id=message, state="delivered")
        assert bytes(receiver.one(f"select receipt {ours}")) == bytes(kept.statement)

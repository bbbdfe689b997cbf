"""The sending worker is killed at the worst moment: the effect is done, the receipt is lost."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest

from homeward.foundation.exchange.models import OutMessage, Receipt
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.between import Carrier, carrier
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


@contextmanager
def _carrier(arrived: Event) -> Iterator[Carrier]:
    """Carries envelopes to XB; the first answer never comes back."""
    held = Event()

    def hold(path: str, answer: bytes) -> bytes:
        if not arrived.is_set():
            arrived.set()
            held.wait(60)
        return answer

    with carrier() as one:
        one.touch_answer = hold
        try:
            yield one
        finally:
            held.set()


def _sent(message: UUID) -> OutMessage:
    with opened(EXCHANGE):
        return OutMessage.objects.get(pk=message)


def test_a_killed_worker_delivers_once_after_its_restart(
    people: People, node: TestNode, suite: SuiteCluster, tmp_path: Path
) -> None:
    arrived = Event()
    with (
        _carrier(arrived) as between,
        receiver_node(suite, tmp_path, between.address) as receiver,
    ):
        between.to = receiver.node.base_url
        message = send_one(people)
        with _worker(node) as worker:
            assert arrived.wait(60)
            worker.kill()
            worker.wait()
        assert _sent(message).delivery == "pending"
        assert receiver.one("select count(*) from cooperation_request") == 1

        # What takes a minute in life: the attempt is overdue, and the dead worker's job is not his.
        with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
            owner.execute("update exchange_outmessage set next_attempt_at = now() - interval '1 h'")
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
            kept = Receipt.objects.get(message_id=message, state="accepted")
        assert bytes(receiver.one(f"select receipt {ours}")) == bytes(kept.statement)

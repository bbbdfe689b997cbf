"""A second node in processes of its own, which the test's own node exchanges messages with."""

import base64
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from homeward.casework.cooperation.models import Request
from homeward.foundation.authorities.actions import pin_node
from homeward.foundation.authorities.card import own_card
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.node.demo.stage import run_module
from homeward.node.processes.running import RunningNode
from tests.cluster import SuiteCluster
from tests.people import People
from tests.reused import Reused


@dataclass(slots=True)
class Receiver:
    """The node of State XB and its database as its administrator sees it."""

    node: RunningNode
    admin_url: str

    def one(self, query: str, *params: object) -> Any:
        """The first value of a query, past every wall."""
        with psycopg.connect(self.admin_url) as connection:
            row = connection.execute(query, params).fetchone()  # type: ignore[call-overload]
            return row[0] if row else None


@dataclass(slots=True)
class KeptReceiver:
    """XB for many tests: started by the first, as it was then for each of the others."""

    suite: SuiteCluster
    folder: Path
    stack: ExitStack
    public_url: str = ""
    started: Receiver | None = None
    begun: Reused | None = None

    def ready(self) -> Receiver:
        """XB without anything of the tests before, and pinned in this test's own node."""
        if self.started is None or self.begun is None:
            self.started = self.stack.enter_context(
                receiver_node(self.suite, self.folder, self.public_url)
            )
            self.begun = Reused.of(self.started.admin_url)
            return self.started
        node = self.started.node
        node.wait_until_healthy()
        _wait_for_jobs(self.started)
        assert self.begun.empty(in_use=True)
        for left in (node.home.path / "vault").glob("*"):
            shutil.rmtree(left)
        _pin_here(self.folder)
        return self.started


@contextmanager
def kept_receiver(
    suite: SuiteCluster, folder: Path, public_url: str = ""
) -> Iterator[KeptReceiver]:
    """XB for the tests of a module; `public_url` is where this node finds it."""
    with ExitStack() as stack:
        yield KeptReceiver(suite, folder, stack, public_url)


def _wait_for_jobs(receiver: Receiver) -> None:
    """Jobs that are at work would miss their rows; those of a worker that was killed are not."""
    end = time.monotonic() + 3
    doing = "select count(*) from procrastinate_jobs where status = 'doing'"
    while receiver.one(doing) and time.monotonic() < end:
        time.sleep(0.05)


@contextmanager
def receiver_node(suite: SuiteCluster, folder: Path, public_url: str = "") -> Iterator[Receiver]:
    """XB serving on loopback, and this process's XA and XB pinned to each other.

    `public_url` is where others find XB, if something stands in front of it.
    """
    with suite.emptied_database("hwxb", state="XB") as fresh:
        node = RunningNode(fresh.home, public_url=public_url)
        environ = {"HOMEWARD_BASE_URL": public_url or node.base_url}
        run_module("homeward.node.demo.provision", ["people", str(folder)], fresh.home, environ)
        card, fingerprint = own_card()
        (folder / "XA.card").write_text(f"{base64.b64encode(card).decode()}\n{fingerprint}\n")
        _pin_here(folder)
        run_module("homeward.node.demo.provision", ["pin", str(folder)], fresh.home, environ)
        with_start = node.start()
        try:
            yield Receiver(with_start, suite.cluster.superuser_url("hwxb"))
        finally:
            node.stop()
            for log in sorted(fresh.home.logs.glob("*.log")):
                print(f"--- {log.name} ---\n{log.read_text()[-4000:]}")


def _pin_here(folder: Path) -> None:
    card, fingerprint = (folder / "XB.card").read_text().splitlines()
    with opened(service("setup")):
        pin_node(base64.b64decode(card), read_fingerprint=fingerprint, actor=service("setup"))


def a_request() -> dict[str, Any]:
    """The payload of a complete request for police information."""
    return {
        "kind": "police_information",
        "reference": "XA-2026-000001/01",
        "requesting_authority": "XA-POLICE",
        "requested_authority": "XB-POLICE",
        "legal_basis": "untoc_27",
        "urgency": "urgent",
        "due": datetime(2026, 12, 1, tzinfo=UTC).isoformat(),
        "run": None,
        "content": {
            "investigation": "A kidnapping.",
            "facts": "A person was taken.",
            "questions": "Is the number known?",
            "persons": "",
            "purpose": "To find the victim.",
        },
    }


def send_one(
    people: People, thread: UUID | None = None, payload: dict[str, Any] | None = None
) -> UUID:
    """Queue a request to XB in a transaction of Alice's, and return the message's id."""
    thread = thread or uuid4()
    payload = payload or a_request()
    with opened(people.alice.actor):
        Request.objects.get_or_create(
            id=thread,
            defaults={
                "kind": payload["kind"],
                "side": "requesting",
                "other_state": "XB",
                "desk": people.police,
                "own_authority": "XA-POLICE",
                "other_authority": "XB-POLICE",
                "reference": payload["reference"],
                "state": "issued",
                "urgency": payload["urgency"],
                "legal_basis": payload["legal_basis"],
                "content": payload["content"],
                "created_at": datetime.now(UTC),
            },
        )
        return send(
            "cooperation.request",
            payload,
            to="XB",
            thread=thread,
            actor=people.alice.actor,
            team_id=people.police.pk,
        )

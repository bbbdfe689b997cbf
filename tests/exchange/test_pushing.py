"""Attachments between two nodes over real HTTP, whatever is killed, spoilt, slow or full."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange.attachments.pushing import push
from homeward.foundation.exchange.control.recall import recall
from homeward.foundation.exchange.jobs import deliver_one
from homeward.foundation.exchange.models import OutAttachment, OutMessage
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import custody_of, keep_file
from homeward.foundation.vault.intake import Intake
from tests.cluster import SuiteCluster, TestNode
from tests.exchange import between
from tests.exchange.between import Carrier, Touch
from tests.exchange.peer import journalled
from tests.people import People
from tests.receiver import KeptReceiver, Receiver, a_request, kept_receiver, send_one

pytestmark = pytest.mark.nodes
MEGABYTE = 1024**2
PARTS = 20
CONTENT = os.urandom(PARTS * MEGABYTE - 5000)


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This node's vault, with parts of a megabyte."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_PART_SIZE", MEGABYTE)
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)


@pytest.fixture(scope="module")
def way() -> Iterator[Carrier]:
    with between.carrier() as one:
        yield one


@pytest.fixture
def carrier(way: Carrier) -> Carrier:
    """Touching nothing, and having carried nothing yet."""
    way.put.clear()
    way.touch = way.touch_answer = lambda path, body: body
    return way


@pytest.fixture(scope="module")
def kept(
    suite: SuiteCluster, tmp_path_factory: pytest.TempPathFactory, way: Carrier
) -> Iterator[KeptReceiver]:
    with kept_receiver(suite, tmp_path_factory.mktemp("cards"), way.address) as kept:
        yield kept


@pytest.fixture
def receiver(kept: KeptReceiver, people: People, carrier: Carrier) -> Receiver:
    started = kept.ready()
    carrier.to = started.node.base_url
    return started


def send_file(people: People, content: bytes = CONTENT, requested: str = "XB-POLICE") -> UUID:
    """Send a request with a file of Alice's desk; the attachment's id. Its message is delivered,
    and accepted where the authority that is asked exists."""
    intake = Intake()
    intake.write(content)
    taken, thread = intake.finish(), uuid4()
    with opened(people.alice.actor):
        blob = keep_file(
            taken,
            case_id=None,
            compartment="investigation",
            team_id=people.police.pk,
            file_name="recording.wav",
            media_type="audio/wav",
        )
        _request(people, thread)
        enclosed = Enclosed(blob.pk, "XA-POLICE", "XB-POLICE", "Proof of life.")
        message = send(
            "cooperation.request",
            {**a_request(), "requested_authority": requested},
            to="XB",
            thread=thread,
            actor=people.alice.actor,
            team_id=people.police.pk,
            attachments=[enclosed],
        )
    deliver_one(message, EXCHANGE)
    with opened(EXCHANGE):
        expected = "accepted" if requested == "XB-POLICE" else "refused"
        assert OutMessage.objects.get(pk=message).delivery == expected
        return OutAttachment.objects.get(message_id=message).pk


def _request(people: People, thread: UUID) -> None:
    fields = {k: v for k, v in a_request().items() if k in ("kind", "reference", "urgency")}
    Request.objects.create(
        id=thread,
        side="requesting",
        other_state="XB",
        desk=people.police,
        own_authority="XA-POLICE",
        other_authority="XB-POLICE",
        state="issued",
        legal_basis="untoc_27",
        created_at="2026-11-01T00:00Z",
        **fields,
    )


def row(attachment: UUID) -> OutAttachment:
    with opened(EXCHANGE):
        return OutAttachment.objects.get(pk=attachment)


def push_on(attachment: UUID, until: str = "complete", seconds: float = 60) -> OutAttachment:
    """Push again and again, as the worker's jobs would, until it stands as wished."""
    end = time.monotonic() + seconds
    while (one := row(attachment)).state != until:
        assert time.monotonic() < end, (one.state, one.last_error, one.arrived)
        push.work(actor=EXCHANGE, attachment=str(attachment))
        time.sleep(0.1)
        assert one.state != "refused", one.reason
    return one


def arrived_whole(receiver: Receiver, times: int = 1) -> None:
    """XB has the file once, complete, with its custody, and nothing but its parts in the vault."""
    assert receiver.one("select count(*) from vault_blob where file_key is not null") == times
    assert receiver.one("select count(*) from exchange_inattachment") == times
    state = "select array_agg(distinct state) from exchange_inattachment"
    assert receiver.one(state) == ["complete"]
    digests = "select array_agg(encode(sha256, 'hex') order by id) from vault_blob"
    signed = "select array_agg(description->>'sha256' order by id) from exchange_inattachment"
    assert receiver.one(digests) == receiver.one(signed)
    arrivals = "select count(*) from journal_entry where verb = 'exchange.attachment_arrived'"
    assert receiver.one(arrivals) == times
    steps = "select array_agg(action order by blob_id, number) from vault_custodystep"
    assert receiver.one(steps)[-2:] == ["sent", "arrived"]


def spoil_once(carrier: Carrier) -> Touch:
    """The fifth part loses a bit on its first way."""

    def touch(path: str, body: bytes) -> bytes:
        if path.endswith("/5") and carrier.put[path] == 1:
            return body[:1000] + bytes([body[1000] ^ 1]) + body[1001:]
        return body

    return touch


def test_a_file_arrives_whole_and_both_journals_say_so(
    carrier: Carrier, receiver: Receiver, people: People
) -> None:
    """A carrier that forges answers and spoils a part makes it slower, nothing else."""
    attachment = send_file(people)
    assert receiver.one("select count(*) from cooperation_request") == 1  # the effect does not wait
    assert receiver.one("select state from exchange_inattachment") == "arriving"
    assert receiver.one("select count(*) from vault_blob") == 0
    carrier.touch_answer = lambda path, body: body[:-6] + b"AAAAAA"
    push.work(actor=EXCHANGE, attachment=str(attachment))
    one = row(attachment)
    assert (one.state, one.failures, carrier.put) == ("arriving", 1, {})
    assert one.last_error in ("bad_signature", "malformed")
    carrier.touch_answer, carrier.touch = lambda path, body: body, spoil_once(carrier)
    done = push_on(attachment)
    assert carrier.parts() == {n: 2 if n == 5 else 1 for n in range(1, PARTS + 1)}
    bad = "select data->>'number' from journal_entry where verb = 'exchange.attachment_bad_part'"
    assert receiver.one(bad) == "5"
    arrived_whole(receiver)
    assert (done.arrived, bytes(done.key)) == (len(CONTENT), b"")
    assert done.statement
    verbs = ["exchange.attachment_sent", "exchange.attachment_delivered"]
    assert [entry.verb for entry in journalled(*verbs)] == verbs
    with opened(EXCHANGE):
        steps = [(step.action, step.by) for step in custody_of(done.blob_id)]
    assert steps == [("sent", "XA-POLICE"), ("delivered", "XB-POLICE")]
    # The key of the journey stands in the locked contents and nowhere else.
    with opened(EXCHANGE):
        header = OutMessage.objects.get().header
    assert "attachments" not in header

    # Another one is stopped, and a third one's message is refused: neither is pushed.
    carrier.put.clear()
    stopped = send_file(people)
    message = row(stopped).message_id
    with opened(people.alice.actor):
        recall(message, "Sent by mistake.", actor=people.alice.actor)
    push.work(actor=EXCHANGE, attachment=str(stopped))
    one = row(stopped)
    assert (one.state, one.reason) == ("closed", "recalled")
    one = row(send_file(people, requested="XB-NOBODY"))
    assert (one.state, one.reason) == ("refused", "message_not_delivered")
    assert carrier.put == {}
    assert receiver.one("select count(*) from exchange_inattachment") == 2


def kill_again_and_again(receiver: Receiver, stop: Event) -> None:
    while not stop.wait(0.7):
        old = receiver.node.kill("web")
        receiver.node.wait_for_new("web", old)
        receiver.node.wait_until_healthy()


@pytest.mark.chaos
def test_only_missing_parts_travel_again_when_the_receiver_is_killed(
    carrier: Carrier, receiver: Receiver, people: People
) -> None:
    attachment = send_file(people)
    slow_down(carrier, 0.1)
    stop = Event()
    killer = Thread(target=kill_again_and_again, args=(receiver, stop))
    killer.start()
    try:
        end = time.monotonic() + 12
        while row(attachment).state == "arriving" and time.monotonic() < end:
            push.work(actor=EXCHANGE, attachment=str(attachment))
    finally:
        stop.set()
        killer.join()
    receiver.node.wait_until_healthy()
    push_on(attachment)
    arrived_whole(receiver)
    carried = carrier.parts()
    assert set(carried) == set(range(1, PARTS + 1))
    assert sum(carried.values()) < 3 * PARTS


def slow_down(carrier: Carrier, pause: float) -> None:
    def touch(path: str, body: bytes) -> bytes:
        time.sleep(pause)
        return body

    carrier.touch = touch


@contextmanager
def _worker(node: TestNode) -> Iterator["subprocess.Popen[bytes]"]:
    """XA's own worker, as `homeward serve` starts it, with this test's vault."""
    (node.home.path / "vault").unlink(missing_ok=True)
    (node.home.path / "vault").symlink_to(settings.HOMEWARD_VAULT_FOLDER)
    environ = {**node.environ, "HOMEWARD_PROCESS": "worker"}
    process = subprocess.Popen([sys.executable, "-m", "homeward.node.worker"], env=environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        (node.home.path / "vault").unlink()


def _until(what: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_senders_worker_is_killed_in_the_middle(
    carrier: Carrier, receiver: Receiver, people: People, node: TestNode, suite: SuiteCluster
) -> None:
    attachment = send_file(people)
    slow_down(carrier, 0.15)
    with _worker(node) as worker:
        _until(lambda: len(carrier.put) > 4)
        worker.kill()
        worker.wait()
    assert row(attachment).state == "arriving"
    # What takes minutes in life: the lease of the dead worker is over.
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        owner.execute("update exchange_outattachment set next_attempt_at = now() - interval '1 h'")
    slow_down(carrier, 0)
    with _worker(node):
        _until(lambda: row(attachment).state == "complete")
    arrived_whole(receiver)
    assert sum(carrier.parts().values()) <= PARTS + 2  # the one under way, and one it crossed


@pytest.mark.chaos
def test_the_receivers_worker_is_killed_while_it_checks(
    carrier: Carrier, receiver: Receiver, people: People
) -> None:
    """Its web process too, in the middle: so that the whole is read by a job of the worker."""
    attachment = send_file(people)

    def touch(path: str, body: bytes) -> bytes:
        if path.endswith("/12") and carrier.put[path] == 1:
            receiver.node.wait_for_new("web", receiver.node.kill("web"))
            receiver.node.wait_until_healthy()
        receiver.node.kill("worker")
        return body

    carrier.touch = touch
    push_on(attachment, until="checking")
    receiver.node.kill("worker")
    push_on(attachment, seconds=120)
    arrived_whole(receiver)


@pytest.mark.chaos
def test_the_database_is_killed_in_the_middle(
    carrier: Carrier, receiver: Receiver, people: People, suite: SuiteCluster
) -> None:
    """Both nodes keep their databases in the cluster that dies."""
    attachment = send_file(people)
    killed = []

    def touch(path: str, body: bytes) -> bytes:
        if len(carrier.put) == 8 and not killed:
            pid = int((suite.cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        return body

    carrier.touch = touch
    end = time.monotonic() + 60
    state = "arriving"
    while state in ("arriving", "checking") and time.monotonic() < end:
        try:
            push.work(actor=EXCHANGE, attachment=str(attachment))
            state = row(attachment).state
        except Exception as error:  # noqa: BLE001  the worker's job fails and is tried again
            print(type(error).__name__)
            connections.close_all()
            time.sleep(0.5)
    assert killed
    assert state == "complete"
    arrived_whole(receiver)
    assert sum(carrier.parts().values()) <= PARTS + 3


def test_a_full_disk_is_told_to_the_sender_and_it_goes_on(
    carrier: Carrier, receiver: Receiver, people: People
) -> None:
    attachment = send_file(people)
    file = receiver.node.home.path / "node.toml"
    plain = file.read_text()
    file.write_text(plain + "[exchange]\ndisk_kept = 1000000000000000\n")
    receiver.node.restart()
    try:
        push.work(actor=EXCHANGE, attachment=str(attachment))
        one = row(attachment)
        assert (one.state, one.last_error) == ("arriving", "vault_full")
        assert carrier.put == {}  # it was asked first, so nothing was sent in vain
        assert receiver.one("select code from exchange_shortage") == "vault_full"
        waits = "select subject_id from journal_entry where verb = 'exchange.attachment_waits'"
        assert receiver.one(waits) == "XA"
    finally:
        file.write_text(plain)
        receiver.node.restart()
    push_on(attachment)
    arrived_whole(receiver)
    assert receiver.one("select count(*) from exchange_shortage") == 0


def test_slow_attachments_delay_no_message(
    carrier: Carrier, receiver: Receiver, people: People, node: TestNode
) -> None:
    """Two files crawl, in workers of both nodes; a message overtakes them."""
    files = [send_file(people), send_file(people, CONTENT[: 6 * MEGABYTE])]
    slow_down(carrier, 1.5)
    with _worker(node):
        _until(lambda: len({path.rsplit("/", 1)[0] for path in carrier.put}) == 2)
        begun = time.monotonic()
        message = send_one(people)

        def delivered() -> bool:
            with opened(EXCHANGE):
                return OutMessage.objects.get(pk=message).delivery == "accepted"

        _until(delivered)
        assert time.monotonic() - begun < 10
        assert {row(file).state for file in files} == {"arriving"}
        slow_down(carrier, 0)
        _until(lambda: {row(file).state for file in files} == {"complete"})
    arrived_whole(receiver, times=2)

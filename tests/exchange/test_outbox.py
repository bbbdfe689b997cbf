"""What becomes of a message that is not simply delivered, and who is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import override_settings

from homeward.foundation.authorities.models import Node
from homeward.foundation.exchange import links, ports
from homeward.foundation.exchange.conditions import Conditions
from homeward.foundation.exchange.courier import give_back, take_lease
from homeward.foundation.exchange.jobs import call_courier, deliver, deliver_one
from homeward.foundation.exchange.links import pause_after
from homeward.foundation.exchange.models import Courier, Link, OutMessage, Receipt
from homeward.foundation.exchange.outbox import due_peers, note_failure, take_due
from homeward.foundation.exchange.ports import Filed, MessageType
from homeward.foundation.exchange.queries import Delivered, deliveries_of
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import current_actor, opened
from homeward.node.sweeps import call_couriers
from homeward.wire.header import Header
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import ReceiptState, make_receipt
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.peer import journalled
from tests.jobs import run_jobs
from tests.people import People
from tests.pinning import pin


@dataclass
class Outbox:
    """XA's outbox, the keys of XB, what XB answers, and what the type's hooks were told."""

    people: People
    keys: NodeKeys
    admin_url: str
    answer: tuple[int, bytes] = (503, b"")
    posted: int = 0
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def send(self, thread: UUID | None = None, *, urgent: bool = False) -> UUID:
        actor = self.people.alice.actor
        with opened(actor):
            return send(
                "tests.note",
                {"words": "A note."},
                to="XB",
                thread=thread or uuid4(),
                actor=actor,
                team_id=self.people.police.pk,
                urgent=urgent,
            )

    def deliver(self, message: UUID) -> None:
        deliver_one(message, EXCHANGE)

    def sent(self, message: UUID) -> OutMessage:
        with opened(EXCHANGE):
            return OutMessage.objects.get(pk=message)

    def shown(self, message: UUID) -> Delivered:
        thread = self.sent(message).thread
        with opened(self.people.alice.actor):
            (shown,) = deliveries_of(self.people.alice, thread)
            return shown

    def receipt(self, message: UUID, state: ReceiptState, reason: str | None = None) -> bytes:
        """XB's signed word on a message, at a time that can be recognised."""
        sent = self.sent(message)
        ref = Header.from_json(sent.header).ref(sent.digest)
        at = self.at(message)
        return make_receipt(self.keys, ref, state=state, at=at, reason=reason)

    def at(self, message: UUID) -> datetime:
        return self.sent(message).created_at + timedelta(seconds=1, microseconds=7)

    def later(self, message: UUID, change: str) -> None:
        """Turn the clock of a message as its administrator could."""
        with psycopg.connect(self.admin_url) as owner:
            owner.execute(
                f"update exchange_outmessage set {change} where id = %s",  # type: ignore[arg-type]  # noqa: S608
                [message],
            )


@pytest.fixture
def out(
    people: People, node: TestNode, suite: SuiteCluster, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Outbox]:
    """A node of XB at a real address that answers as the test says."""
    url = suite.cluster.superuser_url(node.home.config.database)
    box = Outbox(people, pin("XB"), url)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/bundles"):
                self.send_error(404)  # as a node of the version before answers
                return
            box.posted += 1
            status, body = box.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    with opened(service("setup")):
        Node.objects.filter(pk="XB").update(url=f"http://127.0.0.1:{server.server_port}")

    def told(name: str) -> Any:
        def hook(*facts: Any) -> None:
            assert current_actor() == EXCHANGE
            box.told.append((name, *facts))

        return hook

    kind = MessageType(
        "tests.note", 1, lambda a: Filed(), told("accepted"), told("refused"), told("expired")
    )
    monkeypatch.setitem(ports._types, ("tests.note", 1), kind)
    yield box
    server.shutdown()
    server.server_close()


def test_acceptance_is_told_once(out: Outbox) -> None:
    message = out.send()
    out.answer = (200, out.receipt(message, ReceiptState.ACCEPTED))
    out.deliver(message)
    out.deliver(message)
    assert out.posted == 1
    assert out.told == [("accepted", message, out.at(message), EXCHANGE)]
    assert out.shown(message).reason == ""


@pytest.mark.parametrize("reason", ["no_such_authority", "The désk\nis closed. " + "x" * 900])
def test_a_refusal_reaches_whoever_sent_it_with_its_reason(out: Outbox, reason: str) -> None:
    message = out.send()
    out.answer = (422, out.receipt(message, ReceiptState.REFUSED, reason))
    out.deliver(message)
    sent = out.sent(message)
    assert (sent.delivery, sent.reason, sent.next_attempt_at) == ("refused", reason, None)
    assert out.told == [("refused", message, out.at(message), reason, EXCHANGE)]
    shown = out.shown(message)
    assert (shown.delivery, shown.reason) == ("Refused", reason)


def test_a_message_that_came_too_late_there_has_expired_here(out: Outbox) -> None:
    message = out.send()
    out.answer = (422, out.receipt(message, ReceiptState.EXPIRED, "expired"))
    out.deliver(message)
    assert out.sent(message).delivery == "expired"
    assert out.told == [("expired", message, out.at(message), EXCHANGE)]
    assert len(journalled("exchange.expired")) == 1
    with opened(EXCHANGE):
        assert Receipt.objects.get().state == "expired"


def test_a_hook_that_fails_leaves_the_message_on_its_way(
    out: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*facts: Any) -> None:
        raise RuntimeError("no")

    kind = MessageType("tests.note", 1, lambda a: Filed(), None, fail, None)
    monkeypatch.setitem(ports._types, ("tests.note", 1), kind)
    message = out.send()
    out.answer = (422, out.receipt(message, ReceiptState.REFUSED, "no"))
    with pytest.raises(RuntimeError):
        out.deliver(message)
    assert out.sent(message).delivery == "pending"
    with opened(EXCHANGE):
        assert not Receipt.objects.exists()


def test_a_message_is_given_up_when_it_expires_after_one_last_try(out: Outbox) -> None:
    thread = uuid4()
    message, behind = out.send(thread), out.send(thread)
    out.later(message, "expires_at = now() - interval '1 second'")
    out.deliver(message)
    assert out.posted == 1
    sent = out.sent(message)
    assert (sent.delivery, sent.next_attempt_at, sent.last_error) == ("expired", None, "http_503")
    ((told, number, at, actor),) = out.told
    assert (told, number, actor) == ("expired", message, EXCHANGE)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    (entry,) = journalled("exchange.expired")
    assert entry.subject_id == str(message)
    with opened(out.people.alice.actor):
        shown = deliveries_of(out.people.alice, thread)
    assert [(d.delivery, d.reason) for d in shown] == [("Expired", "http_503"), ("On its way", "")]
    # What waited behind it goes on at once.
    out.answer = (200, out.receipt(behind, ReceiptState.ACCEPTED))
    assert run_jobs("exchange.deliver") > 0
    assert out.sent(behind).delivery == "accepted"
    out.deliver(message)
    assert len(out.told) == 2


def test_the_last_try_may_find_that_it_was_delivered(out: Outbox) -> None:
    message = out.send()
    out.later(message, "expires_at = now() - interval '1 second'")
    out.answer = (200, out.receipt(message, ReceiptState.ACCEPTED))
    out.deliver(message)
    assert out.sent(message).delivery == "accepted"


def test_a_peer_that_is_not_pinned_any_more_is_waited_for_and_given_up(out: Outbox) -> None:
    message = out.send()
    with opened(service("setup")):
        Node.objects.all().delete()
    out.deliver(message)
    sent = out.sent(message)
    assert (sent.delivery, sent.attempts, sent.last_error) == ("pending", 1, "not_connected")
    out.later(message, "expires_at = now() - interval '1 second'")
    out.deliver(message)
    assert out.sent(message).delivery == "expired"


def test_pauses_grow_to_half_an_hour_and_never_pass_the_expiry(
    out: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links.random, "random", lambda: 0.5)
    pauses = [pause_after(attempts).total_seconds() for attempts in range(1, 15)]
    assert pauses[:5] == [2, 4, 8, 16, 32]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 1800
    with override_settings(HOMEWARD_EXCHANGE=Conditions(longest_pause=5)):
        assert [pause_after(n).total_seconds() for n in (1, 2, 3, 30)] == [2, 4, 5, 5]
    monkeypatch.undo()
    for attempts in (1, 5, 12, 10_000):
        spread = {pause_after(attempts) for _ in range(50)}
        middle = min(2.0 ** min(attempts, 20), 1800)
        assert min(spread).total_seconds() >= middle * 0.75
        assert max(spread).total_seconds() <= middle * 1.25
        assert len(spread) > 10

    message = out.send()
    seen = []
    for _ in range(4):
        before = datetime.now(UTC)
        out.deliver(message)
        at = out.sent(message).next_attempt_at
        assert at is not None
        seen.append((at - before).total_seconds())
    assert all(0.7 * 2**n < pause < 1.3 * 2**n + 1 for n, pause in enumerate(seen, 1))
    out.later(message, "attempts = 30, expires_at = now() + interval '1 minute'")
    with opened(EXCHANGE):
        at = note_failure(message, "ConnectError", EXCHANGE)
    assert at == out.sent(message).expires_at


def test_an_answer_that_nobody_signed_is_never_believed(out: Outbox) -> None:
    message, other = out.send(), out.send()
    stranger = NodeKeys.generate()
    sent = out.sent(message)
    ref = Header.from_json(sent.header).ref(sent.digest)
    forged = make_receipt(
        stranger, ref, state=ReceiptState.REFUSED, at=out.at(message), reason="no"
    )
    answers = {
        "unknown_key": (422, forged),
        "header_mismatch": (200, out.receipt(other, ReceiptState.ACCEPTED)),
        "malformed": (200, b"accepted"),
        "answer_too_long": (200, b"x" * 20_000),
        "http_400": (400, out.receipt(message, ReceiptState.REFUSED, "no")),
        "http_302": (302, b""),
    }
    for failure, answer in answers.items():
        out.answer = answer
        out.deliver(message)
        assert (out.sent(message).delivery, out.sent(message).last_error) == ("pending", failure)
    assert out.told == []


def _forget_jobs(out: Outbox) -> None:
    with psycopg.connect(out.admin_url) as owner:
        owner.execute("delete from procrastinate_jobs")


def test_the_sweep_delivers_what_has_no_job_any_more(out: Outbox) -> None:
    message = out.send()
    _forget_jobs(out)
    out.later(message, "next_attempt_at = now() + interval '1 minute'")
    call_couriers()
    assert run_jobs("exchange.deliver") == 0, "it is not due yet"
    out.later(message, "next_attempt_at = now() - interval '1 minute'")
    out.answer = (200, out.receipt(message, ReceiptState.ACCEPTED))
    call_couriers()
    call_couriers()
    assert run_jobs("exchange.deliver") == 1, "one courier, though it was called twice"
    assert out.sent(message).delivery == "accepted"


def test_a_courier_takes_the_first_of_each_thread_and_what_is_urgent_before(out: Outbox) -> None:
    """Hundreds that wait behind one another must not keep the others from their turn."""
    blocked, alone = uuid4(), uuid4()
    waiting = [out.send(blocked) for _ in range(4)]
    single, urgent = out.send(alone), out.send()
    out.later(urgent, "is_urgent = true")
    out.later(waiting[0], "next_attempt_at = now() + interval '10 minutes'")
    with opened(EXCHANGE):
        assert due_peers(datetime.now(UTC)) == ["XB"]
        assert [each.message_id for each in take_due("XB")] == [urgent, single]
        assert take_due("XB") == [], "they are at work"


def test_two_couriers_of_one_peer_never_work_together(out: Outbox) -> None:
    with opened(EXCHANGE):
        lease = take_lease("XB")
    assert lease is not None
    message = out.send()
    assert run_jobs("exchange.deliver") == 0, "who is at work sees for itself"
    deliver.defer_once("courier XB", actor=EXCHANGE, peer="XB")
    assert run_jobs("exchange.deliver") == 1, "one that was called before ends at once"
    assert (out.posted, out.sent(message).attempts) == (0, 0)
    with opened(EXCHANGE):
        assert due_peers(datetime.now(UTC)) == []
        give_back(lease)
        assert due_peers(datetime.now(UTC)) == ["XB"]
    out.answer = (200, out.receipt(message, ReceiptState.ACCEPTED))
    call_courier("XB")
    run_jobs("exchange.deliver")
    assert out.sent(message).delivery == "accepted"


def test_the_lease_of_a_courier_that_died_runs_out(out: Outbox) -> None:
    with opened(EXCHANGE):
        with override_settings(HOMEWARD_EXCHANGE=Conditions(lease=30)):
            before = datetime.now(UTC)
            assert take_lease("XB") is not None
        until = Courier.objects.get(peer="XB").leased_until
        assert until is not None
        assert abs(until - before - timedelta(seconds=30)) < timedelta(seconds=10)
        Courier.objects.update(leased_until=datetime.now(UTC) - timedelta(seconds=1))
        assert take_lease("XB") is not None


def test_a_peer_out_of_reach_is_left_alone_but_for_what_is_urgent(out: Outbox) -> None:
    with opened(service("setup")):
        Node.objects.filter(pk="XB").update(url="http://127.0.0.1:9")
    first = out.send()
    run_jobs("exchange.deliver")
    assert out.sent(first).last_error == "ConnectError"
    with opened(EXCHANGE):
        row = Link.objects.get(peer="XB")
        assert (row.failures, row.failure) == (1, "ConnectError")
        assert row.paused_until is not None
        assert row.paused_until > datetime.now(UTC)
        assert due_peers(datetime.now(UTC)) == []
    plain = out.send()
    run_jobs("exchange.deliver")
    assert out.sent(plain).attempts == 0
    urgent = out.send(urgent=True)
    run_jobs("exchange.deliver")
    assert out.sent(urgent).attempts == 1
    with opened(EXCHANGE):
        assert Link.objects.get(peer="XB").failures == 2


def test_what_expired_while_its_peer_was_out_of_reach_is_given_up(out: Outbox) -> None:
    with opened(service("setup")):
        Node.objects.filter(pk="XB").update(url="http://127.0.0.1:9")
    gone, fresh = out.send(), out.send()
    run_jobs("exchange.deliver")
    out.later(gone, "expires_at = now() - interval '1 second', next_attempt_at = now()")
    out.later(fresh, "next_attempt_at = now()")
    with opened(EXCHANGE):
        Link.objects.update(paused_until=None)
    call_courier("XB")
    run_jobs("exchange.deliver")
    assert (out.sent(gone).delivery, out.sent(fresh).delivery) == ("expired", "pending")
    assert [told[0] for told in out.told] == ["expired"]

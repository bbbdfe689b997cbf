"""Messages handed over in bundles: what each line of an answer says counts for its own message."""

from datetime import UTC, datetime, timedelta
from threading import Timer
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import override_settings

from homeward.foundation.exchange import handing, posting
from homeward.foundation.exchange.conditions import Conditions
from homeward.foundation.exchange.jobs import _note_all
from homeward.foundation.exchange.models import (
    Link,
    OutMessage,
    Receipt,
)
from homeward.foundation.exchange.outbox import Attempt, attempt_of, take_due
from homeward.foundation.exchange.posting import Answer
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.wire.bundles import (
    AnswerLine,
    join_answers,
    split_envelopes,
)
from homeward.wire.receipts import ReceiptState as S
from tests.cluster import SuiteCluster, TestNode
from tests.exchange.notes import Notes
from tests.exchange.peer import Peer, journalled, send_note, sent
from tests.jobs import run_jobs
from tests.people import People

PATH = "/exchange/v1/bundles"


class Answering:
    """XB's node as it answers bundles: what it is told for each message."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.posted: list[tuple[str, int]] = []
        self.says: dict[Any, AnswerLine] = {}
        self.whole: Answer | None = None

    def post(self, url: str, path: str, body: bytes, **_: Any) -> Answer:
        envelopes = split_envelopes(body)
        self.posted.append((path.rsplit("/", 1)[1], len(envelopes)))
        if self.whole is not None and path == PATH:
            return self.whole
        lines = [self._line(each) for each in envelopes]
        if path == PATH:
            return Answer(200, join_answers(lines))
        (line,) = lines
        return Answer(line.status, line.receipt, "" if line.receipt else f"http_{line.status}")

    def _line(self, envelope: bytes) -> AnswerLine:
        from uuid import UUID

        from homeward.wire.outer import peek

        message = UUID(str(peek(envelope).id))
        return self.says.get(message) or AnswerLine(200, self.peer.receipt(message, S.DELIVERED)[1])


@pytest.fixture
def xb(peer: Peer, notes: Notes, monkeypatch: pytest.MonkeyPatch) -> Answering:
    answering = Answering(peer)
    monkeypatch.setattr(handing, "post", answering.post)
    return answering


def test_what_is_due_goes_in_bundles(xb: Answering, people: People, notes: Notes) -> None:
    messages = [send_note(people) for _ in range(20)]
    run_jobs("exchange.deliver")
    assert sorted(xb.posted) == [("bundles", 4), ("bundles", 16)]
    assert {sent(each).delivery for each in messages} == {"accepted"}
    assert sorted(told[1] for told in notes.told) == sorted(messages)
    with opened(EXCHANGE):
        assert Receipt.objects.count() == 20
        assert Link.objects.get(peer="XB").delivered_at is not None
    assert len(journalled("exchange.receipt_received")) == 20


def test_each_line_of_an_answer_counts_for_its_own_message(
    xb: Answering, peer: Peer, people: People, notes: Notes
) -> None:
    good, refused, busy, faulty, swapped, unsigned = messages = [
        send_note(people) for _ in range(6)
    ]
    xb.says = {
        refused: AnswerLine(422, peer.receipt(refused, S.REFUSED, "not_today")[1]),
        busy: AnswerLine(429, b"", "too_many_at_once", "", 1),
        faulty: AnswerLine(500, b"", "fault_of_node"),
        swapped: AnswerLine(200, peer.receipt(good, S.DELIVERED)[1]),
        unsigned: AnswerLine(200, b"believe.me.please"),
    }
    run_jobs("exchange.deliver", rounds=1)
    assert xb.posted == [("bundles", 6)]
    rows = {each: sent(each) for each in messages}
    assert [(row.delivery, row.last_error) for row in rows.values()] == [
        ("accepted", ""),
        ("refused", ""),
        ("pending", "http_429 too_many_at_once"),
        ("pending", "http_500 fault_of_node"),
        ("pending", "header_mismatch"),
        ("pending", "malformed"),
    ]
    assert rows[busy].attempts == 0, "a pause is no attempt"
    assert rows[faulty].attempts == 1
    assert {told[0] for told in notes.told} == {"accepted", "refused"}


def test_what_was_tried_before_travels_alone(xb: Answering, people: People) -> None:
    """So that a message over which bundles fail is found, and stands in nobody's way."""
    messages = [send_note(people) for _ in range(3)]
    xb.whole = Answer(0, failure="ReadTimeout")
    run_jobs("exchange.deliver", rounds=1)
    assert xb.posted == [("bundles", 3)]
    assert {sent(each).last_error for each in messages} == {"ReadTimeout"}
    with opened(EXCHANGE):
        OutMessage.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(seconds=1))
        Link.objects.update(paused_until=None)
    later = [send_note(people) for _ in range(2)]
    xb.whole = None
    run_jobs("exchange.deliver")
    assert sorted(xb.posted[1:]) == [("bundles", 2), *[("messages", 1)] * 3]
    assert {sent(each).delivery for each in [*messages, *later]} == {"accepted"}


def test_a_node_that_knows_no_bundles_gets_each_message_alone(
    xb: Answering, people: People
) -> None:
    xb.whole = Answer(404, failure="http_404 not_a_nodes_request")
    messages = [send_note(people) for _ in range(3)]
    run_jobs("exchange.deliver")
    assert xb.posted == [("bundles", 3), *[("messages", 1)] * 3]
    assert {sent(each).delivery for each in messages} == {"accepted"}
    more = [send_note(people) for _ in range(2)]
    run_jobs("exchange.deliver")
    assert xb.posted[4:] == [("messages", 1)] * 2, "it is not asked again soon"
    assert {sent(each).delivery for each in more} == {"accepted"}


@pytest.mark.parametrize(
    ("status", "then"), [(401, "messages"), (503, "messages"), (429, "bundles")]
)
def test_who_refuses_bundles_for_no_time_gets_none_for_a_while(
    xb: Answering, people: People, status: int, then: str
) -> None:
    pause = 1 if status == 429 else None
    xb.whole = Answer(status, failure=f"http_{status}", pause=pause)
    for _ in range(2):
        send_note(people)
    run_jobs("exchange.deliver", rounds=1)
    assert xb.posted == [("bundles", 2)]
    with opened(EXCHANGE):
        Link.objects.update(paused_until=None)
    xb.posted.clear()
    for _ in range(2):
        send_note(people)
    run_jobs("exchange.deliver", rounds=1)
    assert xb.posted[0][0] == then


def test_receipts_are_kept_though_somebody_holds_a_row(
    xb: Answering, people: People, suite: SuiteCluster, node: TestNode
) -> None:
    """The others do not wait for it; it is kept by itself when the row is free again."""
    messages = [send_note(people) for _ in range(2)]
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as held:
        held.execute("select 1 from exchange_outmessage where id = %s for update", [messages[1]])
        Timer(2.0, held.rollback).start()
        answers = {each: Answer(200, xb.peer.receipt(each, S.DELIVERED)[1]) for each in messages}
        with opened(EXCHANGE):
            attempts = [attempt_of(sent_row) for sent_row in OutMessage.objects.all()]
        assert _note_all([(each, answers[each.message_id]) for each in attempts], EXCHANGE) == 2
    assert {sent(each).delivery for each in messages} == {"accepted"}


@pytest.mark.parametrize(
    "body", [b"", b"{}", join_answers([AnswerLine(200, b"a.b.c")]), b"not json\nat all"]
)
def test_an_answer_that_fits_no_bundle_is_believed_in_nothing(
    xb: Answering, people: People, body: bytes
) -> None:
    messages = [send_note(people) for _ in range(2)]
    xb.whole = Answer(200, body)
    run_jobs("exchange.deliver", rounds=1)
    assert [(sent(m).delivery, sent(m).last_error) for m in messages] == [
        ("pending", "malformed")
    ] * 2


def test_receipts_of_a_node_that_contradicts_itself_in_one_answer(
    xb: Answering, peer: Peer, people: People
) -> None:
    """Receipts kept together come to the same as one after the other."""
    from homeward.foundation.exchange.settling import Word, note_receipts

    both, late, plain = (send_note(people) for _ in range(3))
    with opened(EXCHANGE):
        OutMessage.objects.filter(pk=late).update(delivery="expired", next_attempt_at=None)
    words = [
        Word(message, *peer.receipt(message, state, reason))
        for message, state, reason in (
            (both, S.REFUSED, "no"),
            (both, S.ACCEPTED, None),
            (late, S.DELIVERED, None),
            (plain, S.READ, None),
            (plain, S.ANSWERED, None),
            (plain, S.READ, None),
        )
    ]
    with opened(EXCHANGE):
        note_receipts(words, EXCHANGE)
        note_receipts(words, EXCHANGE)
        kept = sorted(Receipt.objects.values_list("message_id", "state"))
    assert [sent(each).delivery for each in (both, late, plain)] == [
        "refused",
        "accepted",
        "accepted",
    ]
    assert len(kept) == 5
    (entry,) = journalled("exchange.receipt_contradicts")
    assert entry.subject_id == str(both)
    assert len(journalled("exchange.receipt_after_expiry")) == 1


def test_messages_of_one_thread_never_share_a_bundle(xb: Answering, people: People) -> None:
    thread = uuid4()
    messages = [send_note(people, thread) for _ in range(3)]
    run_jobs("exchange.deliver")
    assert xb.posted == [("messages", 1)] * 3
    assert {sent(each).delivery for each in messages} == {"accepted"}


def test_groups_are_no_longer_than_a_bundle_may_be() -> None:
    big, small = b"x" * (100 * 1024), b"y" * 100
    attempts = [_attempt(one) for one in (small, big, big, small)]
    sizes = [[len(each.envelope) for each in group] for group in handing._groups(attempts)]
    assert sizes == [[100, len(big)], [len(big), 100]]


def test_a_short_lease_makes_bundles_smaller() -> None:
    """A request has less time then, and a slow line carries less in it."""
    attempts = [_attempt(b"x" * 10_000) for _ in range(12)]
    sizes = []
    for lease in (10, 45):
        with override_settings(HOMEWARD_EXCHANGE=Conditions(lease=lease)):
            sizes.append([len(group) for group in handing._groups(attempts)])
    assert sizes == [[2] * 6, [12]]


def test_only_what_a_courier_posts_is_bound_to_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    totals: list[float] = []

    def sent(*args: Any) -> Answer:
        totals.append(args[-1].total)
        return Answer()

    monkeypatch.setattr(posting, "_sent", sent)
    with override_settings(HOMEWARD_EXCHANGE=Conditions(lease=10)):
        handing.post_one(_attempt(b"{}"))
        posting.post("", "/exchange/v1/proofs", b"")
    assert totals == [pytest.approx(10 * 5 / 9), posting.TOTAL]


def _attempt(envelope: bytes, is_alone: bool = False) -> Attempt:
    facts: Any = {"url": "", "keys": (), "ref": None}
    return Attempt(message_id=uuid4(), peer="XB", envelope=envelope, is_alone=is_alone, **facts)


def test_what_is_urgent_goes_first_and_alone(xb: Answering, people: People) -> None:
    messages = [send_note(people) for _ in range(3)]
    retried = [send_note(people) for _ in range(2)]
    with opened(EXCHANGE):
        OutMessage.objects.filter(pk__in=retried).update(attempts=1)
    urgent = send_note(people, urgent=True)
    with opened(EXCHANGE):
        attempts = take_due("XB")
    groups = [[each.message_id for each in group] for group in handing._groups(attempts)]
    assert groups == [[urgent], messages, [retried[0]], [retried[1]]]


def test_a_message_of_many_lines_travels_alone() -> None:
    attempts = [_attempt(b"{}"), _attempt(b"{\n}"), _attempt(b"{}")]
    assert [len(group) for group in handing._groups(attempts)] == [2, 1]

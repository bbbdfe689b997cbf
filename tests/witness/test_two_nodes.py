"""Two nodes over real HTTP: heads, countersignatures, promises, and a rewritten journal."""

# ruff: noqa: S608

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from homeward.foundation.exchange.jobs import deliver_one
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.journal.verification import verify_journal
from homeward.foundation.witness.errors import NotPinned
from homeward.foundation.witness.fetching import fetch_head
from homeward.foundation.witness.kinds import Outcome
from homeward.foundation.witness.models import Countersigned, Exchange, Promise, SeenHead
from homeward.foundation.witness.own import WITNESS, publish
from homeward.foundation.witness.promises import check_all, note_promises
from homeward.foundation.witness.queries import kept_heads
from homeward.foundation.witness.sending import give_head
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.receiver import Receiver, receiver_node, send_one
from tests.witness.journals import entries, open_alarms

pytestmark = pytest.mark.nodes


@pytest.fixture
def receiver(suite: SuiteCluster, people: People, tmp_path: Path) -> Iterator[Receiver]:
    with receiver_node(suite, tmp_path) as node:
        yield node


# The next hour, as far as the tables know. By way of a time far away: each row is held to be
# unique as it is written, so that one hour could meet the row of the hour before.
AN_HOUR_AGO = tuple(
    f"update {table} set {column} = {column} - interval '{hours} hours'"
    for hours in (1_000, -999)
    for table, column in (("witness_countersigned", "own_id"), ("witness_ownhead", "hour"))
)


def _publish() -> None:
    place_all()
    with opened(WITNESS):
        assert publish(datetime.now(UTC)) is not None


def _as_owner(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        for statement in statements:
            owner.execute(statement)  # type: ignore[arg-type]


def _next_head_of(receiver: Receiver) -> None:
    """Let the node believe that it is the next hour: its worker signs a head within its sweep."""
    _as_owner(receiver.admin_url, *AN_HOUR_AGO)
    end = time.monotonic() + 60
    sql = "select count(*) from witness_ownhead where hour = date_trunc('hour', now())"
    while not receiver.one(sql):
        assert time.monotonic() < end, "the worker signed no head"
        time.sleep(0.5)


def test_heads_go_both_ways_and_promises_are_held(receiver: Receiver, people: People) -> None:
    message = send_one(people)
    deliver_one(message, EXCHANGE)
    _publish()
    assert give_head("XB") == ""
    assert give_head("XB") == ""
    with opened(WITNESS):
        kept = Countersigned.objects.get()
        assert (kept.peer, Exchange.objects.get().error) == ("XB", "")
    seen = "select size from witness_seenhead where peer = 'XA'"
    assert receiver.one(seen) == kept.size
    assert [e.data["size"] for e in entries("witness.countersigned")] == [kept.size]

    # What was lost on the way back is proved from what the peer says it has.
    _as_owner(_own_url(receiver), "delete from witness_countersigned", *AN_HOUR_AGO)
    _publish()
    assert give_head("XB") == ""

    _next_head_of(receiver)
    assert fetch_head("XB") == ""
    with opened(WITNESS):
        assert note_promises() == 1
        promise = Promise.objects.get()
        assert (promise.message, promise.outcome) == (message, Outcome.WAITING)
        Promise.objects.update(due_at=SeenHead.objects.get().at)
        made_up = Promise.objects.create(
            receipt_id=-1,
            message=message,
            peer="XB",
            entry="ab" * 32,
            due_at=promise.due_at - timedelta(days=1),
        )
    assert check_all("XB") == ""
    with opened(WITNESS):
        promise.refresh_from_db()
        made_up.refresh_from_db()
    assert (promise.outcome, made_up.outcome) == (Outcome.KEPT, Outcome.BROKEN)
    leaf = receiver.one(
        "select encode(hash, 'hex') from journal_treehash where level = 0 and index = %s",
        promise.position,
    )
    assert leaf == promise.entry
    (alarm,) = open_alarms()
    assert (alarm.kind, alarm.message) == ("promise_broken", message)
    assert len(entries("witness.promise_broken")) == 1
    with pytest.raises(NotPinned):
        give_head("XD")


def _own_url(receiver: Receiver) -> str:
    return receiver.admin_url.replace("hwxb", "hwmain")


def test_a_journal_rewritten_after_it_was_countersigned(
    receiver: Receiver, people: People, node: TestNode
) -> None:
    """Both sides know: the peer refuses, and shows what it countersigned."""
    _publish()
    assert give_head("XB") == ""
    with opened(WITNESS):
        kept = kept_heads()
    assert verify_journal(kept=kept).sound
    url = _own_url(receiver)
    cut = kept[0].size - 3
    _as_owner(
        url,
        "delete from journal_entry where number in"
        f" (select entry_number from journal_place where position >= {cut})",
        f"delete from journal_place where position >= {cut}",
        f"delete from journal_treehash where ((index + 1) << level) > {cut}",
        f"delete from journal_head where size > {cut}",
    )
    finding = verify_journal(kept=kept)
    assert "XB" in finding.reason
    _as_owner(url, *AN_HOUR_AGO)
    _publish()
    assert give_head("XB") == "own_shrunk"
    for _ in range(6):
        with opened(WITNESS):
            record("witness.bad_statement", actor=WITNESS, code="tests")
    _as_owner(url, *AN_HOUR_AGO)
    _publish()
    assert give_head("XB") == "own_forked"
    assert {alarm.kind for alarm in open_alarms()} == {"own_shrunk", "own_forked"}
    theirs = "select string_agg(kind, ' ' order by kind) from witness_alarm where peer = 'XA'"
    assert receiver.one(theirs) == "peer_shrunk peer_unproven"
    finding = verify_journal(kept=kept)
    assert (finding.sound, finding.position) == (False, kept[0].size - 1)
    assert "do not lead to the tree head that XB keeps" in finding.reason

    # Had it been a restore, an overseer of XB lets the journal begin anew.
    _as_owner(
        receiver.admin_url,
        "insert into witness_beginning (peer, set_aside_id, accepted_at, accepted_by, note)"
        " select 'XA', max(id), now(), 'olga', 'Restored.' from witness_seenhead where peer = 'XA'",
    )
    for _ in range(2):
        _as_owner(url, *AN_HOUR_AGO)
        _publish()
        assert give_head("XB") == ""
    seen = "select count(*) from witness_seenhead where peer = 'XA'"
    assert receiver.one(seen) == 3


def test_a_peer_that_is_away_is_named(receiver: Receiver, people: People) -> None:
    receiver.node.stop()
    _publish()
    assert give_head("XB") == "ConnectError"
    with opened(WITNESS):
        assert Exchange.objects.get().error == "ConnectError"
    assert fetch_head("XB") == "ConnectError"
    assert open_alarms() == []

"""Questions for proofs: answered to peers, from heads that peers got, and checkable by anybody."""

from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any

import psycopg
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.errors import DamagedTree
from homeward.foundation.journal.sequencer import place_all
from homeward.foundation.witness.jobs import hourly
from homeward.foundation.witness.models import OwnHead
from homeward.foundation.witness.own import WITNESS, publish
from homeward.wire import (
    Environment,
    NodeKeys,
    ProofRequest,
    make_proof_request,
    merkle,
    verify_tree_head,
)
from tests.cluster import SuiteCluster
from tests.exchange.carrier import carry
from tests.node_setup import TEST_KEYS
from tests.people import People, a_case
from tests.pinning import pin

PATH = "/exchange/v1/proofs"
NOW = datetime.now(UTC)


@pytest.fixture
def keys(people: People) -> NodeKeys:
    return pin("XB")


def enter(people: People) -> bytes:
    """One more entry, placed; its leaf."""
    actor = people.alice.actor
    with opened(actor):
        leaf = record("access.signed_in", actor=actor)
    place_all()
    return bytes.fromhex(leaf)


def own_head(hours: int) -> OwnHead:
    with opened(WITNESS):
        head = publish(NOW + timedelta(hours=hours))
        assert head is not None
        return head


def ask(keys: NodeKeys, size: int, *entries: bytes, **changes: Any) -> tuple[int, Any]:
    fields: dict[str, Any] = {
        "environment": Environment.DEMO,
        "state": "XA",
        "by": "XB",
        "size": size,
        "at": datetime.now(UTC),
        "entries": tuple(entry.hex() for entry in entries),
    }
    carrier, node = changes.pop("carrier", keys), changes.pop("node", "XB")
    raw = make_proof_request(keys, ProofRequest(**{**fields, **changes}))
    return post(raw, carrier, node)


def post(raw: bytes, carrier: NodeKeys, node: str = "XB") -> tuple[int, Any]:
    answer = carry(raw, keys=carrier, node=node, path=PATH, content_type="application/jose")
    return answer.status_code, loads(answer.content)


def test_inclusion_and_consistency(people: People, keys: NodeKeys) -> None:
    a_case(people)
    leaf = enter(people)
    first = own_head(-2)
    later = enter(people)
    second = own_head(-1)
    status, answer = ask(keys, first.size, leaf, later)
    assert (status, answer["size"], set(answer["found"])) == (200, first.size, {leaf.hex()})
    found = answer["found"][leaf.hex()]
    path = [bytes.fromhex(one) for one in found["path"]]
    assert merkle.verify_inclusion(leaf, found["index"], first.size, path, bytes(first.root))
    assert set(ask(keys, second.size, leaf, later)[1]["found"]) == {leaf.hex(), later.hex()}

    status, answer = ask(keys, first.size)
    assert (status, answer["old"]) == (200, first.size)
    head = verify_tree_head(
        answer["head"].encode(),
        keys=TEST_KEYS.public,
        environment=Environment.DEMO,
        state="XA",
        now=datetime.now(UTC),
    )
    proof = [bytes.fromhex(one) for one in answer["proof"]]
    assert (head.size, head.root) == (second.size, bytes(second.root))
    old = bytes(first.root)
    assert merkle.verify_consistency(first.size, second.size, old, head.root, proof)
    assert ask(keys, 0)[1]["proof"] == []


def test_only_what_peers_were_shown_is_proved(people: People, keys: NodeKeys) -> None:
    leaf = enter(people)
    assert ask(keys, 0)[0] == 404
    head = own_head(-1)
    assert ask(keys, head.size - 1, leaf)[1]["code"] == "no_such_head"
    enter(people)
    assert ask(keys, head.size + 1, leaf)[1]["code"] == "no_such_head"
    assert ask(keys, 0)[1]["old"] == 0


def test_only_peers_are_answered_and_only_now(people: People, keys: NodeKeys) -> None:
    enter(people)
    head = own_head(-1)
    for stranger, changes, code in (
        (NodeKeys.generate(), {}, "unknown_key"),
        (keys, {"by": "XC"}, "unknown_sender"),
        (keys, {"state": "XC"}, "header_mismatch"),
        (keys, {"at": datetime.now(UTC) - timedelta(minutes=6)}, "clock_out_of_bounds"),
    ):
        status, answer = ask(stranger, head.size, carrier=keys, **changes)
        assert (status, answer["code"]) == (400, code)
    assert post(b"x", keys)[0] == 400


def test_a_question_is_answered_to_its_own_node_only(people: People, keys: NodeKeys) -> None:
    """Whoever kept a question, a peer or a stranger, learns nothing from sending it on."""
    enter(people)
    head, third = own_head(-1), pin("XC")
    status, answer = ask(keys, head.size, carrier=third, node="XC")
    assert (status, answer["code"]) == (400, "header_mismatch")
    unsigned = Client().post(PATH, b"x", content_type="application/jose")
    assert (unsigned.status_code, loads(unsigned.content)["code"]) == (401, "request_unsigned")


def test_one_head_an_hour_even_where_nothing_happened(people: People, keys: NodeKeys) -> None:
    moment = datetime(2026, 11, 22, 9, 0, 4, tzinfo=UTC)
    assert hourly(moment)
    assert not hourly(moment + timedelta(minutes=59))
    assert hourly(moment + timedelta(hours=1))
    with opened(WITNESS):
        assert connected_states() == {"XB"}
        heads = list(OwnHead.objects.order_by("hour"))
    assert [head.at for head in heads] == [moment, moment + timedelta(hours=1)]
    assert len({head.size for head in heads}) == 1


def _queued_checks() -> int:
    return ProcrastinateJob.objects.filter(task_name="witness.verify").count()


def test_a_damaged_tree_is_checked_although_no_head_can_be_signed(
    people: People, keys: NodeKeys, suite: SuiteCluster
) -> None:
    enter(people)
    with psycopg.connect(suite.cluster.superuser_url("hwmain"), autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute("delete from journal_treehash")
    for _ in range(2):
        with pytest.raises(DamagedTree):
            hourly(NOW)
    assert _queued_checks() == 1


def test_one_check_is_queued_until_it_was_made(people: People, keys: NodeKeys) -> None:
    enter(people)
    hourly(NOW)
    hourly(NOW + timedelta(hours=1))
    assert _queued_checks() == 1
    ProcrastinateJob.objects.filter(task_name="witness.verify").update(status="doing")
    hourly(NOW + timedelta(hours=2))
    assert _queued_checks() == 1

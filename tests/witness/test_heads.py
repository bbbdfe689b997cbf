"""A peer's heads: countersigned where they follow the last, refused and kept where they do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User
from homeward.foundation.exchange import traffic
from homeward.foundation.guard.context import opened
from homeward.foundation.witness.alarms import raise_alarm
from homeward.foundation.witness.beginnings import accept_beginning
from homeward.foundation.witness.errors import BadOffer, NoBeginning, NoOpenAlarm
from homeward.foundation.witness.judging import Offer, judge, read_offer
from homeward.foundation.witness.kinds import Alarm, Verdict
from homeward.foundation.witness.models import Beginning, SeenHead
from homeward.foundation.witness.own import WITNESS
from homeward.foundation.witness.receiving import take_head, take_offer
from homeward.wire import Environment, NodeKeys, merkle, verify_countersignature
from homeward.wire.errors import WireError
from homeward.wire.signatures import read_statement
from homeward.wire.tree_head import TreeHead
from tests.exchange.carrier import carry
from tests.node_setup import TEST_KEYS
from tests.people import People
from tests.pinning import pin
from tests.wire.trees import numbered, tree_of
from tests.witness.journals import START, OtherJournal, entries, open_alarms

PATH = "/exchange/v1/heads"


@pytest.fixture
def other(people: People) -> OtherJournal:
    return OtherJournal().add(5)


def kinds() -> list[str]:
    return [alarm.kind for alarm in open_alarms()]


def test_what_follows_the_last_is_countersigned_and_kept(other: OtherJournal) -> None:
    first = other.offer(0)
    answer = take_head(first.to_bytes(), "XB")
    assert answer.verdict is Verdict.ACCEPTED
    again = take_head(first.to_bytes(), "XB")
    assert again == answer
    second = other.add(7).offer(5)
    answer = take_head(second.to_bytes(), "XB")
    said = verify_countersignature(
        answer.countersignature,
        keys=TEST_KEYS.public,
        environment=Environment.DEMO,
        state="XB",
        by="XA",
        now=datetime.now(UTC),
    )
    assert (said.size, said.previous, said.head) == (12, 5, second.digest)
    with opened(WITNESS):
        assert [h.size for h in SeenHead.objects.order_by("id")] == [5, 12]
    assert [e.data for e in entries("witness.head_countersigned")] == [
        {"size": 5, "previous": 0},
        {"size": 12, "previous": 5},
    ]
    assert open_alarms() == []


def test_nothing_happened_and_a_head_comes_all_the_same(other: OtherJournal) -> None:
    take_offer(other.offer(0), "XB")
    assert take_offer(other.offer(5), "XB").verdict is Verdict.ACCEPTED


def test_a_fork_is_refused_with_both_heads_kept(other: OtherJournal) -> None:
    accepted = take_offer(other.offer(0), "XB")
    forked = OtherJournal("another", other.keys, heads=3).add(5)
    offer = forked.offer(5)
    answer = take_offer(offer, "XB")
    assert answer.verdict is Verdict.FORKED
    assert answer.countersignature == accepted.countersignature
    (alarm,) = open_alarms()
    assert (alarm.peer, alarm.kind, bytes(alarm.statement)) == ("XB", "peer_forked", offer.head)
    with opened(WITNESS):
        assert bytes(alarm.earlier) == bytes(SeenHead.objects.get().statement)
    take_offer(forked.offer(5), "XB")
    (alarm,) = open_alarms()
    assert alarm.times == 2
    assert [e.data["kind"] for e in entries("witness.head_refused")] == ["forked", "forked"]


def test_a_rewritten_history_is_refused_whatever_its_proof(other: OtherJournal) -> None:
    take_offer(other.offer(0), "XB")
    rewritten = OtherJournal("another", other.keys, heads=3).add(9)
    for offer in (rewritten.offer(5), replace(rewritten.offer(5), proof=())):
        assert take_offer(offer, "XB").verdict is Verdict.UNPROVEN
    assert kinds() == ["peer_unproven"]


def test_a_later_proof_ends_the_alarm_of_a_missing_one(other: OtherJournal) -> None:
    take_offer(other.offer(0), "XB")
    assert take_offer(replace(other.add(3).offer(5), proof=()), "XB").verdict is Verdict.UNPROVEN
    assert take_offer(other.offer(5), "XB").verdict is Verdict.ACCEPTED
    assert open_alarms() == []


def test_a_shorter_journal_is_a_finding_and_no_crash(other: OtherJournal) -> None:
    take_offer(other.offer(0), "XB")
    assert take_offer(other.offer(0, 3), "XB").verdict is Verdict.SHRUNK
    assert kinds() == ["peer_shrunk"]
    assert take_offer(other.add(1).offer(5), "XB").verdict is Verdict.ACCEPTED


def test_what_anybody_on_the_way_can_bring_about_alarms_nobody(other: OtherJournal) -> None:
    """An old head sent again, and a proof from another head than the last."""
    unseen = other.offer(0, 3, START - timedelta(minutes=9))
    take_offer(other.offer(0), "XB")
    assert take_offer(unseen, "XB").verdict is Verdict.STALE
    assert take_offer(other.add(2).offer(3), "XB").verdict is Verdict.OTHER_BASE
    assert open_alarms() == []
    assert entries("witness.head_refused") == []


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.booleans(), st.data())
def test_only_a_prefix_is_ever_accepted(
    old: int, new: int, common: int, later: bool, data: st.DataObject
) -> None:
    """Of two journals with `common` first entries, whatever the proof: no fork is countersigned."""
    common = min(common, old, new)
    mine = tree_of(numbered(old))
    theirs = tree_of(numbered(common) + [f"other {n}".encode() for n in range(common, new)])
    base = data.draw(st.integers(0, new))
    proof = merkle.consistency_proof(theirs, base, new)
    last = SeenHead(peer="XB", size=old, root=merkle.root(mine, old), at=START)
    head = TreeHead(
        environment=Environment.DEMO,
        state="XB",
        size=new,
        root=merkle.root(theirs, new),
        at=START + timedelta(minutes=1 if later else -1),
    )
    verdict = judge(head, last, base, proof)
    if verdict is Verdict.ACCEPTED:
        assert (common, later, base) == (old, True, old)
    elif common == old and later and base == old:
        pytest.fail("an honest head was refused")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"head":"a","old":0}',
        b'{"head":1,"old":0,"proof":[]}',
        b'{"head":"a","old":-1,"proof":[]}',
        b'{"head":"a","old":true,"proof":[]}',
        b'{"head":"a","old":0,"proof":["A"]}',
        b'{"head":"a","old":0,"proof":{}}',
        b'{"head":"a","old":0,"proof":[' + b",".join([b'"%064x"' % 1] * 127) + b"]}",
        b'{"head":"\\u00e9","old":0,"proof":[]}',
        b" " * 70_000,
    ],
)
def test_what_is_no_offer_is_named(raw: bytes) -> None:
    with pytest.raises(BadOffer):
        read_offer(raw)


def test_heads_of_strangers_are_turned_away_and_journalled(other: OtherJournal) -> None:
    stranger = OtherJournal(keys=NodeKeys.generate()).add(3)
    with pytest.raises(WireError) as caught:
        take_head(stranger.offer(0).to_bytes(), "XB")
    assert caught.value.code == "unknown_key"
    with pytest.raises(WireError):
        take_head(Offer(b"a.b.c", 0, ()).to_bytes(), "XB")
    assert len(entries("witness.bad_statement")) == 2
    with opened(WITNESS):
        assert not SeenHead.objects.exists()


def test_the_endpoint_answers_in_json_and_never_with_500(other: OtherJournal) -> None:

    def post(raw: bytes) -> tuple[int, dict[str, str]]:
        answer = carry(raw, keys=other.keys, path=PATH)
        return answer.status_code, loads(answer.content)

    status, body = post(other.offer(0).to_bytes())
    assert (status, set(body)) == (200, {"countersignature"})
    status, refused = post(other.offer(0, 2).to_bytes())
    assert (status, refused["code"]) == (409, "shrunk")
    assert refused["countersignature"] == body["countersignature"]
    assert post(b"nonsense")[0] == 400
    assert post(b"x" * 70_000)[0] == 413
    assert Client().get(PATH).status_code == 405


def _answer(raw: bytes, keys: NodeKeys, node: str = "XB", **more: Any) -> tuple[int, str]:
    answer = carry(raw, keys=keys, node=node, path=PATH, **more)
    return answer.status_code, str(loads(answer.content).get("code", ""))


def test_only_a_node_itself_gives_its_head(other: OtherJournal) -> None:
    """Whoever kept a genuine head, a peer or a stranger, cannot hand it over for its signer."""
    raw, third = other.offer(0).to_bytes(), pin("XC")
    unsigned = Client().post(PATH, raw, content_type="application/json")
    assert (unsigned.status_code, loads(unsigned.content)["code"]) == (401, "request_unsigned")
    assert _answer(raw, NodeKeys.generate())[0] == 401
    assert _answer(raw, third, "XC") == (400, "header_mismatch")
    with opened(WITNESS):
        assert not SeenHead.objects.exists()
    assert _answer(raw, other.keys) == (200, "")


def test_what_is_asked_too_often_is_refused(
    other: OtherJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(django_settings.HOMEWARD_EXCHANGE, requests_per_minute=2)
    monkeypatch.setattr(django_settings, "HOMEWARD_EXCHANGE", limits)
    traffic.forget()
    codes = [_answer(other.offer(0).to_bytes(), other.keys)[1] for _ in range(4)]
    traffic.forget()
    assert "too_many_requests" in codes


def test_the_same_refused_head_is_journalled_once(other: OtherJournal) -> None:
    take_offer(other.offer(0), "XB")
    forked = OtherJournal("another", other.keys, heads=3).add(5).offer(5)
    for _ in range(3):
        assert take_offer(forked, "XB").verdict is Verdict.FORKED
    (alarm,) = open_alarms()
    assert (alarm.times, len(entries("witness.head_refused"))) == (3, 1)


def test_who_is_asked_for_a_proof_and_gives_another_has_none(other: OtherJournal) -> None:
    """A rewritten journal cannot hide behind proofs that begin anywhere but where it was asked."""
    take_offer(other.offer(0), "XB")
    rewritten = OtherJournal("another", other.keys, heads=3).add(9)
    assert take_offer(rewritten.offer(0), "XB", asked=5).verdict is Verdict.UNPROVEN
    assert kinds() == ["peer_unproven"]
    assert take_offer(other.add(2).offer(5, at=datetime.now(UTC)), "XB").verdict is Verdict.ACCEPTED
    assert kinds() == []
    # Another head was countersigned after this one was asked for: nobody is at fault.
    later = other.offer(5, at=datetime.now(UTC))
    assert take_offer(later, "XB", asked=5).verdict is Verdict.OTHER_BASE
    assert kinds() == []


def _accept(person: User, alarm: int, note: str = "Its overseer confirmed the restore.") -> None:
    with opened(person.actor):
        accept_beginning(alarm, note=note, user=person)


@pytest.mark.parametrize(("size", "kind"), [(3, "shrunk"), (5, "forked"), (8, "unproven")])
def test_after_an_honest_restore_an_overseer_lets_a_journal_begin_anew(
    other: OtherJournal, people: People, size: int, kind: str
) -> None:
    """However far it grew again, nothing of it would ever follow what was countersigned."""
    before = other.offer(0)
    take_offer(before, "XB")
    restored = OtherJournal("restored", other.keys, heads=5).add(size)
    assert take_offer(restored.offer(min(5, size)), "XB").verdict is Verdict(kind)
    (alarm,) = open_alarms()
    _accept(people.olga, alarm.pk)
    assert open_alarms() == []
    with opened(WITNESS):
        row = Beginning.objects.select_related("set_aside").get()
    assert (row.peer, row.accepted_by, row.set_aside.size) == ("XB", "olga", 5)
    (entry,) = entries("witness.beginning_accepted")
    assert (entry.actor_name, entry.data["size"]) == ("olga", 5)

    # What is older than the head that was set aside is nobody's next head.
    old = OtherJournal("old", other.keys).add(4).offer(0, at=START - timedelta(minutes=9))
    assert take_offer(old, "XB").verdict is Verdict.STALE
    answer = take_offer(restored.offer(0), "XB")
    assert answer.verdict is Verdict.ACCEPTED
    said = read_statement(answer.countersignature, "countersignature")
    assert (said["size"], said["previous"]) == (size, 0)
    # From here on it must follow again.
    forked = OtherJournal("forked", other.keys, heads=20).add(size + 1)
    assert take_offer(forked.offer(size), "XB").verdict is Verdict.UNPROVEN
    later = restored.add(2).offer(size, at=START + timedelta(minutes=30))
    assert take_offer(later, "XB").verdict is Verdict.ACCEPTED


def test_only_overseers_accept_and_only_what_a_restore_explains(
    other: OtherJournal, people: People
) -> None:
    take_offer(other.offer(0), "XB")
    take_offer(other.offer(0, 3), "XB")
    with opened(WITNESS):
        raise_alarm("XB", Alarm.PROMISE_BROKEN)
    shrunk, broken = open_alarms()
    with pytest.raises(Forbidden):
        _accept(people.adam, shrunk.pk)
    with pytest.raises(NoBeginning):
        _accept(people.olga, broken.pk)
    _accept(people.olga, shrunk.pk)
    with pytest.raises(NoOpenAlarm):
        _accept(people.olga, shrunk.pk)
    assert [alarm.kind for alarm in open_alarms()] == ["promise_broken"]
    with opened(WITNESS):
        assert Beginning.objects.count() == 1

"""Every way from an exercise to a real node, tried, and refused.

The real node even knows XB's keys, as if somebody had used the same ones for the exercise. The
ways of databases and homes are in tests/node (test_stamp.py, test_home.py); marks on what people
could carry over by hand in test_exercise_marks.py.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import permutations
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from homeward.casework.response.alert_checks import allowed_statuses, check_status
from homeward.casework.response.errors.alerts import AlertOnlyPlayed
from homeward.foundation.authorities.actions import pin_node
from homeward.foundation.authorities.errors import OtherEnvironment
from homeward.foundation.authorities.models import Node
from homeward.foundation.authorities.own_entry import own_entry
from homeward.foundation.errors import HomewardError
from homeward.foundation.exchange.attachments.arriving import take_part
from homeward.foundation.exchange.errors import MediumUnusable
from homeward.foundation.exchange.medium import import_from
from homeward.foundation.exchange.models import InAttachment, InMessage
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.actions.packs import load_pack
from homeward.knowledge.manual.errors import PackOfAnotherEnvironment, PackSignatureBroken
from homeward.knowledge.manual.guide.packs import WRITTEN, PackContent, signed_pack
from homeward.knowledge.manual.guide.shelf import shipped_texts
from homeward.knowledge.manual.models import EVERYBODY, PracticePack
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.directory.entries import read_entry
from homeward.wire.errors import WireError, WrongEnvironment
from homeward.wire.hand_over import HandOver, sign_hand_over, verify_hand_over
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import ReceiptState, make_receipt, verify_receipt
from homeward.wire.tree_head import TreeHead, make_tree_head, verify_tree_head
from tests.assistance.desks import REQUEST
from tests.exchange.peer import Peer, Sent
from tests.node_setup import TEST_KEYS
from tests.people import People

COMMAND = service("command")
NOW = datetime.now(UTC)


@pytest.fixture
def peer(people: People) -> Peer:
    """XB, whose keys this node knows."""
    return Peer()


@pytest.fixture
def real(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> Peer:
    """This node is real; XB plays an exercise with the keys that are known here."""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
    return peer


def played(peer: Peer) -> Sent:
    """A message of the exercise, signed and sealed as it should be."""
    changes = {"environment": Environment.EXERCISE, "thread": str(uuid4())}
    return peer.message(dict(REQUEST), "assistance.request", **changes)


def nothing_came() -> bool:
    with opened(EXCHANGE):
        return not InMessage.objects.exists() and not InAttachment.objects.exists()


def test_an_envelope_also_one_whose_outside_was_changed(real: Peer) -> None:
    sent = played(real)
    with pytest.raises(WrongEnvironment):
        receive(sent.envelope)
    outside = json.loads(sent.envelope)
    assert outside["environment"] == "exercise"
    forged = json.dumps({**outside, "environment": "real"}).encode()
    with pytest.raises(WireError) as refused:
        receive(forged)
    assert refused.value.code in ("bad_seal", "header_mismatch")
    assert nothing_came()


def test_the_same_message_is_taken_in_where_it_belongs(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the refusals here are of the environment, and of nothing else."""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    played(peer).deliver()
    assert not nothing_came()


def medium(folder: Path, sent: Sent, environment: str) -> Path:
    (folder / "messages").mkdir(parents=True)
    (folder / "receipts").mkdir()
    (folder / "messages" / "000001.json").write_bytes(sent.envelope)
    manifest = {
        "v": 1, "kind": "medium", "environment": environment, "sender": "XB", "receiver": "XA",
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_a_medium_also_one_whose_manifest_was_changed(real: Peer, tmp_path: Path) -> None:
    sent = played(real)
    with pytest.raises(MediumUnusable, match="exercise"):
        import_from(medium(tmp_path / "stick", sent, "exercise"), actor=COMMAND)
    found = import_from(medium(tmp_path / "forged", sent, "real"), actor=COMMAND)
    assert found.taken_in == 0
    assert [code for _, code in found.faults] == ["wrong_environment"]
    assert nothing_came()


def test_an_attachment(real: Peer) -> None:
    with pytest.raises(WrongEnvironment):
        receive(played(real).envelope)
    with pytest.raises(HomewardError):
        take_part("XB", uuid4(), 1, 4, BytesIO(b"part").read)
    assert nothing_came()


def card(keys: NodeKeys, environment: Environment = Environment.EXERCISE) -> PeerCard:
    return PeerCard(
        state="XC", environment=environment, url="http://127.0.0.1:9", keys=keys.public,
        issued_at=NOW,
    )  # fmt: skip


def test_keys_on_a_card(real: Peer) -> None:
    keys = NodeKeys.generate()
    said = card(keys)
    with opened(COMMAND), pytest.raises(OtherEnvironment):
        pin_node(sign_card(said, keys), read_fingerprint=said.fingerprint, actor=COMMAND)
    # The fingerprint that people read to each other differs too.
    assert said.fingerprint != card(keys, Environment.REAL).fingerprint
    with opened(COMMAND):
        assert not Node.objects.filter(state_id="XC").exists()


def test_keys_handed_over(real: Peer) -> None:
    new = NodeKeys.generate()
    said = HandOver(
        environment=Environment.EXERCISE, state="XB", old=real.keys.public, new=new.public,
        at=NOW, until=NOW + timedelta(days=9),
    )  # fmt: skip
    raw = sign_hand_over(said, real.keys)
    found = {"known": [real.keys.public], "state": "XB", "now": NOW}
    with pytest.raises(WrongEnvironment):
        verify_hand_over(raw, environment=Environment.REAL, **found)  # type: ignore[arg-type]
    verify_hand_over(raw, environment=Environment.EXERCISE, **found)  # type: ignore[arg-type]


def test_an_entry_of_a_directory(real: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole directories are tried in tests/wire/directory/test_attacks.py and in
    tests/authorities/test_following.py."""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    with opened(COMMAND):
        raw = own_entry().to_bytes()
    assert read_entry(raw, state="XA", environment=Environment.EXERCISE, now=NOW)
    with pytest.raises(WrongEnvironment):
        read_entry(raw, state="XA", environment=Environment.REAL, now=NOW)


def test_a_receipt(real: Peer) -> None:
    """An exercise's word on a real message is no receipt for it."""
    sent = played(real)
    raw = make_receipt(TEST_KEYS, sent.ref, state=ReceiptState.ACCEPTED, at=NOW)
    own = replace(sent.ref, environment=Environment.REAL)
    with pytest.raises(WrongEnvironment):
        verify_receipt(raw, keys=TEST_KEYS.public, message=own, now=NOW)


def test_a_head_of_the_journal(real: Peer) -> None:
    head = TreeHead(environment=Environment.EXERCISE, state="XB", size=3, root=b"\0" * 32, at=NOW)
    raw = make_tree_head(real.keys, head)
    found = {"keys": real.keys.public, "state": "XB", "now": NOW}
    with pytest.raises(WrongEnvironment):
        verify_tree_head(raw, environment=Environment.REAL, **found)  # type: ignore[arg-type]


def pack(environment: str, v: int = WRITTEN) -> bytes:
    """A pack of practices that this State signed with the very keys of this node."""
    code = "talk-with-the-family"
    content = PackContent(
        state="XA", code="played", version=1, title={"en": "Played"}, restricted=False,
        roles=(EVERYBODY,), issued_at=NOW.replace(microsecond=0),
        practices={code: {"source": "en", "files": shipped_texts()[code]}},
        environment=environment, v=v,
    )  # fmt: skip
    return signed_pack(content, TEST_KEYS)


def test_a_pack_of_practices(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """From each environment into each other, even with the keys of this node; nor does it help to
    retell what was signed."""
    for made, here in permutations(Environment, 2):
        monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", here.value)
        with opened(people.carol.actor):
            crosses(people, made, here)
            assert not PracticePack.objects.exists()


def crosses(people: People, made: Environment, here: Environment) -> None:
    with pytest.raises(PackOfAnotherEnvironment, match=f"“{made}”.*“{here}”"):
        load_pack(pack(made), "pack.json", user=people.carol)
    retold = json.loads(pack(made))
    retold["pack"]["environment"] = here.value
    with pytest.raises(PackSignatureBroken):
        load_pack(json.dumps(retold).encode(), "pack.json", user=people.carol)
    del retold["pack"]["environment"]
    retold["pack"]["v"] = 1  # as packs were written before they named one
    wanted = PackSignatureBroken if here is Environment.REAL else PackOfAnotherEnvironment
    with pytest.raises(wanted):
        load_pack(json.dumps(retold).encode(), "pack.json", user=people.carol)


def test_a_pack_that_names_no_environment_is_a_real_nodes(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What real nodes signed before packs named one stays readable there, and nowhere else."""
    old = pack("real", v=1)
    assert "environment" not in json.loads(old)["pack"]
    for here in (Environment.EXERCISE, Environment.DEMO):
        monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", here.value)
        with opened(people.carol.actor), pytest.raises(PackOfAnotherEnvironment):
            load_pack(old, "pack.json", user=people.carol)
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "real")
    with opened(people.carol.actor):
        assert load_pack(old, "pack.json", user=people.carol).version == 1


def test_an_alert_to_the_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an exercise node publishes says so in the message itself, and in no other way."""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    assert "Actual" not in {str(one) for one in allowed_statuses()}
    with pytest.raises(AlertOnlyPlayed):
        check_status("Actual")

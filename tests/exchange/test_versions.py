"""An older node and a newer one talk in the newest version that both read."""

from typing import Any

import pytest

from homeward.foundation.exchange.control.types import tell_types
from homeward.foundation.exchange.errors import NoCommonVersion
from homeward.foundation.exchange.models import Source
from homeward.foundation.exchange.ports import MessageType, Older, register_message_type
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.exchange.notes import Notes, register_notes
from tests.exchange.peer import Peer, send_note, sent
from tests.people import People


def _lower(payload: dict[str, Any]) -> dict[str, Any]:
    return {"words": f"{payload['title']}: {payload['text']}"}


def _lift(payload: dict[str, Any]) -> dict[str, Any]:
    title, _, text = payload["words"].partition(": ")
    return {"title": title, "text": text}


NEWER = {"version": 2, "older": (Older(1, _lower, _lift),)}
PAYLOAD = {"title": "Plate", "text": "seen"}


@pytest.fixture
def notes(people: People, monkeypatch: pytest.MonkeyPatch) -> Notes:
    return register_notes(people, monkeypatch, **NEWER)


def _told(peer: Peer, versions: list[int]) -> None:
    table = {"tests.note": versions, "exchange.types": [1]}
    assert peer.message({"types": table}, type="exchange.types").deliver()[0] == 200


def test_a_node_that_has_not_told_is_written_in_the_oldest_version(
    peer: Peer, people: People, notes: Notes
) -> None:
    message = send_note(people, payload=PAYLOAD)
    assert sent(message).type_version == 1
    (opened_there,) = peer.sent_here("tests.note")
    assert opened_there.payload == {"words": "Plate: seen"}


@pytest.mark.parametrize(("theirs", "version"), [([1], 1), ([1, 2], 2), ([2, 3], 2)])
def test_the_newest_version_that_both_read_is_written(
    peer: Peer, people: People, notes: Notes, theirs: list[int], version: int
) -> None:
    _told(peer, theirs)
    send_note(people, payload=PAYLOAD)
    (opened_there,) = peer.sent_here("tests.note")
    assert opened_there.header.type_version == version
    assert opened_there.payload == (PAYLOAD if version == 2 else {"words": "Plate: seen"})


@pytest.mark.parametrize("theirs", [[3], [4, 5]])
def test_where_there_is_none_nothing_is_sent_and_the_officer_is_told(
    peer: Peer, people: People, notes: Notes, theirs: list[int]
) -> None:
    _told(peer, theirs)
    with pytest.raises(NoCommonVersion):
        send_note(people, payload=PAYLOAD)


@pytest.mark.parametrize(
    ("version", "payload"), [(1, {"words": "Plate: seen"}), (2, dict(PAYLOAD))]
)
def test_effects_read_the_newest_version_whatever_came(
    peer: Peer, notes: Notes, version: int, payload: dict[str, Any]
) -> None:
    status, _ = peer.message(payload, type_version=version).deliver()
    assert status == 200
    assert [arrived.payload for arrived in notes.arrived] == [PAYLOAD]


def test_an_older_payload_that_does_not_fit_is_refused(peer: Peer, notes: Notes) -> None:
    status, receipt = peer.message({"other": 1}, type_version=1).deliver()
    assert (status, receipt.reason) == (422, "malformed_payload")


def test_a_version_that_nobody_registered_is_refused(peer: Peer, notes: Notes) -> None:
    status, receipt = peer.message(dict(PAYLOAD), type_version=3).deliver()
    assert (status, receipt.reason) == (422, "unknown_type")


def test_every_peer_is_told_once_and_again_when_it_changes(
    peer: Peer, people: People, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(EXCHANGE):
        assert tell_types(EXCHANGE) == 1
        assert tell_types(EXCHANGE) == 0
    (word,) = peer.sent_here("exchange.types")
    assert word.payload["types"]["tests.note"] == [1, 2]
    register_notes(people, monkeypatch, version=3, older=(Older(1, _lower, _lift), _SAME))
    with opened(EXCHANGE):
        assert tell_types(EXCHANGE) == 1


_SAME = Older(2, lambda payload: payload, lambda payload: payload)


def test_an_older_word_that_arrives_late_changes_nothing(peer: Peer, notes: Notes) -> None:
    late = peer.message({"types": {"tests.note": [1]}}, type="exchange.types")
    _told(peer, [1, 2])
    late.deliver()
    with opened(EXCHANGE):
        assert Source.objects.get(peer="XB").types["tests.note"] == [1, 2]


def test_versions_that_leave_one_out_are_not_registered() -> None:
    with pytest.raises(ValueError, match="leave one out"):
        register_message_type(
            MessageType("tests.gap", 3, lambda a: None, older=(_SAME_ONE,))  # type: ignore[arg-type,return-value]
        )


_SAME_ONE = Older(1, lambda payload: payload, lambda payload: payload)

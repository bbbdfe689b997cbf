"""Giving a peer our head, and what its answer says of our own journal."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from homeward.foundation.exchange.codes import code_in
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.proofs import consistency
from homeward.foundation.journal.tree import root_at, tree_size
from homeward.foundation.witness.alarms import end_alarms, raise_alarm
from homeward.foundation.witness.asking import Peer, peer
from homeward.foundation.witness.errors import NoAnswer
from homeward.foundation.witness.judging import Offer
from homeward.foundation.witness.kinds import Alarm, Verdict
from homeward.foundation.witness.models import Countersigned, Exchange, OwnHead
from homeward.foundation.witness.own import WITNESS, latest
from homeward.wire.countersignature import (
    Countersignature,
    head_digest,
    verify_countersignature,
)
from homeward.wire.errors import WireError
from homeward.wire.header import Environment


@dataclass(frozen=True, slots=True)
class _Sending:
    peer: Peer
    own: OwnHead
    offer: Offer


def give_head(state: str) -> str:
    """Offer our latest head to a peer, once more from the head that it names if it has another.

    Returns an empty text once its countersignature is kept, else a short code of what hindered.
    Raises NotPinned, NoSuchHead, DamagedTree.
    """
    base: int | None = None
    for _ in range(2):
        with opened(WITNESS):
            sending = _prepare(state, base)
        try:
            status, answer = sending.peer.post(
                "heads", sending.offer.to_bytes(), "application/json"
            )
        except NoAnswer as error:
            return _noted(state, str(error.params["problem"]))
        with opened(WITNESS):
            hindered, base = _read(sending, status, answer)
        if base is None:
            return _noted(state, hindered)
    return _noted(state, hindered)


def _prepare(state: str, base: int | None) -> _Sending:
    own = latest()
    if base is None:
        last = Countersigned.objects.filter(peer=state).order_by("-own__hour").first()
        base = min(last.size, own.size) if last else 0
    proof = tuple(consistency(base, own.size))
    return _Sending(peer(state), own, Offer(bytes(own.statement), base, proof))


def _noted(state: str, hindered: str) -> str:
    with opened(WITNESS):
        Exchange.objects.update_or_create(
            peer=state, defaults={"tried_at": datetime.now(UTC), "error": hindered[:60]}
        )
    return hindered


def _read(sending: _Sending, status: int, answer: dict[str, Any]) -> tuple[str, int | None]:
    """What hindered, and the size to prove from where another try may help."""
    raw = str(answer.get("countersignature", "")).encode("ascii", "replace")
    code = code_in(answer.get("code"))
    if status == 409 and code and code not in Verdict.values:
        return code, None  # it did not come to a verdict, such as on a request that it had before
    if not raw:
        return ("answer_malformed" if status == 200 else _unfounded(sending)), None
    try:
        said = _genuine(sending, raw)
    except WireError as error:
        return error.code, None
    if status == 200:
        return _keep(sending, said, raw), None
    return _examine(sending, said, raw)


def _genuine(sending: _Sending, raw: bytes) -> Countersignature:
    return verify_countersignature(
        raw,
        keys=sending.peer.keys,
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=settings.HOMEWARD_STATE,
        by=sending.peer.state,
        now=datetime.now(UTC),
    )


def _keep(sending: _Sending, said: Countersignature, raw: bytes) -> str:
    own, state = sending.own, sending.peer.state
    expected = (own.size, bytes(own.root), head_digest(bytes(own.statement)))
    if (said.size, said.root, said.head) != expected:
        return "countersigned_another_head"
    _, new = Countersigned.objects.get_or_create(
        peer=state,
        own=own,
        defaults={"size": own.size, "statement": raw, "received_at": datetime.now(UTC)},
    )
    if new:
        end_alarms(state, Alarm.OWN_REFUSED)
        record("witness.countersigned", actor=WITNESS, subject=("node", state), size=own.size)
    return ""


def _examine(sending: _Sending, last: Countersignature, raw: bytes) -> tuple[str, int | None]:
    """It refused: does our journal lead to what it countersigned last, which it shows us signed?"""
    if last.size > tree_size():
        return _own_alarm(sending, Alarm.OWN_SHRUNK, last.size, raw), None
    if root_at(last.size) != last.root:
        return _own_alarm(sending, Alarm.OWN_FORKED, last.size, raw), None
    if last.size > sending.own.size:
        return Verdict.STALE.value, None
    if last.size != sending.offer.old:
        return Verdict.OTHER_BASE.value, last.size
    return _unfounded(sending), None


def _unfounded(sending: _Sending) -> str:
    return _own_alarm(sending, Alarm.OWN_REFUSED, sending.own.size, b"")


def _own_alarm(sending: _Sending, kind: Alarm, size: int, statement: bytes) -> str:
    state = sending.peer.state
    record(
        "witness.own_head_refused",
        actor=WITNESS,
        subject=("node", state),
        kind=kind.value,
        size=size,
    )
    raise_alarm(state, kind, size=size, statement=statement, earlier=bytes(sending.own.statement))
    return kind.value

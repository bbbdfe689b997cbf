"""Holding peers to what their receipts promise: that their journal has the entry, in time.

A receipt names the leaf of the entry and when a head covers it. Once the peer's countersigned head
is of that moment or later, it is asked where the tree of that head holds the leaf.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from homeward.foundation.exchange.models import Receipt
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.witness.alarms import raise_alarm
from homeward.foundation.witness.asking import peer
from homeward.foundation.witness.errors import BadOffer, NoAnswer
from homeward.foundation.witness.judging import read_hashes
from homeward.foundation.witness.kinds import Alarm, Outcome
from homeward.foundation.witness.models import Promise, SeenHead
from homeward.foundation.witness.own import WITNESS
from homeward.wire import merkle
from homeward.wire.proof_request import MAX_ENTRIES
from homeward.wire.receipts import Receipt as Said
from homeward.wire.signatures import read_statement

_AT_ONCE = 5000


def note_promises() -> int:
    """Write down what receipts promise that came since, and return how many there were.

    In the witness's open context. The receipts were verified when they were taken in.
    """
    known = Promise.objects.filter(receipt_id=OuterRef("pk"))
    fresh = Receipt.objects.filter(~Exists(known)).order_by("pk")[:_AT_ONCE]
    rows = [
        _promise(pk, message, peer, bytes(statement))
        for pk, message, peer, statement in fresh.values_list(
            "pk", "message_id", "message__peer", "statement"
        )
    ]
    Promise.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _promise(receipt: int, message: Any, peer: str, statement: bytes) -> Promise:
    said = Said.from_json(read_statement(statement, "receipt"))
    given = said.journal
    return Promise(
        receipt_id=receipt,
        message=message,
        peer=peer,
        entry=given.entry if given else "",
        due_at=said.at + timedelta(seconds=given.within_seconds if given else 0),
        outcome=Outcome.WAITING if given else Outcome.NONE,
    )


def check_all(state: str) -> str:
    """Ask a peer about every promise that its last head should cover.

    Returns an empty text, or a short code of what hindered; then they wait for its next head.
    """
    after = 0
    while True:
        with opened(WITNESS):
            note_promises()
            head = SeenHead.objects.filter(peer=state).order_by("-id").first()
            due = _due(state, head, after) if head else []
            asked = peer(state) if due else None
        if head is None or asked is None:
            return ""
        entries = tuple(sorted({promise.entry for promise in due}))
        try:
            answer = asked.ask(head.size, entries)
            found = _read(answer, head, entries)
        except NoAnswer as error:
            return str(error.params["problem"])
        except BadOffer:
            return "answer_malformed"
        with opened(WITNESS):
            for promise in due:
                _settle(promise, found.get(promise.entry), head)
        after = due[-1].pk


def _due(state: str, head: SeenHead, after: int) -> list[Promise]:
    waiting = Promise.objects.filter(peer=state, outcome=Outcome.WAITING, due_at__lte=head.at)
    return list(waiting.filter(pk__gt=after).order_by("pk")[:MAX_ENTRIES])


def _read(answer: dict[str, Any], head: SeenHead, entries: Iterable[str]) -> dict[str, int]:
    """Where the head's tree holds each leaf, once its proof holds. Raises BadOffer.

    What is answered with a proof that does not hold is malformed, not broken: only a peer that
    says in so many words that it has no such leaf breaks its promise.
    """
    found = answer.get("found")
    if answer.get("size") != head.size or not isinstance(found, dict):
        raise BadOffer(problem="the answer is not about the head that was asked for")
    places: dict[str, int] = {}
    for entry in entries:
        if entry not in found:
            continue
        said = found[entry]
        if not isinstance(said, dict) or type(said.get("index")) is not int:
            raise BadOffer(problem="a place is no whole number")
        path, leaf = read_hashes(said.get("path")), bytes.fromhex(entry)
        if not merkle.verify_inclusion(leaf, said["index"], head.size, path, bytes(head.root)):
            raise BadOffer(problem="a proof does not lead to the head")
        places[entry] = said["index"]
    return places


def _settle(promise: Promise, position: int | None, head: SeenHead) -> None:
    """In one transaction with the journal; a promise that was settled meanwhile stays as it is."""
    outcome = Outcome.BROKEN if position is None else Outcome.KEPT
    changed = Promise.objects.filter(pk=promise.pk, outcome=Outcome.WAITING).update(
        outcome=outcome, checked_at=datetime.now(UTC), size=head.size, position=position
    )
    if not changed or position is not None:
        return
    record(
        "witness.promise_broken",
        actor=WITNESS,
        subject=("message", promise.message),
        peer=promise.peer,
        size=head.size,
    )
    raise_alarm(
        promise.peer,
        Alarm.PROMISE_BROKEN,
        size=head.size,
        message=promise.message,
        statement=bytes(head.statement),
    )

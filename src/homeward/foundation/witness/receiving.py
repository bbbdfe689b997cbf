"""Taking a peer's head in: countersigned if it follows the last, else refused, and why."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from homeward.foundation.authorities.trust import valid_keys
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.limits import STRANGERS
from homeward.foundation.vault.node_keys import own_keys
from homeward.foundation.witness.alarms import end_alarms, is_held, raise_alarm
from homeward.foundation.witness.beginnings import begins_anew
from homeward.foundation.witness.judging import Offer, judge, read_offer
from homeward.foundation.witness.kinds import ALARM_OF, Alarm, Verdict
from homeward.foundation.witness.models import SeenHead
from homeward.foundation.witness.own import WITNESS
from homeward.wire.countersignature import Countersignature, make_countersignature
from homeward.wire.errors import HeaderMismatch, UnknownSender, WireError
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys
from homeward.wire.signatures import read_statement
from homeward.wire.tree_head import TreeHead, verify_tree_head


@dataclass(frozen=True, slots=True)
class Answer:
    """What this node says to a head, with its last countersignature for that State (JWS).

    Where the head was accepted, that is the countersignature of this very head; empty where there
    is none yet.
    """

    verdict: Verdict
    countersignature: bytes


def take_head(raw: bytes, peer: str) -> Answer:
    """The answer to an offer of `peer`. The same head gets the same countersignature.

    Raises BadOffer or WireError, having changed nothing but the journal, where it is not a genuine
    head of that pinned State.
    """
    try:
        return take_offer(read_offer(raw), peer)
    except WireError as error:
        note_bad(error)
        raise


def take_offer(offer: Offer, peer: str, *, asked: int | None = None) -> Answer:
    """As `take_head`, for an offer that was read, or `asked` for with the size to prove it from.

    Who is asked for a proof from one head and proves from another has none that holds.
    """
    with opened(WITNESS):
        head = _genuine(offer.head)
        check_own(head.state, peer, "tree head", "state")
        _one_at_a_time(head.state)
        seen = SeenHead.objects.filter(peer=head.state)
        again = seen.filter(digest=offer.digest).first()
        if again is not None:
            return Answer(Verdict.ACCEPTED, bytes(again.countersignature))
        last = seen.order_by("-id").first()
        anew = begins_anew(last)
        verdict = judge(head, last, offer.old, offer.proof, anew=anew)
        if verdict is Verdict.OTHER_BASE and asked is not None and offer.old != asked:
            verdict = Verdict.UNPROVEN
        if verdict is Verdict.ACCEPTED:
            return _accept(offer, head, None if anew else last)
        return _refuse(verdict, offer, head, last)


def note_bad(error: WireError) -> None:
    """Journal a statement that was turned away; strangers can send many, so only some are."""
    left_out = STRANGERS.left_out(f"witness {error.code}")
    if left_out is None:
        return
    more: dict[str, Any] = {"left_out": left_out} if left_out else {}
    with opened(WITNESS):
        record("witness.bad_statement", actor=WITNESS, code=error.code, **more)


def keys_of(state: object) -> tuple[PublicKeys, ...]:
    """The valid keys of the State that a statement names. Raises UnknownSender."""
    keys = valid_keys(state) if isinstance(state, str) and len(state) == 2 else ()
    if not keys:
        raise UnknownSender(sender=ascii(str(state)[:10]))
    return keys


def check_own(said: str, peer: str, what: str, field: str) -> None:
    """What a node hands over is about itself. Raises HeaderMismatch."""
    if said != peer:
        raise HeaderMismatch(what=what, field=field, found=said, expected=peer)


def _genuine(raw: bytes) -> TreeHead:
    state = read_statement(raw, "tree head").get("state")
    return verify_tree_head(
        raw,
        keys=keys_of(state),
        environment=Environment(settings.HOMEWARD_ENVIRONMENT),
        state=str(state),
        now=datetime.now(UTC),
    )


def _one_at_a_time(peer: str) -> None:
    """Two heads of one State wait for each other, so that one of them is the last."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"head of {peer}"])


def _accept(offer: Offer, head: TreeHead, last: SeenHead | None) -> Answer:
    now = datetime.now(UTC)
    previous = last.size if last else 0
    said = Countersignature(
        environment=head.environment,
        state=head.state,
        size=head.size,
        root=head.root,
        head=offer.digest,
        by=settings.HOMEWARD_STATE,
        at=now,
        previous=previous,
    )
    countersignature = make_countersignature(own_keys(), said)
    SeenHead.objects.create(
        peer=head.state,
        size=head.size,
        root=head.root,
        at=head.at,
        digest=offer.digest,
        statement=offer.head,
        countersignature=countersignature,
        seen_at=now,
    )
    end_alarms(head.state, Alarm.PEER_UNPROVEN)
    record(
        "witness.head_countersigned",
        actor=WITNESS,
        subject=("node", head.state),
        size=head.size,
        previous=previous,
    )
    _check_promises(head.state)
    return Answer(Verdict.ACCEPTED, countersignature)


def _check_promises(peer: str) -> None:
    from homeward.foundation.witness.jobs import check_promises

    check_promises.defer(actor=WITNESS, peer=peer)


def _refuse(verdict: Verdict, offer: Offer, head: TreeHead, last: SeenHead | None) -> Answer:
    kept = bytes(last.countersignature) if last else b""
    alarm = ALARM_OF.get(verdict)
    if alarm is not None:
        if not is_held(head.state, alarm, offer.head):
            record(
                "witness.head_refused",
                actor=WITNESS,
                subject=("node", head.state),
                kind=verdict.value,
                size=head.size,
                last=last.size if last else 0,
            )
        earlier = bytes(last.statement) if last else b""
        raise_alarm(head.state, alarm, size=head.size, statement=offer.head, earlier=earlier)
    return Answer(verdict, kept)

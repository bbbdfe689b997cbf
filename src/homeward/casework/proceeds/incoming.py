"""Reading what other States' nodes say about a run: form, bounds, and agreement with its scope.

Everything is refused that an honest node never sends. Refusals are those of the reference
(docs/reference/messages.md); one of them changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.conf import settings

from homeward.casework.proceeds.conservation import TERMS, sides_of
from homeward.casework.proceeds.models import HandOver as Row
from homeward.casework.proceeds.models import Run
from homeward.casework.proceeds.reports import most_handed
from homeward.casework.proceeds.scope import LARGEST, Scope, read_message
from homeward.foundation.exchange import payloads
from homeward.foundation.exchange.errors import EffectRefused, MalformedPayload
from homeward.tracing import HandOver, Stretch
from homeward.tracing.moments import moment_text, to_microseconds

LONGEST_REFERENCE = 140
MOST_STRETCHES = 10_000
MOST_REFERENCES = 100_000
MOST_ROUNDS = 10_000
_FIELDS = {"offset": (0, LARGEST), "length": (1, LARGEST)}


@dataclass(frozen=True, slots=True)
class Round:
    """A round as the initiator opens it.

    `expected` counts the hand-overs that each State has sent us, `unmatched` names those of ours
    that a State does not find.
    """

    number: int
    scope: Scope
    frontier: datetime | None
    expected: dict[str, int]
    unmatched: dict[str, list[str]]


def read_round(run: Run, payload: dict[str, Any]) -> Round:
    """The round that a message opens; raises EffectRefused."""
    others = _others(run)
    expected = payloads.mapping(payload, "expected", most=len(others))
    if not set(expected) <= others:
        raise EffectRefused("beyond_the_request")
    return Round(
        number=payloads.whole(payload, "round", min=1, max=MOST_ROUNDS),
        scope=read_message(payload),
        frontier=payloads.optional(payloads.moment, payload, "frontier"),
        expected={s: payloads.amount(expected, s, max=MOST_REFERENCES) for s in expected},
        unmatched=read_unmatched(run, payload),
    )


def read_unmatched(run: Run, payload: dict[str, Any]) -> dict[str, list[str]]:
    """References by the State that does not find them; of other States nothing is taken."""
    given = payloads.mapping(payload, "unmatched", most=len(_others(run)))
    return {state: _references(given, state) for state in sorted(set(given) & _others(run))}


def read_hand_over(run: Run, sender: str, payload: dict[str, Any]) -> HandOver:
    """A hand-over to this State that its run's scope allows; raises EffectRefused."""
    _in_turn(run, payloads.whole(payload, "round", min=1, max=MOST_ROUNDS))
    given = payloads.mapping(payload, "hand_over", most=20)
    receiver = payloads.text(given, "receiver", max=2)
    if (payloads.text(given, "sender", max=2), receiver) != (sender, settings.HOMEWARD_STATE):
        raise EffectRefused("hand_over_misdirected")
    hand_over = HandOver(
        reference=payloads.text(given, "reference", max=LONGEST_REFERENCE),
        time=payloads.moment(given, "time"),
        amount=payloads.amount(given, "amount", min=1, max=LARGEST),
        currency=payloads.text(given, "currency", max=10),
        stretches=_stretches(given),
        sender=sender,
        receiver=receiver,
        revision=payloads.whole(given, "revision", min=1, max=MOST_ROUNDS),
    )
    _refuse_contradictions(hand_over)
    _refuse_beyond(run, hand_over, given)
    _refuse_against_known(run, hand_over)
    return hand_over


def _in_turn(run: Run, number: int) -> None:
    """A State is at most one round ahead of us, and not behind what we have computed."""
    if not run.done_round <= number <= run.round + 1:
        raise EffectRefused("round_out_of_turn")


def _stretches(given: dict[str, Any]) -> tuple[Stretch, ...]:
    rows = given.get("stretches")
    if not isinstance(rows, list) or len(rows) > MOST_STRETCHES:
        raise MalformedPayload(field="stretches")
    return tuple(_stretch(row) for row in rows)


def _stretch(row: Any) -> Stretch:
    if not isinstance(row, list) or len(row) != 3:
        raise MalformedPayload(field="stretches")
    fields = dict(zip(("offset", "length", "label"), row, strict=True))
    offset, length = (
        payloads.amount(fields, name, min=least, max=most)
        for name, (least, most) in _FIELDS.items()
    )
    return Stretch(offset, length, payloads.text(fields, "label", max=60))


def _refuse_contradictions(hand_over: HandOver) -> None:
    """Stretches lie in the payment, in their order, and never on each other."""
    stretches = hand_over.stretches
    overlap = any(a.offset + a.length > b.offset for a, b in pairwise(stretches))
    if overlap or any(s.offset + s.length > hand_over.amount for s in stretches):
        raise EffectRefused("hand_over_contradicts")


def _refuse_beyond(run: Run, hand_over: HandOver, given: dict[str, Any]) -> None:
    """No payment can carry more than the claim, another label or currency, or another time."""
    proceeds = sum(s.length for s in hand_over.stretches)
    if (
        given.get("shares") not in (None, [])
        or proceeds > run.ceiling
        or hand_over.currency != run.currency
        or not run.period_from <= hand_over.time <= run.period_to
        or any(s.label != run.label for s in hand_over.stretches)
    ):
        raise EffectRefused("beyond_the_request")


def _refuse_against_known(run: Run, hand_over: HandOver) -> None:
    """A revision follows the one before it, is of the same payment, and changes nothing final."""
    rows = run.hand_overs.filter(
        is_outgoing=False, peer=hand_over.sender, reference=hand_over.reference
    )
    before: Row | None = rows.order_by("-revision").first()
    if before is not None and hand_over.revision <= before.revision:
        raise EffectRefused("revision_is_past")
    if before is None and not hand_over.stretches:
        raise EffectRefused("hand_over_contradicts")
    payment = (hand_over.amount, hand_over.time)
    if before is not None and payment != (before.amount, before.at):
        raise EffectRefused("hand_over_contradicts")
    if run.frontier is not None and hand_over.time < run.frontier:
        raise EffectRefused("hand_over_is_final")


def read_report(run: Run, sender: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A State's report of the open round, with nothing in it but what it must hold."""
    given = payloads.mapping(payload, "report", most=20)
    if payloads.text(given, "state", max=2) != sender:
        raise EffectRefused("report_of_another_state")
    number = payloads.whole(given, "round", min=1, max=MOST_ROUNDS)
    if number != run.round:
        raise EffectRefused("round_out_of_turn")
    changed = payloads.optional(payloads.moment, given, "changed_from")
    sent = payloads.mapping(given, "sent", most=len(_states(run)))
    lines = [_line(run, sender, t) for t in payloads.mappings(given, "totals", most=20)]
    _refuse_impossible(run, sender, lines)
    return {
        "state": sender,
        "round": number,
        "changed_from": None if changed is None else moment_text(to_microseconds(changed)),
        "totals": lines,
        "unmatched": _references(given, "unmatched"),
        "unmatched_from": {
            state: _references(payloads.mapping(given, "unmatched_from"), state)
            for state in sorted(set(payloads.mapping(given, "unmatched_from")) & _states(run))
        },
        "orders": _orders(given),
        "sent": {
            state: str(payloads.amount(sent, state, max=MOST_REFERENCES))
            for state in sorted(set(sent) & _states(run))
        },
    }


def _line(run: Run, sender: str, total: dict[str, Any]) -> dict[str, Any]:
    """One conservation line, amounts as text; it must add up and stay within the ceiling."""
    amounts = {
        term: payloads.amount(total, term, min=-LARGEST if term == "fees" else 0, max=LARGEST)
        for term in TERMS
    }
    currency = payloads.text(total, "currency", max=10)
    if payloads.text(total, "label", max=60) != run.label:
        raise EffectRefused("beyond_the_request")
    if currency == run.currency and max(amounts["held"], amounts["in_transit"]) > run.ceiling:
        raise EffectRefused("beyond_the_request")
    is_claimed_elsewhere = sender != run.initiator and amounts["claimed"]
    if not sides_of(amounts).is_balanced or is_claimed_elsewhere:
        raise EffectRefused("report_contradicts")
    words = {"label": run.label, "payment": None, "currency": currency, "difference": "0"}
    return {**words, **{term: str(amount) for term, amount in amounts.items()}}


def _refuse_impossible(run: Run, sender: str, lines: list[dict[str, Any]]) -> None:
    """One line for each currency, and no more received than was handed over, where we know it."""
    if len({line["currency"] for line in lines}) < len(lines):
        raise EffectRefused("report_contradicts")
    most = most_handed(run, sender)
    received = sum(int(line["received"]) for line in lines if line["currency"] == run.currency)
    if most is not None and received > most:
        raise EffectRefused("report_contradicts")


def _references(given: dict[str, Any], name: str) -> list[str]:
    return payloads.texts(given, name, max=LONGEST_REFERENCE, most=MOST_REFERENCES)


def _orders(given: dict[str, Any]) -> list[list[Any]]:
    rows = given.get("orders")
    if not isinstance(rows, list) or len(rows) > MOST_REFERENCES:
        raise MalformedPayload(field="orders")
    read = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 2:
            raise MalformedPayload(field="orders")
        fields = {"moment": row[0], "references": row[1]}
        moment = payloads.moment(fields, "moment")
        read.append([moment_text(to_microseconds(moment)), _references(fields, "references")])
    return read


def _states(run: Run) -> set[str]:
    return set(run.parties.values_list("state", flat=True))


def _others(run: Run) -> set[str]:
    return _states(run) - {settings.HOMEWARD_STATE}

"""One node's part in a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from homeward.tracing import errors
from homeward.tracing.claims import Claim, refuse_no_ledger
from homeward.tracing.federation.coordinator import RoundOutcome, RoundReport
from homeward.tracing.federation.errors import HandOverMisdirected
from homeward.tracing.federation.handover import (
    HandOver,
    StateOf,
    outgoing,
    repeated_references,
)
from homeward.tracing.federation.matched import Matched, with_matched
from homeward.tracing.federation.ordering import order_statements, ordered_by_reference
from homeward.tracing.ledger import Ledger
from homeward.tracing.moments import as_moment
from homeward.tracing.result import Trace
from homeward.tracing.rules import AVAILABLE, LEADS, Rule, Shortfall
from homeward.tracing.tracer import trace
from homeward.tracing.warning import TraceWarning

FEDERATED = (*AVAILABLE, *LEADS)
"""Rules whose proceeds can be handed from node to node so far."""

Key = tuple[str, str]
"""Sender and reference: what tells hand-overs apart."""

__all__ = ["Participant", "RoundReport", "RoundResult"]


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a node computed in one round.

    `changed` are the hand-overs to send now: new, amended, or withdrawn (without stretches).
    `report` goes to the coordinator. `trace` is this node's own result, provisional until the run
    is finished.
    """

    trace: Trace
    changed: tuple[HandOver, ...]
    report: RoundReport


class Participant:
    """A node's ledger, its claims, and the hand-overs it has received and sent.

    It lives as long as its caller likes: made anew with the same ledger, claims, `received` and
    `sent`, it goes on where it was.
    """

    def __init__(
        self,
        ledger: Ledger,
        own_state: str,
        state_of: StateOf,
        claims: Sequence[Claim] = (),
        *,
        rule: Rule | str = Rule.FIFO,
        at: datetime | str | None = None,
        shortfall: Shortfall | str = Shortfall.BIRTH,
        received: Iterable[HandOver] = (),
        sent: Iterable[HandOver] = (),
        keep_order: bool = False,
        matched: Matched | None = None,
    ) -> None:
        """`claims` are those on payments that credit this State's accounts.

        `matched` are payments that an officer found for hand-overs; they change nothing in the
        references under which this State hands over itself.

        `keep_order` trusts the ledger's order at equal moments instead of that of the references.
        Raises `RuleNotAvailable` where the rule cannot cross borders yet.
        """
        self.own_state, self.state_of = own_state, state_of
        refuse_no_ledger(ledger)
        self.claims, self.at, self.shortfall = tuple(claims), as_moment(at), shortfall
        self.rule = federated_rule(rule)
        seen = _as_seen(ledger, own_state, state_of)
        self.repeated = repeated_references(seen)
        seen = with_matched(seen, matched or {})
        self.ledger = seen if keep_order else ordered_by_reference(seen)
        self.received: dict[Key, HandOver] = {}
        self.sent: dict[str, HandOver] = {each.reference: each for each in sent}
        for each in received:
            self.receive(each)

    def receive(self, hand_over: HandOver) -> bool:
        """Take in a hand-over; a later revision replaces an earlier one.

        Returns False where it is old news. Raises `HandOverMisdirected` if it is not for us.
        """
        if hand_over.receiver != self.own_state:
            raise HandOverMisdirected(
                reference=hand_over.reference,
                receiver=hand_over.receiver,
                state=self.own_state,
            )
        key = (hand_over.sender, hand_over.reference)
        known = self.received.get(key)
        if known is not None and known.revision >= hand_over.revision:
            return False
        self.received[key] = hand_over
        return True

    def compute(self, round_number: int = 1) -> RoundResult:
        """Trace with everything received, and compare with what was sent last.

        What is returned as changed counts as sent. Raises what `trace` raises.
        """
        result = trace(
            self.ledger,
            self.claims,
            rule=self.rule,
            at=self.at,
            shortfall=self.shortfall,
            entering=sorted(self.received.values(), key=lambda each: (each.time, each.reference)),
        )
        now = outgoing(result, self.ledger, self.state_of, self.own_state, repeated=self.repeated)
        changed = self._changed({each.reference: each for each in now})
        self.sent.update({each.reference: each for each in changed})
        return RoundResult(result, changed, self._report(round_number, result, changed))

    def _changed(self, now: Mapping[str, HandOver]) -> tuple[HandOver, ...]:
        """New and amended hand-overs with their revision; an empty one for what went away."""
        changed = []
        for reference, each in now.items():
            before = self.sent.get(reference)
            if not each.says_the_same(before):
                changed.append(replace(each, revision=before.revision + 1 if before else 1))
        for reference, before in self.sent.items():
            if reference not in now and not before.is_withdrawn:
                changed.append(
                    replace(
                        before,
                        stretches=(),
                        shares=(),
                        revision=before.revision + 1,
                        final=False,
                    )
                )
        return tuple(sorted(changed, key=lambda each: (each.time, each.reference)))

    def _report(self, round_number: int, result: Trace, changed: Sequence[HandOver]) -> RoundReport:
        return RoundReport(
            state=self.own_state,
            round=round_number,
            changed_from=min((each.time for each in changed), default=None),
            totals=tuple(result.claims),
            unmatched=result.unmatched,
            orders=order_statements(self.ledger, self._crossing(result)),
        )

    def _crossing(self, result: Trace) -> list[int]:
        """Rows that hand proceeds over, or bring them."""
        foreign = self.ledger.foreign
        return [
            row
            for row in result.flow.carried
            if foreign[self.ledger.source[row]] != foreign[self.ledger.target[row]]
        ]

    def settle(self, outcome: RoundOutcome) -> tuple[HandOver, ...]:
        """Mark as final what the frontier has passed; returns what became final just now."""
        settled = [
            *_settle(self.received, outcome),
            *_settle(self.sent, outcome),
        ]
        return tuple(settled)


def _settle(register: dict[Any, HandOver], outcome: RoundOutcome) -> list[HandOver]:
    settled = []
    for key, each in list(register.items()):
        if not each.final and outcome.is_final(each.time):
            register[key] = replace(each, final=True)
            settled.append(register[key])
    return settled


def federated_rule(rule: Rule | str) -> Rule:
    """The rule, if runs between nodes support it; raises `RuleNotAvailable` if not."""
    if rule not in FEDERATED:
        raise errors.RuleNotAvailable(
            rule=str(rule), use="a run between nodes", available=", ".join(FEDERATED)
        )
    return Rule(rule)


def _as_seen(ledger: Ledger, own_state: str, state_of: StateOf) -> Ledger:
    """The payments that touch own accounts, others' accounts marked foreign."""
    seen = ledger.with_states(own_state, state_of)
    touches = ~(seen.foreign[seen.source] & seen.foreign[seen.target])
    if not touches.all():
        left_out = np.flatnonzero(~touches)
        params: dict[str, Any] = {
            "count": len(left_out),
            "state": own_state,
            "payments": [seen.payment_id(row) for row in left_out[:10]],
        }
        seen = seen.select(np.flatnonzero(touches))
        warnings = (*seen.warnings, TraceWarning("payments_foreign", params))
        seen = replace(seen, warnings=warnings)
    return seen

"""A whole run in one process: every node's part, and the document they make together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow.compute as pc

from homeward.tracing import errors
from homeward.tracing.claims import Claim, refuse_no_ledger
from homeward.tracing.federation.coordinator import Coordinator, RoundOutcome
from homeward.tracing.federation.handover import StateOf
from homeward.tracing.federation.merge import merge_traces
from homeward.tracing.federation.ordering import (
    order_statements,
    pooled_order,
    refuse_contradictions,
)
from homeward.tracing.federation.participant import Participant, federated_rule
from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.moments import as_moment
from homeward.tracing.progress import shown, told
from homeward.tracing.result import Trace
from homeward.tracing.rules import Rule, Shortfall


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a run: its outcome, and how many hand-overs each State changed."""

    outcome: RoundOutcome
    changed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Federated:
    """A finished run: each node's own trace, the rounds, and the trace they make together."""

    traces: dict[str, Trace]
    rounds: tuple[Round, ...]
    merged: Trace

    def document(self) -> dict[str, Any]:
        """The document that a trace of the pooled ledger gives."""
        return self.merged.document()


@shown("Playing the run")
def federate(
    ledgers: Ledger | Mapping[str, Ledger],
    state_of: StateOf | Mapping[str, str],
    claims: Sequence[Claim],
    *,
    rule: Rule | str = Rule.FIFO,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
    on_round: Callable[[Round], None] | None = None,
) -> Federated:
    """Run all nodes in one process until nobody changes anything.

    `ledgers` is one pooled ledger, which is split, or each State's own. `state_of` names the State
    of an account. `on_round` is told of every round. A claim goes to the State that holds the
    account credited. In a pooled ledger a payment without a reference is known by its id.

    Raises `AccountStateUnknown`, `OrderContradiction`, and what `trace` raises.
    """
    rule, at = federated_rule(rule), as_moment(at)
    find = state_of if callable(state_of) else state_of.get
    is_pooled = isinstance(ledgers, Ledger)
    for each in ledgers.values() if isinstance(ledgers, Mapping) else (ledgers,):
        refuse_no_ledger(each)
    parts = split(ledgers, find) if isinstance(ledgers, Ledger) else dict(ledgers)
    shared_out = _share_claims(parts, find, claims)
    nodes = {
        state: Participant(
            ledger,
            state,
            find,
            shared_out[state],
            rule=rule,
            at=at,
            shortfall=shortfall,
            keep_order=is_pooled,
        )
        for state, ledger in parts.items()
    }
    traces, rounds = _run(nodes, on_round)
    merged = merge_traces(nodes, traces, claims, at)
    return Federated(traces, rounds, merged)


def split(ledger: Ledger, state_of: StateOf) -> dict[str, Ledger]:
    """Each State's part of a pooled ledger: the payments that touch its accounts.

    Where the ledger has references, payments shared at one moment come in their order; where it
    has none, the ids serve as references and the order of the file is everyone's.
    """
    for account in ledger.account_ids:
        if state_of(account) is None:
            raise errors.AccountStateUnknown(account=account)
    if ledger.references is None:
        ledger = replace(ledger, references=ledger.ids)
    else:
        ledger = replace(ledger, references=pc.coalesce(ledger.references, ledger.ids))
        ledger = pooled_order(ledger, state_of)
    states = np.array([state_of(account) or "" for account in ledger.account_ids])
    source, target = states[ledger.source], states[ledger.target]
    return {
        str(state): ledger.select(np.flatnonzero((source == state) | (target == state)))
        for state in np.unique(states)
    }


def _share_claims(
    parts: Mapping[str, Ledger], state_of: StateOf, claims: Sequence[Claim]
) -> dict[str, list[Claim]]:
    """Give each claim to the State whose account its payment credits."""
    shared_out: dict[str, list[Claim]] = {state: [] for state in parts}
    seen: set[str] = set()
    for claim in claims:
        if claim.name in seen:
            raise errors.ClaimLabelRepeated(label=claim.name)
        seen.add(claim.name)
        shared_out[_claim_state(parts, state_of, claim)].append(claim)
    return shared_out


def _claim_state(parts: Mapping[str, Ledger], state_of: StateOf, claim: Claim) -> str:
    for state, ledger in parts.items():
        row = ledger.find(claim.payment)
        if row is not None and state_of(ledger.account_id(int(ledger.target[row]))) == state:
            return state
    raise errors.ClaimPaymentUnknown(payment=claim.payment, label=claim.name)


def _run(
    nodes: Mapping[str, Participant], on_round: Callable[[Round], None] | None
) -> tuple[dict[str, Trace], tuple[Round, ...]]:
    coordinator, rounds = Coordinator(tuple(nodes)), []
    traces: dict[str, Trace] = {}
    while not coordinator.finished:
        number = coordinator.round
        told(f"Round {number}")
        results = {state: node.compute(number) for state, node in nodes.items()}
        traces = {state: result.trace for state, result in results.items()}
        _refuse_shared_contradictions(nodes, traces)
        for result in results.values():
            coordinator.receive(result.report)
        outcome = coordinator.outcomes[-1]
        for result in results.values():
            for hand_over in result.changed:
                receiver = nodes.get(hand_over.receiver or "")
                if receiver is not None:
                    receiver.receive(hand_over)
        for node in nodes.values():
            node.settle(outcome)
        changed = {state: len(result.changed) for state, result in results.items()}
        rounds.append(Round(outcome, changed))
        if on_round is not None:
            on_round(rounds[-1])
    return traces, tuple(rounds)


def _refuse_shared_contradictions(
    nodes: Mapping[str, Participant], traces: Mapping[str, Trace]
) -> None:
    """In one process clean payments can be compared too, at the moments where proceeds cross."""
    moments = [
        nodes[state].ledger.time[sorted(trace.flow.carried)] for state, trace in traces.items()
    ]
    chosen = np.unique(np.concatenate(moments))
    refuse_contradictions(
        statement
        for node in nodes.values()
        for statement in order_statements(node.ledger, _shared_rows(node.ledger, chosen))
    )


def _shared_rows(ledger: Ledger, moments: Ints) -> list[int]:
    crossing = ledger.foreign[ledger.source] != ledger.foreign[ledger.target]
    return [int(row) for row in np.flatnonzero(crossing & np.isin(ledger.time, moments))]


def states_from_rows(rows: Sequence[Mapping[str, str | None]]) -> dict[str, str]:
    """The State of each account from rows `account, state`; raises on a contradiction."""
    states: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        account, state = (row["account"] or "").strip(), (row["state"] or "").strip()
        if states.setdefault(account, state) != state:
            reason = f"{account} is given two States."
            raise errors.AccountListUnusable(list="states", row=number, reason=reason)
    return states

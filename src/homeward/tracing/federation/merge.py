"""The document of a finished run, equal to that of a trace of the pooled ledger."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from homeward.tracing.claims import Claim
from homeward.tracing.federation.handover import own_reference
from homeward.tracing.federation.participant import Participant
from homeward.tracing.flow import Flow
from homeward.tracing.ledger import Ledger
from homeward.tracing.result import Carrier, Trace, Transit, Unexplained
from homeward.tracing.tables import HeldRow, tables_of
from homeward.tracing.tally import Key, Tally
from homeward.tracing.warning import TraceWarning, unexplained_warnings

Place = tuple[int, int, int, str]
"""Time, declared order, position and id: where a payment stands among all."""


def merge_traces(
    nodes: Mapping[str, Participant],
    traces: Mapping[str, Trace],
    claims: Sequence[Claim],
    at: datetime | None,
) -> Trace:
    """Put the nodes' final traces together; what one handed and another received cancels.

    Raises `ConservationBroken` if the whole does not add up.
    """
    first = next(iter(traces.values()))
    flow = Flow(tally=_tally(traces), debited=_debited(traces))
    if first.rule.adds_up:
        flow.tally.verify(exact=first.rule.is_exact)
    unexplained = _unexplained(traces)
    payments = {claim.name: claim.payment for claim in claims}
    keys = _keys(nodes, flow.tally, claims)
    lines, holdings = tables_of(first.rule)(flow.tally, _held(traces), payments, keys)
    exponents = {each.exponent for each in traces.values()}
    return Trace(
        rule=first.rule,
        at=None if at is None else at.astimezone(UTC),
        shortfall=first.shortfall,
        claims=lines,
        holdings=holdings,
        carriers=_carriers(nodes, traces),
        unexplained=unexplained,
        transit=_transit(nodes, traces),
        unmatched=tuple(each for trace in traces.values() for each in trace.unmatched),
        warnings=_warnings(traces, unexplained, flow),
        flow=flow,
        exponent=exponents.pop() if len(exponents) == 1 else None,
    )


def _tally(traces: Mapping[str, Trace]) -> Tally:
    """All nodes added up; of the hand-overs only what nobody received stays handed."""
    whole = Tally()
    for trace in traces.values():
        whole.merge(trace.flow.tally)
    for key in list(whole):
        received = whole.get(key, "received")
        if received:
            whole.add("received", *key, -received)
            whole.add("handed", *key, -received)
    return whole


def _debited(traces: Mapping[str, Trace]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for trace in traces.values():
        for currency, amount in trace.flow.debited.items():
            totals[currency] = totals.get(currency, 0) + amount
    return totals


def _unexplained(traces: Mapping[str, Trace]) -> tuple[Unexplained, ...]:
    rows = [row for trace in traces.values() for row in trace.unexplained]
    return tuple(sorted(rows, key=lambda row: (row.currency, -row.amount, row.account)))


def _keys(nodes: Mapping[str, Participant], tally: Tally, claims: Sequence[Claim]) -> list[Key]:
    """Every claim in its own currency first, in the order given, then what else appeared."""
    own = [(claim.name, _currency(nodes, claim)) for claim in claims]
    order = {claim.name: place for place, claim in enumerate(claims)}
    return own + sorted(
        (key for key in tally if key not in set(own)),
        key=lambda key: (order.get(key[0], len(order)), key),
    )


def _currency(nodes: Mapping[str, Participant], claim: Claim) -> str:
    node = next(each for each in nodes.values() if claim in each.claims)
    row = node.ledger.find(claim.payment) or 0
    return node.ledger.currency(int(node.ledger.target[row]))


def _held(traces: Mapping[str, Trace]) -> list[HeldRow]:
    return [
        HeldRow(each.account, each.currency, each.balance, each.label, each.exact)
        for trace in traces.values()
        for each in trace.holdings
    ]


def _carriers(nodes: Mapping[str, Participant], traces: Mapping[str, Trace]) -> tuple[Carrier, ...]:
    """Each payment once: a border crossing as the receiver tells it, if it found the payment."""
    found: list[tuple[Place, Carrier]] = []
    for state, trace in traces.items():
        node = nodes[state]
        told = _told_by_receiver(node, trace, nodes, traces)
        rows = {node.ledger.payment_id(row): row for row in trace.flow.carried if row not in told}
        found.extend(
            (_place(node.ledger, rows[each.payment]), each)
            for each in trace.carriers
            if each.payment in rows
        )
    return tuple(carrier for _, carrier in sorted(found, key=lambda e: (e[0], e[1].label)))


def _place(ledger: Ledger, row: int) -> Place:
    return (
        int(ledger.time[row]),
        int(ledger.order[row]),
        int(ledger.position[row]),
        ledger.payment_id(row),
    )


def _told_by_receiver(
    node: Participant,
    trace: Trace,
    nodes: Mapping[str, Participant],
    traces: Mapping[str, Trace],
) -> set[int]:
    """Rows handed over to a node that found the payment in its own ledger."""
    ledger, repeated = node.ledger, node.repeated
    told = set()
    for row in {*trace.flow.handed, *trace.flow.handed_shares}:
        receiver = node.state_of(ledger.account_id(int(ledger.target[row])))
        reference = own_reference(ledger, row, node.own_state, repeated)
        if (
            receiver is not None
            and receiver in nodes
            and reference not in traces[receiver].unmatched_from(node.own_state)
        ):
            told.add(row)
    return told


def _transit(nodes: Mapping[str, Participant], traces: Mapping[str, Trace]) -> tuple[Transit, ...]:
    return tuple(each for state in nodes for each in traces[state].transit)


def _warnings(
    traces: Mapping[str, Trace], unexplained: Sequence[Unexplained], flow: Flow
) -> tuple[TraceWarning, ...]:
    """Every node's warnings once; what is unexplained is stated for all together."""
    found: list[TraceWarning] = []
    for trace in traces.values():
        for each in trace.warnings:
            if each.code != "unexplained" and each not in found:
                found.append(each)
    return (*found, *unexplained_warnings(unexplained, flow.debited))

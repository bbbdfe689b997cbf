"""What States report of a round, and what the initiator makes of it."""

from typing import Any

from homeward.casework.proceeds.actions.common import others
from homeward.casework.proceeds.conservation import totals_of
from homeward.casework.proceeds.hand_overs import latest_rows, tainted
from homeward.casework.proceeds.models import Run
from homeward.tracing import RoundResult, Trace

References = dict[str, list[str]]


def own_report(run: Run, result: RoundResult) -> dict[str, Any]:
    """This State's report: totals and references; never an account."""
    return {
        **result.report.as_message(),
        "sent": {party.state: str(_sent_to(run, party.state)) for party in others(run)},
        "unmatched_from": _unmatched_from(run, result.trace),
    }


def _sent_to(run: Run, state: str) -> int:
    sent = run.hand_overs.filter(is_outgoing=True, peer=state, message_id__isnull=False)
    return sent.count()


def _unmatched_from(run: Run, trace: Trace) -> References:
    """References that are not found here, by the State that handed them over."""
    found: References = {}
    for row in latest_rows(run, is_outgoing=False):
        if row.stretches and row.reference in trace.unmatched_from(row.peer):
            found.setdefault(row.peer, []).append(row.reference)
    return found


def expected_by(run: Run, state: str) -> dict[str, int]:
    """How many hand-overs each State said it has sent to `state` so far."""
    counts = {}
    for party in run.parties.exclude(state=state):
        sent = int(party.report.get("sent", {}).get(state, 0))
        if sent:
            counts[party.state] = sent
    return counts


def unmatched_by_sender(run: Run) -> dict[str, References]:
    """By sender: its references that a State does not find. Each sender is told its own only."""
    found: dict[str, References] = {}
    for party in run.parties.all():
        for sender, references in party.report.get("unmatched_from", {}).items():
            if references and sender != party.state:
                found.setdefault(sender, {})[party.state] = list(references)
    return found


def totals_contradict(run: Run) -> bool:
    """Whether a State received more than the others handed over: then money was invented."""
    lines = [(p.state, line) for p in run.parties.all() for line in totals_of(p)]
    return any(
        int(line["received"])
        > sum(
            int(other["handed"])
            for by, other in lines
            if by != state and other["currency"] == line["currency"]
        )
        for state, line in lines
    )


def most_handed(run: Run, state: str) -> int | None:
    """The most that a State can have received in a run of two, all of it from us; None in others.

    Of each payment the largest revision counts: which one it computed with, we do not know.
    """
    if run.parties.count() > 2:
        return None
    largest: dict[str, int] = {}
    for row in run.hand_overs.filter(is_outgoing=True, peer=state, message_id__isnull=False):
        largest[row.reference] = max(largest.get(row.reference, 0), tainted(row))
    return sum(largest.values())

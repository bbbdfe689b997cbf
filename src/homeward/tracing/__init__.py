"""Payments in, proceeds out: the tracing library.

Read a ledger, name the claims, choose a rule, trace:

    from homeward.tracing import Claim, Rule, read_ledger, trace

    reading = read_ledger(["bank.csv"], zone="UTC")
    result = trace(reading.ledger, [Claim("P-17")], rule=Rule.FIFO)
    result.document()

Or follow the claims and ask, in a notebook or a script (`docs/tutorial/notebook.md`):

    case = follow(reading.ledger, [Claim("P-17")], rule=Rule.FIFO)
    show(case.trace), show(money_flow(case)), show(freezing_list(case))

`detect` looks for patterns of laundering, and a `Watch` follows claims while payments come in.

The names below load their modules when first used, so importing the package costs nothing.
Money is integer minor units with a currency; times are UTC (inside a ledger: microseconds since
1970-01-01T00:00Z). What the words mean: `docs/reference/tracing.md`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from homeward.tracing.answers.backward import backward
    from homeward.tracing.answers.distribution import distribute
    from homeward.tracing.answers.freezing import freezing_list
    from homeward.tracing.answers.leaving import exits_and_fees
    from homeward.tracing.answers.moneyflow import money_flow
    from homeward.tracing.answers.output import arrow_tables, document
    from homeward.tracing.answers.page import show
    from homeward.tracing.answers.paths import paths
    from homeward.tracing.answers.schedule import schedule
    from homeward.tracing.answers.spread import range_over_rules
    from homeward.tracing.claims import Claim
    from homeward.tracing.detection.scan import detect
    from homeward.tracing.errors import (
        ConservationBroken,
        LedgerRejected,
        OrderContradiction,
        RuleNotAvailable,
        TracingError,
    )
    from homeward.tracing.federation.coordinator import Coordinator, RoundOutcome
    from homeward.tracing.federation.handover import HandOver, Stretch, outgoing
    from homeward.tracing.federation.participant import Participant, RoundReport, RoundResult
    from homeward.tracing.federation.pooled import Federated, federate
    from homeward.tracing.generator import generate
    from homeward.tracing.ledger import Ledger
    from homeward.tracing.reading import read_ledger
    from homeward.tracing.reading.rejections import Reading, Rejection, Rounded
    from homeward.tracing.result import Trace
    from homeward.tracing.rules import Rule, Shortfall
    from homeward.tracing.tracer import Followed, follow, trace
    from homeward.tracing.warning import TraceWarning
    from homeward.tracing.watch import Watch


_HOME = {
    "Claim": "claims",
    "ConservationBroken": "errors",
    "Coordinator": "federation.coordinator",
    "Federated": "federation.pooled",
    "Followed": "tracer",
    "HandOver": "federation.handover",
    "Ledger": "ledger",
    "LedgerRejected": "errors",
    "OrderContradiction": "errors",
    "Participant": "federation.participant",
    "Reading": "reading.rejections",
    "Rejection": "reading.rejections",
    "RoundOutcome": "federation.coordinator",
    "RoundReport": "federation.participant",
    "RoundResult": "federation.participant",
    "Rounded": "reading.rejections",
    "Rule": "rules",
    "RuleNotAvailable": "errors",
    "Shortfall": "rules",
    "Stretch": "federation.handover",
    "Trace": "result",
    "TraceWarning": "warning",
    "TracingError": "errors",
    "Watch": "watch",
    "arrow_tables": "answers.output",
    "backward": "answers.backward",
    "detect": "detection.scan",
    "distribute": "answers.distribution",
    "document": "answers.output",
    "exits_and_fees": "answers.leaving",
    "federate": "federation.pooled",
    "follow": "tracer",
    "freezing_list": "answers.freezing",
    "generate": "generator",
    "money_flow": "answers.moneyflow",
    "outgoing": "federation.handover",
    "paths": "answers.paths",
    "range_over_rules": "answers.spread",
    "read_ledger": "reading",
    "schedule": "answers.schedule",
    "show": "answers.page",
    "trace": "tracer",
}

__all__ = [
    "Claim",
    "ConservationBroken",
    "Coordinator",
    "Federated",
    "Followed",
    "HandOver",
    "Ledger",
    "LedgerRejected",
    "OrderContradiction",
    "Participant",
    "Reading",
    "Rejection",
    "RoundOutcome",
    "RoundReport",
    "RoundResult",
    "Rounded",
    "Rule",
    "RuleNotAvailable",
    "Shortfall",
    "Stretch",
    "Trace",
    "TraceWarning",
    "TracingError",
    "Watch",
    "arrow_tables",
    "backward",
    "detect",
    "distribute",
    "document",
    "exits_and_fees",
    "federate",
    "follow",
    "freezing_list",
    "generate",
    "money_flow",
    "outgoing",
    "paths",
    "range_over_rules",
    "read_ledger",
    "schedule",
    "show",
    "trace",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)

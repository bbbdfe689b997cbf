"""Trace claims through a ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from homeward.tracing import tables
from homeward.tracing.arrivals import Arrivals, match_arrivals, park_unmatched
from homeward.tracing.claims import Claim, PlacedClaim, place_claims, refuse_no_ledger
from homeward.tracing.flow import Entering, Flow
from homeward.tracing.ledger import Ledger
from homeward.tracing.lines import Lines, draw_lines
from homeward.tracing.moments import as_moment, to_microseconds
from homeward.tracing.order import order_warning
from homeward.tracing.progress import shown, told
from homeward.tracing.result import Trace, Unexplained
from homeward.tracing.rules import Rule, Shortfall, known_rule, known_shortfall
from homeward.tracing.unexplained import UnexplainedRows
from homeward.tracing.warning import TraceWarning, unexplained_warnings

if TYPE_CHECKING:
    from homeward.tracing.federation.handover import HandOver


def trace(
    ledger: Ledger,
    claims: Sequence[Claim],
    *,
    rule: Rule | str,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
    entering: "Sequence[HandOver]" = (),
) -> Trace:
    """Follow claims through a ledger under one rule, up to a moment (inclusive; None: to the end).

    The moment is an aware datetime, or ISO 8601 text with a zone.

    `entering` are the hand-overs received from other nodes, matched to payments by reference; a
    ledger with foreign accounts (`Ledger.with_states`) hands over what leaves for them.

    Raises a `ClaimError` that names the claim, `OptionUnusable`, `ShortfallNotExplained`, and
    `ConservationBroken` if the result did not add up.
    """
    return follow(ledger, claims, rule=rule, at=at, shortfall=shortfall, entering=entering).trace


def follow(
    ledger: Ledger,
    claims: Sequence[Claim],
    *,
    rule: Rule | str,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
    entering: "Sequence[HandOver]" = (),
) -> "Followed":
    """As `trace`, and kept open for questions: what `homeward.tracing.answers` works on."""
    refuse_no_ledger(ledger)
    with shown("Following the claims", len(ledger)):
        until, short = as_moment(at), known_shortfall(shortfall)
        return _followed(ledger, claims, known_rule(rule), until, short, entering)


def _followed(
    ledger: Ledger,
    claims: Sequence[Claim],
    rule: Rule,
    at: datetime | None,
    shortfall: Shortfall,
    entering: "Sequence[HandOver]",
) -> "Followed":
    end = None if at is None else to_microseconds(at)
    placed = place_claims(ledger, claims, end)
    arrivals = match_arrivals(ledger, entering, end)
    told("Placing every payment")
    lines, missing = draw_lines(arrivals.ledger, end, shortfall)
    told(f"Following the claims, rule {rule}")
    flow = _follow(rule, lines, placed, arrivals.by_row)
    park_unmatched(flow, arrivals)
    if rule.adds_up:
        flow.tally.verify(exact=rule.is_exact)
    flow.debited = lines.debited()
    unexplained = lines.keep("unexplained", lambda: UnexplainedRows(ledger, missing))
    return Followed(rule, at, shortfall, lines, unexplained, placed, arrivals, flow)


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Claims followed through a ledger: the accounts' lines, where the labels went, the result."""

    rule: Rule
    at: datetime | None
    shortfall: Shortfall
    lines: Lines
    unexplained: Sequence[Unexplained]
    claims: tuple[PlacedClaim, ...]
    arrivals: Arrivals
    flow: Flow

    @property
    def trace(self) -> Trace:
        """The result as tables."""
        return _result(self)


def _follow(
    rule: Rule, lines: Lines, claims: Sequence[PlacedClaim], entering: Mapping[int, Entering]
) -> Flow:
    """Run the rule's engine."""
    if rule.is_exact:
        from homeward.tracing.lots import trace_lots

        return trace_lots(lines, claims, entering, rule)
    if rule is Rule.POISON:
        from homeward.tracing.poison import trace_poison

        return trace_poison(lines, claims, entering)
    from homeward.tracing.shares import trace_shares

    return trace_shares(lines, claims, entering, rule)


def _result(run: Followed) -> Trace:
    ledger, flow = run.lines.ledger, run.flow
    lines, holdings = tables.tables_of(run.rule)(
        flow.tally,
        tables.held_rows(run.lines, flow, run.rule),
        {claim.label: claim.payment for claim in run.claims},
        tables.line_keys(flow.tally, ledger, run.claims),
    )
    return Trace(
        rule=run.rule,
        at=None if run.at is None else run.at.astimezone(UTC),
        shortfall=run.shortfall,
        claims=lines,
        holdings=holdings,
        carriers=tables.carriers(ledger, flow),
        unexplained=run.unexplained,
        transit=tables.transits(ledger, flow, run.arrivals.parked),
        unmatched=tuple(each.reference for each in run.arrivals.unmatched),
        warnings=tuple(_warnings(run)),
        flow=flow,
        exponent=ledger.exponent,
    )


def _warnings(run: Followed) -> list[TraceWarning]:
    ledger = run.lines.ledger
    found = list(ledger.warnings) + list(run.arrivals.warnings)
    if not run.rule.adds_up:
        found.append(TraceWarning("bounds_only", {"rule": run.rule.value}))
    found.extend(
        run.lines.keep(
            "unexplained_warnings",
            lambda: unexplained_warnings(run.unexplained, run.flow.debited),
        )
    )
    if run.shortfall is Shortfall.OPENING and run.unexplained:
        params = {"count": len(run.unexplained)}
        found.append(TraceWarning("openings_computed", params))
    claimed = [claim.index for claim in run.claims]
    depends = order_warning(run.lines, run.flow, claimed, rule=run.rule, shortfall=run.shortfall)
    return found if depends is None else [*found, depends]

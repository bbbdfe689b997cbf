"""The rounds of a run: when they end, and what is final by then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from homeward.tracing import errors
from homeward.tracing.federation.ordering import OrderStatement, refuse_contradictions
from homeward.tracing.moments import moment_text, read_moment, to_microseconds
from homeward.tracing.result import ClaimLine


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a node tells the coordinator after a round.

    `changed_from` is the earliest debit among the hand-overs it changed in this round, None where
    it changed none; `totals` its conservation line per claim and currency; `unmatched` the
    references it was handed and does not find; `orders` how it orders what it shares at one
    moment. No account, no amount of a single payment.
    """

    state: str
    round: int
    changed_from: datetime | None
    totals: tuple[ClaimLine, ...] = ()
    unmatched: tuple[str, ...] = ()
    orders: tuple[OrderStatement, ...] = ()

    def as_message(self) -> dict[str, Any]:
        """A JSON payload; amounts are text, as on the wire."""
        return {
            "state": self.state,
            "round": self.round,
            "changed_from": _text(self.changed_from),
            "totals": [
                {
                    name: str(value) if isinstance(value, int) else value
                    for name, value in asdict(line).items()
                }
                for line in self.totals
            ],
            "unmatched": list(self.unmatched),
            "orders": [[_text(moment), list(references)] for moment, references in self.orders],
        }

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> "RoundReport":
        """The report of a payload that `as_message` made."""
        changed = message["changed_from"]
        return cls(
            state=message["state"],
            round=int(message["round"]),
            changed_from=None if changed is None else read_moment(changed),
            totals=tuple(_line(line) for line in message["totals"]),
            unmatched=tuple(message["unmatched"]),
            orders=tuple(
                (read_moment(m), tuple(references)) for m, references in message["orders"]
            ),
        )


def _line(message: Mapping[str, Any]) -> ClaimLine:
    values: dict[str, Any] = {
        name: value if value is None or name in ("label", "payment", "currency") else int(value)
        for name, value in message.items()
    }
    return ClaimLine(**values)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(to_microseconds(moment))


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """The end of a round: every hand-over before the frontier is final.

    The frontier is the earliest debit among the hand-overs changed in the round; where nobody
    changed anything, the run is finished and every hand-over is final.
    """

    round: int
    frontier: datetime | None
    finished: bool

    def is_final(self, moment: datetime) -> bool:
        """Whether a hand-over made at a moment is final."""
        return self.finished or (self.frontier is not None and moment < self.frontier)


class Coordinator:
    """Collects the reports of a run, round by round.

    Made anew with the same States and reports, it goes on where it was. Rounds are at most the
    borders that one unit of money crosses, plus one, because no credit precedes its debit.
    """

    def __init__(self, states: Sequence[str], reports: Iterable[RoundReport] = ()) -> None:
        self.states = tuple(states)
        self.outcomes: list[RoundOutcome] = []
        self.reports: dict[str, RoundReport] = {}
        """The latest report of each State."""
        self._last: dict[tuple[str, int], RoundReport] = {}
        for report in sorted(reports, key=lambda each: each.round):
            self.receive(report)

    @property
    def round(self) -> int:
        """The round that is open, from 1."""
        return len(self.outcomes) + 1

    @property
    def finished(self) -> bool:
        """Whether nobody changed anything in the last round."""
        return bool(self.outcomes) and self.outcomes[-1].finished

    @property
    def missing(self) -> tuple[str, ...]:
        """The States that have not reported the open round."""
        return tuple(s for s in self.states if (s, self.round) not in self._last)

    def receive(self, report: RoundReport) -> RoundOutcome | None:
        """Take a report; the last one of a round returns its outcome, others None.

        The same report twice is harmless. Raises `StateNotInRun`, `ReportOutOfTurn`,
        `ReportContradicts`, and `OrderContradiction` where the nodes' orders cannot be reconciled.
        """
        self._admit(report)
        known = self._last.get((report.state, report.round))
        if known is not None:
            return None
        self._last[report.state, report.round] = report
        self.reports[report.state] = report
        return None if self.missing else self._close_round()

    def _admit(self, report: RoundReport) -> None:
        if report.state not in self.states:
            states = ", ".join(self.states)
            raise errors.StateNotInRun(state=report.state, states=states)
        known = self._last.get((report.state, report.round))
        if known is not None and known != report:
            raise errors.ReportContradicts(state=report.state, round=report.round)
        if known is None and (self.finished or report.round != self.round):
            raise errors.ReportOutOfTurn(
                state=report.state, round=report.round, expected=self.round
            )

    def _close_round(self) -> RoundOutcome:
        reports = [self._last[state, self.round] for state in self.states]
        refuse_contradictions(each for report in reports for each in report.orders)
        changed = [each.changed_from for each in reports if each.changed_from is not None]
        outcome = RoundOutcome(self.round, min(changed, default=None), not changed)
        self.outcomes.append(outcome)
        return outcome

"""Trace claims through a lake: the same result as on one machine with all of it in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.tracing import errors
from homeward.tracing.arrivals import Arrivals
from homeward.tracing.claims import Claim, PlacedClaim, place_claims
from homeward.tracing.flow import Flow
from homeward.tracing.lake import statements as sql
from homeward.tracing.lake.engine import fill
from homeward.tracing.lake.lake import Lake, Part
from homeward.tracing.ledger import Ledger
from homeward.tracing.lots import trace_lots
from homeward.tracing.moments import as_moment, to_microseconds
from homeward.tracing.result import Trace, Unexplained
from homeward.tracing.rules import Rule, Shortfall, known_rule, known_shortfall
from homeward.tracing.tracer import Followed, follow

_END = np.iinfo(np.int64).max


def trace(
    lake: Lake,
    claims: Sequence[Claim],
    *,
    rule: Rule | str,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
) -> Trace:
    """As `homeward.tracing.trace`, on a lake. What is touched must fit in memory, no more.

    Under `fifo` that is what proceeds went through; under the other rules it is `extract`.
    """
    case = _Case(lake, claims, at, known_shortfall(shortfall))
    rule = known_rule(rule)
    if rule is Rule.FIFO:
        return case.by_stretches()
    return case.by_extract(rule)


def extract(
    lake: Lake,
    claims: Sequence[Claim],
    *,
    at: datetime | str | None = None,
    shortfall: Shortfall | str = Shortfall.BIRTH,
) -> Ledger:
    """The payments that can have carried proceeds of these claims, as a ledger of its own.

    It holds every payment of each account reached, from the first proceeds on, and begins with the
    balances of that moment; so tracing these claims in it gives the same claims, holdings and
    carriers under every rule. Accounts that no proceeds can reach are exits in it. Shortfalls from
    before are not in it, nor meetings at one moment. Keep it with `Ledger.to_parquet`.
    """
    return _Case(lake, claims, at, known_shortfall(shortfall)).reachable().ledger


@dataclass(frozen=True, slots=True)
class _Ended:
    """What was taken from the whole ledger for one moment."""

    unexplained: tuple[Unexplained, ...]
    debited: dict[str, int]


class _Case:
    """Some claims, at one moment."""

    def __init__(
        self, lake: Lake, claims: Sequence[Claim], at: datetime | str | None, shortfall: Shortfall
    ) -> None:
        self.lake, self.engine, self.claims = lake, lake.engine, claims
        self.at, self.shortfall = as_moment(at), shortfall
        self.until = None if self.at is None else to_microseconds(self.at)
        self.end = _END if self.until is None else self.until
        self.ended = self._draw_lines()
        self.placed = self._place_claims()

    def _draw_lines(self) -> _Ended:
        if self.shortfall is Shortfall.ERROR:
            self._refuse_shortfall()
        self.engine.keep("totals", fill(sql.TOTALS, at=self.end))
        is_raised = self.shortfall is Shortfall.OPENING
        self.engine.view("lines", fill(sql.RAISED_LINES if is_raised else sql.LINES, at=self.end))
        found = [Unexplained(a, c, int(n)) for a, c, n in self.engine.rows(sql.UNEXPLAINED)]
        ranked = sorted(found, key=lambda row: (row.currency, -row.amount, row.account))
        debited = {unit: int(amount) for unit, amount in self.engine.rows(sql.DEBITED)}
        return _Ended(tuple(ranked), debited)

    def _refuse_shortfall(self) -> None:
        for payment, account, unit, amount, missing in self.engine.rows(
            fill(sql.FIRST_BIRTH, at=self.end)
        ):
            raise errors.ShortfallNotExplained(
                payment=payment,
                account=account,
                currency=unit,
                amount=int(amount),
                missing=int(missing),
            )

    def _place_claims(self) -> tuple[PlacedClaim, ...]:
        """Check the claims against the payments that they name, and keep what they cover."""
        named = pa.array(sorted({claim.payment for claim in self.claims}), pa.string())
        self.engine.put("named", pa.table({"id": named}))
        self.engine.keep("wanted", "select p.pos from payments p join named n on n.id = p.id")
        ledger = self.lake.part(self.end).ledger
        placed = place_claims(ledger, self.claims, self.until)
        fronts: dict[int, int] = {}
        for claim in placed:
            place = int(ledger.position[claim.index])
            fronts[place] = fronts.get(place, 0) + claim.amount
        columns = {
            "pos": pa.array(list(fronts), pa.int64()),
            "front": pa.array(list(fronts.values()), pa.int64()),
        }
        self.engine.put("claimed", pa.table(columns))
        return placed

    def by_stretches(self) -> Trace:
        """First in, first out: range joins find the payments, the kernel says what they carried."""
        parts, number = ["select pos from claimed"], 0
        moved = self.engine.keep("front_0", sql.FIRST_FRONT)
        while moved:
            pieces = f"pieces_{number}"
            if not self.engine.keep(pieces, fill(sql.PIECES, front=f"front_{number}")):
                break
            parts.append(fill("select pos from :pieces", pieces=pieces))
            number += 1
            moved = self.engine.keep(f"front_{number}", fill(sql.FRONT, pieces=pieces))
        self.engine.keep("tainted", " union ".join(parts))
        part = self._touched(Rule.FIFO)
        claims = place_claims(part.ledger, self.claims, self.until)
        flow = trace_lots(part.lines(self.until), claims, {}, Rule.FIFO)
        return self._finish(Rule.FIFO, part, claims, flow)

    def by_extract(self, rule: Rule) -> Trace:
        """The other rules: an extract of what proceeds can reach, traced as any ledger is."""
        own = self.reachable()
        # the lines are already those of the shortfall asked for: nothing reached is born anew
        run = follow(own.ledger, self.claims, rule=rule, at=self.at)
        rows = {*run.flow.carried, *(claim.index for claim in run.claims)}
        self.lake.put_rows("tainted", {int(own.ledger.position[row]) for row in rows})
        part = self._touched(rule)
        claims = place_claims(part.ledger, self.claims, self.until)
        return self._finish(rule, part, claims, _moved(run.flow, own, part))

    def reachable(self) -> Part:
        """Every payment that can have carried proceeds, with what makes its balances right."""
        number, reached = 0, self.engine.keep("front_0", sql.FIRST_REACHED)
        self.engine.keep("reached_0", "select account, turn from front_0")
        while reached:
            known = f"reached_{number}"
            self.engine.keep("reaching", fill(sql.REACHING, front=f"front_{number}"))
            number += 1
            front = f"front_{number}"
            reached = self.engine.keep(front, fill(sql.REACHED_EARLIER, reached=known))
            self.engine.keep(f"reached_{number}", fill(sql.REACHED, reached=known, front=front))
        last = f"reached_{number}"
        self.engine.keep("wanted", fill(sql.REACHABLE, reached=last))
        openings = self.engine.rows(fill(sql.OPENINGS, reached=last))
        return self.lake.part(self.end, reached={int(a): int(n) for a, n in openings})

    def _touched(self, rule: Rule) -> Part:
        """The rows in `tainted`, and those that meet them where the order may matter."""
        matters = sql.MATTERS_ALWAYS if rule is Rule.LIFO else sql.MATTERS_TO_SHARES
        if rule is Rule.FIFO:
            is_opening = self.shortfall is Shortfall.OPENING
            matters = sql.MATTERS_TO_QUEUES if is_opening else sql.MATTERS_TO_QUEUES_BEFORE
        self.engine.keep("arrivals", sql.ARRIVALS)
        self.engine.keep("meetings", fill(sql.MEETINGS, matters=matters))
        self.engine.keep("wanted", sql.TOUCHED)
        return self.lake.part(self.end)

    def _finish(self, rule: Rule, part: Part, claims: tuple[PlacedClaim, ...], flow: Flow) -> Trace:
        if rule.adds_up:
            flow.tally.verify(exact=rule.is_exact)
        flow.debited = self.ended.debited
        lines, unexplained = part.lines(self.until), self.ended.unexplained
        arrivals = Arrivals(part.ledger)
        found = Followed(rule, self.at, self.shortfall, lines, unexplained, claims, arrivals, flow)
        return found.trace


def _moved(flow: Flow, own: Part, part: Part) -> Flow:
    """A flow in the rows and accounts of another part of the same lake."""
    row = _numbers_in(part.ledger.position, own.ledger.position)
    account = _numbers_in(part.numbers, own.numbers)
    moved = Flow(tally=flow.tally)
    for (old, label), amount in flow.held.items():
        moved.held[account[old], label] = amount
    for (old, label), amount in flow.transit.items():
        moved.transit[row[old], label] = amount
    for old, labels in flow.carried.items():
        for label, (left, credited) in labels.items():
            moved.carry(row[old], label, left, credited)
    return moved


def _numbers_in(wanted: Any, own: Iterable[int]) -> list[int]:
    """Where each of our numbers stands among those of another part, -1 where it does not."""
    places = {int(each): place for place, each in enumerate(wanted.tolist())}
    return [places.get(int(each), -1) for each in own]

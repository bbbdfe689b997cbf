"""The walk backwards: units of credits become units of debits, the latest payment first."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from homeward.tracing.answers.cutter import OPENING, Cutter
from homeward.tracing.answers.proved import Bridge
from homeward.tracing.answers.stretches import Stretch, subtract, total, unite, widen
from homeward.tracing.claims import PlacedClaim
from homeward.tracing.lines import Lines
from homeward.tracing.rules import Rule

OriginKey = tuple[str, int, int, str | None]
"""Kind, account, row (-1: none) and label."""


class BackWalk:
    """Units asked for, followed back to their origins."""

    def __init__(
        self,
        lines: Lines,
        rule: Rule,
        claims: Sequence[PlacedClaim],
        bridges: Mapping[int, list[Bridge]],
    ) -> None:
        self.lines, self.ledger, self.bridges = lines, lines.ledger, bridges
        self.cutter = Cutter(lines, rule)
        self.claimed = claimed_stretches(claims)
        self.origins: dict[OriginKey, int] = defaultdict(int)
        self.passed: dict[int, tuple[int, int, int]] = {}
        """By row: units of the debit, of the credit, and what the debit units credit beyond."""
        self.terms: dict[str, dict[str, int]] = {}
        self.touched: set[int] = set()
        self._asked: dict[int, list[Stretch]] = defaultdict(list)
        self._credits_seen: dict[int, list[Stretch]] = {}
        self._debits_seen: dict[int, list[Stretch]] = {}
        self._queue: list[int] = []

    def ask_balance(self, account: int) -> None:
        """Ask for what an account holds at the end."""
        left = self.cutter.left(account)
        self._add("asked", self.ledger.currency(account), total(left))
        self._ask_line(account, left)

    def ask_payment(self, row: int) -> None:
        """Ask for all that a payment took."""
        amount = int(self.ledger.amount[row])
        self._add("asked", self.ledger.currency(int(self.ledger.source[row])), amount)
        self._debits_seen[row] = [(0, amount)]
        self._debit(row, [(0, amount)])

    def run(self) -> None:
        """Follow everything back. A payment's later takers come before it, links apart."""
        while self._queue:
            row = -heapq.heappop(self._queue)
            if row in self._asked:
                self._credit(row, self._asked.pop(row))

    def _add(self, term: str, unit: str, amount: int) -> None:
        terms = self.terms.setdefault(
            unit,
            {"asked": 0, "fees": 0, "converted_in": 0, "origins": 0, "converted_out": 0},
        )
        terms[term] += amount

    def _origin(self, kind: str, account: int, row: int, amount: int, label: str = "") -> None:
        if amount:
            self.origins[kind, account, row, label or None] += amount
            self._add("origins", self.ledger.currency(account), amount)

    def _ask_line(self, account: int, stretches: Iterable[Stretch]) -> None:
        """Ask for stretches of an account's line."""
        self.touched.add(account)
        for start, end in stretches:
            for part in self.cutter.brought(account, start, end):
                if part.row == OPENING:
                    self._origin("opening", account, OPENING, part.length)
                else:
                    self._ask_credit(part.row, part.start, part.start + part.length)

    def _ask_credit(self, row: int, start: int, end: int) -> None:
        self._asked[row].append((start, end))
        heapq.heappush(self._queue, -row)

    def _credit(self, row: int, stretches: list[Stretch]) -> None:
        """Units of a credit: those claimed are origins, the others come from the debit."""
        target = int(self.ledger.target[row])
        seen = self._credits_seen.get(row, [])
        fresh = subtract(unite(stretches), seen)
        self._origin("repeated", target, row, total(stretches) - total(fresh))
        self._credits_seen[row] = unite([*seen, *fresh])
        for (start, end), label in self.claimed.get(row, ()):
            inside = total((max(a, start), min(b, end)) for a, b in fresh if a < end and b > start)
            self._origin("claim", target, row, inside, label)
        rest = subtract(fresh, [stretch for stretch, _ in self.claimed.get(row, ())])
        if rest:
            self._pass(row, rest)

    def _pass(self, row: int, credits: list[Stretch]) -> None:
        """From a payment's credit to the smallest stretches of its debit that cover it."""
        source, target = int(self.ledger.source[row]), int(self.ledger.target[row])
        amount, credited = int(self.ledger.amount[row]), int(self.ledger.credited[row])
        covering = unite(widen(start, end, amount, credited) for start, end in credits)
        seen = self._debits_seen.get(row, [])
        fresh = subtract(covering, seen)
        self._debits_seen[row] = unite([*seen, *fresh])
        asked, found = total(credits), total(fresh)
        reach = sum(b * credited // amount - a * credited // amount for a, b in covering)
        before = self.passed.get(row, (0, 0, 0))
        self.passed[row] = (before[0] + found, before[1] + asked, before[2] + reach - asked)
        units = self.ledger.currency(source), self.ledger.currency(target)
        if units[0] == units[1]:
            self._add("fees", units[0], found - asked)
        else:
            self._add("converted_out", units[1], asked)
            self._add("converted_in", units[0], found)
        self._debit(row, fresh)

    def _debit(self, row: int, stretches: Iterable[Stretch]) -> None:
        """Units of a debit come from its account's line, or were born for it."""
        account = int(self.ledger.source[row])
        if self.ledger.exits[account] or self.ledger.foreign[account]:
            kind = "exit" if self.ledger.exits[account] else "entering"
            self._origin(kind, account, row, total(stretches))
            return
        explained = int(self.ledger.amount[row]) - int(self.lines.missing[row])
        taken: list[Stretch] = []
        for start, end in stretches:
            for part in self.cutter.taken(row, start, min(end, explained)):
                taken.append((part.line, part.line + part.length))
            self._born(row, max(start, explained) - explained, end - explained)
        self._ask_line(account, unite(taken))

    def _born(self, row: int, start: int, end: int) -> None:
        """What a debit took beyond the balance: a debt, bridged only where a person says so."""
        open_debt = [(start, end)] if start < end else []
        for bridge in self.bridges.get(row, ()):
            low, high = max(start, bridge.start), min(end, bridge.end)
            if low < high:
                into = bridge.into - bridge.start
                self._ask_credit(bridge.row, low + into, high + into)
                open_debt = subtract(open_debt, [(low, high)])
        self._origin("birth", int(self.ledger.source[row]), row, total(open_debt))


def claimed_stretches(claims: Sequence[PlacedClaim]) -> dict[int, list[tuple[Stretch, str]]]:
    """By row: the stretches of its credit that are claimed, in the order given."""
    found: dict[int, list[tuple[Stretch, str]]] = defaultdict(list)
    for claim in claims:
        front = found[claim.index][-1][0][1] if found[claim.index] else 0
        found[claim.index].append(((front, front + claim.amount), claim.label))
    return found

"""Sums always add up: random histories of one file against an oracle that knows amounts only."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward.casework.victims.actions.harm import LossFacts, record_loss, withdraw_loss
from homeward.casework.victims.actions.harm_claims import ClaimFacts, close_claim, make_claim
from homeward.casework.victims.actions.harm_money import (
    DecisionFacts,
    PaymentFacts,
    decide_claim,
    pay_claim,
    repay_claim,
)
from homeward.casework.victims.models import CompensationClaim, Loss, SupportFile
from homeward.casework.victims.queries.harm_sums import PartSum, sums_of
from homeward.casework.victims.words.harm import ClaimOutcome
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.context import opened
from tests.people import People
from tests.victims.family import open_for, supported

DAY = date(2026, 3, 2)
SOURCES = ("civil", "fund")
CURRENCIES = ("XAD", "EUR")
MOST = 6  # amounts are small, so that limits are often met exactly and often passed
_files = count()


@dataclass
class Asked:
    """What the oracle knows of a compensation claim on one loss."""

    loss: int
    source: str
    asked: int
    granted: int | None = None
    had: int = 0
    closed: bool = False


@dataclass
class Oracle:
    """Amounts of losses by their place, None once withdrawn; and what was asked for them."""

    losses: list[tuple[str, int | None]] = field(default_factory=list)
    claims: list[Asked] = field(default_factory=list)

    def had(self, loss: int) -> int:
        return sum(one.had for one in self.claims if one.loss == loss)

    def may_ask(self, loss: int, source: str, amount: int) -> bool:
        lost = self.losses[loss][1]
        before = [one for one in self.claims if (one.loss, one.source) == (loss, source)]
        return lost is not None and amount + sum(c.asked for c in before if not c.closed) <= lost

    def may_pay(self, claim: Asked, amount: int) -> bool:
        lost = self.losses[claim.loss][1]
        if claim.closed or claim.granted is None or lost is None:
            return False
        return claim.had + amount <= claim.granted and self.had(claim.loss) + amount <= lost

    def totals(self) -> dict[str, tuple[int, int, int, int]]:
        """Of each currency: lost, compensated, open, not pursued."""
        found: dict[str, tuple[int, int, int, int]] = {}
        for place, (currency, lost) in enumerate(self.losses):
            if lost is None:
                continue
            had, may_come = self.had(place), 0
            for one in self.claims:
                if one.loss == place and not one.closed:
                    limit = one.asked if one.granted is None else one.granted
                    may_come += max(limit - one.had, 0)
            still = min(lost - had, may_come)
            row = (lost, had, still, lost - had - still)
            before = found.get(currency, (0, 0, 0, 0))
            found[currency] = tuple(a + b for a, b in zip(before, row, strict=True))
        return found


class Played:
    """The same history through the program."""

    def __init__(self, file: SupportFile, people: People) -> None:
        self.file, self.user, self.oracle = file, people.dan, Oracle()
        self.losses: list[Loss] = []
        self.claims: list[CompensationClaim] = []

    def does(self, expected: bool, act: Callable[[], object]) -> bool:
        """Act; the program refuses exactly what the oracle refuses."""
        refused = True
        with suppress(HomewardError), opened(self.user.actor):
            act()
            refused = False
        assert refused is not expected, act
        return expected

    def lose(self, currency: str, amount: int) -> None:
        facts = LossFacts(
            kind="money", amount=amount, currency=currency, from_day=DAY, borne_by="person"
        )
        with opened(self.user.actor):
            self.losses.append(record_loss(self.file, facts, user=self.user))
        self.oracle.losses.append((currency, amount))

    def ask(self, place: int, source: str, amount: int) -> None:
        if not self.losses:
            return
        place %= len(self.losses)
        facts = ClaimFacts(source=source, basis="Law", authority="XA", filed_on=DAY)

        def act() -> None:
            asked = {self.losses[place]: amount}
            self.claims.append(make_claim(self.file, facts, asked, user=self.user))

        if self.does(self.oracle.may_ask(place, source, amount), act):
            self.oracle.claims.append(Asked(place, source, amount))

    def chosen(self, place: int) -> tuple[Asked, CompensationClaim] | None:
        if not self.claims:
            return None
        place %= len(self.claims)
        return self.oracle.claims[place], self.claims[place]

    def part(self, claim: CompensationClaim) -> PartSum:
        return sums_of(self.user, self.file).of_claim(claim)[0]

    def decide(self, place: int, granted: int) -> None:
        if (found := self.chosen(place)) is None:
            return
        known, claim = found
        verdict = "refused" if granted == 0 else "granted" if granted >= known.asked else "partly"
        granted = min(granted, known.asked)
        facts = DecisionFacts(verdict=verdict, on=DAY, authority="XA")

        def act() -> None:
            amounts = {self.part(claim).part: granted} if verdict == "partly" else {}
            decide_claim(claim, facts, amounts, user=self.user)

        if self.does(not known.closed and known.had <= granted, act):
            known.granted = granted

    def pay(self, place: int, amount: int) -> None:
        if (found := self.chosen(place)) is None:
            return
        known, claim = found

        def act() -> None:
            amounts = {self.part(claim).part: amount}
            pay_claim(claim, PaymentFacts(on=DAY), amounts, user=self.user)

        if self.does(self.oracle.may_pay(known, amount), act):
            known.had += amount

    def repay(self, place: int, amount: int) -> None:
        if (found := self.chosen(place)) is None:
            return
        known, claim = found

        def act() -> None:
            repay_claim(self.part(claim).part, amount, DAY, user=self.user)

        if self.does(amount <= known.had, act):
            known.had -= amount

    def close(self, place: int, amount: int) -> None:
        if (found := self.chosen(place)) is None:
            return
        known, claim = found

        def act() -> None:
            close_claim(claim, ClaimOutcome.WITHDRAWN, user=self.user)

        if self.does(not known.closed and known.had == 0, act):
            known.closed = True

    def withdraw(self, place: int, amount: int) -> None:
        if not self.losses:
            return
        place %= len(self.losses)
        currency, lost = self.oracle.losses[place]
        open_ones = [c for c in self.oracle.claims if c.loss == place and not c.closed]
        free = lost is not None and not open_ones and self.oracle.had(place) == 0
        if self.does(free, lambda: withdraw_loss(self.losses[place], "Wrong.", user=self.user)):
            self.oracle.losses[place] = (currency, None)

    def check(self) -> None:
        with opened(self.user.actor):
            totals = sums_of(self.user, self.file).totals
        found = {t.currency: (t.lost, t.compensated, t.open, t.not_pursued) for t in totals}
        assert found == self.oracle.totals()
        for lost, *rest in found.values():
            assert lost == sum(rest)
            assert min(rest) >= 0


AMOUNT, PLACE = st.integers(1, MOST), st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("lose"), st.sampled_from(CURRENCIES), AMOUNT),
    st.tuples(st.just("ask"), PLACE, st.sampled_from(SOURCES), AMOUNT),
    st.tuples(st.just("decide"), PLACE, st.integers(0, MOST)),
    *(st.tuples(st.just(name), PLACE, AMOUNT) for name in ("pay", "pay", "repay")),
    *(st.tuples(st.just(name), PLACE, AMOUNT) for name in ("close", "withdraw")),
)
# Where something is asked, granted and paid already, most limits can be met at once.
BEGUN = (
    ("lose", "XAD", 5),
    ("ask", 0, "fund", 4),
    ("ask", 0, "civil", 5),
    ("decide", 0, 4),
    ("decide", 1, 5),
    ("pay", 0, 3),
)


def test_sums_always_add_up(people: People) -> None:
    case = supported(people)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.booleans(), st.lists(STEPS, min_size=6, max_size=14))
    def play(begun: bool, steps: list[tuple[object, ...]]) -> None:
        played = Played(open_for(case, f"Somebody {next(_files)}", people.dan), people)
        for name, *arguments in [*(BEGUN if begun else ()), *steps]:
            getattr(played, str(name))(*arguments)
        played.check()

    play()

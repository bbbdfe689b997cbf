"""Two officers at the same moment: numbers are given once, and proceeds are frozen once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.db import connections

from homeward.casework.proceeds.actions.claims import make_claim
from homeward.casework.proceeds.actions.orders import NewOrder, order_freeze
from homeward.casework.proceeds.errors import AlreadyFrozen, ClaimsAboveCredit
from homeward.casework.proceeds.models import Claim, Ledger, Order, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.people import People, a_case
from tests.proceeds.ledger_files import COLLECTOR, MULE
from tests.proceeds.steps import ready, traced
from tests.proceeds.test_final_amounts import _new

TOGETHER = 6


def at_once(user: User, *acts: Callable[[], object]) -> list[object]:
    """Every act in a thread and a transaction of its own, begun at the same moment."""
    line = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            line.wait()
            with opened(user.actor):
                return act()
        except HomewardError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def test_claims_made_at_once_have_labels_of_their_own(people: People) -> None:
    case = a_case(people)
    _bob, ledger = ready(people, case)

    def claim() -> str:
        found = Ledger.objects.get(pk=ledger.pk)
        return make_claim(found, "P-1", user=people.bob, amount=200_000).label

    labels = at_once(people.bob, *[claim] * TOGETHER)
    assert sorted(map(str, labels)) == [f"{case.reference}-C{n}" for n in range(1, TOGETHER + 1)]
    with opened(people.bob.actor):
        assert Claim.objects.count() == TOGETHER


def test_claims_made_at_once_stay_within_the_credit(people: People) -> None:
    case = a_case(people)
    _bob, ledger = ready(people, case)

    def claim() -> int:
        found = Ledger.objects.get(pk=ledger.pk)
        return make_claim(found, "P-1", user=people.bob, amount=500_000).amount

    results = at_once(people.bob, *[claim] * TOGETHER)
    assert sum(isinstance(one, ClaimsAboveCredit) for one in results) == TOGETHER - 2, results
    with opened(people.bob.actor):
        assert sum(Claim.objects.values_list("amount", flat=True)) == 1_000_000


def test_a_form_that_is_sent_many_times_makes_one_order(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    new = _new(amount=1_000, sending=uuid4())
    results = at_once(people.carol, *[_freezing(people, trace.pk, new)] * TOGETHER)
    assert set(results) == {f"{case.reference}/F01"}
    with opened(people.carol.actor):
        assert Order.objects.count() == 1
        assert Entry.objects.filter(verb="proceeds.order_made").count() == 1


def _freezing(people: People, trace: int, new: NewOrder) -> Callable[[], object]:
    def freeze() -> object:
        found = Trace.objects.select_related("case", "claim", "run").get(pk=trace)
        return order_freeze(found.case, found, new, user=people.carol).reference

    return freeze


def test_the_same_proceeds_are_frozen_once_however_many_try(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    results = at_once(people.carol, *[_freezing(people, trace.pk, _new())] * TOGETHER)
    assert sum(isinstance(one, AlreadyFrozen) for one in results) == TOGETHER - 1, results
    with opened(people.carol.actor):
        assert Order.objects.count() == 1


def test_orders_made_at_once_have_references_of_their_own(people: People) -> None:
    case = a_case(people)
    _bob, _claim, trace = traced(people, case)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    accounts = [(COLLECTOR, 300_000), (MULE, 250_000), ("CASH-XA", 150_000)]
    acts = [_freezing(people, trace.pk, _new(account=a, amount=n)) for a, n in accounts]
    results = at_once(people.carol, *acts)
    assert sorted(map(str, results)) == [f"{case.reference}/F0{n}" for n in (1, 2, 3)]

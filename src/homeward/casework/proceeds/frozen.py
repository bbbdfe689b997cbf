"""How much of what lies in an account orders in force hold already, and how much is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from homeward.casework.cases.models import Case
from homeward.casework.proceeds.models import Order, OrderStatus
from homeward.foundation.web.formats import exponent_of


@dataclass(frozen=True, slots=True)
class Frozen:
    """Minor units in one account and currency at the end of a trace.

    `held` are proceeds of the trace's label and `balance` is all that lies there; `of_label` and
    `of_all` are what orders in force hold, over this label and over all.
    """

    held: int
    balance: int
    of_label: int
    of_all: int

    @property
    def left(self) -> int:
        """What a further order over this label may hold."""
        return max(0, min(self.held - self.of_label, self.balance - self.of_all))


def orders_in_force(case: Case) -> list[Order]:
    """The orders in force of a case, over all claims, labels and traces."""
    orders = Order.objects.filter(case=case, status=OrderStatus.IN_FORCE)
    return list(orders.select_related("trace__ledger").order_by("pk"))


def frozen_in(
    document: dict[str, Any],
    orders: Iterable[Order],
    *,
    account: str,
    currency: str,
    label: str,
    exponent: int | None,
) -> Frozen:
    """What is held and frozen in an account; `exponent` is that of the trace's ledger."""
    held = balance = 0
    for holding in document.get("holdings", []):
        if (holding["account"], holding["currency"]) == (account, currency):
            balance = max(balance, int(holding["balance"]))
            held += int(holding["amount"]) if holding["label"] == label else 0
    decimals = exponent_of(currency) if exponent is None else exponent
    here = [o for o in orders if (o.account, o.currency) == (account, currency)]
    return Frozen(
        held,
        balance,
        sum(_in_decimals(order, decimals) for order in here if order.label == label),
        sum(_in_decimals(order, decimals) for order in here),
    )


def _in_decimals(order: Order, decimals: int) -> int:
    """An order's amount in minor units of so many decimals, upwards: its ledger may keep others."""
    kept = order.trace.ledger.exponent
    kept = exponent_of(order.currency) if kept is None else kept
    if kept <= decimals:
        return int(order.amount * 10 ** (decimals - kept))
    return int(-(-order.amount // 10 ** (kept - decimals)))

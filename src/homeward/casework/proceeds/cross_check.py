"""What the money of the State's own cases knows of a request: accounts and references, exactly.

Accounts of orders, references of orders, and those of payments that were matched with another
State's are compared as whole codes. Ledgers are not opened for it: they are files of their own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.vocabulary.people import IdentifierKind
from homeward.casework.cooperation.ports import Lead, LeadSource, register_cross_check
from homeward.casework.proceeds.models import Match, Order
from homeward.foundation.access.queries import case_ids_of
from homeward.foundation.access.roles import Compartment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from homeward.casework.cooperation.desk.traces import Traces
    from homeward.casework.cooperation.models import Request
    from homeward.foundation.access.models import User


def look(viewer: "User", request: "Request", traces: "Traces") -> list[Lead]:
    """Orders and matched payments that the request names, of cases whose money the viewer sees."""
    codes = traces.codes.get(IdentifierKind.DOCUMENT, frozenset())
    own = case_ids_of(viewer, Compartment.FINANCE)
    return [*_orders(own, codes), *_payments(own, codes)]


def _orders(own: "QuerySet[Any, Any]", codes: frozenset[str]) -> Iterator[Lead]:
    orders = Order.objects.filter(case_id__in=own)
    for order in orders.select_related("case").order_by("pk"):
        for word, typed in ((_("Account"), order.account), (_("Order"), order.reference)):
            if _is_named(typed, codes):
                yield Lead(
                    caption=typed,
                    words=f"{word}: {typed}",
                    place=order.case.reference,
                    url=reverse("proceeds:trace", args=[order.case.reference, order.trace_id]),
                    is_exact=True,
                    case_id=order.case_id,
                )
                break


def _payments(own: "QuerySet[Any, Any]", codes: frozenset[str]) -> Iterator[Lead]:
    matches = Match.objects.filter(case_id__in=own).select_related("case").order_by("pk")
    for match in matches:
        if _is_named(match.reference, codes):
            yield Lead(
                caption=match.reference,
                words=_("Reference of a payment that was matched with another State's"),
                place=match.case.reference,
                url=reverse("proceeds:run", args=[match.case.reference, match.run_id]),
                is_exact=True,
                case_id=match.case_id,
            )


def _is_named(typed: str, codes: frozenset[str]) -> bool:
    """Whether a request names this whole code; four signs at least, as the traces have them."""
    return plain_identifier(IdentifierKind.DOCUMENT, typed) in codes


def register() -> None:
    """Add it to what requests are compared with."""
    register_cross_check(
        LeadSource(
            "money", gettext_lazy("The same account or reference"), gettext_lazy("exact"), 25, look
        )
    )

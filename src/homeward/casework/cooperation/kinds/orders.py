"""What every answer that ends in an order over property declares (DESIGN: orders)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField
from homeward.casework.cooperation.kinds.common import AMOUNT, DATE, LINE


def order_fields(
    amount: str,
    label: Promise | str,
    article: str,
    *,
    ends: bool = True,
    is_filled: bool = False,
) -> tuple[ContentField, ...]:
    """Authority, reference, amount with its currency, and dates of the orders.

    `amount` is the code of the part that holds the sum, `article` what the order is under. Orders
    for good have no last day: `ends` is False then. `is_filled` lets the node draft them from the
    orders of the case.
    """

    def source(name: str) -> str:
        return name if is_filled else ""

    parts = (
        ContentField(
            "authority",
            _("Authority that ordered it"),
            _("Court or authority, by name."),
            article,
            LINE,
            source=source("order_authority"),
        ),
        ContentField(
            "reference",
            _("References of the orders"),
            _("As they stand on the orders."),
            article,
            source=source("order_reference"),
        ),
        ContentField(
            amount,
            label,
            _("The sum of the orders made."),
            article,
            AMOUNT,
            source=source("order_amount"),
        ),
        ContentField(
            "valid_from",
            _("In force from"),
            _("The day the order took effect."),
            article,
            DATE,
            source=source("order_from"),
        ),
    )
    last = ContentField(
        "valid_to",
        _("In force until"),
        _("The day it ends unless it is renewed."),
        article,
        DATE,
        source=source("order_to"),
        not_before="valid_from",
    )
    return (*parts, last) if ends else parts

"""What an officer reads of a payment that may be the one handed over."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.proceeds.matching import Candidate
from homeward.casework.proceeds.models import HandOver
from homeward.foundation.web.formats import day_text, money_text

OBSTACLES: dict[str, Promise] = {
    "sender": gettext_lazy("it does not come from an account that is known to be of that State."),
    "currency": gettext_lazy("it is in another currency than the hand-over."),
    "not_ours": gettext_lazy("it goes to no account of this State."),
    "after_the_end": gettext_lazy("it was made after the period of the run."),
    "taken": gettext_lazy("it is the payment of another hand-over of this run."),
}


def differences(candidate: Candidate, row: HandOver, exponent: int | None) -> list[str]:
    """What the two States tell differently, one sentence for each fact."""
    return [_difference(code, candidate, row, exponent) for code in candidate.differs]


def _difference(code: str, candidate: Candidate, row: HandOver, exponent: int | None) -> str:
    payment = candidate.payment
    match code:
        case "amount":
            return _("Amount: %(there)s there, %(here)s here.") % {
                "there": money_text(row.amount, row.currency, exponent=exponent),
                "here": money_text(payment.amount, payment.currency, exponent=exponent),
            }
        case "currency":
            there, here = row.currency, payment.currency
            return _("Currency: %(there)s there, %(here)s here.") % {"there": there, "here": here}
        case "day":
            there, here = day_text(row.at), day_text(payment.at)
            return _("Day: %(there)s there, %(here)s here.") % {"there": there, "here": here}
        case "reference":
            here = payment.reference or _("none")
            there = row.reference
            return _("Reference: %(there)s there, %(here)s here.") % {"there": there, "here": here}
        case _:
            return _("The sender's account is not known to be of that State.")


def option(candidate: Candidate, exponent: int | None) -> str:
    """A payment on one line, as a choice of a form."""
    payment = candidate.payment
    return _("Payment %(payment)s: %(amount)s on %(day)s, from %(source)s to %(target)s") % {
        "payment": payment.id,
        "amount": money_text(payment.amount, payment.currency, exponent=exponent),
        "day": day_text(payment.at),
        "source": payment.source,
        "target": payment.target,
    }

"""What can go wrong with the money of a case."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.proceeds.words import sentence_for
from homeward.foundation.errors import HomewardError
from homeward.tracing import TracingError


class TracingRefused(HomewardError):
    """The tracing library refused the input; its own code and facts stay with the error."""

    code = "tracing_refused"
    status = 400
    message = _("%(sentence)s")

    def __init__(self, error: TracingError) -> None:
        self.cause = error.code
        super().__init__(sentence=sentence_for(error), cause=error.code)


class LedgerNotReady(HomewardError):
    """The ledger still waits for a decision, or was discarded."""

    code = "ledger_not_ready"
    status = 409
    message = _("This ledger is not ready. Decide about its problems first.")


class LedgerDecided(HomewardError):
    """The decision on a ledger was made before."""

    code = "ledger_decided"
    status = 409
    message = _("This ledger has been decided on already.")


class NoLedger(HomewardError):
    """A run needs a ledger of this State."""

    code = "no_ledger"
    status = 409
    message = _("Upload a ledger of this State into the case before you begin the tracing.")


class NoOtherState(HomewardError):
    """A run needs at least one connected State beside this one."""

    code = "no_other_state"
    status = 400
    message = _("Choose at least one other State that has a node.")


class RunNotFinished(HomewardError):
    """Only final amounts enter an order or a request."""

    code = "run_not_finished"
    status = 409
    message = _("The tracing run is not finished. Only final amounts enter an order or request.")


class NotHeldHere(HomewardError):
    """The account does not hold that much of the claim, or is not an account of this State."""

    code = "not_held_here"
    status = 400
    message = _("This account does not hold that much of the proceeds in this State.")


class AlreadyFrozen(HomewardError):
    """An order in force already holds these proceeds."""

    code = "already_frozen"
    status = 409
    message = _("A freezing order already holds the proceeds in this account.")


class OrderDates(HomewardError):
    """An order ends after it begins."""

    code = "order_dates"
    status = 400
    message = _("The last day of an order must come after its first day.")


class DecimalsDiffer(HomewardError):
    """The ledger keeps other decimals than the currency has."""

    code = "decimals_differ"
    status = 409
    message = _(
        "This ledger keeps %(ledger)s decimals and %(currency)s has %(currency_decimals)s. Upload"
        " it again with the decimals of the currency before you involve another State."
    )

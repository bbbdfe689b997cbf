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
    """Orders in force already hold so much of these proceeds that the new one would go beyond."""

    code = "already_frozen"
    status = 409
    message = _(
        "Orders in force already hold %(held)s of the proceeds in this account. No more than"
        " %(left)s is left to freeze; lift an order first where it is to be replaced."
    )


class AboveBalance(HomewardError):
    """All orders on the account together would exceed what lies in it."""

    code = "above_balance"
    status = 409
    message = _(
        "The account holds %(balance)s at the end of the trace, and orders in force over all"
        " claims already hold %(held)s of it. No more than %(left)s is left to freeze."
    )


class PlaceNotConfirmed(HomewardError):
    """The identifier does not tell in which State the account is held, and nobody said so."""

    code = "place_not_confirmed"
    status = 400
    message = _(
        "The identifier of this account does not say in which State it is held. Find out from"
        " whoever keeps it; if it is held in this State, confirm that in the form."
    )


class OrderLifted(HomewardError):
    """The order is not in force any more."""

    code = "order_lifted"
    status = 409
    message = _("This order was lifted already.")


class ReasonMissing(HomewardError):
    """A claim is withdrawn and an order lifted for a reason that stays with it."""

    code = "reason_missing"
    status = 400
    message = _("Write the reason; it stays in the case.")


class ClaimsAboveCredit(HomewardError):
    """The claims in force on one payment would together exceed what it credits."""

    code = "claims_above_credit"
    status = 409
    message = _(
        "Payment %(payment)s credits %(credited)s, and claims in force hold %(claimed)s of it."
        " No more than %(left)s is left to claim; withdraw a claim first if it is wrong."
    )


class ClaimInUse(HomewardError):
    """A run, a request or an order rests on the claim."""

    code = "claim_in_use"
    status = 409
    message = _(
        "The claim %(label)s cannot be withdrawn: a run, a request or an order in force uses it."
    )


class ClaimWithdrawn(HomewardError):
    """The claim is not in force any more."""

    code = "claim_withdrawn"
    status = 409
    message = _(
        "The claim %(label)s was withdrawn. Make a new claim if the money is to be followed."
    )


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


class LedgerNotChosen(HomewardError):
    """Several ledgers could be traced for a run, and nobody said which."""

    code = "ledger_not_chosen"
    status = 409
    message = _(
        "This case has %(count)s ledgers that are ready, and a run reads one of them. Open the"
        " right one on the money tab and choose it for runs with other States. Then begin."
    )


class ScopeUnusable(HomewardError):
    """A tracing request does not fix a scope that this node can follow."""

    code = "run_scope_unusable"
    status = 409
    message = _(
        "The request does not say clearly what the run may do: %(fields)s. Ask the other State for"
        " more information before you begin."
    )


class ScopeDiffers(HomewardError):
    """A tracing request says something else than the run it is for."""

    code = "run_scope_differs"
    status = 409
    message = _(
        "The request must say what its run says, in every State. Different: %(fields)s. Write it as"
        " the run has it, or prepare another run."
    )


class RunNotTheirs(HomewardError):
    """The run that a request names is another one here."""

    code = "run_not_theirs"
    status = 409
    message = _(
        "A run of this number is known here with another State, case or scope. Refuse the request,"
        " and ask the other State for one with a run of its own."
    )


class RunOver(HomewardError):
    """The run has begun, finished or stopped; no other State can be asked to join it."""

    code = "run_over"
    status = 409
    message = _("The run of this request waits for nobody any more. Prepare another run.")


class RunOutOfSight(HomewardError):
    """Whoever lets figures of a run out must be able to see the run."""

    code = "run_out_of_sight"
    status = 409
    message = _(
        "The figures of this request come from a tracing run that you cannot see. Ask the lead of"
        " the case to let you into its finance compartment, or leave it to somebody who is in it."
    )


class MoreThanFound(HomewardError):
    """A request to freeze asks for more than the finished run found in that State."""

    code = "more_than_found"
    status = 409
    message = _(
        "The finished run did not find that much in the other State, or in another currency. Write"
        " no more than what the run's page shows."
    )


class HandOverDecided(HomewardError):
    """The hand-over does not wait any more."""

    code = "hand_over_decided"
    status = 409
    message = _("This hand-over does not wait for a decision any more. Look at the run again.")


class NothingToMatch(HomewardError):
    """The hand-over was taken back, replaced, or found by its reference."""

    code = "nothing_to_match"
    status = 409
    message = _("This hand-over waits for no payment any more. Look at the run again.")


class MatchDecided(HomewardError):
    """Somebody decided between the page and the answer to it."""

    code = "match_decided"
    status = 409
    message = _(
        "This hand-over was decided on since you opened the page. What was decided is shown above;"
        " decide again only if it was wrong."
    )


class MatchImpossible(HomewardError):
    """The payment cannot be the one that was handed over."""

    code = "match_impossible"
    status = 409
    message = _("The payment %(payment)s cannot be chosen: %(obstacle)s")

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


class FileTooLarge(HomewardError):
    """The uploaded file is larger than a ledger may be."""

    code = "ledger_file_too_large"
    status = 400
    message = _("The file is larger than %(limit)s MB. Split it, or send it as Parquet.")


class FileEmpty(HomewardError):
    """The uploaded file has no bytes."""

    code = "ledger_file_empty"
    status = 400
    message = _("The file is empty. Export it from the bank's system again.")


class FileIsSpreadsheet(HomewardError):
    """The uploaded file is a workbook, whose cells are not read."""

    code = "ledger_file_spreadsheet"
    status = 400
    message = _("This is a spreadsheet. Save the sheet of payments as CSV in UTF-8 and send that.")


class FileNotUtf8(HomewardError):
    """The uploaded text is in another encoding, in which names and amounts would be misread."""

    code = "ledger_file_not_utf8"
    status = 400
    message = _(
        "Line %(line)s of the file is not UTF-8. Save it as CSV in UTF-8 and send it again."
    )


class FileNoTable(HomewardError):
    """The uploaded text has no row of headings."""

    code = "ledger_file_no_table"
    status = 400
    message = _("This is no table with headings. Give a CSV file in UTF-8, or Parquet.")


class FileNoPayments(HomewardError):
    """The uploaded table has headings and nothing below them."""

    code = "ledger_file_no_payments"
    status = 400
    message = _("The file has headings and no payment below them. Choose another period.")

"""Everything that can go wrong in tracing, typed and coded.

Each error has a stable `code`, its facts in `params`, and an English sentence made from them that
says what happened, why, and what to do. All derive from `TracingError`:

    TracingError
      LedgerRejected            rows of a ledger are refused
      InputError                a file, an option or an account list cannot be used
      ClaimError                a claim cannot be made
      ShortfallNotExplained     a debit is larger than the balance, under `--shortfall error`
      RuleNotAvailable          the rule is not built yet, or not for this use
      QuestionError             a question about a trace that cannot be answered as put
      ConservationBroken        the result does not add up: a defect of this software
      FederationError           a run between nodes cannot go on
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from homeward.tracing.reading.rejections import Rejection

Params = dict[str, Any]


class TracingError(Exception):
    """Base of the library's errors: `code`, `params` and the sentence made from them."""

    code: ClassVar[str] = "tracing_error"
    template: ClassVar[str] = "The trace could not be made."

    def __init__(self, **params: Any) -> None:
        self.params: Params = params
        self.message = self.template.format(**params)
        super().__init__(self.message)


class LedgerRejected(TracingError):
    """Rows of the ledger are refused; `rejections` names every one of them."""

    code = "ledger_rejected"
    template = (
        "Problems found in the rows of the ledger: {count}. So nothing was imported. Correct the "
        "rows, or accept that they are left out."
    )

    def __init__(self, rejections: "Sequence[Rejection]") -> None:
        super().__init__(count=len(rejections))
        self.rejections = tuple(rejections)

    def __str__(self) -> str:
        """The sentence and what is wrong with the first rows, as a notebook shows it."""
        return "\n".join([self.message, *(each.sentence() for each in self.rejections[:5])])


class InputError(TracingError):
    """A file, a column, an option or a list of accounts that cannot be used as given."""


class FileMissing(InputError):
    code = "file_missing"
    template = "There is no file {file}. Check the path."


class FolderIsNoLedger(InputError):
    code = "folder_is_no_ledger"
    template = (
        "{file} is a folder, and not one that `homeward trace index` made. Name the files in it, "
        "or the folder of a stored ledger."
    )


class FileUnreadable(InputError):
    code = "file_unreadable"
    template = (
        "The file {file} could not be read: {reason} Give a whole file: CSV in UTF-8, XLSX, "
        "Parquet or Arrow, or a bank statement in camt.053 or MT940."
    )


class QuoteOpen(InputError):
    code = "quote_open"
    template = (
        "A quotation mark in line {line} of {file} is never closed, so the lines after it cannot "
        "be told from its value. Correct the quotation marks."
    )


class QuoteHidesRow(InputError):
    code = "quote_hides_row"
    template = (
        "A quotation mark in line {line} of {file} is closed only in line {end}, and hides line "
        "{hidden}, which would be a row of its own. Correct the quotation marks."
    )


class LineBreakInValue(InputError):
    code = "line_break_in_value"
    template = (
        "The value of {column} that begins in line {line} of {file} holds a line break. Correct "
        "its quotation marks."
    )


class ColumnRepeated(InputError):
    code = "column_repeated"
    template = (
        "The file {file} has {count} columns named {column}, so which is meant is open. Give them "
        "different names."
    )


class ColumnMissing(InputError):
    code = "column_missing"
    template = (
        "The file {file} has no column {column} for the field {field}. Its columns are: {columns}. "
        "Name the right one with a mapping."
    )


class ColumnTypeUnusable(InputError):
    code = "column_type_unusable"
    template = (
        "The column {column} of {file} holds {type}, which cannot be read as {field}. Store it as "
        "text or in the type that the reference names."
    )


class FieldUnknown(InputError):
    code = "field_unknown"
    template = "A ledger has no field {field}. The fields are: {fields}."


class ZoneUnknown(InputError):
    code = "zone_unknown"
    template = "There is no time zone {zone}. Use a name such as UTC or +02:00, or an IANA name."


class ExponentUnusable(InputError):
    code = "exponent_unusable"
    template = "The exponent {exponent} cannot be used: give a whole number from 0 to 18."


class LedgerEmpty(InputError):
    code = "ledger_empty"
    template = "The ledger holds no payment. Check that the right file was given."
    rejections: "tuple[Rejection, ...]" = ()
    """The rows that were refused, where there were any and all were."""


class AccountListUnusable(InputError):
    code = "account_list_unusable"
    template = "Row {row} of the list of {list} cannot be used: {reason}"


class OptionUnusable(InputError):
    code = "option_unusable"
    template = "The value {value} cannot be used for {option}. It may be: {allowed}."


class MomentUnusable(InputError):
    code = "moment_unusable"
    template = (
        "The moment {moment} cannot be used. Give a date and time of the years 1 to 9999 with its "
        "zone, such as 2026-03-01T12:00:00Z."
    )


class TooManyRows(InputError):
    code = "too_many_rows"
    template = (
        "The ledger {file} holds more than the {limit} payments that are read at once here. Give a "
        "part of it, or raise the limit."
    )


class StoreExists(InputError):
    code = "store_exists"
    template = "The folder {folder} holds something already. Choose another folder."


class StoreUnusable(InputError):
    code = "store_unusable"
    template = (
        "The stored ledger {folder} cannot be used: {reason}. Store it again from its sources."
    )


class StoreVersion(InputError):
    code = "store_version"
    template = (
        "The stored ledger {folder} is of version {version}, and this software reads version "
        "{expected}. Store it again from its sources."
    )


class ClaimError(TracingError):
    """A claim that cannot be made; `params` names it."""


class ClaimUnreadable(ClaimError):
    code = "claim_unreadable"
    template = (
        "The claim {claim} cannot be read. Write it as PAYMENT, PAYMENT=AMOUNT or PAYMENT:LABEL."
    )


class ClaimPaymentUnknown(ClaimError):
    code = "claim_payment_unknown"
    template = (
        "There is no payment {payment} in the ledger, so nothing can be claimed on it. Check the "
        "payment's identifier."
    )


class ClaimAmountUnusable(ClaimError):
    code = "claim_amount_unusable"
    template = (
        "The claim {label} on payment {payment} is for {amount}. Give a whole number of minor "
        "units above zero."
    )


class ClaimAboveCredit(ClaimError):
    code = "claim_above_credit"
    template = (
        "The claims on payment {payment} ask for {claimed} together, with {label} the one that "
        "goes beyond, and the payment credits {credited}. Claim no more than it credits."
    )


class ClaimOnSelfPayment(ClaimError):
    code = "claim_on_self_payment"
    template = (
        "The claim {label} is on payment {payment}, which an account makes to itself and which "
        "moves nothing. Claim on the payment that brought the money."
    )


class ClaimAfterMoment(ClaimError):
    code = "claim_after_moment"
    template = (
        "The claim {label} is on payment {payment}, made at {time}, after the moment {at} at which "
        "the trace ends. Choose a later moment, or leave the claim out."
    )


class ClaimLabelRepeated(ClaimError):
    code = "claim_label_repeated"
    template = "Two claims carry the label {label}. Give each claim a label of its own."


class ClaimNotHeldHere(ClaimError):
    code = "claim_not_held_here"
    template = (
        "The claim {label} is on payment {payment}, which credits an account of another State. The "
        "State that holds the account makes this claim."
    )


class ShortfallNotExplained(TracingError):
    """A debit larger than the balance, where the user asked that nothing be assumed."""

    code = "shortfall_not_explained"
    template = (
        "Payment {payment} takes {amount} {currency} from account {account}, which holds "
        "{missing} too little by what the ledger explains. Give opening balances, complete the "
        "ledger, or choose another way to treat shortfalls."
    )


class RuleNotAvailable(TracingError):
    """The rule exists by name, and is not built yet or not for this use."""

    code = "rule_not_available"
    template = "The rule {rule} is not available for {use} yet. Available: {available}."


class QuestionError(TracingError):
    """A question about a trace or a ledger that cannot be answered as it was put."""


class NotDefinedUnderRule(QuestionError):
    code = "not_defined_under_rule"
    template = (
        "The answer asked for ({answer}) is not defined under the rule {rule}: {reason} Choose one "
        "of: {allowed}."
    )


class AccountUnknown(QuestionError):
    code = "account_unknown"
    template = "There is no account {account} in the ledger. Check the account's identifier."


class AccountAmbiguous(QuestionError):
    code = "account_ambiguous"
    template = (
        "The identifier {account} is an account in each of these currencies: {currencies}. Name "
        "the currency."
    )


class AccountNotKept(QuestionError):
    code = "account_not_kept"
    template = (
        "No balance is kept of the account {account}, because it is an exit or another State's. "
        "Choose an account that the trace follows, or trace without this exit."
    )


class PaymentUnknown(QuestionError):
    code = "payment_unknown"
    template = "There is no payment {payment} in the ledger. Check the payment's identifier."


class PaymentUnusable(QuestionError):
    code = "payment_unusable"
    template = "The payment {payment} cannot be asked about: {reason}"


class TargetUnclear(QuestionError):
    code = "target_unclear"
    template = "The question names no end, or two. Name an account or a payment, one of the two."


class LabelUnknown(QuestionError):
    code = "label_unknown"
    template = "No claim carries the label {label}. The labels are: {labels}."


class LinkUnusable(QuestionError):
    code = "link_unusable"
    template = (
        "The declared link from the debit {debit} to the credit {credit} cannot be used: {reason}"
    )


class PoolUnusable(QuestionError):
    code = "pool_unusable"
    template = "The accounts {accounts} cannot be distributed as one pool: {reason}"


class ClaimOutsidePool(QuestionError):
    code = "claim_outside_pool"
    template = (
        "The claim {label} is on payment {payment}, which does not bring money from outside into "
        "the pool. Claim on the payment that brought it in, or distribute what was traced "
        "(rolling)."
    )


class ConservationBroken(TracingError):
    """Left and right of the conservation line differ: never show such a result."""

    code = "conservation_broken"
    template = (
        "The result for the claim {label} in {currency} does not add up: {left} came in and "
        "{right} is accounted for. This is a defect of the software; the result is withheld. "
        "Please report it."
    )


class FederationError(TracingError):
    """A run between nodes that cannot go on as it is."""


class OrderContradiction(FederationError):
    code = "order_contradiction"
    template = (
        "At {time} the nodes hold the payments {payments} in contradicting orders, so the run "
        "stops there. Agree on one order and declare it in each ledger."
    )


class AccountStateUnknown(FederationError):
    code = "account_state_unknown"
    template = "No State is given for the account {account}. Name its State in the list of States."


class ReportContradicts(FederationError):
    code = "report_contradicts"
    template = (
        "{state} reported round {round} twice with different contents. Ask {state} which one holds."
    )


class ReportOutOfTurn(FederationError):
    code = "report_out_of_turn"
    template = (
        "{state} reported round {round} while the run is in round {expected}. Send the report of "
        "the current round."
    )


class StateNotInRun(FederationError):
    code = "state_not_in_run"
    template = "{state} takes no part in this run. The States of the run are: {states}."

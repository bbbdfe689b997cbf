"""The tracing library's warnings and what stands in them, to be translated: the same English."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WARNINGS: dict[str, Promise] = {
    "openings_beyond": _(
        "Opening balances of {amount} {currency} were computed for later payments too: less than "
        "that is debited in this currency up to this moment. They count as clean money."
    ),
    "openings_exceeded": _(
        "The debits of {count} accounts go beyond the opening balances that were pinned with the "
        "index, among them those of {accounts}; what is missing counts as clean money that enters "
        "then."
    ),
    "order_depends": _(
        "The result may depend on the order of payments made at one moment, for which the ledger "
        "declares no order ({moments} moments, among them payments {payments}); they were "
        "taken in the order of the file."
    ),
    "credit_before_debit": _(
        "{count} payments are credited before they are debited, among them {payments}; each "
        "credit was taken at the moment of its debit."
    ),
    "credited_above_amount": _(
        "{count} payments credit more than they debit in the same currency, among them "
        "{payments}; the surplus counts as a negative fee."
    ),
    "amounts_rounded": _(
        "{count} amounts were rounded on import, among them those of rows {rows}; the rounding"
        " moved {moved} minor units in all."
    ),
    "rows_left_out": _(
        "{count} rows of the ledger were refused and left out, among them {rows}; what they "
        "would have moved is not in the result."
    ),
    "unexplained": _(
        "Debits beyond what the ledger explains come to {amount} {currency}, {percent} per "
        "cent of what was debited in that currency; the missing amounts count as clean money."
    ),
    "openings_computed": _(
        "The opening balances of {count} accounts were computed as the smallest that avoid "
        "every shortfall; they are listed as unexplained and count as clean money."
    ),
    "opening_account_unknown": _(
        "{count} accounts with an opening balance have no payment in the ledger, among them "
        "{accounts}."
    ),
    "exit_account_unknown": _(
        "{count} exit accounts are not in the ledger, among them {accounts}."
    ),
    "time_ambiguous": _(
        "{count} times fall in the hour that is repeated when clocks go back, among them those"
        " of rows {rows}; the earlier moment was taken."
    ),
    "dates_alone": _(
        "{count} payments carry a date alone, among them those of rows {rows}, and others a time "
        "of day. A date alone counts as its midnight, so payments of that day with a time come "
        "later. Give every payment its time, or give days only."
    ),
    "sequence_unclear": _(
        "The rows of {file} run neither from the oldest to the newest nor back: row {row} is the "
        "first that breaks the direction of most. They were taken as {taken}, which orders "
        "payments of one moment. Put the rows in sequence, or give their order in the field order."
    ),
    "sequence_unknown": _(
        "All rows of {file} share one moment, so they do not tell whether the oldest or the newest "
        "comes first; they were taken as {taken}. If that is wrong, turn the rows round, or give "
        "their order in the field order."
    ),
    "hand_over_unmatched": _(
        "The hand-over {reference} of {amount} {currency} from {sender} matches no payment of "
        "this ledger ({reason}); its proceeds stay in transit."
    ),
    "hand_over_amount_differs": _(
        "The hand-over {reference} is of a payment of {handed}, and this ledger records "
        "{recorded}; the sender's amount was used."
    ),
    "hand_over_credit_earlier": _(
        "The hand-over {reference} was debited at {debited}, after this ledger credits it; the"
        " credit was taken at the moment of the debit."
    ),
    "reference_not_unique": _(
        "Payment {payment} to another State has no reference of its own, so it was handed over"
        " as {reference} and the receiver cannot match it without an officer."
    ),
    "bounds_only": _(
        "Under the rule {rule} every account reached counts as reached wholly: the amounts are "
        "upper bounds, are not added up, and serve for leads only."
    ),
    "payments_foreign": _(
        "{count} payments touch no account of {state} and were not used, among them {payments}."
    ),
}

# How the rows of a statement were taken: the library's words, which stand in a warning.
TAKEN: dict[str, Promise] = {
    "oldest first": _("oldest first"),
    "newest first": _("newest first"),
}

# Why a hand-over matches no payment: the library's words, which stand in a warning.
UNMATCHED: dict[str, Promise] = {
    "no payment from abroad carries this reference": _(
        "no payment from abroad carries this reference"
    ),
    "several payments carry this reference": _("several payments carry this reference"),
    "the payment with this reference comes from an account of another State": _(
        "the payment with this reference comes from an account of another State"
    ),
    "the payment with this reference is in another currency": _(
        "the payment with this reference is in another currency"
    ),
    "the payment with this reference is recorded after the end of the trace": _(
        "the payment with this reference is recorded after the end of the trace"
    ),
    "two hand-overs carry it": _("two hand-overs carry it"),
}

"""The tracing library's sentences, to be translated: the same English under the same codes.

The library knows no languages, so its texts stand here once more as messages; a test proves that
they never drift apart.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERRORS: dict[str, Promise] = {
    "tracing_error": _("The trace could not be made."),
    "ledger_rejected": _(
        "Problems found in the rows of the ledger: {count}. So nothing was imported. Correct the "
        "rows, or accept that they are left out."
    ),
    "file_missing": _("There is no file {file}. Check the path."),
    "folder_is_no_ledger": _(
        "{file} is a folder, and not one that `homeward trace index` made. Name the files in it, "
        "or the folder of a stored ledger."
    ),
    "file_unreadable": _(
        "The file {file} could not be read: {reason} Give a whole file: CSV in UTF-8, XLSX, "
        "Parquet or Arrow, or a bank statement in camt.053 or MT940."
    ),
    "quote_open": _(
        "A quotation mark in line {line} of {file} is never closed, so the lines after it cannot "
        "be told from its value. Correct the quotation marks."
    ),
    "quote_hides_row": _(
        "A quotation mark in line {line} of {file} is closed only in line {end}, and hides line "
        "{hidden}, which would be a row of its own. Correct the quotation marks."
    ),
    "line_break_in_value": _(
        "The value of {column} that begins in line {line} of {file} holds a line break. Correct "
        "its quotation marks."
    ),
    "column_repeated": _(
        "The file {file} has {count} columns named {column}, so which is meant is open. Give them "
        "different names."
    ),
    "column_missing": _(
        "The file {file} has no column {column} for the field {field}. Its columns are: "
        "{columns}. Name the right one with a mapping."
    ),
    "column_type_unusable": _(
        "The column {column} of {file} holds {type}, which cannot be read as {field}. Store it"
        " as text or in the type that the reference names."
    ),
    "field_unknown": _("A ledger has no field {field}. The fields are: {fields}."),
    "zone_unknown": _(
        "There is no time zone {zone}. Use a name such as UTC or +02:00, or an IANA name."
    ),
    "exponent_unusable": _(
        "The exponent {exponent} cannot be used: give a whole number from 0 to 18."
    ),
    "ledger_empty": _("The ledger holds no payment. Check that the right file was given."),
    "list_unreadable": _(
        "The list of {list} in {file} could not be read: {reason} Give CSV in UTF-8."
    ),
    "list_column_missing": _(
        "The list of {list} in {file} has no column {column}. Its columns are: {columns}. Name "
        "them in its first line."
    ),
    "account_list_unusable": _("Row {row} of the list of {list} cannot be used: {reason}"),
    "option_unusable": _("The value {value} cannot be used for {option}. It may be: {allowed}."),
    "moment_unusable": _(
        "The moment {moment} cannot be used. Give a date and time of the years 1 to 9999 with its "
        "zone, such as 2026-03-01T12:00:00Z."
    ),
    "too_many_rows": _(
        "The ledger {file} holds more than the {limit} payments that are read at once here. Give a "
        "part of it, or raise the limit."
    ),
    "lake_file_unreadable": _(
        "The file {file} could not be read: {reason} Give a whole Parquet file, or a folder of "
        "such files."
    ),
    "lake_column_unusable": _(
        "The column {column} of {file} holds {type}, and a ledger larger than memory needs "
        "{needed} for the field {field}. Store it so, or read the ledger into memory."
    ),
    "lake_rows_refused": _(
        "Payments or accounts of the ledger that cannot be used: {count}, among them {example}: "
        "{why}. So nothing was traced. Correct them, or read the ledger into memory, where rows "
        "that are refused can be left out."
    ),
    "lake_unsupported": _(
        "The ledger holds {what}, which cannot be followed without reading it into memory. Trace "
        "it with the native engine."
    ),
    "store_exists": _("The folder {folder} holds something already. Choose another folder."),
    "store_unusable": _(
        "The stored ledger {folder} cannot be used: {reason}. Store it again from its sources."
    ),
    "store_version": _(
        "The stored ledger {folder} is of version {version}, and this software reads version "
        "{expected}. Store it again from its sources."
    ),
    "claim_unreadable": _(
        "The claim {claim} cannot be read. Write it as PAYMENT, PAYMENT=AMOUNT or PAYMENT:LABEL."
    ),
    "claim_payment_unknown": _(
        "There is no payment {payment} in the ledger, so nothing can be claimed on it. Check "
        "the payment's identifier."
    ),
    "claim_amount_unusable": _(
        "The claim {label} on payment {payment} is for {amount}. Give a whole number of minor "
        "units above zero."
    ),
    "claim_above_credit": _(
        "The claims on payment {payment} ask for {claimed} together, with {label} the one that"
        " goes beyond, and the payment credits {credited}. Claim no more than it credits."
    ),
    "claim_on_self_payment": _(
        "The claim {label} is on payment {payment}, which an account makes to itself and which"
        " moves nothing. Claim on the payment that brought the money."
    ),
    "claim_after_moment": _(
        "The claim {label} is on payment {payment}, made at {time}, after the moment {at} at "
        "which the trace ends. Choose a later moment, or leave the claim out."
    ),
    "claim_label_repeated": _(
        "Two claims carry the label {label}. Give each claim a label of its own."
    ),
    "claim_not_held_here": _(
        "The claim {label} is on payment {payment}, which credits an account of another State."
        " The State that holds the account makes this claim."
    ),
    "shortfall_not_explained": _(
        "Payment {payment} takes {amount} {currency} from account {account}, which holds "
        "{missing} too little by what the ledger explains. Give opening balances, complete the"
        " ledger, or choose another way to treat shortfalls."
    ),
    "rule_not_available": _(
        "The rule {rule} is not available for {use} yet. Available: {available}."
    ),
    "not_defined_under_rule": _(
        "The answer asked for ({answer}) is not defined under the rule {rule}: {reason} Choose "
        "one of: {allowed}."
    ),
    "account_unknown": _(
        "There is no account {account} in the ledger. Check the account's identifier."
    ),
    "account_ambiguous": _(
        "The identifier {account} is an account in each of these currencies: {currencies}. Name"
        " the currency."
    ),
    "account_not_kept": _(
        "No balance is kept of the account {account}, because it is an exit or another State's."
        " Choose an account that the trace follows, or trace without this exit."
    ),
    "payment_unknown": _(
        "There is no payment {payment} in the ledger. Check the payment's identifier."
    ),
    "payment_unusable": _("The payment {payment} cannot be asked about: {reason}"),
    "target_unclear": _(
        "The question names no end, or two. Name an account or a payment, one of the two."
    ),
    "label_unknown": _("No claim carries the label {label}. The labels are: {labels}."),
    "link_unusable": _(
        "The declared link from the debit {debit} to the credit {credit} cannot be used: {reason}"
    ),
    "pool_unusable": _("The accounts {accounts} cannot be distributed as one pool: {reason}"),
    "claim_outside_pool": _(
        "The claim {label} is on payment {payment}, which does not bring money from outside "
        "into the pool. Claim on the payment that brought it in, or distribute what was traced "
        "(rolling)."
    ),
    "schedule_too_long": _(
        "The schedule has {lines} lines, and {limit} can be written this way. Choose an earlier "
        "moment, or take the table as Parquet."
    ),
    "signs_not_printable": _(
        "The schedule of account {account} holds signs that no font here has, so it cannot be "
        "printed. Use the workbook or the tables."
    ),
    "conservation_broken": _(
        "The result for the claim {label} in {currency} does not add up: {left} came in and "
        "{right} is accounted for. This is a defect of the software; the result is withheld. "
        "Please report it."
    ),
    "order_contradiction": _(
        "At {time} the nodes hold the payments {payments} in contradicting orders, so the run "
        "stops there. Agree on one order and declare it in each ledger."
    ),
    "account_state_unknown": _(
        "No State is given for the account {account}. Name its State in the list of States."
    ),
    "report_contradicts": _(
        "{state} reported round {round} twice with different contents. Ask {state} which one holds."
    ),
    "report_out_of_turn": _(
        "{state} reported round {round} while the run is in round {expected}. Send the report "
        "of the current round."
    ),
    "state_not_in_run": _(
        "{state} takes no part in this run. The States of the run are: {states}."
    ),
    "hand_over_misdirected": _(
        "The hand-over {reference} is for {receiver} and arrived at {state}."
    ),
    "hand_over_contradicts": _(
        "The hand-over {reference} of {sender} contradicts itself: {reason}. Nothing was traced "
        "with it; ask {sender} to hand over again."
    ),
}

REASONS: dict[str, Promise] = {
    "value_missing": _("the field {field} is empty. Fill it in"),
    "time_not_read": _(
        "the time {value} is in no form of ISO 8601 that is read (to the microsecond at most). "
        "Write it as 2026-03-01T12:00:00Z"
    ),
    "zone_missing": _(
        "the time {value} carries no zone. Write it with its zone, or give the zone of all "
        "times that carry none"
    ),
    "time_nonexistent": _(
        "the time {value} does not exist in the zone {zone}, where clocks were set forward. "
        "Write it with its offset"
    ),
    "amount_not_number": _("{value} is not an amount. Write digits, with a point before decimals"),
    "amount_not_integer": _(
        "the amount {value} is not a whole number of minor units. Declare the exponent if "
        "amounts are in major units"
    ),
    "amount_does_not_divide": _(
        "the amount {value} has more decimals than the {exponent} kept. Leave the point out if it "
        "marks thousands; else declare a larger exponent, or ask for rounding"
    ),
    "amount_zero": _("the amount is zero. Leave the row out"),
    "amount_too_large": _(
        "the amount {value} is 2^62 minor units or more. Declare a smaller exponent"
    ),
    "amount_negative": _(
        "the amount {value} is negative, which marks a reversal. Ask for reversals to be "
        "turned round if it gives the money back"
    ),
    "credited_sign": _(
        "amount {amount} and credited amount {credited} have different signs. Correct one of them"
    ),
    "id_repeated": _(
        "the payment id {value} is used by an earlier row. Give each payment its own id"
    ),
    "order_not_integer": _("the order {value} is not a whole number of 64 bits. Correct it"),
    "account_two_currencies": _(
        "the account {account} is kept in {first} elsewhere and here in {here}. Ask for "
        "accounts to be split by currency if it holds both"
    ),
    "self_payment_differs": _(
        "an account pays itself {amount} and is credited {credited}. Correct the row, or "
        "record the fee as a payment of its own"
    ),
    "reverses_unknown": _(
        "it gives back the payment {value}, which is not in the ledger. Correct the link or "
        "add the payment"
    ),
    "reverses_mismatch": _(
        "it gives back the payment {value}, which went the other way between other accounts. "
        "Correct the link"
    ),
    "reverses_above_original": _(
        "it gives back {amount} of the payment {value}, which credited {credited}. Correct the"
        " amount"
    ),
    "reverses_later": _("it gives back the payment {value}, which comes later. Correct the times"),
    "account_total_too_large": _(
        "it takes the total of the account {account} to 2^62 minor units or more. Declare a "
        "smaller exponent"
    ),
    "nul_character": _("the field {field} holds the character NUL. Remove it"),
    "cell_unusable": _(
        "the cell of {field} holds {value}, which is no text, number or time. Write what it stands "
        "for"
    ),
    "identifier_as_number": _(
        "the cell of {field} is a number of more than 15 digits, of which a workbook changes the "
        "last ({value} is what it holds). Enter it anew in a column of text"
    ),
    "identifier_as_date": _(
        "the cell of {field} is a date or a time ({value}), and an identifier is wanted. Enter it "
        "anew in a column of text"
    ),
    "row_malformed": _("it has {actual} fields and the header has {expected}. Correct the row"),
}

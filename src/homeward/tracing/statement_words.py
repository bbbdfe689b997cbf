"""What is said of bank statements: why an entry is refused, and what a reader of results must know.

They stand apart from their package, as the lists of all warnings and reasons take them in.
"""

REASONS = {
    "direction_missing": "it says neither that money came nor that it went. Ask the bank for the "
    "whole statement",
    "details_differ": "its {count} payments come to {sum}, the charges stated to {charges} and the "
    "entry to {amount}, so it cannot be taken apart. Ask the bank for the payments and charges of "
    "this entry",
    "entry_repeated": "another statement of the account {account} holds the same entry, which "
    "counts once. Leave one of the two statements out",
    "counted_by_payer": "it came from the account {account}, whose own statement is read with it, "
    "covers that day and holds no entry with its reference ({value}). To count both would count "
    "the money twice",
}

SENTENCES = {
    "statement_incomplete": (
        "The entries of statement {statement} of the account {account} in {file} do not lead from "
        "its opening to its closing balance: the difference is {difference}. Ask the bank for the "
        "whole statement."
    ),
    "statement_gap": (
        "Between the statements {before} and {after} of the account {account} its balance "
        "changed, so a statement is missing between them. What was paid then is not in the result."
    ),
    "reversals_turned": (
        "The reversals of statement {statement} in {file} were read the other way than ISO 20022 "
        "has it, as only so the statement adds up."
    ),
    "opening_overdrawn": (
        "The account {account} is overdrawn where its statements begin ({balance}), which a ledger "
        "does not know; it was taken to begin with nothing."
    ),
    "opening_below_payments": (
        "By other statements more was paid to the account {account} before its own begin than it "
        "holds there ({balance}); what it paid meanwhile is not known, and it was taken to begin "
        "with nothing."
    ),
    "times_taken_as_days": (
        "{count} entries give a time on a day for which other statements give no times; for all of "
        "them the day counts, and the order of the statements."
    ),
    "payer_statement_differs": (
        "{count} payments came from accounts whose own statements begin only days before, or are "
        "of another currency, and hold no entry with their reference, among them {payments}; if "
        "such a statement has them under another reference, they count twice."
    ),
    "entries_not_booked": (
        "{count} entries of the statements are announced or pending and not booked; they were left "
        "out."
    ),
    "other_account_unnamed": (
        "{count} payments name no account at the other end, among them {payments}; each was given "
        "an account of its own, at which the trace ends."
    ),
    "payee_statement_differs": (
        "{count} payments went to accounts whose own statements are read too and hold no entry "
        "with their reference, among them {payments}; such a statement may count them once more "
        "under another reference."
    ),
    "sequences_contradict": (
        "At {time} the statements of two accounts have their common payments in different orders; "
        "they were taken as they were read."
    ),
    "sequence_between_statements": (
        "At {count} moments an account without a statement of its own was paid and paid others, by "
        "the statements of several; no statement tells in which order, and they were taken as they "
        "were read."
    ),
}

OF_ONE = {
    "times_taken_as_days": (
        "{count} entry gives a time on a day for which other statements give no times; for all of "
        "them the day counts, and the order of the statements."
    ),
    "payer_statement_differs": (
        "{count} payment came from an account whose own statement begins only days before, or is "
        "of another currency, and holds no entry with its reference, namely {payments}; if that "
        "statement has it under another reference, it counts twice."
    ),
    "entries_not_booked": (
        "{count} entry of the statements is announced or pending and not booked; it was left out."
    ),
    "other_account_unnamed": (
        "{count} payment names no account at the other end, namely {payments}; it was given an "
        "account of its own, at which the trace ends."
    ),
    "payee_statement_differs": (
        "{count} payment went to an account whose own statement is read too and holds no entry "
        "with its reference, namely {payments}; that statement may count it once more under "
        "another reference."
    ),
    "sequence_between_statements": (
        "At {count} moment an account without a statement of its own was paid and paid others, by "
        "the statements of several; no statement tells in which order, and they were taken as they "
        "were read."
    ),
}

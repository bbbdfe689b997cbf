"""Sentences about exports of chains, to be translated, as those of `tracing_words`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERRORS: dict[str, Promise] = {
    "files_mixed": _(
        "{file} is not of the kind of the others, which are {kind}; such files are read "
        "together, as one payment can stand in several. Give only files of that kind, and "
        "join the ledgers afterwards."
    ),
    "chain_file_unreadable": _(
        "The file {file} could not be read as transactions of a chain: {reason} Give a whole "
        "file, as it was handed out."
    ),
    "export_column_missing": _(
        "The export {file} has no column {column}. Its columns are: {columns}. Export it "
        "anew, and leave its columns as they are."
    ),
    "chains_mixed": _(
        "{file} is of the currency {here} and {other} of {there}, so they are of different "
        "chains, on which one address is two accounts. Read each chain by itself."
    ),
    "blocks_contradict": _(
        "Row {row} of {file} is in block {block} at {time}, and row {other_row} of {other} in "
        "block {other_block} at {other_time}, which cannot be on one chain. Read each chain "
        "by itself, or correct the row that is wrong."
    ),
}

REASONS: dict[str, Promise] = {
    "address_unusable": _(
        "{value} is no address: it is not 0x and 40 hexadecimal digits. Correct it"
    ),
    "address_foreign": _(
        "{value} is no address of Bitcoin's main network, which begins with bc1, 1 or 3. Leave out "
        "what is of another chain or of a test network"
    ),
    "hash_unusable": _(
        "{value} is no identifier of a transaction in hexadecimal digits. Correct it"
    ),
    "number_unusable": _("{value} is no whole number, or too large a one. Correct it"),
    "values_differ": _(
        "the value that came in ({came}) and the value that went out ({went}) differ. Correct "
        "the row"
    ),
    "status_unclear": _(
        "its status ({status}) and error ({error}) do not tell whether its value moved. Look "
        "it up, and correct its status or leave the row out"
    ),
    "rows_contradict": _(
        "row {other} tells something else of the same transaction. Find out which is right, "
        "and leave the other out"
    ),
    "coin_spent_twice": _(
        "the transaction of row {other} spends {value} too, which can be spent once. Leave "
        "out the one that is not in the chain"
    ),
    "input_unknown": _(
        "it does not tell what its input {number} held. Get transactions with their previous "
        "outputs (prevout)"
    ),
    "block_unknown": _(
        "it does not tell in which block, and so when, it was made. Get it with its status or "
        "its block"
    ),
    "fee_differs": _(
        "its fee is {given} and its inputs less its outputs are {found}. Correct the file"
    ),
    "outputs_above_inputs": _(
        "its outputs ({outputs}) are more than its inputs ({inputs}). Correct the file"
    ),
    "part_unusable": _(
        "its {part} is {value}, which no transaction has there. Give the file as it was handed out"
    ),
    "receipt_missing": _(
        "its receipt is in none of the files, which tells whether it failed and what was paid "
        "for it. Add receipts.csv"
    ),
    "transaction_missing": _(
        "its transaction {value} is in none of the files, which tells when it was made. Add "
        "transactions.csv"
    ),
    "transaction_refused": _(
        "its transaction {value}, which tells when it was made, is refused in row {other}. Correct "
        "that row first"
    ),
    "pieces_single": _(
        "the token {value} is of single pieces, whose number is no amount. Leave out its transfers"
    ),
    "decimals_missing": _(
        "the decimals of the token {value} are in none of the files. Add tokens.csv"
    ),
}

WARNINGS: dict[str, Promise] = {
    "rows_moving_nothing": _(
        "{count} rows move nothing (no value, or a call that failed) and are no payments, "
        "among them {rows}."
    ),
    "rows_alike": _(
        "{count} rows repeat another row of their own file, among them {rows}. Each was taken "
        "for a payment of its own, as one transaction may do the same twice; if a file was "
        "put together by hand, give the exports themselves."
    ),
    "unconfirmed_left_out": _(
        "{count} transactions are in no block and were left out, among them those of rows {rows}."
    ),
    "block_times_moved": _(
        "{count} transactions are in blocks whose clock is behind that of an earlier block, "
        "among them those of rows {rows}; they were taken at the moment of the money that "
        "they spend."
    ),
}

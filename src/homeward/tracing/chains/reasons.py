"""Why a row of an export of a chain is refused, beside the reasons for rows of any ledger."""

CHAIN_REASONS = {
    "address_unusable": "{value} is no address: it is not 0x and 40 hexadecimal digits. Correct it",
    "address_foreign": "{value} is no address of Bitcoin's main network, which begins with bc1, 1 "
    "or 3. Leave out what is of another chain or of a test network",
    "hash_unusable": "{value} is no identifier of a transaction in hexadecimal digits. Correct it",
    "number_unusable": "{value} is no whole number, or too large a one. Correct it",
    "values_differ": "the value that came in ({came}) and the value that went out ({went}) differ. "
    "Correct the row",
    "status_unclear": "its status ({status}) and error ({error}) do not tell whether its value "
    "moved. Look it up, and correct its status or leave the row out",
    "rows_contradict": "row {other} tells something else of the same transaction. Find out which "
    "is right, and leave the other out",
    "coin_spent_twice": "the transaction of row {other} spends {value} too, which can be spent "
    "once. Leave out the one that is not in the chain",
    "input_unknown": "it does not tell what its input {number} held. Get transactions with their "
    "previous outputs (prevout)",
    "block_unknown": "it does not tell in which block, and so when, it was made. Get it with its "
    "status or its block",
    "fee_differs": "its fee is {given} and its inputs less its outputs are {found}. Correct the "
    "file",
    "outputs_above_inputs": "its outputs ({outputs}) are more than its inputs ({inputs}). Correct "
    "the file",
    "part_unusable": "its {part} is {value}, which no transaction has there. Give the file as it "
    "was handed out",
    "receipt_missing": "its receipt is in none of the files, which tells whether it failed and "
    "what was paid for it. Add receipts.csv",
    "transaction_missing": "its transaction {value} is in none of the files, which tells when it "
    "was made. Add transactions.csv",
    "transaction_refused": "its transaction {value}, which tells when it was made, is refused in "
    "row {other}. Correct that row first",
    "pieces_single": "the token {value} is of single pieces, whose number is no amount. Leave out "
    "its transfers",
    "decimals_missing": "the decimals of the token {value} are in none of the files. Add "
    "tokens.csv",
}

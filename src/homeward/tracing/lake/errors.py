"""What the lake refuses, beside what every reader of ledgers does."""

from homeward.tracing.errors import ColumnTypeUnusable, FileUnreadable, InputError

REASONS = {
    "value_missing": "the field {field} is empty",
    "text_untidy": "the field {field} begins or ends with a space, or holds the character NUL",
    "amount_zero": "the field {field} is zero",
    "amount_negative": "the field {field} is negative, which marks a reversal",
    "amount_too_large": "the field {field} is 2^62 minor units or more",
    "self_payment_differs": "an account pays itself another amount than it is credited",
    "account_two_currencies": "the account is kept in several currencies",
    "account_total_too_large": "the total of the account is 2^62 minor units or more",
    "id_repeated": "the payment id is used more than once",
}


class LakeRowsRefused(InputError):
    code = "lake_rows_refused"
    template = (
        "Payments or accounts of the ledger that cannot be used: {count}, among them {example}: "
        "{why}. So nothing was traced. Correct them, or read the ledger into memory, where rows "
        "that are refused can be left out."
    )

    def __init__(self, reason: str, field: str, count: int, example: str) -> None:
        why = REASONS[reason].format(field=field)
        super().__init__(reason=reason, field=field, why=why, count=count, example=example)


class LakeFileUnreadable(FileUnreadable):
    code = "lake_file_unreadable"
    template = (
        "The file {file} could not be read: {reason} Give a whole Parquet file, or a folder of "
        "such files."
    )


class LakeColumnUnusable(ColumnTypeUnusable):
    code = "lake_column_unusable"
    template = (
        "The column {column} of {file} holds {type}, and a ledger larger than memory needs "
        "{needed} for the field {field}. Store it so, or read the ledger into memory."
    )


class LakeUnsupported(InputError):
    code = "lake_unsupported"
    template = (
        "The ledger holds {what}, which cannot be followed without reading it into memory. Trace "
        "it with the native engine."
    )

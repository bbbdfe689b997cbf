"""What the reading of lists refuses, beside what every reader of ledgers does."""

from homeward.tracing.errors import InputError


class ListColumnMissing(InputError):
    code = "list_column_missing"
    template = (
        "The list of {list} in {file} has no column {column}. Its columns are: {columns}. Name "
        "them in its first line."
    )

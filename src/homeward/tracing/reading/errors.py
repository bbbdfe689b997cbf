"""What the reading of lists refuses, beside what every reader of ledgers does."""

from homeward.tracing.errors import FileUnreadable, InputError


class ListColumnMissing(InputError):
    code = "list_column_missing"
    template = (
        "The list of {list} in {file} has no column {column}. Its columns are: {columns}. Name "
        "them in its first line."
    )


class ListUnreadable(FileUnreadable):
    code = "list_unreadable"
    template = "The list of {list} in {file} could not be read: {reason} Give CSV in UTF-8."

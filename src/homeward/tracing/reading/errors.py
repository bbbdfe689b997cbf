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


class FilesMixed(InputError):
    code = "files_mixed"
    template = (
        "{file} is not of the kind of the others, which are {kind}; such files are read together, "
        "as one payment can stand in several. Give only files of that kind, and join the ledgers "
        "afterwards."
    )

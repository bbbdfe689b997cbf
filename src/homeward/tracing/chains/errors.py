"""Why exports of a chain cannot be read at all, beside what every reader of ledgers refuses."""

from homeward.tracing.errors import FileUnreadable, InputError


class ChainFileUnreadable(FileUnreadable):
    code = "chain_file_unreadable"
    template = (
        "The file {file} could not be read as transactions of a chain: {reason} Give a whole file, "
        "as it was handed out."
    )


class ExportColumnMissing(InputError):
    code = "export_column_missing"
    template = (
        "The export {file} has no column {column}. Its columns are: {columns}. Export it anew, and "
        "leave its columns as they are."
    )


class ChainsMixed(InputError):
    code = "chains_mixed"
    template = (
        "{file} is of the currency {here} and {other} of {there}, so they are of different chains, "
        "on which one address is two accounts. Read each chain by itself."
    )


class BlocksContradict(InputError):
    code = "blocks_contradict"
    template = (
        "Row {row} of {file} is in block {block} at {time}, and row {other_row} of {other} in "
        "block {other_block} at {other_time}, which cannot be on one chain. Read each chain by "
        "itself, or correct the row that is wrong."
    )

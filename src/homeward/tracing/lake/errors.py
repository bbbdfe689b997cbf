"""What the lake refuses, beside what every reader of ledgers does."""

from homeward.tracing.errors import InputError


class LakeRowsRefused(InputError):
    code = "lake_rows_refused"
    template = (
        "{count} payments or accounts of the ledger cannot be used ({reason}), among them "
        "{example}, so nothing was traced. Correct them, or read the ledger into memory, where "
        "rows that are refused can be left out."
    )


class LakeUnsupported(InputError):
    code = "lake_unsupported"
    template = (
        "The ledger holds {what}, which cannot be followed without reading it into memory. Trace "
        "it with the native engine."
    )

"""What can go wrong with a context. These are faults of the program, not of the user."""


class GuardError(Exception):
    """Base of the guard's errors."""


class NestedContext(GuardError):
    """A second actor was opened inside the transaction of a first."""


class BadToken(GuardError):
    """A token was forged, expired, or bound to something else."""


class StreamedAnswer(GuardError):
    """An answer would be read after its transaction, when it sees no rows any more."""

"""Starting a child that cannot outlive us, and telling it by a pipe when we are gone.

On Linux the kernel signals the child when the *thread* that started it ends, so children are
started from the main thread of a process that watches them. Everywhere else, and for children
that look after others, the lifeline is a pipe: its end of file means that the parent is gone.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` that asks the kernel for `number` at the parent's death (Linux), else None.

    It runs after the change of user, which would clear the request.
    """
    if not sys.platform.startswith("linux"):
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl  # resolved before the fork

    def in_the_child() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # the parent died in between
            os._exit(1)

    return in_the_child

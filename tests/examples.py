"""How many worlds a property is asked of: a third with the other tests, all with `make deep`."""

import os

ALL = os.environ.get("HOMEWARD_EXAMPLES") == "all"


def examples(number: int) -> int:
    """`number` in the long run, a third of it in the one that everybody waits for."""
    return number if ALL else max(number // 3, 1)

"""How many worlds a property is asked of: a tenth with the other tests, all with `make deep`.

Of what is tried with everybody or everywhere, the short run takes some in turn, always the same.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")

ALL = os.environ.get("HOMEWARD_EXAMPLES") == "all"


def examples(number: int) -> int:
    """`number` in the long run; a tenth of it, but 20, in the one that everybody waits for."""
    return number if ALL else max(number // 10, min(number, 20))


def few(number: int) -> int:
    """`number` in the long run, a third of it in the short one: for worlds that take seconds."""
    return number if ALL else max(number // 3, 1)


def in_turn(number: int, of: int) -> bool:
    """Whether this one is tried in the short run, which takes each `of`th; all in the long one."""
    return ALL or number % of == 0


def some(all_of_them: Sequence[One], of: int, first: int = 0) -> Sequence[One]:
    """Each `of`th from `first` on in the short run, all in the long one."""
    return all_of_them if ALL else all_of_them[first % of :: of]

"""How counts of persons are shown, so that no small one can be worked out.

Each count is shown as a range of five or ten, whole tables with their totals alike. Every range
has room for one person fewer than there are: whichever person is left out, of all tables, periods
and breakdowns at once, all ranges stay true. So whoever combines ranges, totals and differences
works out no count of at least one, published or not. (Ranges made by plain rounding can be solved:
five groups under 5 and a total of 20 to 24 are four each. The handbook named in `SOURCE` warns of
that.) A count that is a multiple of five needs a wider range for it; others are widened by lot, so
that width says nothing.
"""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

STEP = 5
LOTS = 5
SOURCE = (
    "https://github.com/sdcTools/HandbookSDC/blob/main/chapters/05/"
    "_05-frequency-tables-05-Rounding.qmd"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A range, both ends included, in which a count lies."""

    low: int
    high: int

    def __str__(self) -> str:
        if self.low == 0:
            return _("under %(number)s") % {"number": self.high + 1}
        return _("%(low)s to %(high)s") % {"low": self.low, "high": self.high}


def range_of(count: int, lot: int) -> Shown:
    """The range in which a count is shown; `lot` is 0 to 4: 0 widens it upwards, 1 downwards."""
    low = count - count % STEP
    high = low + STEP - 1
    if count and count == low:
        return Shown(low - STEP, high)  # with room for one fewer
    if lot == 0:
        return Shown(low, high + STEP)
    if lot == 1 and low:
        return Shown(low - STEP, high)
    return Shown(low, high)


def lot_of(*key: str) -> int:
    """What is drawn for one count, named by `key`: always the same, and known to this node only."""
    drawn = salted_hmac("homeward.casework.victims.figures", "\n".join(key)).digest()
    return drawn[0] % LOTS


def show(count: int, *key: str) -> Shown:
    """The range in which the count named by `key` is shown, wherever it is shown."""
    return range_of(count, lot_of(*key))

"""The words of figures: what a status, a unit, a reason and a direction are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.oversight.trends.statistics.importing import Reason
from homeward.oversight.trends.statistics.observations import Status, Unit
from homeward.oversight.trends.statistics.trend import Direction

Text = str | Promise

STATUS_WORDS: dict[Status, Text] = {
    Status.NORMAL: pgettext_lazy("figure", "as counted"),
    Status.BREAK: pgettext_lazy("figure", "break: not comparable with the one before"),
    Status.ESTIMATED: pgettext_lazy("figure", "estimated"),
    Status.PROVISIONAL: pgettext_lazy("figure", "provisional"),
    Status.UNRELIABLE: pgettext_lazy("figure", "of low reliability"),
    Status.MISSING: pgettext_lazy("figure", "not recorded"),
    Status.NOT_COLLECTED: pgettext_lazy("figure", "not collected"),
    Status.SUPPRESSED: pgettext_lazy("figure", "held back"),
}
UNIT_WORDS: dict[Unit, Text] = {
    Unit.VICTIMS: pgettext_lazy("unit", "victims"),
    Unit.INCIDENTS: pgettext_lazy("unit", "incidents"),
    Unit.OFFENCES: pgettext_lazy("unit", "offences"),
    Unit.SUSPECTS: pgettext_lazy("unit", "suspects"),
    Unit.REQUESTS: pgettext_lazy("unit", "requests"),
    Unit.PERSONS: pgettext_lazy("unit", "persons"),
    Unit.HOURS: pgettext_lazy("unit", "hours"),
    Unit.PERCENT: pgettext_lazy("unit", "per cent"),
    Unit.STATES: pgettext_lazy("unit", "States"),
    Unit.PRACTICES: pgettext_lazy("unit", "practices"),
}
REASON_WORDS: dict[Reason, Text] = {
    Reason.NO_AREA: _("There is no area."),
    Reason.BAD_PERIOD: _(
        "The period is no year, quarter or month, such as 2024, 2024-Q3, 2024-07."
    ),
    Reason.NOT_A_NUMBER: _("The value is no number."),
    Reason.NEGATIVE: _("A count is never negative."),
    Reason.TWO_VALUES: _("Other rows give another value for the same cell."),
    Reason.REPEATED: _("Another row gives the same value for the same cell."),
    Reason.OTHER_DEFINITION: _("The definition is not that of the data set."),
    Reason.UNKNOWN_FLAG: _("The flag is none of A, B, E, P, U."),
    Reason.UNKNOWN_AREA: _("No figures are of this area, so it is not its population."),
    Reason.OTHER_NAME: _("The code has another name in the figures."),
    Reason.NOT_THIS_SIZE: _(
        "It leaps by more than a fifth against the year before: it may be of another area."
    ),
    Reason.NOT_WHOLE: _("A population is a whole number above zero."),
    Reason.OTHER_FREQUENCY: _(
        "Years, quarters and months are not one series, and most rows are of another length."
    ),
    Reason.TOO_LONG: _("It is too long to name an area or a part."),
    Reason.TOO_LARGE: _("The value is too large to be one."),
    Reason.ONLY_A_PART: _("A population of one sex or age is not that of the area."),
}
DIRECTION_WORDS: dict[Direction, Text] = {
    Direction.RISING: _("Rising: chance alone would seldom make this."),
    Direction.FALLING: _("Falling: chance alone would seldom make this."),
    Direction.NONE: _("Neither a rise nor a fall can be told from chance."),
    Direction.TOO_FEW: _("Too few comparable values to test for a trend."),
}

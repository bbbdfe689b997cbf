"""What can be wrong with an aggregate, a questionnaire and a report."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NoFiguresToTell(HomewardError):
    """The node has counted nothing, and nothing imported was chosen."""

    code = "reporting_no_figures"
    status = 409
    message = _(
        "There is no figure to tell: the node has not counted its own yet, and no imported figures"
        " were chosen. Have them counted under Trends first."
    )


class TwoSources(HomewardError):
    """Two sources for one indicator would be two values for one cell."""

    code = "reporting_two_sources"
    status = 409
    message = _("Two of the chosen sources give “%(indicator)s”. Choose one of them.")


class OneWaits(HomewardError):
    """One at a time is decided on."""

    code = "reporting_one_waits"
    status = 409
    message = _("An aggregate waits for a second person already. Have it decided on first.")


class NotWaiting(HomewardError):
    """Only what waits is decided on."""

    code = "reporting_not_waiting"
    status = 409
    message = _("This was decided on already. Open it again.")


class SecondPersonNeeded(HomewardError):
    """Who prepared something does not let it go."""

    code = "reporting_second_person"
    status = 403
    message = _("You wrote this yourself. Another supervisor or somebody of oversight decides.")


class ReasonMissing(HomewardError):
    """A correction says why."""

    code = "reporting_reason_missing"
    status = 400
    message = _("Say why this takes the place of what was sent before.")


class NothingReturned(HomewardError):
    """Only what did not arrive is sent again."""

    code = "reporting_nothing_to_send"
    status = 409
    message = _("Nothing is to be sent again: it is on its way or has arrived.")

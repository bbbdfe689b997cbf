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
    message = _(
        "This cannot be done now: it was decided on, or waits for another person. Open it again."
    )


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


class Unbound(HomewardError):
    """A field in a text has no figure behind it."""

    code = "reporting_unbound_field"
    status = 400
    message = _(
        "No figure stands behind %(fields)s in the answer to %(paragraph)s. Write a field as"
        " [[indicator year]] with one of the figures that are listed."
    )


class NothingAnswered(HomewardError):
    """A reply without an answer replies to nothing."""

    code = "reporting_nothing_answered"
    status = 409
    message = _("No paragraph is answered yet. Answer at least one.")


class NoReply(HomewardError):
    """A report of a State follows from its reply."""

    code = "reporting_no_reply"
    status = 409
    message = _(
        "This State did not reply to the questionnaire, so there is nothing to report of it."
    )


class YearsReversed(HomewardError):
    """The window ends before it begins."""

    code = "reporting_years_reversed"
    status = 400
    message = _("The last year lies before the first.")


class BegunMeanwhile(HomewardError):
    """Two people begin a reply in the same moment; the first one's stands."""

    code = "reporting_begun_meanwhile"
    status = 409
    message = _(
        "Another person began the reply in this moment. Copy what you wrote, open the reply, and"
        " add it there."
    )


class PaperWaits(HomewardError):
    """A State's reply that was entered from paper has not been taken or given back yet."""

    code = "reporting_paper_waits"
    status = 409
    message = _(
        "A reply of this State was entered from paper and waits for a second person, who takes it"
        " or gives it back. Only then another one is entered."
    )


class HasNode(HomewardError):
    """Only who cannot be written to replies on paper."""

    code = "reporting_has_node"
    status = 409
    message = _(
        "The questionnaire went to this State's node, so its reply comes from there. Only a reply"
        " of a State without a node is entered from paper."
    )

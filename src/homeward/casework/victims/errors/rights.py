"""What can go wrong with telling a person, hearing him, and answering his complaint."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class GuardianNeeded(HomewardError):
    """A child, or an adult who cannot decide, is told through who decides for him."""

    code = "notice_guardian_needed"
    status = 409
    message = _(
        "Somebody else decides for this person. Choose who, with a decision that holds today and no"
        " conflict of interest."
    )


class NoticeThere(HomewardError):
    """The same is owed once at a time."""

    code = "notice_there"
    status = 409
    message = _("This is to be told already. Settle that one first.")


class RightSettled(HomewardError):
    """What was settled is not settled anew."""

    code = "right_settled"
    status = 409
    message = _("This was settled already. Open the page anew.")


class NotPassedOn(HomewardError):
    """Something comes of a view after it was passed on."""

    code = "view_not_passed_on"
    status = 409
    message = _("Record first to which authority it was passed on.")


class BeforeGiven(HomewardError):
    """What follows is not older than what it follows."""

    code = "view_before_given"
    status = 400
    message = _("This day is before the one on which it was said or passed on. Check the day.")


class HandlerWorks(HomewardError):
    """A complaint goes to somebody who does not work on the file."""

    code = "complaint_handler_works"
    status = 400
    message = _("Choose somebody with a place among the victims' support who does not work on it.")


class WorkerHandlesComplaint(HomewardError):
    """Who looks into a complaint about a file does not begin to work on it."""

    code = "complaint_handler_begins"
    status = 409
    message = _(
        "This person looks into a complaint about this file. Choose another worker, or wait until"
        " the complaint is answered."
    )


class AnswerNotYours(HomewardError):
    """A complaint is answered by whom it was put before, or by the lead."""

    code = "complaint_answer_not_yours"
    status = 403
    message = _(
        "This complaint was put before somebody else. He or the lead answers it, and nobody who"
        " works on the file."
    )


class AnsweredEarly(HomewardError):
    """An answer follows its complaint."""

    code = "complaint_answered_early"
    status = 400
    message = _("This day is before the complaint came. Check the day.")

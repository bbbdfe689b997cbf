"""What can be wrong with a request for assistance, and with the money for it."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NoSecretariat(HomewardError):
    """The directory names no Secretariat, so there is nobody to ask."""

    code = "assistance_no_secretariat"
    status = 409
    message = _(
        "The directory names no Secretariat, so there is nobody to ask. Ask your administrator to"
        " load a directory that does."
    )


class NoDesk(HomewardError):
    """A request lies on a desk; the person works at none."""

    code = "assistance_no_desk"
    status = 409
    message = _(
        "A request for assistance lies on a desk, and you work at none. Ask your administrator to"
        " give you a place at one."
    )


class NotAtThisStage(HomewardError):
    """The request is not where this step begins."""

    code = "assistance_not_now"
    status = 409
    message = _("This cannot be done now: the request is “%(stage)s”. Open it again.")


class NothingToSend(HomewardError):
    """Only what was not delivered in its time is sent again."""

    code = "assistance_nothing_to_send"
    status = 409
    message = _(
        "Nothing is to be sent again: every step is on its way, has arrived or was answered. Open"
        " the request again."
    )


class NotFunded(HomewardError):
    """Nothing is delivered that is not paid for."""

    code = "assistance_not_funded"
    status = 409
    message = _(
        "This offer is not funded: %(missing)s is missing. Set it aside from a pledge or within the"
        " existing budget first."
    )


class NoSuchPart(HomewardError):
    """A delivery names a part of the offer."""

    code = "assistance_no_such_part"
    status = 400
    message = _("The offer has no part %(part)s. Choose one of its parts.")


class PartsOpen(HomewardError):
    """All is delivered once every part was delivered or left out with a reason."""

    code = "assistance_parts_open"
    status = 409
    message = _(
        "These parts are not recorded yet: %(parts)s. Record each, or say why it fell away."
    )


class PledgeTooSmall(HomewardError):
    """A fund is never smaller than what is committed from it."""

    code = "assistance_pledge_too_small"
    status = 409
    message = _(
        "“%(fund)s” cannot be %(amount)s: %(committed)s is committed from it already, to"
        " %(requests)s. Release commitments first."
    )


class PledgeUsedUp(HomewardError):
    """A commitment is at most what is left."""

    code = "assistance_pledge_used_up"
    status = 409
    message = _("Of “%(fund)s” only %(left)s is left, less than the %(amount)s asked for.")


class BudgetNotIncreased(HomewardError):
    """What the existing budget covers is set once: it is never shown as an increase."""

    code = "assistance_budget_not_increased"
    status = 409
    message = _(
        "The existing budget is not increased: “%(fund)s” was set at %(before)s and can only be"
        " lowered. What is new is a pledge, or a decision of its own."
    )


class EarmarkedOtherwise(HomewardError):
    """A pledge is spent on what it was given for."""

    code = "assistance_earmarked"
    status = 409
    message = _("“%(fund)s” was given for something else: %(earmark)s. Choose another.")


class FundClosed(HomewardError):
    """Nothing is committed from a fund that is over."""

    code = "assistance_fund_closed"
    status = 409
    message = _("“%(fund)s” was available until %(day)s. Choose another.")


class FundNotBegun(HomewardError):
    """Nothing is committed or spent from a fund that is still to come."""

    code = "assistance_fund_not_begun"
    status = 409
    message = _("“%(fund)s” is available from %(day)s on. Choose another, or a later day.")


class OtherCurrency(HomewardError):
    """Currencies are never added or exchanged here."""

    code = "assistance_other_currency"
    status = 409
    message = _(
        "“%(fund)s” is in %(currency)s, and nothing in this offer costs %(currency)s. Amounts of"
        " different currencies are not added."
    )


class MoreThanNeeded(HomewardError):
    """No more is set aside than the offer costs."""

    code = "assistance_more_than_needed"
    status = 409
    message = _("Only %(missing)s is still to be covered, less than the %(amount)s asked for.")


class SetAsideOtherwise(HomewardError):
    """What was set aside for an offer does not pay for another one by itself."""

    code = "assistance_set_aside_otherwise"
    status = 409
    message = _(
        "%(amount)s of “%(fund)s” was set aside for the offer before, and this one does not fit it:"
        " another earmark, another currency, or less cost. Release it first."
    )


class SpentTooMuch(HomewardError):
    """Spending stays within its commitment."""

    code = "assistance_spent_too_much"
    status = 409
    message = _("Of this commitment only %(left)s is left, less than %(amount)s.")


class CommitmentReleased(HomewardError):
    """A commitment that was released is over."""

    code = "assistance_released"
    status = 409
    message = _("This commitment was released already. Open the request again.")


class CourseFault(HomewardError):
    """A course's files say something that cannot be."""

    code = "course_fault"
    status = 400
    message = _("The course in %(file)s is wrong at %(field)s: %(problem)s. Correct the file.")


class EnrolledAlready(HomewardError):
    """A person takes part in a session once."""

    code = "course_enrolled_already"
    status = 409
    message = _("This person is enrolled in this session already.")


class SessionOver(HomewardError):
    """A session that was closed changes no more."""

    code = "course_session_over"
    status = 409
    message = _("This session was closed. Ask for another one.")


class SessionNotBegun(HomewardError):
    """Nobody attended what was not held yet."""

    code = "course_session_not_begun"
    status = 409
    message = _("This session begins on %(day)s. Attendance is noted from then on.")


class CertifiedAlready(HomewardError):
    """A certificate says that every lesson was attended, so attendance stays as it was."""

    code = "course_certified_already"
    status = 409
    message = _("This person passed and has a certificate. Attendance does not change any more.")


class LessonsMissed(HomewardError):
    """The test comes after the lessons."""

    code = "course_lessons_missed"
    status = 409
    message = _("The test is open once every lesson was attended. Missing: %(lessons)s.")


class NoAttemptLeft(HomewardError):
    """A test is tried so often, and not again once it is passed."""

    code = "course_no_attempt_left"
    status = 409
    message = _("There is no attempt left in this session: at most %(most)s, and none once passed.")


class NotPassed(HomewardError):
    """A certificate is for whoever passed."""

    code = "course_not_passed"
    status = 409
    message = _("There is no certificate yet: the test was not passed.")


class CertificateRevoked(HomewardError):
    """A certificate that was taken back is made no more, and is not taken back twice."""

    code = "course_certificate_revoked"
    status = 409
    message = _("This certificate was revoked on %(day)s.")


class NotAnExerciseNode(HomewardError):
    """Exercises run where nothing is real: on nodes that were made for them."""

    code = "exercise_not_here"
    status = 409
    message = _(
        "This node's environment is “%(environment)s”. Exercises run only on a node that was made"
        " for them, so that nothing of them is ever taken for real: make one with `homeward init"
        " --environment exercise`, or start all with `homeward exercise`."
    )


class ScenarioFault(HomewardError):
    """A scenario's files say something that cannot be, or may not start."""

    code = "exercise_scenario_fault"
    status = 409
    message = _("This scenario may not start: %(problem)s. Correct its files.")


class ExerciseNotNow(HomewardError):
    """The session is not where this begins."""

    code = "exercise_not_now"
    status = 409
    message = _("This cannot be done now: the exercise is “%(stage)s”. Open it again.")


class NobodyPlays(HomewardError):
    """An exercise without a team shows nothing."""

    code = "exercise_nobody_plays"
    status = 409
    message = _("Nobody takes part yet. Give at least one person a role first.")


class SeatedAlready(HomewardError):
    """A person takes part once."""

    code = "exercise_seated_already"
    status = 409
    message = _("This person takes part in this exercise already.")


class LeadsTheExercise(HomewardError):
    """Whoever leads an exercise knows what comes, and does not play in it."""

    code = "exercise_leads"
    status = 409
    message = _("You lead this exercise and know what comes. Let somebody else take part.")


class OtherSeat(HomewardError):
    """Somebody else's role decides this."""

    code = "exercise_other_seat"
    status = 403
    message = _("This is for another role in this exercise: %(role)s.")


class NotAskedYet(HomewardError):
    """A question is answered once it was put."""

    code = "exercise_not_asked"
    status = 409
    message = _("This question was not put yet. Open the exercise again.")


class DecidedInExercise(HomewardError):
    """A decision stands as it was made."""

    code = "exercise_decided"
    status = 409
    message = _("This was decided already. A decision stands as it was made.")


class ClockOnlyForward(HomewardError):
    """What happened in an exercise stays."""

    code = "exercise_clock_forward"
    status = 409
    message = _("The clock goes forward only: it is at minute %(now)s already.")

"""What can go wrong with checklists, debriefing sessions and the end of contact."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class TwoTellOfDeath(HomewardError):
    """A death is told in person, by two."""

    code = "support_two_tell_of_death"
    status = 400
    message = _("A death is told in person by two. Write both names.")


class ResultMissing(HomewardError):
    """What was not done, or was refused, says why."""

    code = "support_result_missing"
    status = 400
    message = _("Say why, or what was answered.")


class DebriefNeedsConsent(HomewardError):
    """Nobody is debriefed without a consent that held at that time."""

    code = "support_debrief_needs_consent"
    status = 409
    message = _(
        "No consent to a debriefing held at this time, by the person or by who decides for him or"
        " her. Record the consent first."
    )


class DebriefTooLong(HomewardError):
    """A session beyond the limit says why."""

    code = "support_debrief_too_long"
    status = 400
    message = _(
        "A session lasts at most %(minutes)s minutes. Say why it was longer, or correct the length."
    )


class DebriefTooSoon(HomewardError):
    """Sessions without a break between them are one long interview."""

    code = "support_debrief_too_soon"
    status = 400
    message = _(
        "There are less than %(hours)s hours between this session and another one. Never one long"
        " interview: say why it was so, or correct the time."
    )


class ChildNeedsTrained(HomewardError):
    """A child is interviewed by who was trained for it."""

    code = "support_child_needs_trained"
    status = 409
    message = _("A child is debriefed only by somebody who was trained to interview children.")


class ChildNeedsSupport(HomewardError):
    """A child is not alone in an interview."""

    code = "support_child_needs_support"
    status = 409
    message = _("A support person is with a child in every session. Write who it was.")


class PromisesWait(HomewardError):
    """Contact does not end while something that was promised waits."""

    code = "support_promises_wait"
    status = 409
    message = _("A promise to this person is not settled. Say what became of it first.")


class ReopenNeedsLead(HomewardError):
    """A file that ended is opened again by who leads the case."""

    code = "support_reopen_needs_lead"
    status = 403
    message = _("Only the lead of the case opens a support file again. Ask the lead.")

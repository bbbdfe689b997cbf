"""What can go wrong with roles, decisions and contacts."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class RolesApart(HomewardError):
    """One person may not hold two roles that a rule of separation keeps apart."""

    code = "roles_apart"
    status = 400
    message = _(
        "This person holds or held the role “%(other)s” in this case, so cannot be “%(role)s”."
        " %(reason)s Choose somebody else."
    )


class RoleNotForPeople(HomewardError):
    """Most roles are for colleagues who sign in."""

    code = "role_not_for_people"
    status = 400
    message = _(
        "The role “%(role)s” is for a colleague who signs in, not for a person of the case."
        " Choose a colleague, or the role of communicator."
    )


class RoleHeld(HomewardError):
    """The person holds the role already."""

    code = "role_held"
    status = 400
    message = _("This person holds this role at that time already. Choose somebody else.")


class RoleEnded(HomewardError):
    """The assignment is over."""

    code = "role_ended"
    status = 409
    message = _("This role was ended or handed over meanwhile. Open the table of roles anew.")


class OutOfOrder(HomewardError):
    """An end that lies before its beginning."""

    code = "out_of_order"
    status = 400
    message = _("The end lies before the beginning. Check both times.")


class HandOverToSelf(HomewardError):
    """A shift is handed over to somebody else."""

    code = "hand_over_to_self"
    status = 400
    message = _("A role is handed over to somebody else. Choose another receiver.")


class HandOverSettled(HomewardError):
    """The hand-over took effect or was withdrawn, or this person has no part in it."""

    code = "hand_over_settled"
    status = 409
    message = _("This hand-over is settled, or is not yours to confirm. Open it anew.")


class SamePerson(HomewardError):
    """Approving and verifying need a second person."""

    code = "same_person"
    status = 403
    message = _(
        "Whoever made or recorded something does not confirm it himself. Ask another person of"
        " the team."
    )


class NotYours(HomewardError):
    """Only those who were asked, or the strategic commander, may say it."""

    code = "not_asked_to_approve"
    status = 403
    message = _("Only the approver who was named, or the strategic commander, may do this.")


class ApproverOutside(HomewardError):
    """Whoever is asked to confirm must be able to read it."""

    code = "approver_outside"
    status = 400
    message = _(
        "%(name)s is not in the compartment of this decision and could not read it. Choose a"
        " member of it, or ask the lead to let your colleague in."
    )


class DecidedAlready(HomewardError):
    """Somebody else was quicker, or the entry was corrected."""

    code = "approved_already"
    status = 409
    message = _(
        "Somebody was quicker: this was confirmed, refused, verified or corrected meanwhile."
        " Nothing of yours was kept. Read what stands there now."
    )


class CorrectedAlready(HomewardError):
    """One entry has one correction; the next correction corrects that one."""

    code = "corrected_already"
    status = 409
    message = _("This entry was corrected meanwhile. Correct the newer entry instead.")


class ClockEnded(HomewardError):
    """The clock does not run any more."""

    code = "clock_ended"
    status = 409
    message = _("This clock has ended meanwhile, so there is nothing to cancel.")


class UnknownRecording(HomewardError):
    """No item with a file has this number in the compartments of the reader."""

    code = "unknown_recording"
    status = 400
    message = _(
        "No item with a file has the number %(number)s in your compartments. Check the number on"
        " the page of evidence."
    )


class RecordingTooLarge(HomewardError):
    """Large files are uploaded as evidence, in parts."""

    code = "recording_too_large"
    status = 400
    message = _(
        "A file up to %(limit)s MB can be sent with the form. Upload a larger one as evidence and"
        " write its number here."
    )


class RecordingEmpty(HomewardError):
    """A file without a byte proves nothing."""

    code = "recording_empty"
    status = 400
    message = _("This file is empty. Choose the recording again.")


class CodeTaken(HomewardError):
    """Two roles or two rules cannot have one code."""

    code = "code_taken"
    status = 409
    message = _("The code %(taken)s is in use. Choose another one.")

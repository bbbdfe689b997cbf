"""Refusals. For a stranger a hidden record and a missing one look the same."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NotFound(HomewardError):
    """The record is not there, or not for this reader: which of the two is never said."""

    code = "not_found"
    status = 404
    message = _("There is nothing here that you may see. Check the address or ask the case lead.")

    def __init__(self, subject_kind: str = "", subject_id: object = "") -> None:
        super().__init__(subject_kind=subject_kind, subject_id=str(subject_id))


class Forbidden(HomewardError):
    """The reader sees the record but may not do this to it."""

    code = "forbidden"
    status = 403
    message = _("Your role does not allow this. Ask your supervisor who may do it.")

    def __init__(self, subject_kind: str = "", subject_id: object = "") -> None:
        super().__init__(subject_kind=subject_kind, subject_id=str(subject_id))


class CannotGrantSelf(HomewardError):
    """Nobody lets himself into a case."""

    code = "cannot_grant_self"
    status = 403
    message = _("You cannot give yourself a place in a case. Ask its lead.")


class NameTaken(HomewardError):
    """Two persons cannot sign in under one name."""

    code = "name_taken"
    status = 409
    message = _("Somebody signs in as %(name)s already. Choose another sign-in name.")


class StaleForm(HomewardError):
    """The record changed since the form was opened."""

    code = "stale_form"
    status = 409
    message = _("Someone changed this meanwhile. Read the new state and decide again.")


class SessionEnded(HomewardError):
    """The cookie names a session that is over; whose it was is not known any more."""

    code = "session_ended"
    status = 401
    message = _("Your session has ended, so this was not done. Sign in again.")


class GlassNotForYou(HomewardError):
    """Only people who work on cases break a glass, and nobody who administers the node."""

    code = "glass_not_for_you"
    status = 403
    message = _(
        "Breaking the glass is for investigators, financial investigators, central authority"
        " officers and supervisors, and never for administrators. Ask one of them to act."
    )


class NobodyOversees(HomewardError):
    """A glass that nobody could review is not broken."""

    code = "nobody_oversees"
    status = 409
    message = _(
        "Nobody else of this node has the role of oversight, so no one could review this. Ask the"
        " administrator to add such a person, or the lead of the case to let you in."
    )


class NoSuchCase(HomewardError):
    """The glass of a case that is not there cannot be broken."""

    code = "no_such_case"
    status = 400
    message = _(
        "No case has the reference %(reference)s. Nothing was opened; your attempt is in the"
        " journal. Check the reference."
    )


class InsideAlready(HomewardError):
    """Whoever is in a compartment needs to break no glass for it."""

    code = "inside_already"
    status = 400
    message = _("You can see these compartments already. Open the case, or choose others.")


class GlassStillBroken(HomewardError):
    """What was done under a glass is reviewed when it is over."""

    code = "glass_still_broken"
    status = 409
    message = _("This access has not ended yet. Review it when it has.")


class GlassReviewed(HomewardError):
    """One review is enough, and it stands."""

    code = "glass_reviewed"
    status = 409
    message = _("Somebody has reviewed this meanwhile. Read the verdict; it stands.")


class OwnGlass(HomewardError):
    """Nobody reviews what he did himself."""

    code = "own_glass"
    status = 403
    message = _("You broke this glass yourself. Another person of oversight reviews it.")


class LastLead(HomewardError):
    """A compartment without a lead could let nobody in any more."""

    code = "last_lead"
    status = 409
    message = _("%(name)s is the only lead of this compartment and stays in it.")


class DraftTooLarge(HomewardError):
    """More was typed, or more drafts lie about, than the node keeps."""

    code = "draft_too_large"
    status = 413
    message = _(
        "This draft could not be kept: it is too long, or you have too many drafts. Send the form,"
        " or discard drafts that you do not need."
    )

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


class DraftTooLarge(HomewardError):
    """More was typed, or more drafts lie about, than the node keeps."""

    code = "draft_too_large"
    status = 413
    message = _(
        "This draft could not be kept: it is too long, or you have too many drafts. Send the form,"
        " or discard drafts that you do not need."
    )

"""What can go wrong with the page of a family."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NoConsentToView(HomewardError):
    """A page is read with consent, which for a child its guardian gives."""

    code = "family_view_no_consent"
    status = 409
    message = _(
        "Record first that the person agrees to sign in to the family's page. For a child, or an"
        " adult who cannot decide, whoever decides must agree and will be the one who signs in."
    )


class TextReveals(HomewardError):
    """A text holds something that must not stand there."""

    code = "family_text_reveals"
    status = 400
    message = _("This must not stand on a family's page: %(found)s. Write it without.")


class OwnText(HomewardError):
    """Who wrote a text does not release it."""

    code = "family_own_text"
    status = 403
    message = _("You wrote this. Another member releases it, after reading every word.")


class ReleasedAlready(HomewardError):
    """A version is released or taken back once."""

    code = "family_text_settled"
    status = 409
    message = _("This version was released or taken back meanwhile. Open the page anew.")


class LaterReleased(HomewardError):
    """What the family reads first is what was written last."""

    code = "family_later_released"
    status = 409
    message = _(
        "The family reads a later version already, and this one would stand above it. Write a new"
        " version, or take the later one back first."
    )


class AccessClosed(HomewardError):
    """No letter is made for an access that is closed."""

    code = "family_access_closed"
    status = 409
    message = _(
        "This access is closed: it was taken back or is over, the consent ended, or contact is"
        " stopped. Give a new one when it may be opened again."
    )


class NoListToRenew(HomewardError):
    """A new list is for somebody who uses one."""

    code = "family_no_list"
    status = 409
    message = _("This person does not use the list of codes yet. Print a whole new letter.")


class LetterPrinted(HomewardError):
    """A form that is sent twice must not end the codes that it has just made."""

    code = "family_letter_printed"
    status = 409
    message = _(
        "A letter was made since this page was opened, perhaps by your first press. The next one"
        " ends it. If you have no good print of it, press again."
    )

"""What can go wrong with a contact plan, a family contact and a promise."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class OutsideSupport(HomewardError):
    """Who speaks with a person, or keeps a promise, can read the file."""

    code = "support_outside"
    status = 400
    message = _("This colleague has no place with the victims of the case. Choose one who has.")


class SameLiaison(HomewardError):
    """The deputy stands in for the liaison, so it is another person."""

    code = "support_same_liaison"
    status = 400
    message = _("The deputy stands in for the liaison. Choose another colleague, or nobody.")


class ChannelNotAgreed(HomewardError):
    """Contact goes through a channel that was agreed and has not ended."""

    code = "support_channel_not_agreed"
    status = 400
    message = _("This channel is not agreed any more. Choose one that holds.")


class ContactCorrected(HomewardError):
    """An entry is corrected once; what is wrong in the correction is corrected there."""

    code = "support_contact_corrected"
    status = 409
    message = _("This entry was corrected already. Correct the newest entry instead.")


class DueBefore(HomewardError):
    """What comes next comes after the contact."""

    code = "support_due_before"
    status = 400
    message = _("This time lies before the contact. Give a later one.")


class ShareNeedsConsent(HomewardError):
    """A plan goes to another State with a consent that names that State and holds today."""

    code = "support_share_needs_consent"
    status = 409
    message = _(
        "There is no valid consent to share the contact plan with this State. Record it first:"
        " purpose “Sharing the contact plan”, recipient this State."
    )


class PlanMissing(HomewardError):
    """Only a plan that was agreed can be shared."""

    code = "support_plan_missing"
    status = 409
    message = _("No contact plan is agreed yet. Agree one first.")

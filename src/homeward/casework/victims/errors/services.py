"""What can go wrong with services and referrals."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class ServiceClosed(HomewardError):
    """Nobody is referred to what is not there any more."""

    code = "support_service_closed"
    status = 409
    message = _(
        "This service closed, so nobody is referred to it. Choose another one in the directory of"
        " services and ask for a consent to it."
    )


class NoConsent(HomewardError):
    """A referral stands on a consent, or an approved decision in its stead."""

    code = "support_no_consent"
    status = 409
    message = _(
        "Nothing may be shared with this service now: no consent to it holds and no decision to"
        " share without consent is approved. Record the consent, or ask for such a decision."
    )


class NotCovered(HomewardError):
    """The letter holds what the consent covers and nothing else."""

    code = "support_not_covered"
    status = 409
    message = _("The consent does not cover this part. Leave it empty, or ask for a consent to it.")


class DomainElsewhere(HomewardError):
    """A service is asked for what it does."""

    code = "support_domain_elsewhere"
    status = 400
    message = _("This service does not help with that. Choose what the directory says it does.")


class StepNotNow(HomewardError):
    """A referral has its course."""

    code = "support_step_not_now"
    status = 409
    message = _("This does not follow now: the referral stands at “%(status)s”. Open it anew.")


class StepTooEarly(HomewardError):
    """Nothing happens to a referral before it was made, or in the future."""

    code = "support_step_day"
    status = 400
    message = _("Write a day from the one on which the referral was made, until today.")


class SameService(HomewardError):
    """A transfer goes elsewhere."""

    code = "support_same_service"
    status = 400
    message = _("The person is with this service already. Choose a consent to another one.")

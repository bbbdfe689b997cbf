"""What can go wrong with the directory."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class UnknownState(HomewardError):
    """The directory has no such State."""

    code = "unknown_state"
    status = 404
    message = _("The directory has no State with the code %(state)s.")


class FingerprintMismatch(HomewardError):
    """The fingerprint that was read does not fit the card."""

    code = "fingerprint_mismatch"
    status = 400
    message = _(
        "The fingerprint of this card is another one. Do not trust it: call the authority again."
    )


class OtherEnvironment(HomewardError):
    """A card of another environment, such as a demo node's in a real node."""

    code = "card_of_other_environment"
    status = 400
    message = _(
        "This card belongs to the environment “%(theirs)s”; this node is “%(ours)s”."
        " They never mix."
    )

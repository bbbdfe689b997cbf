"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class RansomOrder(HomewardError):
    """A payment of ransom needs its amount and its time together."""

    code = "ransom_incomplete"
    status = 400
    message = _("A paid ransom needs an amount and the time it was paid. Fill in both.")

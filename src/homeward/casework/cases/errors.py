"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class RansomOrder(HomewardError):
    """A payment of ransom needs its amount and its time together."""

    code = "ransom_incomplete"
    status = 400
    message = _("A paid ransom needs an amount and the time it was paid. Fill in both.")


class RansomTooEarly(HomewardError):
    """A ransom is paid after somebody was taken, so one of the two times is wrong."""

    code = "ransom_before_taking"
    status = 400
    message = _(
        "The ransom cannot have been paid on %(paid)s, because the victim was taken on %(taken)s."
        " Check both times: they are written in this time zone: %(zone)s."
    )

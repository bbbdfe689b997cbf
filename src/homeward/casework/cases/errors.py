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


class AskedAlready(HomewardError):
    """One request for a sealed item stands at a time."""

    code = "sealed_asked_already"
    status = 409
    message = _("You have asked for this already. Wait for another member's answer, or read it.")


class OwnOpening(HomewardError):
    """Two persons open a sealed item, never one."""

    code = "sealed_own_request"
    status = 403
    message = _("You asked for this yourself. Another member of the compartment must agree.")


class OpeningOver(HomewardError):
    """A request for a sealed item lives for minutes."""

    code = "sealed_request_over"
    status = 409
    message = _("This request was answered already, or its time has passed. Ask again if needed.")


class SealedShut(HomewardError):
    """What is sealed is shown to whoever asked, while it lies open."""

    code = "sealed_shut"
    status = 403
    message = _("This is sealed. Ask for it, and read it once another member has agreed.")

"""Errors of the pages' shared parts; their base is `homeward.foundation.errors`."""

from django.utils.translation import gettext_lazy

from homeward.foundation.errors import HomewardError


class DuplicateRegistration(HomewardError):
    """A port was filled twice under the same code."""

    code = "duplicate_registration"
    status = 500
    message = gettext_lazy(
        "“%(name)s” is registered twice in %(register)s. Give the second one a code of its own."
    )


class NaiveMoment(HomewardError):
    """A datetime without a zone was given where times are aware UTC."""

    code = "naive_moment"
    status = 500
    message = gettext_lazy(
        "The time %(moment)s has no time zone, so it cannot be shown."
        " Store it as UTC with its zone."
    )


class NotAnAmount(HomewardError):
    """Text that cannot be read as an amount in the currency and language given."""

    code = "not_an_amount"
    status = 400
    message = gettext_lazy(
        "“%(text)s” is not an amount in %(currency)s. Write figures with at most %(exponent)s"
        " decimals, for example %(example)s."
    )


class UnknownPreference(HomewardError):
    """A display preference or a value of it that the pages do not offer."""

    code = "unknown_preference"
    status = 400
    message = gettext_lazy(
        "“%(value)s” is not a choice for the display setting “%(name)s”. Choose one from the"
        " account menu."
    )

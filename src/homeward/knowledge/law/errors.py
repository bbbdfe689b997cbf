"""Errors of the law room, typed, coded and translatable."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class LawFault(HomewardError):
    """Data of a law that cannot be right: names the file, the place in it, the field and why."""

    code = "law_fault"
    status = 400
    message = _(
        "The law data in %(file)s are wrong at %(place)s, field %(field)s: %(problem)s. Correct"
        " them and try again."
    )

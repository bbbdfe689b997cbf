"""What is refused of a joint investigation, with its rule."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NotLonger(HomewardError):
    """It is prolonged to a later day; it ends earlier by a step of its own."""

    code = "request_not_longer"
    status = 400
    message = _(
        "The joint investigation is in force until %(day)s already. Write a later day. To stop"
        " before that day, end it."
    )

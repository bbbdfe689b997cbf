"""Telephone numbers in the one form in which they can be compared (E.164)."""

import phonenumbers
from django.conf import settings

from homeward.casework.response.words.contacts import NUMBERED


def normal_number(typed: str, channel: str) -> str:
    """The number as E.164, or nothing where what was typed is none, or the channel has none.

    A number without its country is read as one of this State, where the State has a numbering
    plan; what was typed is kept beside it in any case.
    """
    if channel not in NUMBERED or not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, settings.HOMEWARD_STATE)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

"""Words of this room's messages."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.payloads import CHANGE, REQUEST

_MESSAGES = {REQUEST: _("The request"), CHANGE: _("A change of it")}


def message_word(type: str) -> str:
    """What a message of a request's thread carries."""
    return str(_MESSAGES.get(type, type))

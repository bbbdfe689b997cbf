"""Words of this room's messages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.payloads import CHANGE, REQUEST

_MESSAGES = {REQUEST: _("The request"), CHANGE: _("A change of it")}

# What a person did to a request, by the name of the change, as it stands after the name.
DEEDS = {
    "approve": pgettext_lazy("journal", "Approved"),
    "issue": pgettext_lazy("journal", "Issued"),
    "acknowledge": pgettext_lazy("journal", "Acknowledged"),
    "ask_information": pgettext_lazy("journal", "More information asked"),
    "give_information": pgettext_lazy("journal", "Information given"),
    "begin": pgettext_lazy("journal", "Execution began"),
    "execute": pgettext_lazy("journal", "Executed"),
    "refuse": pgettext_lazy("journal", "Refused"),
    "withdraw": pgettext_lazy("journal", "Withdrawn"),
    "close": pgettext_lazy("journal", "Closed"),
}


def message_word(type: str) -> str:
    """What a message of a request's thread carries."""
    return str(_MESSAGES.get(type, type))

"""Information that is passed on without a request (UNTOC art. 18(4) and (5)).

The receiver keeps the limits and the secrecy that are asked for; what clears an accused may be
disclosed after telling the sender.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import (
    BILATERAL,
    HOSTAGES_4,
    RECIPROCITY,
    UNTOC_18,
    UNTOC_27,
)
from homeward.casework.cooperation.kinds.common import CHOICE, DATE, LIMITS, PERSONS
from homeward.foundation.access.roles import Compartment

SPONTANEOUS_INFORMATION = declare(
    Kind(
        code="spontaneous_information",
        label=_("Spontaneous information"),
        purpose=_("Tell another State what may help it, without having been asked."),
        legal_bases=(UNTOC_18, UNTOC_27, HOSTAGES_4, BILATERAL, RECIPROCITY),
        contents=(
            ContentField(
                "information",
                _("Information"),
                _("What is known, and how sure it is."),
                "UNTOC 18(4)",
            ),
            ContentField(
                "why_useful",
                _("Why it may help"),
                _("The inquiry or proceedings that it may begin or help to a good end."),
                "UNTOC 18(4)",
            ),
            ContentField(
                "origin",
                _("Where it comes from"),
                _("The inquiry in which it was learned, without a source that must stay hidden."),
                "UNTOC 18(4)",
            ),
            PERSONS,
            ContentField(
                "use_limits",
                _("Limits of its use"),
                _("What it may and may not be used for."),
                "UNTOC 18(5)",
                required=False,
            ),
            ContentField(
                "secrecy",
                _("Secrecy of the information"),
                _("Asked for, the receiver keeps it confidential, if only for a time."),
                "UNTOC 18(5)",
                CHOICE,
                choices=(
                    ("asked", pgettext_lazy("secrecy", "Asked for")),
                    ("not_asked", pgettext_lazy("secrecy", "Not asked for")),
                ),
            ),
            ContentField(
                "secret_until",
                _("Confidential until"),
                _("Where secrecy is asked for a time only."),
                "UNTOC 18(5)",
                DATE,
                required=False,
                to_come=True,
            ),
        ),
        answer=(
            ContentField(
                "use",
                _("Use that was made of it"),
                _("As far as it may be told."),
                "UNTOC 18(4)",
            ),
        ),
        grounds=(),
        sender_function="police",
        receiver_function="police",
        group=Group.POLICE,
        roles_to_draft=("officer", "finance"),
        limits=LIMITS,
        compartment=Compartment.INVESTIGATION,
        lifecycle="spontaneous",
    )
)

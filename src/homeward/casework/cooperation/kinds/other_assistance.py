"""Any other type of assistance (UNTOC art. 18(3)(i)).

The authentic Spanish text speaks of what the law of the requested State authorises; the English
wording, from memory, of what is not contrary to it. The request names the law either way.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LIMITS,
    MLA_BEGINNING,
    MLA_END,
    PERSONS,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

OTHER_ASSISTANCE = declare(
    Kind(
        code="other_assistance",
        label=_("Other assistance"),
        purpose=_("Ask for assistance that no other kind names and the other State's law allows."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "own_rule",
                _("Rule of the other State"),
                _("The provision of its law on which the request rests, or where it was asked."),
                "UNTOC 18(3)(i)",
            ),
            PERSONS,
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "result",
                _("Result"),
                _("What was done and found."),
                "UNTOC 18(3)(i)",
            ),
        ),
        grounds=(*MLA_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "central"),
        limits=LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

"""Identifying or tracing proceeds, property and instruments as evidence (UNTOC art. 18(3)(g)).

Where both States follow the money through their ledgers together, the kind is `tracing`.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13, UNTOC_18
from homeward.casework.cooperation.kinds.common import (
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LIMITS,
    MLA_BEGINNING,
    MLA_END,
)
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

IDENTIFICATION = declare(
    Kind(
        code="identification",
        label=_("Identification of property"),
        purpose=_("Have accounts, property or instruments of the offence found and named."),
        legal_bases=(UNTOC_18, UNTOC_13, BILATERAL, RECIPROCITY),
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "whose",
                _("Whose property"),
                _("Persons, companies, accounts or wallets from which the search begins."),
                "UNTOC 18(3)(g)",
            ),
            ContentField(
                "suspicion",
                _("Why it is thought to be there"),
                _("On what that rests, as a court of the other State will ask."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "registers",
                _("Where to look"),
                _("Registers, banks or exchanges, where that is known."),
                "UNTOC 18(3)(g)",
                required=False,
            ),
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "found",
                _("What was found"),
                _("Each account or property with its holder, value and day."),
                "UNTOC 18(3)(g)",
            ),
            ContentField(
                "looked_at",
                _("What was looked at"),
                _("So that nobody asks twice."),
                "UNTOC 18(3)(g)",
            ),
        ),
        grounds=(*MONEY_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer", "central"),
        limits=LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.ASSISTANCE,
    )
)

"""Freezing or seizure of property that is described, without a run of the node (UNTOC art. 13(2)).

Proceeds that a tracing run found are frozen by the kind `freezing`.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13, UNTOC_18
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    DOCUMENT,
    FACTS,
    INVESTIGATION,
    LIMITS,
    MLA_END,
    PERSONS,
)
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.casework.cooperation.kinds.orders import order_fields
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

SEIZURE = declare(
    Kind(
        code="seizure",
        label=_("Seizure of property"),
        purpose=_("Ask another State to freeze or seize property that is named here."),
        legal_bases=(UNTOC_13, UNTOC_18, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "actions",
                _("Actions requested"),
                _("What is to be frozen or seized, and how it is to be kept."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "property",
                _("Property"),
                _("Its kind, place, number and owner, so that it cannot be mistaken."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "amount",
                _("Value"),
                _("Of the property, or the most that is to be frozen."),
                "UNTOC 13(3)(c)",
                AMOUNT,
                least=1,
            ),
            ContentField(
                "proceeds_of",
                _("Why it is liable"),
                _("Proceeds, their equivalent, or means of the offence, and on what that rests."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "own_order",
                _("Own order"),
                _("A copy, where there is one."),
                "UNTOC 13(1)",
                DOCUMENT,
                required=False,
            ),
            ContentField(
                "third_parties",
                _("Others who claim it"),
                _("Who is known to, and whether in good faith."),
                "UNTOC 13(8)",
                required=False,
            ),
            PERSONS,
            *MLA_END,
        ),
        answer=(
            *order_fields("frozen", _("Amount frozen"), "UNTOC 2(f)"),
            ContentField(
                "kept_by",
                _("Who keeps the property"),
                _("And at what cost."),
                "UNTOC 2(f)",
                required=False,
            ),
        ),
        grounds=(*MONEY_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer", "central"),
        limits=LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.CONFISCATION,
    )
)

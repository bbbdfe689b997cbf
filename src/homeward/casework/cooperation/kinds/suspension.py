"""Suspension of a transaction before an order can be had (UNTOC art. 7(1)(b), 13(2)).

Between financial intelligence units; it ends soon unless a court orders a freezing.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import (
    ContentField,
    Ground,
    Group,
    Kind,
    LegalBasis,
    declare,
)
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    FACTS,
    FLEETING_LIMITS,
    INVESTIGATION,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import DOMESTIC_LAW_27
from homeward.casework.cooperation.kinds.orders import order_fields
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

UNTOC_7 = LegalBasis(
    "untoc_7",
    _("UN Convention against Transnational Organized Crime, art. 7(1)(b)"),
    "UNTOC 7(1)(b)",
    "untoc",
)

SUSPENSION = declare(
    Kind(
        code="suspension",
        label=_("Suspension of a transaction"),
        purpose=_("Have a payment or account stopped for a short time until an order is made."),
        legal_bases=(UNTOC_7, UNTOC_13, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "account",
                _("Account or wallet"),
                _("With its bank or exchange, so that it can be stopped at once."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "transaction",
                _("Transaction"),
                _("Reference, day and parties, where one payment is meant."),
                "UNTOC 13(3)(c)",
                required=False,
            ),
            ContentField(
                "amount",
                _("Amount"),
                _("What is to be stopped, at the most."),
                "UNTOC 13(3)(c)",
                AMOUNT,
                least=1,
            ),
            ContentField(
                "suspicion",
                _("Why it is thought to be proceeds"),
                _("What ties the money to the kidnapping."),
                "UNTOC 13(3)(c)",
            ),
            ContentField(
                "order_follows",
                _("Order that follows"),
                _("Which authority will ask for a freezing, and when."),
                "UNTOC 13(2)",
            ),
            PURPOSE,
        ),
        answer=(*order_fields("suspended", _("Amount suspended"), "UNTOC 2(f)"),),
        grounds=(
            DOMESTIC_LAW_27,
            Ground(
                "essential_interests",
                _("Sovereignty, security, public order or other essential interests"),
                "UNTOC 18(21)(b)",
            ),
            Ground(
                "gone",
                _("The money had left before the request came"),
                "UNTOC 13(2)",
            ),
        ),
        sender_function="fiu",
        receiver_function="fiu",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer"),
        limits=FLEETING_LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.POLICE,
    )
)

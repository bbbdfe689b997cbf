"""Preservation of data before it is gone (UNTOC art. 18(3)(e) and 27(1)).

Preserved data is not handed over by it: a request for mutual legal assistance follows.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import (
    BILATERAL,
    HOSTAGES_4,
    RECIPROCITY,
    UNTOC_18,
    UNTOC_27,
)
from homeward.casework.cooperation.kinds.common import (
    DATE,
    FACTS,
    FLEETING_LIMITS,
    INVESTIGATION,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import DOMESTIC_LAW_27
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

PRESERVATION = declare(
    Kind(
        code="preservation",
        label=_("Preservation of data"),
        purpose=_("Have a provider keep data until a formal request for it arrives."),
        legal_bases=(UNTOC_27, UNTOC_18, HOSTAGES_4, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "provider",
                _("Provider"),
                _("Who holds the data, with its contact for such orders where it is known."),
                "UNTOC 27(1)(b)",
                LINE,
            ),
            ContentField(
                "data",
                _("Data to be kept"),
                _("Accounts, numbers or addresses, and which data of them."),
                "UNTOC 27(1)(b)",
            ),
            ContentField(
                "data_from",
                _("Data from"),
                _("The first day of the data."),
                "UNTOC 27(1)(b)",
                DATE,
            ),
            ContentField(
                "data_to",
                _("Data until"),
                _("The last day of the data."),
                "UNTOC 27(1)(b)",
                DATE,
                not_before="data_from",
            ),
            ContentField(
                "keep_until",
                _("Keep until"),
                _("By then the formal request will have arrived."),
                "UNTOC 27(1)(b)",
                DATE,
                to_come=True,
            ),
            ContentField(
                "request_follows",
                _("Request that follows"),
                _("By which authority, and when it is planned."),
                "UNTOC 18(15)(a)",
            ),
            ContentField(
                "tell_nobody",
                _("The customer is not told"),
                _("Why whoever the records are about must not learn of it."),
                "UNTOC 18(20)",
                required=False,
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "kept",
                _("What is kept"),
                _("Which data, by which provider."),
                "UNTOC 27(1)(b)",
            ),
            ContentField(
                "order",
                _("Reference of the order"),
                _("As the provider knows it."),
                "UNTOC 27(1)(b)",
                LINE,
            ),
            ContentField(
                "kept_until",
                _("Kept until"),
                _("After that day it is deleted unless the order is renewed."),
                "UNTOC 27(1)(b)",
                DATE,
            ),
            ContentField(
                "elsewhere",
                _("Other States"),
                _("Where the data shows that a provider in another State took part."),
                "UNTOC 27(1)(b)",
                required=False,
            ),
        ),
        grounds=(
            DOMESTIC_LAW_27,
            Ground(
                "essential_interests",
                _("Sovereignty, security, public order or other essential interests"),
                "UNTOC 18(21)(b)",
            ),
        ),
        sender_function="police",
        receiver_function="police",
        group=Group.POLICE,
        roles_to_draft=("officer", "finance"),
        limits=FLEETING_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.POLICE,
    )
)

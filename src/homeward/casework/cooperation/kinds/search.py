"""Search and seizure of evidence (UNTOC art. 18(3)(c))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    COURT_LIMITS,
    DATE,
    DOCUMENT,
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LINE,
    MLA_BEGINNING,
    MLA_END,
    PERSONS,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

SEARCH = declare(
    Kind(
        code="search",
        label=_("Search and seizure"),
        purpose=_(
            "Have premises, devices or a person searched, and evidence seized and handed over."
        ),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "place",
                _("What is to be searched"),
                _("Address, vehicle, device or person, so exactly that nothing else is entered."),
                "UNTOC 18(15)(d)",
            ),
            ContentField(
                "objects",
                _("What is to be seized"),
                _("Objects, documents or data, and how they are recognised."),
                "UNTOC 18(15)(d)",
            ),
            ContentField(
                "suspicion",
                _("Why it is thought to be there"),
                _("On what that rests, as a court of the other State will ask."),
                "UNTOC 18(15)(c)",
            ),
            ContentField(
                "own_order",
                _("Own order or warrant"),
                _("A copy, where own law needs one for such a search."),
                "UNTOC 18(21)(c)",
                DOCUMENT,
                required=False,
            ),
            ContentField(
                "handling_seized",
                _("Handling of what is seized"),
                _("Sealing, imaging, traces to be kept, and how it is sent."),
                "UNTOC 18(17)",
                required=False,
            ),
            PERSONS,
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "order",
                _("Order and court"),
                _("Reference and authority of the order that allowed it."),
                "UNTOC 18(17)",
                LINE,
            ),
            ContentField(
                "seized",
                _("What was seized"),
                _("Each object with its number, where it was found, and where it is kept."),
                "UNTOC 18(3)(c)",
            ),
            ContentField(
                "return_by",
                _("To be returned by"),
                _("Where objects are lent and must come back."),
                "UNTOC 18(17)",
                DATE,
                required=False,
            ),
        ),
        grounds=(*MLA_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

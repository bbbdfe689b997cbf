"""Information, evidentiary items and expert evaluations (UNTOC art. 18(3)(e))."""

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

EVIDENCE = declare(
    Kind(
        code="evidence",
        label=_("Information, items and expert views"),
        purpose=_("Ask for evidence that another State holds, or for the view of an expert."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "items",
                _("Items or information"),
                _("What is known to be there, with its reference where there is one."),
                "UNTOC 18(3)(e)",
            ),
            ContentField(
                "expert_questions",
                _("Questions to an expert"),
                _("Where a view is asked for; what it is to rest on."),
                "UNTOC 18(3)(e)",
                required=False,
            ),
            ContentField(
                "form",
                _("Form that makes it evidence"),
                _("Original or certified copy, oath of the expert, chain of custody."),
                "UNTOC 18(17)",
            ),
            PERSONS,
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "items",
                _("What is handed over"),
                _("Each item with its origin and digest, or the view of the expert."),
                "UNTOC 18(3)(e)",
            ),
            ContentField(
                "lacking",
                _("What could not be had"),
                _("And why."),
                "UNTOC 18(3)(e)",
                required=False,
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

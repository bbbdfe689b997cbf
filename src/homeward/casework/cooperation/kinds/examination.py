"""Examination of objects and places (UNTOC art. 18(3)(d))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LIMITS,
    LINE,
    MLA_BEGINNING,
    MLA_END,
    PERSONS,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

EXAMINATION = declare(
    Kind(
        code="examination",
        label=_("Examination of objects and places"),
        purpose=_("Have an object or a place in another State examined."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "object",
                _("Object or place"),
                _("What it is and where, so that it cannot be mistaken."),
                "UNTOC 18(3)(d)",
            ),
            ContentField(
                "method",
                _("Examination sought"),
                _("What is to be found out, and a method where it matters."),
                "UNTOC 18(15)(d)",
            ),
            ContentField(
                "own_experts",
                _("Own experts"),
                _("Who would like to be present, and in what function."),
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
                "findings",
                _("Findings"),
                _("What was found; pictures, samples and the report are attached."),
                "UNTOC 18(3)(d)",
            ),
            ContentField(
                "kept_at",
                _("Where samples are kept"),
                _("Until they are asked for."),
                "UNTOC 18(3)(d)",
                LINE,
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

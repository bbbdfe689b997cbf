"""Testimony: evidence or statements are taken from a person (UNTOC art. 18(3)(a))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    COURT_LIMITS,
    DOCUMENT,
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LINE,
    MLA_BEGINNING,
    MLA_END,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

TESTIMONY = declare(
    Kind(
        code="testimony",
        label=_("Taking of testimony"),
        purpose=_("Have a witness, expert or suspect heard by an authority of another State."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "person",
                _("Person to be heard"),
                _("Identity, nationality, address, and in what part: witness, expert, suspect."),
                "UNTOC 18(15)(e)",
            ),
            ContentField(
                "questions",
                _("Questions"),
                _("One question a line, the most important first."),
                "UNTOC 18(15)(d)",
            ),
            ContentField(
                "language",
                _("Language of the person"),
                _("In which the person is spoken to, and whether an interpreter is needed."),
                "UNTOC 18(15)(d)",
                LINE,
                required=False,
            ),
            ContentField(
                "rights",
                _("Rights and formalities"),
                _("What the person is to be told first, oath or none, and who may be present."),
                "UNTOC 18(17)",
                required=False,
            ),
            ContentField(
                "summons",
                _("Summons or order"),
                _("Where own law needs one for the record to be evidence."),
                "UNTOC 18(17)",
                DOCUMENT,
                required=False,
            ),
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "record",
                _("Record of the hearing"),
                _("What was said, or that the record is attached."),
                "UNTOC 18(3)(a)",
            ),
            ContentField(
                "not_said",
                _("Questions without an answer"),
                _("Which, and the right or reason that was claimed."),
                "UNTOC 18(17)",
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

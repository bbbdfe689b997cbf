"""Police information: authorities that fight crime exchange what they know (UNTOC art. 27)."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_27
from homeward.casework.cooperation.kinds.common import (
    FACTS,
    INVESTIGATION,
    LIMITS,
    PERSONS,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import DOMESTIC_LAW_27
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

POLICE_INFORMATION = declare(
    Kind(
        code="police_information",
        label=_("Police information"),
        purpose=_("Ask the police of another State what it knows."),
        legal_bases=(UNTOC_27, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "questions",
                _("Questions"),
                _("One question a line, the most urgent first."),
                "UNTOC 27(1)(b)",
            ),
            PERSONS,
            PURPOSE,
        ),
        answer=(
            ContentField(
                "information",
                _("Information"),
                _("The answer to each question, with its source where it may be given."),
                "UNTOC 27(1)(b)",
            ),
        ),
        grounds=(DOMESTIC_LAW_27,),
        sender_function="police",
        receiver_function="police",
        group=Group.POLICE,
        roles_to_draft=("officer", "finance"),
        limits=LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.POLICE,
    )
)

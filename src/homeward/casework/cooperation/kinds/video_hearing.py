"""Hearing by video of a witness or expert who is in another State (UNTOC art. 18(18))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    COURT_LIMITS,
    DATE,
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

VIDEO_HEARING = declare(
    Kind(
        code="video_hearing",
        label=_("Hearing by video"),
        purpose=_("Hear a witness or expert who is in another State by video link."),
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
                "why_video",
                _("Why by video"),
                _("Why it is not possible or not desirable that the person comes."),
                "UNTOC 18(18)",
            ),
            ContentField(
                "hearing_on",
                _("Day of the hearing"),
                _("The first that is proposed."),
                "UNTOC 18(18)",
                DATE,
                to_come=True,
            ),
            ContentField(
                "hours",
                _("Hours and time zone"),
                _("From when to when, with the zone of the court."),
                "UNTOC 18(18)",
                LINE,
            ),
            ContentField(
                "court",
                _("Court or authority that hears"),
                _("By name, and who leads the hearing."),
                "UNTOC 18(18)",
                LINE,
            ),
            ContentField(
                "link",
                _("Technical link"),
                _("Who calls whom, for a test and on the day: a role and how it is reached."),
                "UNTOC 18(18)",
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
                "protection",
                _("Protection of the person"),
                _("Whether face, voice or place are to be hidden."),
                "UNTOC 24(2)",
                required=False,
            ),
            ContentField(
                "rights",
                _("Rights and formalities"),
                _("What the person is to be told first, oath or none, and who may be present."),
                "UNTOC 18(17)",
                required=False,
            ),
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "attended_by",
                _("Judicial authority that attended"),
                _("By name; and whether an interpreter was there."),
                "UNTOC 18(18)",
                LINE,
            ),
            ContentField(
                "record",
                _("Record of the hearing"),
                _("Who was identified how, what was objected to, and that the record is attached."),
                "UNTOC 18(18)",
            ),
        ),
        grounds=(
            *MLA_GROUNDS,
            Ground(
                "no_video",
                _("A hearing by video is not possible, or against basic principles of own law"),
                "UNTOC 18(18)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

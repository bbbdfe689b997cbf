"""Joint investigation (UNTOC art. 19): an agreement with members, shared items and an end."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_19
from homeward.casework.cooperation.kinds.common import (
    COURT_LIMITS,
    DATE,
    FACTS,
    INVESTIGATION,
    LINE,
    PURPOSE,
)
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

JOINT_INVESTIGATION = declare(
    Kind(
        code="joint_investigation",
        label=_("Joint investigation"),
        purpose=_("Agree with another State on a joint investigative body for one case."),
        legal_bases=(UNTOC_19, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "aim",
                _("Aim"),
                _("What the joint body is to find out and to secure."),
                "UNTOC 19",
            ),
            ContentField(
                "territory",
                _("Where it acts"),
                _("Each territory, under whose lead, and by that State's law."),
                "UNTOC 19",
            ),
            ContentField(
                "members",
                _("Members"),
                _("Authorities and functions on either side; officers are named later."),
                "UNTOC 19",
            ),
            ContentField(
                "begins_on",
                _("Begins on"),
                _("The first day."),
                "UNTOC 19",
                DATE,
            ),
            ContentField(
                "ends_on",
                _("Ends on"),
                _("Unless both prolong it."),
                "UNTOC 19",
                DATE,
                not_before="begins_on",
                to_come=True,
            ),
            ContentField(
                "sharing",
                _("What is shared"),
                _("Which items each State will share, under which handling codes."),
                "UNTOC 19",
            ),
            ContentField(
                "evidence_use",
                _("Use as evidence"),
                _("What may be used in which proceedings."),
                "UNTOC 18(19), 19",
            ),
            ContentField(
                "victim_first",
                _("Safety of the victim"),
                _("Who decides when a measure could endanger the victim."),
                "UNTOC 24(1), 25(1)",
            ),
            ContentField(
                "costs",
                _("Costs and liability"),
                _("Who bears what."),
                "UNTOC 19",
                required=False,
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "agreed_on",
                _("Agreed on"),
                _("The day on which both sides agreed."),
                "UNTOC 19",
                DATE,
            ),
            ContentField(
                "lead",
                _("Lead on either territory"),
                _("Authorities, by name."),
                "UNTOC 19",
                LINE,
            ),
            ContentField(
                "members",
                _("Members"),
                _("Authorities and functions of this State."),
                "UNTOC 19",
            ),
            ContentField(
                "changes",
                _("Changes to the proposal"),
                _("What was agreed otherwise than proposed."),
                "UNTOC 19",
                required=False,
            ),
        ),
        grounds=(
            Ground(
                "no_agreement",
                _("No agreement on a joint body for this case"),
                "UNTOC 19",
            ),
            Ground(
                "sovereignty",
                _("The sovereignty of the State on whose territory it acts would suffer"),
                "UNTOC 19",
            ),
            Ground(
                "essential_interests",
                _("Sovereignty, security, public order or other essential interests"),
                "UNTOC 18(21)(b)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.POLICE,
        roles_to_draft=("officer", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.INVESTIGATION,
        lifecycle="joint",
        asked=Asked.ASSISTANCE,
    )
)

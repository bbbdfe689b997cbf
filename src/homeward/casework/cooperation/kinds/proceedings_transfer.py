"""Transfer of criminal proceedings to the State where they are better brought (UNTOC art. 21)."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_21
from homeward.casework.cooperation.kinds.common import (
    DATE,
    DOCUMENT,
    EXTRADITION_LIMITS,
    FACTS,
    INVESTIGATION,
    LINE,
    PURPOSE,
)
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

PROCEEDINGS_TRANSFER = declare(
    Kind(
        code="proceedings_transfer",
        label=_("Transfer of proceedings"),
        purpose=_("Ask another State to take over a prosecution, in the interest of justice."),
        legal_bases=(UNTOC_21, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "suspects",
                _("Suspects"),
                _("Identity, nationality, where they are, and whether they are held."),
                "UNTOC 21",
            ),
            ContentField(
                "offences",
                _("Offences"),
                _("Each with its time and place, and the person's part in it."),
                "UNTOC 21",
            ),
            ContentField(
                "why_there",
                _("Why there"),
                _("Where evidence, victims or suspects are, or that several States could try it."),
                "UNTOC 21",
            ),
            ContentField(
                "file",
                _("File of the case"),
                _("Or its index, where the file is too large."),
                "UNTOC 21",
                DOCUMENT,
            ),
            ContentField(
                "law_text",
                _("Text of the law"),
                _("Offence, penalty and limitation, in full."),
                "UNTOC 21",
                DOCUMENT,
                required=False,
            ),
            ContentField(
                "victims",
                _("Victims and their claims"),
                _("Who must be heard and told, and what is claimed."),
                "UNTOC 25(3)",
            ),
            ContentField(
                "measures",
                _("Measures in force"),
                _("Custody, restraint and other orders, and when they end."),
                "UNTOC 21",
                required=False,
            ),
            ContentField(
                "own_case",
                _("Own proceedings meanwhile"),
                _("That they are stayed, and when they would go on."),
                "UNTOC 15(5), 21",
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "authority",
                _("Authority that takes over"),
                _("Prosecution or court, by name."),
                "UNTOC 21",
                LINE,
            ),
            ContentField(
                "reference",
                _("Reference of its case"),
                _("By which it is reached."),
                "UNTOC 21",
                LINE,
            ),
            ContentField(
                "taken_on",
                _("Taken over on"),
                _("From this day the other proceedings rest."),
                "UNTOC 21",
                DATE,
            ),
            ContentField(
                "outcome_told",
                _("How the outcome is told"),
                _("To whom, and what is told to the victims."),
                "UNTOC 21, 25(3)",
            ),
        ),
        grounds=(
            Ground(
                "not_in_interest",
                _("A transfer is not in the interest of the proper administration of justice"),
                "UNTOC 21",
            ),
            Ground(
                "no_jurisdiction",
                _("No jurisdiction over the offence"),
                "UNTOC 15(1), 15(2)",
            ),
            Ground(
                "dual_criminality",
                _("Not punishable in both States"),
                "UNTOC 18(9)",
            ),
            Ground(
                "essential_interests",
                _("Sovereignty, security, public order or other essential interests"),
                "UNTOC 18(21)(b)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.PERSONS,
        roles_to_draft=("officer", "central"),
        limits=EXTRADITION_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

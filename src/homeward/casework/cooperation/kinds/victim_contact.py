"""Contact with a victim or family in another State, and the way home (UNTOC art. 25).

Article 25(1) asks for assistance to victims. The Hostages Convention, art. 3(1), asks the State in
which a hostage is held to ease his departure after release. Consular assistance is named from
memory: its text has not been read here.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Group,
    Kind,
    LegalBasis,
    declare,
)
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY
from homeward.casework.cooperation.kinds.common import (
    CONSENT,
    DATE,
    FACTS,
    INVESTIGATION,
    LIMITS,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS, WITHIN_MEANS_25
from homeward.foundation.access.roles import Compartment

UNTOC_25 = LegalBasis(
    "untoc_25",
    _("UN Convention against Transnational Organized Crime, art. 25"),
    "UNTOC 25",
    "untoc",
)
HOSTAGES_3 = LegalBasis(
    "hostages_3", _("Hostages Convention, art. 3(1)"), "Hostages Convention 3(1)", "hostages"
)
CONSULAR_5 = LegalBasis(
    "consular_5",
    _("Vienna Convention on Consular Relations, art. 5(e) (from memory)"),
    "VCCR 5(e)",
)
CONSULAR_ARTICLE = "VCCR 5(e) (from memory)"

VICTIM_CONTACT = declare(
    Kind(
        code="victim_contact",
        label=_("Victim contact or repatriation"),
        purpose=_("Share how a victim or family is met and reached, or bring a victim home."),
        legal_bases=(UNTOC_25, HOSTAGES_3, CONSULAR_5, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "persons",
                _("Persons concerned"),
                _("Only what the consent covers."),
                "UNTOC 25(1)",
                source="support_person",
            ),
            ContentField(
                "task",
                _("What is asked"),
                _("Contact in the other State, the journey home, or both."),
                "UNTOC 25(1)",
                FieldType.CHOICE,
                choices=(
                    ("contact", _("Keep contact by this plan")),
                    ("repatriation", _("Help the person home")),
                    ("both", _("Keep contact and help the person home")),
                ),
            ),
            ContentField(
                "plan",
                _("Contact plan"),
                _("How and when the person is reached, in which language, and what may be told."),
                "UNTOC 25(1)",
                source="support_plan",
            ),
            ContentField(
                "journey",
                _("Journey home"),
                _("From where, when, with whom, and what the person's health allows."),
                "Hostages Convention 3(1)",
                required=False,
            ),
            ContentField(
                "consular",
                _("Papers and consular contact"),
                _("Travel papers that are needed, and the consulate that helps."),
                CONSULAR_ARTICLE,
                required=False,
            ),
            ContentField(
                "child",
                _("Where the person is a child"),
                _("Who decides for the child, who travels along, and who takes the child in."),
                "UNTOC 25(1)",
                required=False,
            ),
            CONSENT,
            PURPOSE,
        ),
        answer=(
            ContentField(
                "done",
                _("What was done"),
                _("What was arranged, and what the person said to it."),
                "UNTOC 25(1)",
            ),
            ContentField(
                "contact",
                _("Who keeps contact"),
                _("Role and authority, and the hours at which they answer."),
                "UNTOC 25(1)",
                LINE,
            ),
            ContentField(
                "travels_on",
                _("Day of the journey"),
                _("Where a journey was asked for."),
                "Hostages Convention 3(1)",
                DATE,
                required=False,
            ),
        ),
        grounds=(*MLA_GROUNDS, WITHIN_MEANS_25),
        sender_function="central",
        receiver_function="central",
        group=Group.VICTIMS,
        roles_to_draft=("support", "officer"),
        limits=LIMITS,
        compartment=Compartment.VICTIMS,
    )
)

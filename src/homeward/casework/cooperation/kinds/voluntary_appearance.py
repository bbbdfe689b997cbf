"""Voluntary appearance of a person in the requesting State (UNTOC art. 18(3)(h)), with safe conduct
(18(27)).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import (
    ContentField,
    Ground,
    Group,
    Kind,
    When,
    declare,
)
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    CHOICE,
    DATE,
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LIMITS,
    LINE,
    MLA_BEGINNING,
    MLA_END,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

VOLUNTARY_APPEARANCE = declare(
    Kind(
        code="voluntary_appearance",
        label=_("Voluntary appearance"),
        purpose=_("Invite a witness or expert in another State to come and give evidence."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "person",
                _("Person who is invited"),
                _("Identity, nationality, address, and in what part: witness or expert."),
                "UNTOC 18(15)(e)",
            ),
            ContentField(
                "appear_on",
                _("Day of the appearance"),
                _("It must leave time for the service and the journey."),
                "UNTOC 18(15)(d)",
                DATE,
                to_come=True,
            ),
            ContentField(
                "appear_before",
                _("Before whom"),
                _("Court or authority, and its address."),
                "UNTOC 18(15)(d)",
                LINE,
            ),
            ContentField(
                "safe_conduct",
                _("Safe conduct"),
                _("That nobody is prosecuted or held for earlier acts, and how long it lasts."),
                "UNTOC 18(27)",
            ),
            ContentField(
                "costs",
                _("Journey and allowances"),
                _("What is paid, by whom, and whether in advance."),
                "UNTOC 18(28)",
            ),
            ContentField(
                "protection",
                _("Protection of the person"),
                _("What is done for safety on the way and while here."),
                "UNTOC 24(1)",
                required=False,
            ),
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "wish",
                _("What the person wishes"),
                _("In the person's own words, after being told of the safe conduct."),
                "UNTOC 18(3)(h)",
                CHOICE,
                choices=(
                    ("comes", pgettext_lazy("wish", "Will come")),
                    ("conditions", pgettext_lazy("wish", "Will come on conditions")),
                    ("declines", pgettext_lazy("wish", "Does not wish to come")),
                ),
            ),
            ContentField(
                "conditions",
                _("Conditions of the person"),
                _("What the person asks for."),
                "UNTOC 18(3)(h)",
                when=When("wish", ("conditions",)),
            ),
        ),
        grounds=(
            *MLA_GROUNDS,
            Ground(
                "no_consent",
                _("The person does not wish to come"),
                "UNTOC 18(3)(h)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "central"),
        limits=LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

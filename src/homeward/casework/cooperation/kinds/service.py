"""Service of judicial documents (UNTOC art. 18(3)(b)).

Alone of all kinds of assistance it needs no summary of the facts (18(15)(c)).
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, When, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    ASSISTANCE,
    CHOICE,
    DATE,
    DOCUMENT,
    EXECUTED_BY,
    EXECUTED_ON,
    FACTS,
    FORMALITIES,
    INVESTIGATION,
    LIMITS,
    LINE,
    MLA_END,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

SERVICE = declare(
    Kind(
        code="service",
        label=_("Service of documents"),
        purpose=_("Have a summons, judgment or other judicial document served in another State."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            INVESTIGATION,
            replace(FACTS, required=False),
            ASSISTANCE,
            ContentField(
                "recipient",
                _("Person to be served"),
                _("Identity, nationality and the address, with others that are known."),
                "UNTOC 18(15)(e)",
            ),
            ContentField(
                "document",
                _("Document to be served"),
                _("The document itself, with its translation."),
                "UNTOC 18(3)(b)",
                DOCUMENT,
            ),
            ContentField(
                "is_summons",
                _("A summons"),
                _("Whether the person is to appear by it."),
                "UNTOC 18(27)",
                CHOICE,
                choices=(
                    ("yes", pgettext_lazy("is summons", "Yes")),
                    ("no", pgettext_lazy("is summons", "No")),
                ),
            ),
            ContentField(
                "appear_on",
                _("Day of the appearance"),
                _("It must leave time for the service and the journey."),
                "UNTOC 18(27)",
                DATE,
                to_come=True,
                when=When("is_summons", ("yes",)),
            ),
            ContentField(
                "safe_conduct",
                _("Safe conduct"),
                _("That nobody is prosecuted or held for earlier acts, and how long it lasts."),
                "UNTOC 18(27)",
                when=When("is_summons", ("yes",)),
            ),
            ContentField(
                "manner",
                _("Manner of service"),
                _("In person, at the address, or as own law of the other State has it."),
                "UNTOC 18(17)",
                LINE,
                required=False,
            ),
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "served",
                _("Whether it was served"),
                _("To whom it was handed, or why it could not be."),
                "UNTOC 18(3)(b)",
                CHOICE,
                choices=(
                    ("in_person", pgettext_lazy("served", "In person")),
                    ("otherwise", pgettext_lazy("served", "In another lawful way")),
                    ("not_served", pgettext_lazy("served", "Not served")),
                ),
            ),
            ContentField(
                "proof",
                _("Proof of service"),
                _("Day, place, manner and who received it; the receipt is attached."),
                "UNTOC 18(3)(b)",
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

"""Extradition (UNTOC art. 16), to the end: surrender, prosecution instead, or refusal.

The article leaves conditions and papers to the law of the requested State and to treaties (16(7));
what is listed here beyond it is common to them (from memory).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, When, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, HOSTAGES_8, RECIPROCITY, UNTOC_16
from homeward.casework.cooperation.kinds.common import (
    CHOICE,
    DATE,
    DOCUMENT,
    EXTRADITION_LIMITS,
    FACTS,
    INVESTIGATION,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import EXTRADITION_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

EXTRADITION = declare(
    Kind(
        code="extradition",
        label=_("Extradition"),
        purpose=_(
            "Ask another State to surrender a person for prosecution or to serve a sentence."
        ),
        legal_bases=(UNTOC_16, HOSTAGES_8, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "person",
                _("Person sought"),
                _("Names, birth, nationality, looks, papers, and where the person may be."),
                "UNTOC 16(1)",
            ),
            ContentField(
                "nationality",
                _("Nationality"),
                _("As far as it is known; nationals are surrendered by some States only."),
                "UNTOC 16(10)",
                LINE,
            ),
            ContentField(
                "stage",
                _("Stage of the case"),
                _("What the person is wanted for."),
                "UNTOC 16(1)",
                CHOICE,
                choices=(
                    ("prosecution", pgettext_lazy("stage", "To be prosecuted")),
                    ("sentence", pgettext_lazy("stage", "To serve a sentence")),
                ),
            ),
            ContentField(
                "offences",
                _("Offences"),
                _("Each with its time and place, and the person's part in it."),
                "UNTOC 16(1)",
            ),
            ContentField(
                "penalty",
                _("Penalty and limitation"),
                _("The highest penalty of each, and that it is not time-barred."),
                "UNTOC 16(7)",
            ),
            ContentField(
                "law_text",
                _("Text of the law"),
                _("Offence, penalty and limitation; treaties commonly ask it (from memory)."),
                "UNTOC 16(7)",
                DOCUMENT,
            ),
            ContentField(
                "warrant",
                _("Warrant of arrest"),
                _("The original or a certified copy, as treaties commonly ask (from memory)."),
                "UNTOC 16(7)",
                DOCUMENT,
                when=When("stage", ("prosecution",)),
            ),
            ContentField(
                "judgment",
                _("Judgment"),
                _("With proof that it can be enforced; treaties commonly ask it (from memory)."),
                "UNTOC 16(7)",
                DOCUMENT,
                when=When("stage", ("sentence",)),
            ),
            ContentField(
                "rest_of_sentence",
                _("What is left of the sentence"),
                _("Years, months and days that will be served."),
                "UNTOC 16(7)",
                LINE,
                when=When("stage", ("sentence",)),
            ),
            ContentField(
                "evidence",
                _("Evidence"),
                _("As far as the law of the other State asks for it; it is to be kept simple."),
                "UNTOC 16(8)",
                required=False,
            ),
            ContentField(
                "speciality",
                _("Undertaking on other acts"),
                _("That the person is tried for nothing else without the other State's consent."),
                "UNTOC 16(7)",
            ),
            ContentField(
                "treatment",
                _("Fair treatment"),
                _("Which rights and guarantees the person has at all stages."),
                "UNTOC 16(13)",
            ),
            ContentField(
                "assurances",
                _("Assurances"),
                _("Such as on the penalty, where the other State asks for them."),
                "UNTOC 16(7)",
                required=False,
            ),
            ContentField(
                "arrested_on",
                _("Provisionally arrested on"),
                _("Where the person is held already: the days for these papers run from it."),
                "UNTOC 16(9)",
                DATE,
                required=False,
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "decided_by",
                _("Authority that decided"),
                _("Court or minister, by name."),
                "UNTOC 16(7)",
                LINE,
            ),
            ContentField(
                "reference",
                _("Reference of the decision"),
                _("As it stands on it."),
                "UNTOC 16(7)",
                LINE,
            ),
            ContentField(
                "decided_on",
                _("Decided on"),
                _("The day of the final decision."),
                "UNTOC 16(7)",
                DATE,
            ),
            ContentField(
                "offences_granted",
                _("Offences it is granted for"),
                _("The person may be tried for these."),
                "UNTOC 16(1)",
            ),
            ContentField(
                "conditions",
                _("Conditions"),
                _("Such as return to serve the sentence."),
                "UNTOC 16(11)",
                required=False,
            ),
            ContentField(
                "custody_days",
                _("Time in custody"),
                _("Days held for this, which count towards the sentence."),
                "UNTOC 16(13)",
                LINE,
                required=False,
            ),
        ),
        grounds=(*EXTRADITION_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.PERSONS,
        roles_to_draft=("officer", "central"),
        limits=EXTRADITION_LIMITS,
        compartment=Compartment.INVESTIGATION,
        lifecycle="extradition",
        asked=Asked.EXTRADITION,
    )
)

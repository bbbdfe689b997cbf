"""Provisional arrest of a person whose extradition will be asked for (UNTOC art. 16(9)).

How long the person is held until the papers arrive is for treaty or law: commonly 40 to 60 days
(from memory).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import (
    ContentField,
    Ground,
    Group,
    Kind,
    LegalBasis,
    declare,
)
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_16
from homeward.casework.cooperation.kinds.common import (
    CHOICE,
    DATE,
    FACTS,
    FLEETING_LIMITS,
    INVESTIGATION,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import EXTRADITION_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

HOSTAGES_6 = LegalBasis(
    "hostages_6", _("Hostages Convention, art. 6(1)"), "Hostages Convention 6(1)", "hostages"
)

PROVISIONAL_ARREST = declare(
    Kind(
        code="provisional_arrest",
        label=_("Provisional arrest"),
        purpose=_("Have a person found and held until the papers for extradition arrive."),
        legal_bases=(UNTOC_16, HOSTAGES_6, BILATERAL, RECIPROCITY),
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
                "warrant_reference",
                _("Warrant or judgment"),
                _("Authority, day and reference; the paper follows later."),
                "UNTOC 16(9)",
            ),
            ContentField(
                "urgency_why",
                _("Why it is urgent"),
                _("Such as a risk of flight, or of harm to the victim."),
                "UNTOC 16(9)",
            ),
            ContentField(
                "request_by",
                _("Request for extradition by"),
                _("The day by which it will be sent."),
                "UNTOC 16(9)",
                DATE,
                to_come=True,
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "arrested_on",
                _("Arrested on"),
                _("The day from which the time for the papers runs."),
                "UNTOC 16(9)",
                DATE,
            ),
            ContentField(
                "held_by",
                _("Authority that holds the person"),
                _("By name, with the reference of its order."),
                "UNTOC 16(9)",
                LINE,
            ),
            ContentField(
                "papers_by",
                _("Papers needed by"),
                _("The last day; after it the person is released."),
                "UNTOC 16(9)",
                DATE,
                not_before="arrested_on",
            ),
            ContentField(
                "papers_rule",
                _("Rule of that time"),
                _("The article of the treaty or law that sets it."),
                "UNTOC 16(7)",
                LINE,
            ),
        ),
        grounds=(
            *EXTRADITION_GROUNDS,
            Ground(
                "not_urgent",
                _("The circumstances do not warrant custody, or it is not urgent"),
                "UNTOC 16(9)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.PERSONS,
        roles_to_draft=("officer", "central"),
        limits=FLEETING_LIMITS,
        compartment=Compartment.INVESTIGATION,
        lifecycle="arrest",
        asked=Asked.EXTRADITION,
    )
)

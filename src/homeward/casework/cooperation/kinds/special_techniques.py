"""Special investigative techniques (UNTOC art. 20).

They stand on an agreement of the two States, or on a decision for the single case (20(2), (3)).
Nothing of how they are done belongs into a request.
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
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_18, UNTOC_20
from homeward.casework.cooperation.kinds.common import (
    CHOICE,
    DATE,
    DOCUMENT,
    EXECUTED_BY,
    FLEETING_LIMITS,
    LINE,
    MLA_BEGINNING,
    PURPOSE,
    SECRECY,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

SPECIAL_TECHNIQUES = declare(
    Kind(
        code="special_techniques",
        label=_("Special investigative techniques"),
        purpose=_("Ask for a controlled delivery, surveillance or an undercover operation abroad."),
        legal_bases=(UNTOC_20, UNTOC_18, BILATERAL, RECIPROCITY),
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "technique",
                _("Technique"),
                _("One request for each."),
                "UNTOC 20(1)",
                CHOICE,
                choices=(
                    ("delivery", pgettext_lazy("technique", "Controlled delivery")),
                    (
                        "surveillance",
                        pgettext_lazy("technique", "Electronic or other surveillance"),
                    ),
                    ("undercover", pgettext_lazy("technique", "Undercover operation")),
                ),
            ),
            ContentField(
                "agreement",
                _("Agreement it rests on"),
                _("Its name and date, or that a decision for this case is asked for."),
                "UNTOC 20(2), 20(3)",
                LINE,
            ),
            ContentField(
                "own_authority_order",
                _("Own authorisation"),
                _("A copy of what own law needs for it."),
                "UNTOC 20(1)",
                DOCUMENT,
            ),
            ContentField(
                "from_day",
                _("From"),
                _("The first day."),
                "UNTOC 20(3)",
                DATE,
                to_come=True,
            ),
            ContentField(
                "to_day",
                _("Until"),
                _("The last day."),
                "UNTOC 20(3)",
                DATE,
                not_before="from_day",
            ),
            ContentField(
                "control",
                _("Who is in control"),
                _("Who leads on either territory, and who may stop it at any time."),
                "UNTOC 20(3)",
            ),
            ContentField(
                "safety",
                _("Safety of the victim"),
                _("What is done so that nothing endangers the victim, and when it is broken off."),
                "UNTOC 24(1), 25(1)",
            ),
            ContentField(
                "goods",
                _("Goods and route"),
                _("Let through intact, removed or replaced."),
                "UNTOC 20(4)",
                when=When("technique", ("delivery",)),
            ),
            ContentField(
                "costs",
                _("Costs and jurisdiction"),
                _("What was or is to be agreed on either."),
                "UNTOC 20(3)",
            ),
            PURPOSE,
            SECRECY,
        ),
        answer=(
            EXECUTED_BY,
            ContentField(
                "order",
                _("Order and court"),
                _("Reference and authority of the order that allowed it."),
                "UNTOC 20(1)",
                LINE,
            ),
            ContentField(
                "from_day",
                _("From"),
                _("The first day."),
                "UNTOC 20(3)",
                DATE,
            ),
            ContentField(
                "to_day",
                _("Until"),
                _("The last day."),
                "UNTOC 20(3)",
                DATE,
                not_before="from_day",
            ),
            ContentField(
                "result",
                _("Result"),
                _("What may be told, and what may be used as evidence."),
                "UNTOC 20(1)",
            ),
        ),
        grounds=(
            *MLA_GROUNDS,
            Ground(
                "principles",
                _("Basic principles of own law do not allow it"),
                "UNTOC 20(1)",
            ),
            Ground(
                "no_agreement",
                _("The two States did not agree on it for this case"),
                "UNTOC 20(3)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.POLICE,
        roles_to_draft=("officer", "central"),
        limits=FLEETING_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

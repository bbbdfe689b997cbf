"""Tracing: both States follow the proceeds through their own ledgers and hand over only the flow.

One request, approved once on each side, fixes the run's scope: claim, rule, period and ceiling.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Kind, declare
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    BILATERAL,
    DATE,
    FACTS,
    INVESTIGATION,
    LIMITS,
    LINE,
    MLA_GROUNDS,
    NOT_COVERED,
    PURPOSE,
    RECIPROCITY,
    UNTOC_13,
    UNTOC_18,
)

TRACING = declare(
    Kind(
        code="tracing",
        label=_("Tracing of proceeds"),
        purpose=_("Follow the ransom through the other State's accounts without seeing them."),
        legal_bases=(UNTOC_13, UNTOC_18, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "actions",
                _("Actions requested"),
                _("Identify and trace the proceeds that reached your State (UNTOC 13(2))."),
                "UNTOC 13(3)(c)",
                source="tracing_actions",
            ),
            ContentField(
                "rule",
                _("Rule of tracing"),
                _("The same rule in every State of the run."),
                "UNTOC 18(17)",
                LINE,
                source="rule",
            ),
            ContentField(
                "label",
                _("Label of the claim"),
                _("An opaque name under which the money is followed everywhere."),
                "UNTOC 13(3)(c)",
                LINE,
                source="label",
            ),
            ContentField(
                "states",
                _("States in the run"),
                _("Only these may hand over to each other under this request."),
                "UNTOC 13(3)(c)",
                LINE,
                source="states",
            ),
            ContentField(
                "ceiling",
                _("Ceiling of the proceeds"),
                _("No more than this may be handed over under the request."),
                "UNTOC 13(3)(c)",
                AMOUNT,
                source="ceiling",
            ),
            ContentField(
                "period_from",
                _("Period from"),
                _("Payments before this are not looked at."),
                "UNTOC 13(3)(c)",
                DATE,
                source="period_from",
            ),
            ContentField(
                "period_to",
                _("Period to"),
                _("Payments after this are not looked at."),
                "UNTOC 13(3)(c)",
                DATE,
                source="period_to",
            ),
            PURPOSE,
        ),
        answer=(
            ContentField(
                "findings",
                _("Findings"),
                _("What became of the proceeds here, in total."),
                "UNTOC 13(2)",
                source="findings",
            ),
        ),
        grounds=(*MLA_GROUNDS, NOT_COVERED),
        sender_function="central",
        receiver_function="central",
        roles_to_draft=("finance", "officer"),
        limits=LIMITS,
    )
)

"""Tracing: both States follow the proceeds through their own ledgers and hand over only the flow.

One request, approved once on each side, fixes the run's scope: claim, rule, period and ceiling.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, FieldType, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13, UNTOC_18
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    DATE,
    FACTS,
    INVESTIGATION,
    LIMITS,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

# The rule that a run between nodes follows, by its name in the library `tracing`; hand-overs of the
# share rules have no message yet.
RULES = (("fifo", pgettext_lazy("rule", "First in, first out")),)

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
                FieldType.CHOICE,
                source="rule",
                fixed=True,
                choices=RULES,
            ),
            ContentField(
                "label",
                _("Label of the claim"),
                _("An opaque name under which the money is followed everywhere."),
                "UNTOC 13(3)(c)",
                LINE,
                source="label",
                fixed=True,
            ),
            ContentField(
                "states",
                _("States in the run"),
                _("Only these may hand over to each other under this request."),
                "UNTOC 13(3)(c)",
                FieldType.STATES,
                source="states",
                fixed=True,
            ),
            ContentField(
                "ceiling",
                _("Ceiling of the proceeds"),
                _(
                    "No more than this may lie in one State at any moment. What is handed over"
                    " beyond it waits for an officer."
                ),
                "UNTOC 13(3)(c)",
                AMOUNT,
                source="ceiling",
                fixed=True,
                least=1,
            ),
            ContentField(
                "period_from",
                _("Period from"),
                _(
                    "The day of the claimed payment at the latest: no proceeds move before it, and"
                    " a hand-over of an earlier payment is refused. Earlier payments are read for"
                    " the balances only."
                ),
                "UNTOC 13(3)(c)",
                DATE,
                source="period_from",
                fixed=True,
            ),
            ContentField(
                "period_to",
                _("Period to"),
                _("Payments after this are not looked at, and none of them is handed over."),
                "UNTOC 13(3)(c)",
                DATE,
                source="period_to",
                fixed=True,
                not_before="period_from",
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
        grounds=MONEY_GROUNDS,
        sender_function="central",
        receiver_function="central",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer"),
        limits=LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.CONFISCATION,
    )
)

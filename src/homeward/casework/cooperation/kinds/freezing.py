"""Freezing: the requested State restrains the proceeds that were found there (UNTOC art. 13(2))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    FACTS,
    INVESTIGATION,
    LIMITS,
    PURPOSE,
    RUN,
)
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.casework.cooperation.kinds.orders import order_fields
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

FREEZING = declare(
    Kind(
        code="freezing",
        label=_("Freezing of proceeds"),
        purpose=_("Ask another State to freeze the proceeds that were found there."),
        legal_bases=(UNTOC_13, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "actions",
                _("Actions requested"),
                _("Which proceeds are to be frozen."),
                "UNTOC 13(3)(c)",
                source="freezing_actions",
            ),
            ContentField(
                "run",
                _("Tracing run"),
                _("The finished run that found the proceeds."),
                "UNTOC 13(3)(c)",
                RUN,
                source="run",
                fixed=True,
            ),
            ContentField(
                "amount",
                _("Amount to freeze"),
                _("As the run found it in the requested State."),
                "UNTOC 13(3)(c)",
                AMOUNT,
                source="amount",
                least=1,
            ),
            PURPOSE,
        ),
        answer=order_fields("frozen", _("Amount frozen"), "UNTOC 2(f)", is_filled=True),
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

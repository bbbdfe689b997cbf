"""Freezing: the requested State restrains the proceeds that were found there (UNTOC art. 13(2))."""

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
    RUN,
    UNTOC_13,
)
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
        # What every answer about an order over property declares (DESIGN: orders).
        answer=(
            ContentField(
                "authority",
                _("Authority that ordered it"),
                _("Court or authority, by name."),
                "UNTOC 2(f)",
                LINE,
                source="order_authority",
            ),
            ContentField(
                "reference",
                _("References of the orders"),
                _("As they stand on the orders."),
                "UNTOC 2(f)",
                source="order_reference",
            ),
            ContentField(
                "frozen",
                _("Amount frozen"),
                _("The sum of the orders made."),
                "UNTOC 2(f)",
                AMOUNT,
                source="order_amount",
            ),
            ContentField(
                "valid_from",
                _("In force from"),
                _("The day the order took effect."),
                "UNTOC 2(f)",
                DATE,
                source="order_from",
            ),
            ContentField(
                "valid_to",
                _("In force until"),
                _("The day it ends unless it is renewed."),
                "UNTOC 2(f)",
                DATE,
                source="order_to",
                not_before="valid_from",
            ),
        ),
        grounds=(*MLA_GROUNDS, NOT_COVERED),
        sender_function="central",
        receiver_function="central",
        roles_to_draft=("finance", "officer"),
        limits=LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.CONFISCATION,
    )
)

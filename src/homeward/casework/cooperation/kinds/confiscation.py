"""Confiscation (UNTOC art. 13(1) and (3)).

An own order of the requested State is sought, or that of the requesting State is given effect.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, Group, Kind, When, declare
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_13
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    CHOICE,
    COURT_LIMITS,
    DATE,
    DOCUMENT,
    FACTS,
    INVESTIGATION,
    PERSONS,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import MONEY_GROUNDS
from homeward.casework.cooperation.kinds.orders import order_fields
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

CONFISCATION = declare(
    Kind(
        code="confiscation",
        label=_("Confiscation"),
        purpose=_(
            "Ask another State to confiscate, by an order of its own or by giving effect to ours."
        ),
        legal_bases=(UNTOC_13, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "way",
                _("How it is asked for"),
                _("Either way ends in an order of the other State or its execution there."),
                "UNTOC 13(1)",
                CHOICE,
                choices=(
                    (
                        "own_order",
                        pgettext_lazy("way", "The other State seeks an order of its own"),
                    ),
                    ("enforce", pgettext_lazy("way", "The order made here is given effect")),
                ),
            ),
            ContentField(
                "property",
                _("Property"),
                _("Its kind, place, number and owner, so that it cannot be mistaken."),
                "UNTOC 13(3)(a)",
            ),
            ContentField(
                "amount",
                _("Value"),
                _("Of the property, or of its equivalent."),
                "UNTOC 13(3)(a)",
                AMOUNT,
                least=1,
            ),
            ContentField(
                "facts_relied_on",
                _("Facts relied on"),
                _("So fully that an order can be sought under the other State's law."),
                "UNTOC 13(3)(a)",
                when=When("way", ("own_order",)),
            ),
            ContentField(
                "order_copy",
                _("Order"),
                _("A copy that is admissible as evidence."),
                "UNTOC 13(3)(b)",
                DOCUMENT,
                when=When("way", ("enforce",)),
            ),
            ContentField(
                "order_on",
                _("Day of the order"),
                _("And since when it is final."),
                "UNTOC 13(3)(b)",
                DATE,
                when=When("way", ("enforce",)),
            ),
            ContentField(
                "extent",
                _("Extent of execution"),
                _("How far the order is to be given effect."),
                "UNTOC 13(3)(b)",
                when=When("way", ("enforce",)),
            ),
            ContentField(
                "third_parties",
                _("Others who claim it"),
                _("Who is known to, and whether in good faith."),
                "UNTOC 13(8)",
                required=False,
            ),
            ContentField(
                "return_wish",
                _("Wish to have it returned"),
                _("To whom it is to go, victims first."),
                "UNTOC 14(2)",
                required=False,
            ),
            PERSONS,
            PURPOSE,
        ),
        answer=(
            *order_fields("confiscated", _("Amount confiscated"), "UNTOC 2(g)", ends=False),
            ContentField(
                "final",
                _("Finality"),
                _("Whether the order is final, and by when it can be challenged."),
                "UNTOC 2(g)",
                CHOICE,
                choices=(
                    ("final", pgettext_lazy("final", "Final")),
                    ("open", pgettext_lazy("final", "It can still be challenged")),
                ),
            ),
            ContentField(
                "third_parties",
                _("Others who claim it"),
                _("Who came forward, and what became of it."),
                "UNTOC 13(8)",
                required=False,
            ),
        ),
        grounds=(*MONEY_GROUNDS,),
        sender_function="central",
        receiver_function="central",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.CONFISCATION,
    )
)

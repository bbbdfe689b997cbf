"""Return and sharing of confiscated assets (UNTOC art. 14): victims and owners come first."""

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
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_14
from homeward.casework.cooperation.kinds.common import (
    AMOUNT,
    CHOICE,
    COURT_LIMITS,
    FACTS,
    INVESTIGATION,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.orders import order_fields
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

ASSET_RETURN = declare(
    Kind(
        code="asset_return",
        label=_("Return or sharing of assets"),
        purpose=_("Ask for confiscated assets back, for the victim, the owner or to be shared."),
        legal_bases=(UNTOC_14, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "confiscation",
                _("Confiscation it follows"),
                _("Reference and day of the order, and of the request for it."),
                "UNTOC 14(2)",
            ),
            ContentField(
                "way",
                _("What is asked for"),
                _("Victims and legitimate owners come first."),
                "UNTOC 14(2)",
                CHOICE,
                choices=(
                    ("victim", pgettext_lazy("way", "Return, to compensate victims")),
                    ("owner", pgettext_lazy("way", "Return to the legitimate owner")),
                    ("share", pgettext_lazy("way", "Sharing between the States")),
                    ("fund", pgettext_lazy("way", "Contribution to the account of article 30")),
                ),
            ),
            ContentField(
                "beneficiary",
                _("To whom it goes"),
                _("The person or body, and how it will be handed over."),
                "UNTOC 14(2)",
            ),
            ContentField(
                "loss",
                _("Loss"),
                _("What was paid or lost, and how it is proved."),
                "UNTOC 14(2)",
                when=When("way", ("victim", "owner")),
            ),
            ContentField(
                "shares",
                _("Shares"),
                _("Which share for which State, and why."),
                "UNTOC 14(3)",
                when=When("way", ("share",)),
            ),
            ContentField(
                "amount",
                _("Amount"),
                _("That is asked for."),
                "UNTOC 14(2)",
                AMOUNT,
                least=1,
            ),
            ContentField(
                "payee",
                _("Account for the payment"),
                _("Of the authority that receives it."),
                "UNTOC 14(2)",
                required=False,
            ),
            PURPOSE,
        ),
        answer=(
            *order_fields("returned", _("Amount returned"), "UNTOC 14(2)", ends=False),
            ContentField(
                "costs",
                _("Costs kept back"),
                _("Which, and by what rule."),
                "UNTOC 18(28)",
                required=False,
            ),
        ),
        grounds=(
            Ground(
                "own_law_disposal",
                _("Own law on the disposal of confiscated property does not allow it"),
                "UNTOC 14(1), 14(2)",
            ),
            Ground(
                "third_party",
                _("Rights of third parties in good faith would suffer"),
                "UNTOC 13(8)",
            ),
            Ground(
                "not_agreed",
                _("The two States did not agree on sharing"),
                "UNTOC 14(3)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.MONEY,
        roles_to_draft=("finance", "officer", "support", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.FINANCE,
        asked=Asked.CONFISCATION,
    )
)

"""Documents and records: public, bank, corporate or business records (UNTOC art. 18(3)(f)).

Bank secrecy is no ground to refuse them (18(8)).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    CHOICE,
    DATE,
    EXECUTED_BY,
    EXECUTED_ON,
    FORMALITIES,
    LIMITS,
    LINE,
    MLA_BEGINNING,
    MLA_END,
    PERSONS,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

RECORDS = declare(
    Kind(
        code="records",
        label=_("Documents and records"),
        purpose=_("Ask for originals or certified copies, bank and company records among them."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "holder",
                _("Who holds them"),
                _("Bank, company, provider or register, with its address."),
                "UNTOC 18(3)(f)",
                LINE,
            ),
            ContentField(
                "records",
                _("Records"),
                _("Accounts, numbers, names or documents, so that the holder can find them."),
                "UNTOC 18(3)(f)",
            ),
            ContentField(
                "period_from",
                _("Period from"),
                _("The first day that matters."),
                "UNTOC 18(15)(d)",
                DATE,
            ),
            ContentField(
                "period_to",
                _("Period to"),
                _("The last day that matters."),
                "UNTOC 18(15)(d)",
                DATE,
                not_before="period_from",
            ),
            ContentField(
                "link_to_case",
                _("Why they matter"),
                _("What ties them to the investigation."),
                "UNTOC 18(15)(c)",
            ),
            ContentField(
                "certification",
                _("Originals or certified copies"),
                _("What own courts need."),
                "UNTOC 18(3)(f)",
                CHOICE,
                choices=(
                    ("copy", pgettext_lazy("certification", "Copies are enough")),
                    ("certified", pgettext_lazy("certification", "Certified copies")),
                    ("original", pgettext_lazy("certification", "Originals, to be returned")),
                ),
            ),
            ContentField(
                "tell_nobody",
                _("The customer is not told"),
                _("Why whoever the records are about must not learn of it."),
                "UNTOC 18(20)",
                required=False,
            ),
            PERSONS,
            *MLA_END,
        ),
        answer=(
            EXECUTED_BY,
            EXECUTED_ON,
            FORMALITIES,
            ContentField(
                "records",
                _("Records that are handed over"),
                _("Which, of which period, and how they are certified."),
                "UNTOC 18(3)(f)",
            ),
            ContentField(
                "lacking",
                _("What could not be had"),
                _("And why."),
                "UNTOC 18(3)(f)",
                required=False,
            ),
        ),
        grounds=(
            *MLA_GROUNDS,
            Ground(
                "not_public",
                _("The records are not open to the public, and are not given"),
                "UNTOC 18(29)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "finance", "central"),
        limits=LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

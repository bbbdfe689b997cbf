"""Transfer of a person in custody who is to testify or help (UNTOC art. 18(10) to (12))."""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, Ground, Group, Kind, declare
from homeward.casework.cooperation.kinds.bases import ASSISTANCE_BASES
from homeward.casework.cooperation.kinds.common import (
    COURT_LIMITS,
    DATE,
    MLA_BEGINNING,
    PURPOSE,
    SECRECY,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS
from homeward.foundation.access.roles import Compartment
from homeward.knowledge.law.route import Asked

DETAINEE_TRANSFER = declare(
    Kind(
        code="detainee_transfer",
        label=_("Transfer of a detained witness"),
        purpose=_("Have a person in custody brought here for a time to testify or to help."),
        legal_bases=ASSISTANCE_BASES,
        contents=(
            *MLA_BEGINNING,
            ContentField(
                "person",
                _("Person in custody"),
                _("Identity, nationality, where held, and the sentence or charge."),
                "UNTOC 18(15)(e)",
            ),
            ContentField(
                "informed",
                _("What the person is to be told"),
                _("So that consent is free and informed."),
                "UNTOC 18(10)(a)",
            ),
            ContentField(
                "needed_from",
                _("Needed from"),
                _("The first day on which the person must be here."),
                "UNTOC 18(10)",
                DATE,
                to_come=True,
            ),
            ContentField(
                "needed_to",
                _("Needed until"),
                _("The last day; the person goes back without delay."),
                "UNTOC 18(11)",
                DATE,
                not_before="needed_from",
            ),
            ContentField(
                "custody",
                _("Custody meanwhile"),
                _("Where the person is held here, and by whom."),
                "UNTOC 18(11)",
            ),
            ContentField(
                "undertaking",
                _("Undertaking"),
                _(
                    "Custody is kept, the person goes back without extradition, the time counts,"
                    " and nobody prosecutes earlier acts."
                ),
                "UNTOC 18(11), 18(12)",
            ),
            ContentField(
                "escort",
                _("Journey and escort"),
                _("Who escorts, the route, and which States are crossed."),
                "UNTOC 18(10)(b)",
            ),
            PURPOSE,
            SECRECY,
        ),
        answer=(
            ContentField(
                "consented_on",
                _("Consent given on"),
                _("The day on which the person consented, and before whom it is recorded."),
                "UNTOC 18(10)(a)",
                DATE,
            ),
            ContentField(
                "handed_over_on",
                _("Handed over on"),
                _("The day and place of the hand-over."),
                "UNTOC 18(10)(b)",
                DATE,
            ),
            ContentField(
                "return_by",
                _("To be returned by"),
                _("As both authorities agreed."),
                "UNTOC 18(11)",
                DATE,
                not_before="handed_over_on",
            ),
            ContentField(
                "conditions",
                _("Conditions"),
                _("What both authorities agreed besides."),
                "UNTOC 18(10)(b)",
                required=False,
            ),
        ),
        grounds=(
            *MLA_GROUNDS,
            Ground(
                "no_consent",
                _("The person does not consent freely and informed"),
                "UNTOC 18(10)(a)",
            ),
            Ground(
                "no_agreement",
                _("The authorities of both States did not agree"),
                "UNTOC 18(10)(b)",
            ),
        ),
        sender_function="central",
        receiver_function="central",
        group=Group.EVIDENCE,
        roles_to_draft=("officer", "central"),
        limits=COURT_LIMITS,
        compartment=Compartment.INVESTIGATION,
        asked=Asked.ASSISTANCE,
    )
)

"""Protection of a witness or victim by another State (UNTOC art. 24 and 25).

Article 24(1) protects witnesses, their relatives and persons close to them; 24(2) names relocation,
non-disclosure and evidence by video, 24(3) agreements on relocation; 24(4) includes victims insofar
as they are witnesses. Article 25(1) is for victims.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Group,
    Kind,
    LegalBasis,
    declare,
)
from homeward.casework.cooperation.kinds.bases import BILATERAL, RECIPROCITY, UNTOC_18
from homeward.casework.cooperation.kinds.common import (
    CONSENT,
    DATE,
    FACTS,
    INVESTIGATION,
    LIMITS,
    LINE,
    PURPOSE,
)
from homeward.casework.cooperation.kinds.grounds import MLA_GROUNDS, NO_ARRANGEMENT, WITHIN_MEANS_24
from homeward.foundation.access.roles import Compartment

UNTOC_24 = LegalBasis(
    "untoc_24",
    _("UN Convention against Transnational Organized Crime, art. 24"),
    "UNTOC 24",
    "untoc",
)

VICTIM_PROTECTION = declare(
    Kind(
        code="victim_protection",
        label=_("Witness and victim protection"),
        purpose=_("Ask another State to protect a witness, a victim or persons close to them."),
        legal_bases=(UNTOC_24, UNTOC_18, BILATERAL, RECIPROCITY),
        contents=(
            INVESTIGATION,
            FACTS,
            ContentField(
                "persons",
                _("Persons to protect"),
                _("Only what the consent covers. No address: it is given by word of mouth."),
                "UNTOC 24(1)",
                source="support_person",
            ),
            ContentField(
                "standing",
                _("The person is protected as"),
                _("On it depends which paragraph of the Convention applies."),
                "UNTOC 24(1), 24(4), 25(1)",
                FieldType.CHOICE,
                choices=(
                    ("witness", _("a witness")),
                    ("victim_witness", _("a victim who is a witness")),
                    ("close", _("a relative of a witness, or a person close to one")),
                    ("victim", _("a victim")),
                ),
            ),
            ContentField(
                "threat",
                _("Threat"),
                _("Level, where it comes from, and on what this rests."),
                "UNTOC 24(1)",
                source="support_threat",
            ),
            ContentField(
                "measures",
                _("Protection sought"),
                _("What the other State is asked to do, from when, and for how long."),
                "UNTOC 24(2)",
            ),
            ContentField(
                "relocation",
                _("Relocation to the other State"),
                _("Relocation stands on an agreement or arrangement of the two States."),
                "UNTOC 24(3)",
                FieldType.CHOICE,
                choices=(
                    ("none", pgettext_lazy("relocation", "Not asked")),
                    ("temporary", pgettext_lazy("relocation", "For a time")),
                    ("lasting", pgettext_lazy("relocation", "Without an end")),
                ),
            ),
            ContentField(
                "disclosure",
                _("Who may know"),
                _("To whom identity and whereabouts may be disclosed, and to nobody else."),
                "UNTOC 24(2)(a)",
            ),
            CONSENT,
            PURPOSE,
        ),
        answer=(
            ContentField(
                "measures",
                _("Protection given"),
                _("What is done, without places."),
                "UNTOC 24(1)",
            ),
            ContentField(
                "contact",
                _("Who is reached about it"),
                _("Role and authority, day and night."),
                "UNTOC 24(1)",
                LINE,
            ),
            ContentField(
                "agreement",
                _("Agreement or arrangement on relocation"),
                _("Its reference, where the person is relocated."),
                "UNTOC 24(3)",
                LINE,
                required=False,
            ),
            ContentField(
                "valid_from",
                _("In force from"),
                _("The day on which the protection begins."),
                "UNTOC 24(1)",
                DATE,
            ),
            ContentField(
                "review_on",
                _("Reviewed on"),
                _("The day by which both States look at it again."),
                "UNTOC 24(1)",
                DATE,
                not_before="valid_from",
            ),
        ),
        grounds=(*MLA_GROUNDS, WITHIN_MEANS_24, NO_ARRANGEMENT),
        sender_function="central",
        receiver_function="central",
        group=Group.VICTIMS,
        roles_to_draft=("support", "officer"),
        limits=LIMITS,
        compartment=Compartment.VICTIMS,
    )
)

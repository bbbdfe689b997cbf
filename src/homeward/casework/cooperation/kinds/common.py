"""Parts that several kinds share: UNTOC article 18(15) contents and article 18(21) grounds.

Paragraphs as read in the authentic text of the United Nations Convention against Transnational
Organized Crime (UNTS vol. 2225, p. 209).
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import (
    ContentField,
    FieldType,
    Ground,
    LegalBasis,
    Urgency,
)

UNTOC_13 = LegalBasis(
    "untoc_13",
    _("UN Convention against Transnational Organized Crime, art. 13"),
    "UNTOC 13",
    "untoc",
)
UNTOC_18 = LegalBasis(
    "untoc_18",
    _("UN Convention against Transnational Organized Crime, art. 18"),
    "UNTOC 18",
    "untoc",
)
UNTOC_27 = LegalBasis(
    "untoc_27",
    _("UN Convention against Transnational Organized Crime, art. 27"),
    "UNTOC 27",
    "untoc",
)
BILATERAL = LegalBasis("bilateral", _("Bilateral or regional treaty (name it in the facts)"))
RECIPROCITY = LegalBasis("reciprocity", _("Reciprocity or comity"))

# UNTOC art. 18(15): what every request for mutual legal assistance contains.
INVESTIGATION = ContentField(
    "investigation",
    _("Investigation and who conducts it"),
    _("Subject and nature of the investigation, and the name and functions of the authority."),
    "UNTOC 18(15)(b)",
    source="investigation",
)
FACTS = ContentField(
    "facts",
    _("Summary of the facts"),
    _("What happened, when and where, as far as the other State needs it."),
    "UNTOC 18(15)(c)",
    source="facts",
)
ASSISTANCE = ContentField(
    "assistance",
    _("Assistance sought"),
    _("What the other State is asked to do, and any procedure to be followed."),
    "UNTOC 18(15)(d)",
)
PERSONS = ContentField(
    "persons",
    _("Persons concerned"),
    _("Identity, location and nationality, where possible."),
    "UNTOC 18(15)(e)",
    required=False,
)
PURPOSE = ContentField(
    "purpose",
    _("Purpose"),
    _("What the information, evidence or action is for; it may be used for nothing else."),
    "UNTOC 18(15)(f)",
    source="purpose",
)
MLA_CONTENTS = (INVESTIGATION, FACTS, ASSISTANCE, PERSONS, PURPOSE)

# UNTOC art. 18(21): the closed list of grounds.
MLA_GROUNDS = (
    Ground("form", _("The request does not conform to the article"), "UNTOC 18(21)(a)"),
    Ground(
        "essential_interests",
        _("Sovereignty, security, public order or other essential interests"),
        "UNTOC 18(21)(b)",
    ),
    Ground(
        "own_law",
        _("Own law would forbid the action in a similar case at home"),
        "UNTOC 18(21)(c)",
    ),
    Ground(
        "legal_system", _("Contrary to the legal system on mutual assistance"), "UNTOC 18(21)(d)"
    ),
)
NOT_COVERED = Ground(
    "not_covered", _("The offence is not covered by the Convention"), "UNTOC 13(7)"
)
# Protection and assistance are owed within a State's means (24(1), 25(1): from memory); relocation
# stands on agreements or arrangements (24(3)).
_MEANS = _("Not within the means of the requested State (from memory)")
WITHIN_MEANS_24 = Ground("within_means", _MEANS, "UNTOC 24(1)")
WITHIN_MEANS_25 = Ground("within_means", _MEANS, "UNTOC 25(1)")
NO_ARRANGEMENT = Ground(
    "no_arrangement",
    _("No agreement or arrangement of the two States on relocation"),
    "UNTOC 24(3)",
)


# On what it rests that a person is spoken of: his consent, or a decision in its stead. The node
# asks for it; the paragraph is the one on keeping a request confidential.
CONSENT = ContentField(
    "consent",
    _("Consent of the person"),
    _("When and for which parts it was given. Nothing of it is passed on beyond these."),
    "UNTOC 18(20)",
    source="support_consent",
)


LIMITS: dict[str, timedelta] = {
    Urgency.LIFE_AT_RISK: timedelta(hours=4),
    Urgency.URGENT: timedelta(days=3),
    Urgency.ROUTINE: timedelta(days=30),
}
AMOUNT = FieldType.AMOUNT
LINE = FieldType.LINE
DATE = FieldType.DATE
RUN = FieldType.RUN

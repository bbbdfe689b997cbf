"""Parts that several kinds share: the contents of a request for mutual legal assistance.

Paragraphs as read in the authentic text of the United Nations Convention against Transnational
Organized Crime (UNTS vol. 2225, p. 209). The authority that asks (18(15)(a)) is in the head of
every request.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, FieldType, Urgency, When

AMOUNT = FieldType.AMOUNT
LINE = FieldType.LINE
DATE = FieldType.DATE
RUN = FieldType.RUN
CHOICE = FieldType.CHOICE
DOCUMENT = FieldType.DOCUMENT

# UNTOC art. 18(15): what every request for mutual legal assistance contains.
INVESTIGATION = ContentField(
    "investigation",
    _("Investigation and who conducts it"),
    _("Subject and nature of the investigation, and the name and functions of the authority."),
    "UNTOC 18(15)(b)",
    source="investigation",
    waivable=False,  # it names the authority that conducts the investigation
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

# What may be asked with any of them: a day with its reasons, and secrecy.
NEEDED_BY = ContentField(
    "needed_by",
    _("Needed by"),
    _("Only where a day matters, such as a hearing. The other State keeps it as far as it can."),
    "UNTOC 18(24)",
    DATE,
    required=False,
    to_come=True,
)
NEEDED_WHY = ContentField(
    "needed_why",
    _("Why by that day"),
    _("A day is asked for with its reasons."),
    "UNTOC 18(24)",
    when=When("needed_by"),
)
SECRECY = ContentField(
    "secrecy",
    _("Secrecy of the request"),
    _("Asked for, the other State tells nobody more than the execution needs."),
    "UNTOC 18(20)",
    CHOICE,
    required=False,
    choices=(
        ("asked", pgettext_lazy("secrecy", "Asked for")),
        ("not_asked", pgettext_lazy("secrecy", "Not asked for")),
    ),
)
MLA_BEGINNING = (INVESTIGATION, FACTS, ASSISTANCE)
MLA_END = (PURPOSE, NEEDED_BY, NEEDED_WHY, SECRECY)

# On what it rests that a person is spoken of: his consent, or a decision in its stead. The node
# asks for it; the paragraph is the one on keeping a request confidential.
CONSENT = ContentField(
    "consent",
    _("Consent of the person"),
    _("When and for which parts it was given. Nothing of it is passed on beyond these."),
    "UNTOC 18(20)",
    source="support_consent",
)

# What an answer says of how it was carried out.
EXECUTED_BY = ContentField(
    "executed_by",
    _("Authority that carried it out"),
    _("Court or authority, by name."),
    "UNTOC 18(17)",
    LINE,
)
EXECUTED_ON = ContentField(
    "executed_on",
    _("Carried out on"),
    _("The day, or the last of several."),
    "UNTOC 18(17)",
    DATE,
)
FORMALITIES = ContentField(
    "formalities",
    _("Procedure that was followed"),
    _("By which law, and which of the wishes for a procedure could be met."),
    "UNTOC 18(17)",
    required=False,
)

LIMITS: dict[str, timedelta] = {
    Urgency.LIFE_AT_RISK: timedelta(hours=4),
    Urgency.URGENT: timedelta(days=3),
    Urgency.ROUTINE: timedelta(days=30),
}
# What courts or ministers have to decide takes longer.
COURT_LIMITS: dict[str, timedelta] = {
    Urgency.LIFE_AT_RISK: timedelta(days=1),
    Urgency.URGENT: timedelta(days=10),
    Urgency.ROUTINE: timedelta(days=60),
}
# What is gone when it is late.
FLEETING_LIMITS: dict[str, timedelta] = {
    Urgency.LIFE_AT_RISK: timedelta(hours=1),
    Urgency.URGENT: timedelta(hours=8),
    Urgency.ROUTINE: timedelta(days=3),
}
# Extradition, and who prosecutes.
EXTRADITION_LIMITS: dict[str, timedelta] = {
    Urgency.LIFE_AT_RISK: timedelta(days=2),
    Urgency.URGENT: timedelta(days=30),
    Urgency.ROUTINE: timedelta(days=90),
}

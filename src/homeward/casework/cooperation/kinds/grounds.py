"""The grounds for refusal that kinds of request share: closed lists, each ground with its article.

Bank secrecy is never one (UNTOC 18(8)), nor that the offence has to do with taxes too (18(22)).
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import ContentField, FieldType, Ground

# UNTOC art. 18(21), and 18(9).
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
    Ground("dual_criminality", _("Not punishable in both States"), "UNTOC 18(9)"),
)
NOT_COVERED = Ground(
    "not_covered", _("The offence is not covered by the Convention"), "UNTOC 13(7)"
)
THIRD_PARTY = Ground(
    "third_party", _("Rights of third parties in good faith would suffer"), "UNTOC 13(8)"
)
MONEY_GROUNDS = (*MLA_GROUNDS, NOT_COVERED, THIRD_PARTY)
DOMESTIC_LAW_27 = Ground(
    "domestic_law",
    _("Not consistent with the domestic legal or administrative system"),
    "UNTOC 27(1)",
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

# UNTOC art. 16: extradition. A national who is not surrendered only for that is brought before the
# own authorities (16(10)), and the sentence may be enforced instead (16(12)): both are said.
EXTRADITION_GROUNDS = (
    Ground("dual_criminality", _("Not punishable in both States"), "UNTOC 16(1)"),
    Ground("out_of_scope", _("The offence is not one to which the article applies"), "UNTOC 16(1)"),
    Ground(
        "conditions",
        _("A condition of own law or of the treaty is not met, such as the minimum penalty"),
        "UNTOC 16(7)",
    ),
    Ground(
        "persecution",
        _("It would serve to punish for sex, race, religion, nationality, origin or opinion"),
        "UNTOC 16(14)",
    ),
    Ground(
        "protecting_state",
        _("The State that may protect the person could not communicate with him or her"),
        "Hostages Convention 9(1)",
    ),
    Ground(
        "nationality",
        _("The person is a national; the case goes to own authorities instead"),
        "UNTOC 16(10)",
        fields=(
            ContentField(
                "submitted_to",
                _("Authority that prosecutes"),
                _("To which the case was or will be submitted."),
                "UNTOC 16(10)",
                FieldType.LINE,
            ),
            ContentField(
                "submitted_on",
                _("Submitted on"),
                _("The day on which that authority gets the case, without undue delay."),
                "UNTOC 16(10)",
                FieldType.DATE,
            ),
            ContentField(
                "evidence_needed",
                _("Evidence that is needed"),
                _("What the other State should send so that the prosecution can be brought."),
                "UNTOC 16(10)",
                required=False,
            ),
        ),
    ),
    Ground(
        "sentence_here",
        _("The person is a national; the rest of the sentence is enforced here instead"),
        "UNTOC 16(12)",
        fields=(
            ContentField(
                "enforced_by",
                _("Authority that enforces"),
                _("Which takes over the sentence or what is left of it."),
                "UNTOC 16(12)",
                FieldType.LINE,
            ),
            ContentField(
                "rest_of_sentence",
                _("What is left of the sentence"),
                _("Years, months and days that will be served."),
                "UNTOC 16(12)",
                FieldType.LINE,
            ),
        ),
    ),
)

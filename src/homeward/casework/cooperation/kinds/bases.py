"""The legal bases that kinds of request share, with the reference of their article.

A treaty that this node did not read says so where users see it: from memory.
"""

from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.declaration import LegalBasis

UNTOC_13 = LegalBasis(
    "untoc_13",
    _("UN Convention against Transnational Organized Crime, art. 13"),
    "UNTOC 13",
    "untoc",
)
UNTOC_14 = LegalBasis(
    "untoc_14",
    _("UN Convention against Transnational Organized Crime, art. 14"),
    "UNTOC 14",
    "untoc",
)
UNTOC_16 = LegalBasis(
    "untoc_16",
    _("UN Convention against Transnational Organized Crime, art. 16"),
    "UNTOC 16",
    "untoc",
)
UNTOC_18 = LegalBasis(
    "untoc_18",
    _("UN Convention against Transnational Organized Crime, art. 18"),
    "UNTOC 18",
    "untoc",
)
UNTOC_19 = LegalBasis(
    "untoc_19",
    _("UN Convention against Transnational Organized Crime, art. 19"),
    "UNTOC 19",
    "untoc",
)
UNTOC_20 = LegalBasis(
    "untoc_20",
    _("UN Convention against Transnational Organized Crime, art. 20"),
    "UNTOC 20",
    "untoc",
)
UNTOC_21 = LegalBasis(
    "untoc_21",
    _("UN Convention against Transnational Organized Crime, art. 21"),
    "UNTOC 21",
    "untoc",
)
UNTOC_27 = LegalBasis(
    "untoc_27",
    _("UN Convention against Transnational Organized Crime, art. 27"),
    "UNTOC 27",
    "untoc",
)
HOSTAGES_4 = LegalBasis(
    "hostages_4", _("Hostages Convention, art. 4(b)"), "Hostages Convention 4(b)", "hostages"
)
HOSTAGES_8 = LegalBasis(
    "hostages_8",
    _("Hostages Convention, arts. 8 and 10"),
    "Hostages Convention 8(1), 10(2)",
    "hostages",
)
HOSTAGES_11 = LegalBasis(
    "hostages_11", _("Hostages Convention, art. 11(1)"), "Hostages Convention 11(1)", "hostages"
)
# Where the two States have a treaty of their own; its lists replace those of a kind (UNTOC 18(7)).
BILATERAL = LegalBasis("bilateral", _("Bilateral or regional treaty (name it in the facts)"))
RECIPROCITY = LegalBasis("reciprocity", _("Reciprocity or comity"))

# What requests for evidence and for other mutual legal assistance stand on.
ASSISTANCE_BASES = (UNTOC_18, HOSTAGES_11, BILATERAL, RECIPROCITY)

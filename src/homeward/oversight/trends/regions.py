"""Regions of the world for tables: the five continental regions of UN M49.

Written from memory and compared on 30 November 2026 with the regions that the UNODC file of 2 June
2025 gives to 140 of these States, and for the others with the list of the package
django-countries-hdx; no difference was found. The page of M49 itself was not read. A State that is
not in the list is shown without a region, never dropped. The fictional States of examples have
regions of their own.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REGION_NAMES: Mapping[str, str | Promise] = {
    "002": _("Africa"),
    "019": _("Americas"),
    "142": _("Asia"),
    "150": _("Europe"),
    "009": _("Oceania"),
    "X1": _("Example region, north"),
    "X2": _("Example region, south"),
    "": _("Without a region"),
}
_MEMBERS = {
    "002": "DZ AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY"
    " MG MW ML MR MU MA MZ NA NE NG RW ST SN SC SL SO ZA SS SD TZ TG TN UG ZM ZW EH",
    "019": "AG AR BS BB BZ BO BR CA CL CO CR CU DM DO EC SV GD GT GY HT HN JM MX NI PA PY PE KN LC"
    " VC SR TT US UY VE",
    "142": "AF AM AZ BH BD BT BN KH CN CY GE IN ID IR IQ IL JP JO KZ KW KG LA LB MY MV MN MM NP KP"
    " OM PK PS PH QA KR SA SG LK SY TJ TH TL TR TM AE UZ VN YE HK MO",
    "150": "AL AD AT BY BE BA BG HR CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT MD MC ME NL MK"
    " NO PL PT RO RU SM RS SK SI ES SE CH UA GB VA",
    "009": "AU FJ KI MH FM NR NZ PW PG WS SB TO TV VU CK NU",
    "X1": "XA XB",
    "X2": "XC XD",
}
_REGIONS = {state: region for region, listed in _MEMBERS.items() for state in listed.split()}


def region_of(state: str) -> str:
    """The code of a State's region; empty where the list does not name it."""
    return _REGIONS.get(state, "")


def listed_states() -> tuple[str, ...]:
    """The codes that the list names, without those of examples."""
    return tuple(sorted(one for one in _REGIONS if not one.startswith("X")))

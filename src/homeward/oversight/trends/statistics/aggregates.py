"""Areas that are totals of others: the world, regions, unions of States, a file's own total row.

Beside its members such a row would be counted twice, so it is shown as a series and never added.
Sources: UN M49 (the codes and names of regions), Eurostat (EU27_2020, EA20), World Bank (WLD).
"""

import re
from collections.abc import Collection, Mapping

#: Codes that no State and no district of one bears.
CODES = re.compile(r"(?:EU|EA)(?:\d\d)?(?:[_-]?\d{4})?|EFTA|WLD|EUU|EMU|TOTAL|WORLD", re.IGNORECASE)
#: UN M49: the world, continents, regions and groups. Districts of a State may have three digits
#: too, so such a code decides only where the file gives no name.
M49 = frozenset(
    f"{one:03}"
    for one in (
        *(1, 2, 3, 5, 9, 11, 13, 14, 15, 17, 18, 19, 21, 29, 30, 34, 35, 39, 53, 54, 57, 61, 62),
        *(142, 143, 145, 150, 151, 154, 155, 199, 202, 419, 432, 513, 514, 515, 722, 747, 901, 902),
    )
)
NAMES = frozenset(
    one
    for line in """
    world|world total|global|global total|total|grand total|all|all areas|all countries|all states
    national|national total|country total|whole country|nacional|total nacional|ensemble|monde
    mundo|total general|total general nacional
    africa|northern africa|north africa|sub-saharan africa|eastern africa|middle africa
    southern africa|western africa|west africa|east africa|afrique|áfrica
    americas|america|amériques|américas|latin america and caribbean
    latin america|caribbean|central america|south america|northern america
    north america
    asia|asie|central asia|eastern asia|east asia|south-eastern asia|south-east asia
    southern asia|south asia|western asia|east asia and pacific|middle east and north africa
    europe|europa|eastern europe|northern europe|southern europe|western europe
    europe and central asia
    oceania|océanie|oceanía|australia and new zealand|melanesia|polynesia
    european union|euro area|eurozone|union européenne|unión europea|zone euro|zona euro
    arab world|oecd|oecd members|high income|low income|middle income|lower middle income
    upper middle income|least developed countries|landlocked developing countries
    small island developing states|developed regions|developing regions
    """.strip().split("\n")
    for one in line.strip().split("|")
)
#: Names that begin so go on with how many States it was, and since when.
_UNION = re.compile(
    r"(?:european union|euro area|eu|ea)\W*\d\d(?!\d).*|(?:european union|euro area)\W.*"
)


def aggregates_among(names: Mapping[str, str], marked: Collection[str] = ()) -> frozenset[str]:
    """Of areas (code -> name, or the code where there is none) those that are totals of others.

    `marked` are the codes or names that the mapping of the file calls totals.
    """
    said = {one.strip().casefold() for one in marked}
    return frozenset(
        area
        for area, name in names.items()
        if {area.casefold(), name.casefold()} & said or _is_aggregate(area, name)
    )


def _is_aggregate(area: str, name: str) -> bool:
    if CODES.fullmatch(area.strip()):
        return True
    words = _plain(name)
    if words in NAMES or _UNION.fullmatch(words):
        return True
    return area.strip() in M49 and name in ("", area)


def _plain(text: str) -> str:
    """A name without case, "the", a note in brackets at its end and the sign for "and"."""
    words = re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", text.casefold().replace("&", " and "))
    return " ".join(one for one in words.split() if one != "the") or text.casefold().strip()

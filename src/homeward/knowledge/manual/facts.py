"""What playbooks ask of a case: a closed list of facts, each true, false or not known yet.

A condition is a list of terms that must all hold. A term is the code of a fact, the same after
"not ", or one of the case's lists: `typology:extortion`, `modality:express`. A fact that nobody
knows makes a condition neither true nor false, and pages say so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Facts = Mapping[str, Any]
NOT = "not "

# Each fact in words: where it is so, and where it is not.
FACTS: dict[str, tuple[Promise, Promise]] = {
    "held": (_("somebody is held against his or her will"), _("nobody is held")),
    "free": (_("a victim is free"), _("no victim is free yet")),
    "dead": (_("a victim has died"), _("no victim has died")),
    "child": (_("a victim is a child"), _("no victim is a child")),
    "several": (_("there are several victims"), _("there is one victim")),
    "medicine": (_("a victim needs medicine or care"), _("no victim needs medicine or care")),
    "location_known": (
        _("the place where the victim is held is known and contained"),
        _("the place where the victim is held is not known"),
    ),
    "contact": (_("the offenders have made contact"), _("the offenders have not made contact")),
    "demand": (_("something is demanded"), _("nothing is demanded")),
    "foreign": (_("a victim is a foreign national"), _("no victim is a foreign national")),
    "abroad": (_("another State is concerned"), _("no other State is concerned")),
    "border": (
        _("a victim was taken across a border, or may be soon"),
        _("no victim was taken across a border"),
    ),
    "at_sea": (_("the victim was taken or is held at sea"), _("it did not happen at sea")),
    "relative_involved": (
        _("a relative may be involved in the offence"),
        _("no relative seems to be involved"),
    ),
}
TYPOLOGIES: dict[str, Promise] = {
    "extortion": _("it is a kidnapping for extortion"),
    "political": _("it is political or ideological"),
    "criminal": _("it is between or within criminal groups"),
    "domestic": _("it is a domestic or family dispute"),
    "sexual": _("it is for sexual exploitation"),
    "other_crime": _("it happened in the course of another crime"),
    "revenge": _("it is for revenge"),
    "simulated": _("it seems simulated or fraudulent"),
    "other": _("it is of another type"),
}
MODALITIES: dict[str, Promise] = {
    "express": _("it is an express kidnapping"),
    "virtual": _("it is a virtual kidnapping"),
    "tiger": _("a person is held to force somebody else to act"),
    "mass": _("a group of people was taken"),
    "migrant": _("the victims are migrants"),
    "maritime": _("it happened at sea"),
    "cross_border": _("the victim is moved across a border"),
    "public_agents": _("public agents may be involved"),
}
_LISTS = {"typology:": TYPOLOGIES, "modality:": MODALITIES}


def is_term(term: str) -> bool:
    """Whether a text is a term of a condition."""
    plain = term.removeprefix(NOT)
    if plain in FACTS:
        return True
    listed = (known for start, known in _LISTS.items() if plain.startswith(start))
    return any(plain.partition(":")[2] in known for known in listed)


def term_holds(term: str, facts: Facts) -> bool | None:
    """Whether a term is so; None where nobody knows."""
    if term.startswith(NOT):
        plain = term_holds(term.removeprefix(NOT), facts)
        return None if plain is None else not plain
    kind, found, code = term.partition(":")
    if not found:
        value = facts.get(term)
        return value if isinstance(value, bool) else None
    if kind == "typology":
        typology = facts.get("typology")
        return typology == code if typology else None
    modalities = facts.get("modalities")
    return code in modalities if isinstance(modalities, list | tuple | set | frozenset) else None


def all_hold(terms: Iterable[str], facts: Facts) -> bool | None:
    """Whether every term is so: false where one is not, None where one is not known."""
    found = [term_holds(term, facts) for term in terms]
    if False in found:
        return False
    return None if None in found else True


def term_words(term: str) -> str:
    """A term in the reader's language, as it reads after "because:"."""
    negated, plain = term.startswith(NOT), term.removeprefix(NOT)
    if plain in FACTS:
        return str(FACTS[plain][negated])
    start, _found, code = plain.partition(":")
    words = _LISTS.get(f"{start}:", {}).get(code)
    known = str(words) if words else plain
    return str(_("not so: %(fact)s")) % {"fact": known} if negated else known


def wrong_terms(terms: Iterable[str], facts: Facts) -> list[str]:
    """Those terms that are not so."""
    return [term for term in terms if term_holds(term, facts) is False]


def opposite(term: str) -> str:
    """The term that says the contrary."""
    return term.removeprefix(NOT) if term.startswith(NOT) else f"{NOT}{term}"

"""What a case knows of the facts that laws ask for, as codes for the form of a check.

Only what the viewer may see goes in, and no name. What the case does not say stays open.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from homeward.casework.cases.models import Case, Group, Person
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import GroupKind
from homeward.knowledge.law.check_forms import band_of

_AIMS = {
    "extortion": "gain",
    "gain": "gain",
    "political": "political",
    "compel": "compel_act",
    "exploitation": "exploitation",
    "sexual": "sexual",
    "other_crime": "commit_crime",
    "revenge": "harm",
}
# What a way of doing it says of the facts.
_WAYS: Mapping[str, Mapping[str, str]] = {
    "tiger": {"third_party": "yes"},
    "cross_border": {"moved": "yes", "more_states": "yes"},
}


def facts_of_case(case: Case) -> dict[str, list[str]]:
    """Codes by question."""
    found: dict[str, list[str]] = {}
    aims = [_AIMS[code] for code in (case.typology, *case.purposes) if code in _AIMS]
    if aims:
        found["purposes"] = [*dict.fromkeys(aims)]
    for way in case.modalities:
        found |= {name: [answer] for name, answer in _WAYS.get(way, {}).items()}
    if Group.objects.filter(case=case, kind=GroupKind.ORGANIZED).exists():
        found |= {name: ["yes"] for name in ("three_or_more", "structured", "benefit")}
    victims = list(Person.objects.filter(case=case, role=PersonRole.VICTIM)[:2])
    if len(victims) == 1 and (age := _age(victims[0], case)) is not None:
        found["age"] = [str(band_of(age))]
    return found


def _age(victim: Person, case: Case) -> int | None:
    """In whole years on the day of the taking, where it is known."""
    if victim.born_on is None:
        return victim.age_from if victim.age_from == victim.age_to else None
    day: date = (case.taken_at or datetime.now(UTC)).date()
    born = victim.born_on
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

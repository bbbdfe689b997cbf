"""A check as a whole: the conduct under both laws, and the ways to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.authorities.models import State
from homeward.knowledge.law import queries
from homeward.knowledge.law.check_forms import AGES, FactsForm
from homeward.knowledge.law.comparing import Comparison, KnownOffence, compare, is_serious
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.route import Facts, Route, routes
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.statelaw import StateLaw


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `charged` is the offence whose penalty was tested, if there is one."""

    requesting: str
    requested: str
    laws: Mapping[str, StateLaw]
    comparison: Comparison
    charged: KnownOffence | None
    serious: Result
    facts: Facts
    routes: tuple[Route, ...]


def state_choices() -> list[tuple[str, str]]:
    """Every State whose law is recorded or that is in the directory, by name; invented ones so."""
    names = state_names()
    codes = {*queries.laws(), *State.objects.values_list("code", flat=True)}
    named = [(code, state_name(code, names)) for code in codes]
    return [
        (code, _("%(state)s (invented)") % {"state": name} if is_fictional(code) else name)
        for code, name in sorted(named, key=lambda one: (is_fictional(one[0]), one[1].casefold()))
    ]


def facts_form(data: Any = None, **kwargs: Any) -> FactsForm:
    """The form over the States and offences of this node."""
    asking = (data or kwargs.get("initial") or {}).get("requesting", "")
    offences = queries.offences(asking) if asking else []
    return FactsForm(data, states=state_choices(), offences=offences, **kwargs)


def check(form: FactsForm) -> Checked:
    """Hold the facts of a valid form against both laws and the treaties."""
    one, other = form.cleaned_data["requesting"], form.cleaned_data["requested"]
    laws = {code: law for code, law in queries.laws().items() if code in (one, other)}
    offences = [offence for law in laws.values() for offence in law.offences]
    conduct = within(form.conduct(), laws.values())
    comparison = compare(one, other, offences, conduct)
    charged = _charged(comparison, form.cleaned_data["offence"])
    serious = is_serious(charged) if charged else Result.UNCLEAR
    facts = form.facts(serious, comparison.result)
    found = routes(
        one,
        other,
        facts,
        queries.memberships(one, other),
        queries.treaties_between(one, other),
    )
    return Checked(one, other, laws, comparison, charged, serious, facts, tuple(found))


def within(conduct: Conduct, laws: Iterable[StateLaw]) -> Conduct:
    """The conduct with the age left open where a law draws a limit inside the band of ages."""
    if conduct.age is None:
        return conduct
    oldest = AGES[conduct.age][0]
    limits = [
        what
        for law in laws
        for cell in (*law.cells, *(each for one in law.offences for each in one.cells))
        for name, what in cell.value.items()
        if "age" in name and type(what) is int
    ]
    is_open = any(conduct.age < limit <= oldest for limit in limits)
    return replace(conduct, age=None) if is_open else conduct


def _charged(comparison: Comparison, key: str) -> KnownOffence | None:
    offences = [offence for offence, _findings in comparison.requesting.offences]
    chosen = next((one for one in offences if one.key == key), None)
    nearest = comparison.requesting.nearest
    return chosen or (nearest[0] if nearest else None)

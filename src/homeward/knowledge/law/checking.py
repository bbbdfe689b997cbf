"""A check as a whole: the conduct under both laws, and the ways to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.authorities.models import State
from homeward.knowledge.law import queries
from homeward.knowledge.law.check_forms import AGES, FactsForm
from homeward.knowledge.law.comparing import Comparison, KnownOffence, UnderLaw, compare
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.route import Facts, Route, routes
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.statelaw import StateLaw
from homeward.knowledge.law.treaties import own_rules


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    `tested` are the offences whose penalties were tested: the one that is charged, else all that
    cover the conduct, else the nearest. `is_charged` says whether one was chosen.
    """

    requesting: str
    requested: str
    laws: Mapping[str, StateLaw]
    comparison: Comparison
    tested: tuple[KnownOffence, ...]
    serious: Result
    facts: Facts
    routes: tuple[Route, ...]
    is_charged: bool = False

    @property
    def charged(self) -> KnownOffence | None:
        """The first of the tested offences, if there is one."""
        return self.tested[0] if self.tested else None


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
    whole = {code: law.whole for code, law in laws.items()}
    conduct = within(form.conduct(), laws.values())
    comparison = compare(one, other, offences, conduct, whole)
    charged = form.cleaned_data["offence"]
    tested, serious = (
        _tested(comparison.requesting, charged),
        comparison.requesting.is_serious(charged),
    )
    facts = form.facts(serious, comparison.result)
    found = routes(
        one,
        other,
        facts,
        queries.memberships(one, other),
        queries.treaties_between(one, other),
        rules=own_rules(laws[other].cells) if other in laws else None,
    )
    return Checked(
        one, other, laws, comparison, tested, serious, facts, tuple(found), bool(charged)
    )


def _tested(under: UnderLaw, charged: str) -> tuple[KnownOffence, ...]:
    if charged:
        return tuple(one for one, _findings in under.offences if one.key == charged)
    return under.covering or ((under.nearest[0],) if under.nearest else ())


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

"""A check as a whole: the conduct under both laws, and the ways to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.authorities.models import State
from homeward.knowledge.law import queries
from homeward.knowledge.law.check_forms import FactsForm
from homeward.knowledge.law.comparing import Comparison, KnownOffence, compare, is_serious
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.route import Facts, Route, routes
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.statelaw import StateLaw
from homeward.knowledge.law.treaties import own_rules


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
    comparison = compare(one, other, offences, form.conduct())
    charged = _charged(comparison, form.cleaned_data["offence"])
    serious = is_serious(charged) if charged else Result.UNCLEAR
    facts = form.facts(serious, comparison.result)
    found = routes(
        one,
        other,
        facts,
        queries.memberships(one, other),
        queries.treaties_between(one, other),
        rules=own_rules(laws[other].cells) if other in laws else None,
    )
    return Checked(one, other, laws, comparison, charged, serious, facts, tuple(found))


def _charged(comparison: Comparison, key: str) -> KnownOffence | None:
    offences = [offence for offence, _findings in comparison.requesting.offences]
    chosen = next((one for one in offences if one.key == key), None)
    nearest = comparison.requesting.nearest
    return chosen or (nearest[0] if nearest else None)

"""Whether the treaty that a request would rest on is in force between the two States.

Known not to be: refused, with the rule. Not known: warned of, never assumed either way.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from homeward.casework.cooperation.declaration import Kind
from homeward.casework.cooperation.errors import TreatyNotInForce
from homeward.knowledge.law.in_force import InForce, in_force
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.queries import memberships


def standing_of(kind: Kind, basis: str, other_state: str) -> InForce | None:
    """What is known of the basis between this State and another; None for a basis of no treaty."""
    declared = kind.basis(basis)
    if declared is None or not declared.treaty:
        return None
    own = settings.HOMEWARD_STATE
    known = memberships(own, other_state)
    return in_force(declared.treaty, own, other_state, known, datetime.now(UTC).date())


def refuse_not_in_force(kind: Kind, basis: str, other_state: str) -> None:
    """Raises TreatyNotInForce for a treaty that is known not to bind both States."""
    found = standing_of(kind, basis, other_state)
    if found is not None and found.result is Result.NOT_MET:
        raise TreatyNotInForce(states=_named(found), rule=found.rule)


def doubt_of(kind: Kind, basis: str, other_state: str) -> str:
    """A warning where it is not known whether the treaty is in force, else nothing."""
    found = standing_of(kind, basis, other_state)
    if found is None or found.result is not Result.UNCLEAR:
        return ""
    return _(
        "It was not read whether %(states)s is bound by the treaty (%(rule)s). Ask the central"
        " authority before the request is issued."
    ) % {"states": _named(found), "rule": found.rule}


def _named(found: InForce) -> str:
    names = state_names()
    return ", ".join(state_name(state, names) for state in found.states)

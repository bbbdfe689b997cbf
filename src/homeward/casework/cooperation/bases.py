"""Whether the treaty that a request would rest on is in force between the two States.

Known not to be: refused, with the rule. Not known: warned of, never assumed either way. What
arrived from another State is never refused for it; whoever works it reads what is known.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from homeward.casework.cooperation.declaration import Kind
from homeward.casework.cooperation.errors import TreatyNotInForce
from homeward.casework.cooperation.kinds.bases import BILATERAL
from homeward.knowledge.law.in_force import InForce, in_force, pact_for
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.queries import memberships, treaties_between


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
    """A warning where the treaty is not in force or that is not known, else nothing."""
    if basis == BILATERAL.code:
        return _doubt_of_pact(kind, other_state)
    found = standing_of(kind, basis, other_state)
    if found is None or found.result is Result.MET:
        return ""
    if found.result is Result.NOT_MET:
        return _(
            "By what is recorded, %(states)s is not bound by the treaty on which the request rests"
            " (%(rule)s). Ask the central authority for another legal basis."
        ) % {"states": _named(found), "rule": found.rule}
    return _(
        "It was not read whether %(states)s is bound by the treaty (%(rule)s). Ask the central"
        " authority before the request is issued."
    ) % {"states": _named(found), "rule": found.rule}


def _doubt_of_pact(kind: Kind, other_state: str) -> str:
    """What is not known of a treaty between the two States on what is asked."""
    pacts = treaties_between(settings.HOMEWARD_STATE, other_state)
    found = pact_for(kind.asked, pacts, datetime.now(UTC).date())
    if found is Result.MET:
        return ""
    if found is Result.UNCLEAR:
        return _(
            "The treaty between the two States is recorded from memory only. Read it, and whether"
            " it is in force, before the request is issued."
        )
    return _(
        "No treaty between the two States that covers this request and is in force is recorded"
        " here. Name the treaty in the facts, or ask the central authority for another legal basis."
    )


def _named(found: InForce) -> str:
    names = state_names()
    return ", ".join(state_name(state, names) for state in found.states)

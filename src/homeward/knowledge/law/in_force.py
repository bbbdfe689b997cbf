"""Whether a treaty is in force between two States, by what is known of each and its own rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.treaties import Membership, OtherTreaty, Standing

# A State that joins is bound from the thirtieth day after its deposit.
_WAIT = timedelta(days=30)
# The article of each treaty by which a State becomes a party and is bound. The last four treaties
# were not read for this.
RULES = {
    "untoc": "UNTOC 36, 38(2)",
    "hostages": "Hostages Convention 17, 18(2)",
    "uncac": "UNCAC 67, 68(2) (from memory)",
    "terrorism_financing": "Terrorist Financing Convention 25, 26(2) (from memory)",
    "trafficking": "Trafficking Protocol 16, 17(2) (from memory)",
    "disappearance": "Enforced Disappearance Convention 38, 39(2) (from memory)",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The result, the rule of the treaty, and the States by which it is not met or not known."""

    treaty: str
    result: Result
    rule: str
    states: tuple[str, ...] = ()


def in_force(
    treaty: str, one: str, other: str, memberships: Iterable[Membership], on: date
) -> InForce:
    """Whether the treaty binds both States on a day; what was not read of a State is unclear."""
    known = {each.state: each for each in memberships if each.treaty == treaty}
    found = {state: _bound(known.get(state), on) for state in (one, other)}
    for result in (Result.NOT_MET, Result.UNCLEAR):
        states = tuple(state for state, what in found.items() if what is result)
        if states:
            return InForce(treaty, result, RULES[treaty], states)
    return InForce(treaty, Result.MET, RULES[treaty])


def _bound(member: Membership | None, on: date) -> Result:
    if member is None or member.standing is Standing.UNKNOWN:
        return Result.UNCLEAR
    if member.standing is Standing.NOT_PARTY:
        return Result.NOT_MET
    early = member.since is not None and member.since + _WAIT > on
    return Result.NOT_MET if early else Result.MET


def binds(treaty: OtherTreaty, on: date) -> Result:
    """Whether a treaty between two States is in force on a day; from memory only is unclear."""
    if not treaty.is_read or treaty.since is None:
        return Result.UNCLEAR
    return Result.MET if treaty.since <= on else Result.NOT_MET


def pact_for(asked: str | None, pacts: Iterable[OtherTreaty], on: date) -> Result:
    """Whether a treaty that is not sectoral and covers what is asked binds the two States.

    None asks for any such treaty, whatever it covers.
    """
    found = {binds(one, on) for one in pacts
             if not one.sectoral and (asked is None or asked in one.covers)}  # fmt: skip
    for result in (Result.MET, Result.UNCLEAR):
        if result in found:
            return result
    return Result.NOT_MET

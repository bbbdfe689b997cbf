"""Which roles one person may not hold together. Pure: rules and codes in, a conflict out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from homeward.casework.response.role_list import Rule


@dataclass(frozen=True, slots=True)
class Conflict:
    """The rule that a new role would break, and the role that is in its way."""

    rule: Rule
    other: str


def conflict_of(
    wanted: str, rules: Iterable[Rule], *, now: Collection[str], ever: Collection[str]
) -> Conflict | None:
    """What forbids `wanted` to somebody who holds `now` at that time and held `ever` in the case.

    A rule works both ways: the order in which roles are given does not matter.
    """
    for rule in rules:
        if not rule.is_active:
            continue
        apart = _other_side(rule, wanted)
        found = sorted(apart & (set(ever) | set(now) if rule.ever else set(now)))
        if found:
            return Conflict(rule, found[0])
    return None


def _other_side(rule: Rule, wanted: str) -> frozenset[str]:
    """The codes that a rule holds apart from this one."""
    found: frozenset[str] = frozenset()
    if wanted in rule.first:
        found |= rule.second
    if wanted in rule.second:
        found |= rule.first
    return found - {wanted}

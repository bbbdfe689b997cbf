"""The rules of tracing: what leaves an account first when it is debited."""

from enum import StrEnum

from homeward.tracing import errors


class Rule(StrEnum):
    """Six rules and their sources; `docs/reference/tracing.md` explains them."""

    FIFO = "fifo"
    """Money that came in first leaves first (Clayton's Case, 1816)."""
    LIFO = "lifo"
    """Money that came in last leaves first (accounting practice)."""
    PRO_RATA = "pro-rata"
    """Every label leaves in proportion to the balance (rolling charge, "haircut")."""
    LOWEST_BALANCE = "lowest-balance"
    """Clean money leaves first (Re Hallett, 1880; Roscoe v Winder, 1915)."""
    CLAIMANT_FIRST = "claimant-first"
    """Claims leave first, at the claimant's election (Re Oatway, 1903)."""
    POISON = "poison"
    """An account reached is reached wholly: upper bounds for leads, never summed."""

    @property
    def is_exact(self) -> bool:
        """True for the lot rules, whose amounts are exact integers."""
        return self in (Rule.FIFO, Rule.LIFO)

    @property
    def adds_up(self) -> bool:
        """False for `poison`, whose amounts are upper bounds: no sum of them means anything."""
        return self is not Rule.POISON


class Shortfall(StrEnum):
    """What to do where a debit is larger than the balance that the ledger explains."""

    BIRTH = "birth"
    """The missing amount enters as clean money and is taken last."""
    OPENING = "opening"
    """The smallest clean opening balance that avoids every shortfall is computed first."""
    ERROR = "error"
    """The payment is named and nothing is computed."""


AVAILABLE = (Rule.FIFO, Rule.LIFO, Rule.PRO_RATA, Rule.LOWEST_BALANCE, Rule.CLAIMANT_FIRST)
"""The rules whose amounts add up: what evidence, orders and requests can rest on."""

LOTS = tuple(rule for rule in Rule if rule.is_exact)
"""The lot rules: which payment takes which credit does not depend on the claims."""

LEADS = (Rule.POISON,)
"""Rules that name where money can have gone, for leads only."""


def known_rule(rule: Rule | str) -> Rule:
    """The rule of a name; raises `OptionUnusable`."""
    try:
        return Rule(rule)
    except ValueError as problem:
        allowed = ", ".join(Rule)
        raise errors.OptionUnusable(option="rule", value=rule, allowed=allowed) from problem


def known_shortfall(shortfall: Shortfall | str) -> Shortfall:
    """The way of a name; raises `OptionUnusable`."""
    try:
        return Shortfall(shortfall)
    except ValueError as problem:
        allowed = ", ".join(Shortfall)
        raise errors.OptionUnusable(
            option="shortfall", value=shortfall, allowed=allowed
        ) from problem

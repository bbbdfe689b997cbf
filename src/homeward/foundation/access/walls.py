"""The conditions that every room's row-level security is made of."""

from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.policies import every_row, service_is

# The exchange enters what arrives; the tracer follows money in runs agreed with other States.
CASE_SERVICES = every_row(service_is("exchange", "tracer"))


def in_compartment(*, case: str = "case_id", compartment: str = "compartment") -> str:
    """The acting person is a member of the row's compartment of the row's case."""
    parts = (
        f"({compartment} = '{c}' and {case} = any((select guard.cases('{c}'))::bigint[]))"
        for c in Compartment.values
    )
    return "(" + " or ".join(parts) + ")"


def in_case(case: str = "case_id") -> str:
    """The acting person is a member of any compartment of the row's case."""
    return f"{case} = any((select guard.cases())::bigint[])"


def at_desk(team: str) -> str:
    """The acting person works at the row's desk."""
    return f"{team} = any((select guard.teams())::bigint[])"


def any_of(*conditions: str) -> str:
    """One of the conditions holds."""
    return "(" + " or ".join(conditions) + ")"

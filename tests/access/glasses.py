"""Breaking glasses in tests, and letting their hours pass."""

import psycopg

from homeward.casework.cases.actions.glass import break_glass
from homeward.casework.cases.models import Case
from homeward.foundation.access.models import Glass, User
from homeward.foundation.guard.context import opened
from tests.cluster import SuiteCluster, TestNode

REASON = "A call came in and nobody of the team answers."


def broken(
    person: User, case: Case, *compartments: str, minutes: int = 60, reason: str = REASON
) -> Glass:
    """A glass that `person` breaks."""
    with opened(person.actor) as actor:
        return break_glass(case.reference, compartments, reason, actor=actor, minutes=minutes)


def as_owner(node: TestNode, suite: SuiteCluster, statement: str, *values: object) -> None:
    """Past every wall, as only PostgreSQL's superuser can."""
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(statement, values)  # type: ignore[arg-type]


def hours_pass(node: TestNode, suite: SuiteCluster, glass: Glass, hours: int) -> None:
    """The glass as it will be in some hours."""
    columns = ", ".join(
        f"{name} = {name} - make_interval(hours => {hours})"
        for name in ("broken_at", "expires_at", "review_by")
    )
    as_owner(node, suite, f"update access_glass set {columns} where id = %s", glass.pk)  # noqa: S608

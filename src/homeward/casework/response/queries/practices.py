"""What became of practices on the cases of this node: counts, through a door of the facts.

Nobody's name is in them. What became of victims is counted over the cases whose plans ended before
the present quarter, and only where there are five cases or more.
"""

from collections import defaultdict
from datetime import UTC, date, datetime

from django.db import connection

from homeward.foundation.access.models import User
from homeward.knowledge.manual.ports import PracticeFigures, StepFigures

_STEPS = "select step, status, why, late, plans from guard.practice_steps(%s)"
_PLANS = "select guard.practice_plans(%s)"
_OUTCOMES = "select cases, outcome, persons from guard.practice_outcomes(%s, %s)"


def practice_figures(viewer: User, practice: str) -> PracticeFigures:
    """How often the steps of a practice ran in plans that ended, and what became of the victims."""
    del viewer  # the function of the database asks who it is
    now = datetime.now(UTC).date()
    quarter = date(now.year, 3 * ((now.month - 1) // 3) + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, [practice])
        rows = cursor.fetchall()
        cursor.execute(_OUTCOMES, [practice, quarter])
        outcomes = cursor.fetchall()
        cursor.execute(_PLANS, [practice])
        (plans,) = cursor.fetchone()
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for step, status, why, late, times in rows:
        found[step][why or status] += times
        found[step]["late"] += times if late else 0
    steps = {
        step: StepFigures(
            done=one["done"],
            not_done=one["not_started"] + one["in_progress"],
            not_needed=one["condition"],
            left_out=one["reason"],
            late=one["late"],
        )
        for step, one in found.items()
    }
    return PracticeFigures(
        plans=plans,
        steps=steps,
        cases=outcomes[0][0] if outcomes else 0,
        outcomes={outcome: persons for _cases, outcome, persons in outcomes if outcome},
    )

"""What writes of a crisis team share: the lock, and tasks for whom something concerns."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.urls import reverse

from homeward.casework.cases.models import Case
from homeward.casework.response.roles import held_now
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor

# Kinds of tasks of this part of the room. The first two speak of a life at risk.
DEADLINE, SILENCE = "response.deadline", "response.silence"
APPROVE, VERIFY, TAKE_OVER = "response.approve", "response.verify_proof", "response.take_over"
CLOCK = "crisis_clock"
# Whom a clock is put before: those who lead the negotiation and the execution of the plan.
WATCHERS = ("negotiation_coordinator", "tactical")


def lock_case(case: Case) -> None:
    """Wait for whoever counts or checks in this case, to the end of the transaction."""
    Case.objects.select_for_update().get(pk=case.pk)


def watchers_of(case: Case, otherwise: User) -> list[User]:
    """Whom the clocks concern now; whoever records where nobody holds these roles.

    Whoever has no place in the compartment of the crisis is told nothing of its clocks.
    """
    held = {row.user for row in held_now(case) if row.role in WATCHERS and row.user is not None}
    found = {one for one in held if Compartment.CRISIS in compartments_of(one, case.pk)}
    return sorted(found, key=lambda one: one.pk) or [otherwise]


def put_before(
    persons: Iterable[User],
    kind: str,
    *,
    actor: Actor,
    case: Case,
    subject: tuple[str, object],
    page: tuple[str, list[object]],
    due_at: datetime | None = None,
    life_at_risk: bool = False,
) -> None:
    """A task for each of the persons; its sentence names the case and nothing else.

    With `life_at_risk` no quiet hours hold its notices back.
    """
    for person in persons:
        add_task(
            kind,
            actor=actor,
            subject=subject,
            url=reverse(page[0], args=page[1]),
            assignee=person,
            due_at=due_at,
            case_id=case.pk,
            life_at_risk=life_at_risk,
            reference=case.reference,
        )


def end_tasks(case: Case, subject: tuple[str, object], *, actor: Actor) -> None:
    """End the tasks about a subject: one's own, and those of colleagues, which nobody else sees."""
    finish_tasks(subject, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "select guard.finish_crisis_tasks(%s, %s, %s)", [case.pk, subject[0], str(subject[1])]
        )

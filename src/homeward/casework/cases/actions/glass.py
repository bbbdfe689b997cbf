"""Breaking the glass of a case: who must know is told in the same transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.queries.cases import cases_of
from homeward.foundation.access import actions as access
from homeward.foundation.access.errors import InsideAlready
from homeward.foundation.access.guarded import call_guard
from homeward.foundation.access.models import Glass, User
from homeward.foundation.access.ports import tell
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.duty.actions import add_task
from homeward.foundation.guard.actor import Actor


@transaction.atomic
def break_glass(
    reference: str, compartments: Iterable[str], reason: str, *, actor: Actor, minutes: int
) -> Glass:
    """Let the acting person into compartments of a case, and tell its leads and oversight at once.

    Everyone of oversight who is told has a task to review it within three days. Raises
    InsideAlready, and what the action of `access` raises.
    """
    person, wanted = User.objects.get(pk=actor.id or 0), set(compartments)
    known = cases_of(person).filter(reference=reference).first()
    if known is not None and wanted <= compartments_of(person, known.pk):
        raise InsideAlready
    glass = access.break_glass(reference, wanted, reason, actor=actor, minutes=minutes)
    leads, overseers = access.watchers_of(glass, actor=actor)
    of_case = reverse("cases:glasses", args=[glass.case_reference])
    review = reverse("glass:review", args=[glass.pk])
    _tell(leads, glass, actor, url=of_case, case_id=glass.case_id)
    _tell(overseers, glass, actor, url=review, case_id=None)
    for overseer in overseers:
        add_task(
            "access.glass_review",
            actor=actor,
            subject=("glass", glass.pk),
            url=review,
            assignee=overseer,
            due_at=glass.review_by,
            reference=glass.case_reference,
        )
    return glass


@transaction.atomic
def review_glass(glass: Glass, verdict: str, reason: str, *, actor: Actor) -> None:
    """Keep the verdict, and finish the task of everyone of oversight."""
    access.review_glass(glass, verdict, reason, actor=actor)
    call_guard("select guard.finish_glass_tasks(%s)", glass.pk)


def _tell(people: list[User], glass: Glass, actor: Actor, *, url: str, case_id: int | None) -> None:
    # Also in quiet hours: whoever breaks the glass at night does so because it cannot wait.
    tell(
        people,
        "access.glass_broken",
        actor=actor,
        subject=("glass", glass.pk),
        url=url,
        case_id=case_id,
        life_at_risk=True,
        reference=glass.case_reference,
    )

"""What the actions on a run share: its types of message, its thread, its trace in the case."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.proceeds.models import Party, Run
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.exchange.sending import send
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.journal.actions import record

ROUND, HANDOVER, REPORT = "proceeds.round", "proceeds.handover", "proceeds.report"
FINISHED, STOPPED = "proceeds.finished", "proceeds.stopped"
TRACER = service("tracer")


@contextmanager
def numbered_once() -> Iterator[None]:
    """Raises StaleForm where the number of a form has made something else, somewhere else."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "sending" in str(error):
            raise StaleForm from None
        raise


def leads(run: Run) -> bool:
    """Whether this State made the run, and so opens its rounds, finishes and stops it."""
    return run.initiator == settings.HOMEWARD_STATE


def others(run: Run) -> list[Party]:
    """The other States of the run."""
    return list(run.parties.exclude(state=settings.HOMEWARD_STATE).order_by("state"))


def send_in_run(run: Run, type: str, payload: dict[str, Any], *, to: str, actor: Actor) -> UUID:
    """A message of the run, in the run's own thread with each State."""
    payload = {"run": str(run.pk), **payload}
    return send(type, payload, to=to, thread=run.pk, actor=actor, case_id=run.case_id)


def record_in_run(run: Run, verb: str, actor: Actor, **facts: Any) -> None:
    """Journal what happened to a run in the present transaction."""
    record(
        verb,
        actor=actor,
        subject=("run", run.pk),
        case_id=run.case_id,
        compartment=Compartment.FINANCE,
        **facts,
    )


def note_run(run: Run, verb: str, actor: Actor, **facts: str) -> None:
    """Journal and timeline of a run in the present transaction."""
    record_in_run(run, verb, actor, **facts)
    add_event(
        run.case,
        verb,
        actor=actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{run.case.reference}/money/runs/{run.pk}/",
        label=run.label,
        **facts,
    )

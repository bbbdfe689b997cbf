"""Recording what was demanded, agreed and paid."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.case import RansomOrder, RansomTooEarly
from homeward.casework.cases.models import Case, Ransom, RansomLine
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.web.formats import moment_text

FIGURES = RansomLine.Figure.values


@dataclass(frozen=True, slots=True, kw_only=True)
class RansomFacts:
    """Amounts in minor units of `currency`; None where nothing is known."""

    currency: str
    demanded: int | None = None
    agreed: int | None = None
    paid: int | None = None
    paid_at: datetime | None = None
    payment_reference: str = ""


@transaction.atomic
def record_ransom(
    case: Case,
    facts: RansomFacts,
    *,
    actor: Actor,
    revision: int = 0,
    compartment: str = Compartment.INVESTIGATION,
) -> Ransom:
    """Record what is known of the ransom. `revision` is that of the form, 0 for the first record.

    `compartment` is that of the line in the timeline: one in which the actor is a member. Raises
    RansomOrder, RansomTooEarly, and StaleForm when someone recorded it since it was read.
    """
    _check_ransom(case, facts)
    held = Ransom.objects.select_for_update().filter(case=case).first()
    if (held.revision if held else 0) != revision:
        raise StaleForm
    ransom = held or Ransom(case=case, revision=0)
    before = {figure: _line_of(ransom, figure) for figure in FIGURES} if held else {}
    for name in RansomFacts.__dataclass_fields__:
        setattr(ransom, name, getattr(facts, name))
    ransom.revision += 1
    ransom.changed_by, ransom.changed_at = actor.id, datetime.now(UTC)
    try:
        with transaction.atomic():
            ransom.save()
    except IntegrityError:  # two first records at once
        raise StaleForm from None
    _add_lines(ransom, before)
    record("case.ransom_recorded", actor=actor, subject=("ransom", ransom.pk), case_id=case.pk)
    add_event(case, "case.ransom_recorded", actor=actor, compartment=compartment)
    return ransom


def _line_of(ransom: Ransom, figure: str) -> dict[str, Any]:
    """What one figure of the ransom says; without an amount the rest says nothing."""
    amount = getattr(ransom, figure)
    line = {"figure": figure, "amount": amount, "currency": ransom.currency}
    if figure == RansomLine.Figure.PAID and amount is not None:
        line |= {"paid_at": ransom.paid_at, "payment_reference": ransom.payment_reference}
    return line


def _add_lines(ransom: Ransom, before: dict[str, dict[str, Any]]) -> None:
    """A new line of the history for each figure that says something else than before."""
    now = datetime.now(UTC)
    for figure in FIGURES:
        line, old = _line_of(ransom, figure), before.get(figure)
        known = line["amount"] is not None
        if line == old or not (known or (old and old["amount"] is not None)):
            continue
        RansomLine.objects.create(
            case_id=ransom.case_id,
            set_by=ransom.changed_by,
            set_at=ransom.changed_at or now,
            **line,
        )
        money = {"amount": line["amount"]} if known else {}
        note_fact(
            "case.ransom",
            case_id=ransom.case_id,
            figure=str(figure),
            currency=ransom.currency,
            **money,
        )


def _check_ransom(case: Case, facts: RansomFacts) -> None:
    """What is paid has its time, and nobody pays for a person who is not taken yet."""
    if (facts.paid is None) != (facts.paid_at is None):
        raise RansomOrder
    if facts.paid_at and case.taken_at and facts.paid_at < case.taken_at:
        raise RansomTooEarly(
            paid=moment_text(facts.paid_at),
            taken=moment_text(case.taken_at),
            zone=timezone.get_current_timezone_name(),
        )

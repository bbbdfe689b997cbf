"""Changing what a case is counted as, with the reason and the history."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from homeward.casework.cases.actions.opening import class_codes, counted_codes
from homeward.casework.cases.actions.tasks import end_tasks_of
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.models import Case, Classification
from homeward.casework.cases.words.first_call import Confirmation
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact

CONFIRM = "cases.confirm"


@transaction.atomic
def classify_case(
    case: Case,
    *,
    actor: Actor,
    revision: int,
    iccs_code: str,
    typology: str,
    modalities: list[str],
    purposes: list[str],
    reason: str,
) -> None:
    """Change class, type, modalities and purposes; raises StaleForm when overtaken.

    The reason is kept with the case, and each change with its own reason in the history.
    """
    changed = {
        "iccs_code": iccs_code,
        "typology": typology,
        "modalities": modalities,
        "purposes": purposes,
    }
    words = {"iccs_reason": reason, "iccs_reason_facts": {}}
    _change(case, changed, words, actor=actor, revision=revision, reason=reason)
    record(
        "case.classified",
        actor=actor,
        subject=("case", case.pk),
        case_id=case.pk,
        iccs_code=iccs_code,
        typology=typology,
    )
    add_event(case, "case.classified", actor=actor, iccs_code=iccs_code)


@transaction.atomic
def set_confirmation(
    case: Case,
    confirmation: str,
    *,
    actor: Actor,
    revision: int,
    reason: str,
    explanation: str = "",
) -> None:
    """Say whether it is known to be a kidnapping, or what else it is; raises StaleForm."""
    changed = {"confirmation": confirmation, "explanation": explanation}
    _change(case, changed, {}, actor=actor, revision=revision, reason=reason)
    if confirmation != Confirmation.UNCONFIRMED:
        end_tasks_of("case", case.pk, CONFIRM)
    record(
        "case.confirmation_set",
        actor=actor,
        subject=("case", case.pk),
        case_id=case.pk,
        confirmation=confirmation,
        explanation=explanation,
    )
    add_event(
        case,
        "case.confirmation_set",
        actor=actor,
        confirmation=confirmation,
        explanation=explanation,
    )


def _change(
    case: Case,
    changed: Mapping[str, Any],
    words: Mapping[str, Any],
    *,
    actor: Actor,
    revision: int,
    reason: str,
) -> None:
    before, now = class_codes(case), datetime.now(UTC)
    updated = Case.objects.filter(pk=case.pk, revision=revision).update(
        **changed, **words, revision=revision + 1, changed_by=actor.id, changed_at=now
    )
    if not updated:
        raise StaleForm
    for name, value in {**changed, **words, "revision": revision + 1}.items():
        setattr(case, name, value)
    after = class_codes(case)
    Classification.objects.create(
        case=case,
        compartment=Compartment.INVESTIGATION,
        at=now,
        by=actor.id,
        before=before,
        after=after,
        reason=reason,
    )
    note_fact("case.classified", case_id=case.pk, at=now, **counted_codes(case))

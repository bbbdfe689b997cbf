"""Keeping a check of double criminality and of the way to ask with its request."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from homeward.casework.cooperation.actions.record import note_in_case
from homeward.casework.cooperation.law_checks import outcome_of
from homeward.casework.cooperation.models import LawCheck, Request
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.knowledge.law.checking import Checked
from homeward.knowledge.law.editions import edition_of


@transaction.atomic
def keep_check(
    request: Request,
    checked: Checked,
    facts: Mapping[str, list[str]],
    *,
    user: User,
    form_token: UUID | None = None,
) -> LawCheck:
    """Keep what was found, by which texts, by whom and when. A later check stands beside it."""
    editions = [edition_of(state) for state in (checked.requesting, checked.requested)]
    kept = LawCheck.objects.create(
        request=request,
        facts=dict(facts),
        result=str(checked.comparison.result),
        outcome=outcome_of(checked),
        editions=[asdict(one) for one in editions],
        made_by=user.pk,
        made_at=datetime.now(UTC),
        form_token=form_token,
    )
    record(
        "cooperation.law_checked",
        actor=user.actor,
        subject=("request", request.pk),
        case_id=request.case_id,
        compartment=request.compartment,
        result=kept.result,
        editions="; ".join(f"{one.state} {one.number} {one.sha256}" for one in editions),
    )
    note_in_case(request, "cooperation.law_checked", user.actor, result=kept.result)
    return kept

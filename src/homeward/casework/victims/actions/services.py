"""Keeping the directory of services: added, changed, verified, closed by those who keep it."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.victims.access.services import check_keeps_services
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.errors.services import ServiceClosed
from homeward.casework.victims.models import Service
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """What the directory says of a service; numbers are None where nobody said."""

    name: str
    provider: str
    domains: list[str]
    area: str
    languages: list[str]
    cost: str
    cost_note: str = ""
    free_places: int | None = None
    waiting_days: int | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    opening_hours: str = ""
    child_friendly: bool = False


@transaction.atomic
def add_service(facts: ServiceFacts, *, user: User, form_token: UUID | None = None) -> Service:
    """Put a service into the directory, not verified yet. Raises Forbidden."""
    check_keeps_services(user)
    made = Service.objects.create(
        **_columns(facts),
        added_by=user,
        changed_by=user.pk,
        changed_at=datetime.now(UTC),
        form_token=form_token,
    )
    _say("victims.service_added", made, user)
    return made


@transaction.atomic
def change_service(service: Service, facts: ServiceFacts, *, user: User, revision: int) -> None:
    """Write what the directory says now. Raises Forbidden, ServiceClosed, StaleForm."""
    _change(service, user, revision, **_columns(facts))
    _say("victims.service_changed", service, user)


@transaction.atomic
def verify_service(service: Service, *, user: User, revision: int) -> None:
    """Say that the provider confirmed today what the directory says in this revision.

    Raises Forbidden, ServiceClosed, StaleForm.
    """
    _change(service, user, revision, verified_on=localdate(), verified_by=user)
    _say("victims.service_verified", service, user)


@transaction.atomic
def close_service(service: Service, *, user: User, why: str) -> None:
    """From today nobody is referred to it. Raises Forbidden, EndedAlready."""
    check_keeps_services(user)
    held = Service.objects.select_for_update().get(pk=service.pk)
    if held.closed_on is not None:
        raise EndedAlready
    _change(held, user, held.revision, closed_on=localdate(), closed_why=why)
    _say("victims.service_closed", service, user)


def _change(service: Service, user: User, revision: int, **columns: Any) -> None:
    check_keeps_services(user)
    rows = Service.objects.filter(pk=service.pk)
    changed = rows.filter(revision=revision, closed_on__isnull=True).update(
        revision=revision + 1, changed_by=user.pk, changed_at=datetime.now(UTC), **columns
    )
    if not changed:
        raise ServiceClosed if rows.filter(closed_on__isnull=False).exists() else StaleForm
    service.refresh_from_db()


def _columns(facts: ServiceFacts) -> dict[str, Any]:
    return {one.name: getattr(facts, one.name) for one in fields(facts)}


def _say(verb: str, service: Service, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("support_service", service.pk),
        domains=list(service.domains),
    )

"""Reads of public alerts; the viewer comes first, but for what everybody may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import people_of
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.response.models import (
    AlertApproval,
    AlertDelivery,
    PublicAlert,
    PublishedAlert,
)
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import (
    compartments_of,
    is_member,
    members_of,
    name_of_person,
)
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.formats import moment_text


@dataclass(frozen=True, slots=True)
class FactChoice:
    """A fact of the case that somebody may choose to take into a message.

    `kind` is the code that is kept of the choice; it names nobody.
    """

    code: str
    kind: str
    label: str
    text: str
    of_person: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the present revision, and when."""

    name: str
    at: datetime


def alerts_of(viewer: User, case: Case) -> QuerySet[PublicAlert]:
    """The messages of the case, for a member of its crisis compartment; the latest first."""
    walls = compartments_of(viewer, case.pk) & {Compartment.CRISIS}
    found = PublicAlert.objects.filter(case=case, compartment__in=walls)
    return found.select_related("follows").defer("message").order_by("-pk")


def approvals_of(viewer: User, alert: PublicAlert) -> list[Approval]:
    """The approvals of the present revision."""
    return [Approval(name_of_person(str(row.by)), row.at) for row in counted_approvals(alert)]


def counted_approvals(alert: PublicAlert) -> list[AlertApproval]:
    """Approvals that count: of this revision and these bytes, by nobody who wrote a part of it."""
    found = AlertApproval.objects.filter(
        alert=alert, revision=alert.revision, sha256=alert.sha256
    ).exclude(by__in=alert.writers)
    return list(found.order_by("pk"))


def deliveries_of(viewer: User, alert: PublicAlert) -> QuerySet[AlertDelivery]:
    """What became of the message at each endpoint."""
    return AlertDelivery.objects.filter(alert=alert).order_by("endpoint")


def writers_of(viewer: User, alert: PublicAlert) -> list[str]:
    """The names of those who wrote a part of the message."""
    return [name_of_person(str(number)) for number in alert.writers]


def may_approve(viewer: User, alert: PublicAlert) -> bool:
    """Whether the viewer's approval is still wanted and would count: he has a place of his own in
    the compartment (a broken glass gives none), and wrote nothing of the message."""
    if not is_member(viewer, alert.case_id, Compartment.CRISIS):
        return False
    given = {row.by for row in counted_approvals(alert)}
    return viewer.pk not in alert.writers and viewer.pk not in given


def possible_approvers(viewer: User, alert: PublicAlert) -> list[User]:
    """Members of the compartment who wrote nothing of the message."""
    rows = members_of(viewer, alert.case_id).filter(compartment=alert.compartment)
    return [row.user for row in rows if row.user_id not in alert.writers and row.user.is_active]


def made_by_form(viewer: User, token: UUID) -> PublicAlert | None:
    """The message that a form made when it was first sent."""
    return PublicAlert.objects.filter(form_token=token).first()


def facts_to_choose(viewer: User, case: Case) -> list[FactChoice]:
    """What the viewer knows of the case and may choose; nothing is taken over by itself."""
    facts = []
    if case.place:
        facts.append(FactChoice("place", "place", _("Place"), case.place))
    if case.taken_at:
        word = pgettext("victim", "Taken")
        facts.append(FactChoice("taken_at", "taken_at", word, moment_text(case.taken_at)))
    for person in people_of(viewer, case):
        if person.role == PersonRole.VICTIM:
            facts += _of_victim(person.pk, person.name, person.born_on, person.nationality)
    return facts


def _of_victim(number: int, name: str, born_on: date | None, nationality: str) -> list[FactChoice]:
    found = []
    if name:
        found.append(FactChoice(f"name-{number}", "name", _("Name of a victim"), name, True))
    if born_on:
        age = str(_age(born_on))
        found.append(FactChoice(f"age-{number}", "age", _("Age of a victim"), age, True))
    if nationality:
        word = _("Nationality of a victim")
        found.append(FactChoice(f"nation-{number}", "nation", word, nationality, True))
    return found


def _age(born_on: date) -> int:
    today = localdate()
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def published_now() -> Sequence[PublishedAlert]:
    """What the feed holds: public messages that have not ended and that no later one replaces."""
    later = PublishedAlert.objects.filter(replaces=OuterRef("identifier"))
    found = PublishedAlert.objects.filter(~Exists(later), expires__gt=datetime.now(UTC))
    return list(found.defer("message").order_by("-sent")[:200])


def published(identifier: UUID) -> PublishedAlert | None:
    """A public message, while it is in force and nothing replaces it."""
    later = PublishedAlert.objects.filter(replaces=identifier)
    found = PublishedAlert.objects.filter(identifier=identifier, expires__gt=datetime.now(UTC))
    return found.filter(~Exists(later)).first()

"""Writes about groups, and the offences linked with the case."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from homeward.casework.cases.actions.people import within
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import InGroupAlready, NotInGroup
from homeward.casework.cases.models import Case, Group, GroupMember, Person
from homeward.casework.cases.vocabulary.people import GroupPart
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """What is known of a group; without a name it is an unnamed one."""

    kind: str
    name: str = ""
    note: str = ""


@transaction.atomic
def add_group(
    case: Case,
    facts: GroupFacts,
    *,
    actor: Actor,
    compartment: str = Compartment.INVESTIGATION,
    form_token: UUID | None = None,
) -> Group:
    """Add a group to the case."""
    group = Group.objects.create(
        case=case,
        compartment=compartment,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
        form_token=form_token,
        **asdict(facts),
    )
    _tell(group, "case.group_added", actor)
    return group


@transaction.atomic
def change_group(group: Group, facts: GroupFacts, *, actor: Actor, revision: int) -> None:
    """Write what is known now; raises StaleForm when someone changed it since it was read."""
    changed = Group.objects.filter(pk=group.pk, revision=revision).update(
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
        **asdict(facts),
    )
    if not changed:
        raise StaleForm
    group.refresh_from_db()
    _tell(group, "case.group_changed", actor)


@transaction.atomic
def add_to_group(group: Group, person: Person, part: GroupPart, *, actor: Actor) -> GroupMember:
    """Say that a person belongs to a group; raises InGroupAlready."""
    try:
        with transaction.atomic():
            member = GroupMember.objects.create(
                **within(group), group=group, person=person, part=part, added_by=actor.id or 0
            )
    except IntegrityError:
        raise InGroupAlready from None
    _tell(group, "case.group_member_added", actor)
    return member


@transaction.atomic
def take_from_group(member: GroupMember, *, actor: Actor) -> None:
    """Say that a person does not belong to a group, or never did; raises NotInGroup.

    The row stays with the time, so that a print of yesterday can be explained.
    """
    held = GroupMember.objects.select_for_update().get(pk=member.pk)
    if held.taken_out_at is not None:
        raise NotInGroup
    held.taken_out_at, held.taken_out_by = datetime.now(UTC), actor.id
    held.save(update_fields=["taken_out_at", "taken_out_by"])
    _tell(held.group, "case.group_member_taken_out", actor)


@transaction.atomic
def set_linked_offences(case: Case, codes: list[str], *, actor: Actor, revision: int) -> None:
    """Say which other offences belong to the case; raises StaleForm."""
    changed = Case.objects.filter(pk=case.pk, revision=revision).update(
        linked_offences=codes,
        revision=revision + 1,
        changed_by=actor.id,
        changed_at=datetime.now(UTC),
    )
    if not changed:
        raise StaleForm
    record(
        "case.linked_offences_set",
        actor=actor,
        subject=("case", case.pk),
        case_id=case.pk,
        codes=codes,
    )
    note_fact("case.linked_offences", case_id=case.pk, codes=codes)
    add_event(case, "case.linked_offences_set", actor=actor)


def _tell(group: Group, what: str, actor: Actor) -> None:
    """Journal, nameless fact and timeline of what became of a group."""
    record(
        what,
        actor=actor,
        subject=("group", group.pk),
        case_id=group.case_id,
        compartment=group.compartment,
    )
    members = GroupMember.objects.filter(group=group, taken_out_at=None).count()
    note_fact(
        "case.group", case_id=group.case_id, group=group.pk, group_kind=group.kind, members=members
    )
    add_event(group.case, what, actor=actor, compartment=group.compartment)

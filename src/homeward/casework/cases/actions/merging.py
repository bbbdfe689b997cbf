"""Merging two files of one kidnapping, undoing it, and joining two records of one person.

Nothing is moved: rows of both files stay where they are, behind their own walls, and what is read
of the file that remains includes the other as far as its reader has a place there. So undoing it
takes back a pointer, and nobody ever sees more than before (docs/adr/0012).
"""

from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.errors.casefile import (
    MergedAlready,
    NotLedByYou,
    NotMerged,
    SameFile,
    SameRecord,
)
from homeward.casework.cases.models import Case, CaseMerge, Person, SamePerson
from homeward.casework.cases.vocabulary.case import CaseStatus
from homeward.foundation.access.models import CaseMember
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@transaction.atomic
def merge_case(case: Case, into: Case, why: str, *, actor: Actor) -> CaseMerge:
    """Make `case` a pointer to `into`. Only who leads both may; chains are refused.

    Raises SameFile, NotLedByYou and MergedAlready.
    """
    if case.pk == into.pk:
        raise SameFile
    _check_leads(actor, case, into)
    held = _locked(case, into)
    source, target = held[case.pk], held[into.pk]
    if source.merged_into_id or target.merged_into_id or _holds_merged(source):
        raise MergedAlready
    before = source.status
    _point(source, target, CaseStatus.MERGED, actor)
    merge = CaseMerge.objects.create(
        case=source, into=target, why=why, status_before=before, merged_by=actor.id or 0
    )
    _tell_both("merged", source, target, actor)
    return merge


@transaction.atomic
def undo_merge(case: Case, why: str, *, actor: Actor) -> None:
    """Bring a merged file back as it was, with the status that it had.

    Records of persons that were joined between the two files are separated again. Raises NotMerged
    and NotLedByYou.
    """
    merge = CaseMerge.objects.select_for_update().filter(case=case, undone_at=None).first()
    if merge is None:
        raise NotMerged
    _check_leads(actor, merge.case, merge.into)
    held = _locked(merge.case, merge.into)
    source, target = held[merge.case_id], held[merge.into_id]
    now = datetime.now(UTC)
    both = Q(case=source, other_case_id=target.pk) | Q(case=target, other_case_id=source.pk)
    pairs = list(SamePerson.objects.filter(both, separated_at=None))
    SamePerson.objects.filter(pk__in=[one.pk for one in pairs]).update(
        separated_by=actor.id, separated_at=now
    )
    for one in pairs:
        _note_same(one, joined=False)
    _point(source, None, CaseStatus(merge.status_before), actor)
    merge.undone_by, merge.undone_at, merge.undone_why = actor.id, now, why
    merge.save(update_fields=["undone_by", "undone_at", "undone_why"])
    _tell_both("unmerged", source, target, actor)


@transaction.atomic
def join_persons(one: Person, another: Person, *, actor: Actor) -> SamePerson:
    """Say that two records are one person; both stay. Raises SameRecord."""
    first, second = sorted((one, another), key=lambda person: person.pk)
    if first.pk == second.pk:
        raise SameRecord
    try:
        with transaction.atomic():
            joined = SamePerson.objects.create(
                case_id=first.case_id,
                compartment=first.compartment,
                person=first,
                other=second,
                other_case_id=second.case_id,
                other_compartment=second.compartment,
                joined_by=actor.id or 0,
            )
    except IntegrityError:
        raise SameRecord from None
    _journal_persons("case.persons_joined", joined, actor)
    _note_same(joined, joined=True)
    return joined


@transaction.atomic
def separate_persons(joined: SamePerson, *, actor: Actor) -> None:
    """Say that two records are two persons after all."""
    if joined.separated_at:
        return
    joined.separated_by, joined.separated_at = actor.id, datetime.now(UTC)
    joined.save(update_fields=["separated_by", "separated_at"])
    _journal_persons("case.persons_separated", joined, actor)
    _note_same(joined, joined=False)


def _locked(*cases: Case) -> dict[int, Case]:
    """The rows of the cases, locked in one order whatever is merged into what."""
    numbers = [case.pk for case in cases]
    rows = Case.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return {row.pk: row for row in rows}


def _check_leads(actor: Actor, *cases: Case) -> None:
    led = CaseMember.objects.filter(user_id=actor.id or 0, is_lead=True)
    numbers = set(led.filter(case_id__in=[c.pk for c in cases]).values_list("case_id", flat=True))
    if numbers != {case.pk for case in cases}:
        raise NotLedByYou


def _holds_merged(case: Case) -> bool:
    return CaseMerge.objects.filter(into=case, undone_at=None).exists()


def _point(case: Case, into: Case | None, status: CaseStatus, actor: Actor) -> None:
    case.merged_into, case.status = into, status
    case.revision += 1
    case.changed_by, case.changed_at = actor.id, datetime.now(UTC)
    case.save(update_fields=["merged_into", "status", "revision", "changed_by", "changed_at"])


def _tell_both(what: str, source: Case, target: Case, actor: Actor) -> None:
    """Journal and timeline of both files, and the fact by which statistics count it once."""
    for case, other, side in ((source, target, "into"), (target, source, "from")):
        subject = ("case", case.pk)
        record(f"case.{what}", actor=actor, subject=subject, case_id=case.pk, other=other.pk)
        kind = f"case.{what}_{side}"
        add_event(case, kind, actor=actor, compartment=_own_wall(actor, case), other=other.pk)
    note_fact(f"case.{what}", case_id=source.pk, into=target.pk)


def _own_wall(actor: Actor, case: Case) -> str:
    """The compartment of the line: one in which the actor is, the investigation if he can."""
    rows = CaseMember.objects.filter(user_id=actor.id or 0, case_id=case.pk)
    held = set(rows.values_list("compartment", flat=True))
    return next(wall for wall in Compartment.values if wall in held)


def _note_same(pair: SamePerson, *, joined: bool) -> None:
    """The fact by which statistics count two records as one person."""
    note_fact(
        "case.same_person",
        case_id=pair.case_id,
        person=pair.person_id,
        other=pair.other_id,
        joined=joined,
    )


def _journal_persons(verb: str, joined: SamePerson, actor: Actor) -> None:
    first = (joined.person_id, joined.case_id, joined.compartment)
    second = (joined.other_id, joined.other_case_id, joined.other_compartment)
    for person, case_id, compartment in (first, second):
        subject = ("person", person)
        record(verb, actor=actor, subject=subject, case_id=case_id, compartment=compartment)
        case = Case.objects.get(pk=case_id)
        add_event(case, verb, actor=actor, compartment=compartment)
        if first[1] == second[1] and first[2] == second[2]:
            break  # one line is enough where both records are in one place

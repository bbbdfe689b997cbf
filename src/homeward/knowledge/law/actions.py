"""Changing a law in two steps by two persons: proposed by one, decided by another."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse

from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.journal.actions import record
from homeward.knowledge.law.access import check_may_draft
from homeward.knowledge.law.changes import (
    READ,
    VERIFIED,
    Change,
    no_longer_verified,
    parts_of,
    put_in,
    rests_on,
    title_of,
    to_json,
)
from homeward.knowledge.law.errors import (
    LawDecided,
    LawMoved,
    LawNotYours,
    LawOvertaken,
    LawSecondPerson,
    LawUnchanged,
    NotVerified,
)
from homeward.knowledge.law.in_use import check_unused
from homeward.knowledge.law.models import LawVersion, Proposal, ProposalStatus, Subscription
from homeward.knowledge.law.queries import changes_of, content_of, law_of
from homeward.knowledge.law.statelaw import read_state_law, write_state_law

CHANGED = "law.changed"  # the kind of notice


@transaction.atomic
def propose(state: str, changes: Iterable[Change], *, reason: str, user: User) -> Proposal:
    """Write down changes for another person to decide; the same twice makes one proposal.

    What was verified by a source or offence that changes is proposed as read again. Raises
    Forbidden, LawUnchanged, LawMoved, NotVerified, LawInUse, and LawFault where the law would not
    be right with them.
    """
    check_may_draft(user, state)
    _one_at_a_time(state)
    content = content_of(state)
    wanted = [change for change in changes if change.before != change.after]
    try:
        wanted += no_longer_verified(content, wanted)
    except LawOvertaken as error:
        raise LawMoved(**error.params) from None
    for change in wanted:
        _check_verified(change, wanted, content)
    _check_whole(state, content, wanted)
    written = [
        {"path": one.path, "before": to_json(one.before), "after": to_json(one.after)}
        for one in wanted
    ]
    waiting = _same_open(state, written, content, user)
    if waiting is not None:
        return waiting
    proposal = Proposal.objects.create(
        state=state,
        reason=reason,
        changes=written,
        proposed_by=user.pk,
        proposed_at=datetime.now(UTC),
    )
    _note("law.proposed", proposal, user)
    return proposal


@transaction.atomic
def propose_without(state: str, *, reason: str, user: User) -> Proposal:
    """Propose to take a State out that was added here by mistake; its history stays.

    Raises Forbidden, NotFound where nothing is recorded, and LawInUse.
    """
    check_may_draft(user, state)
    parts = parts_of(write_state_law(law_of(state)))
    gone = [Change(path, part, None) for path, part in parts.items()]
    return propose(state, gone, reason=reason, user=user)


@transaction.atomic
def approve(proposal: Proposal, *, user: User) -> LawVersion:
    """Put a proposal in force.

    Raises LawSecondPerson, LawDecided, LawOvertaken, LawUnchanged where it is in force already,
    LawInUse, and LawFault.
    """
    check_may_draft(user, proposal.state)
    if user.pk == proposal.proposed_by:
        raise LawSecondPerson
    _decide(proposal, ProposalStatus.APPROVED, user, "")
    changes, content = changes_of(proposal), content_of(proposal.state)
    _check_still_read(proposal, content, changes)
    whole = _check_whole(proposal.state, content, changes)
    versions = LawVersion.objects.filter(state=proposal.state)
    last = versions.aggregate(last=Max("number"))["last"]
    version = LawVersion.objects.create(
        state=proposal.state,
        number=(last or 0) + 1,
        content=to_json(whole),
        proposal=proposal,
        in_force_from=datetime.now(UTC),
    )
    _note("law.approved", proposal, user)
    _tell_followers(proposal, user)
    return version


@transaction.atomic
def reject(proposal: Proposal, *, user: User, reason: str) -> None:
    """Turn a proposal down, with the reason. Raises LawSecondPerson and LawDecided."""
    check_may_draft(user, proposal.state)
    if user.pk == proposal.proposed_by:
        raise LawSecondPerson
    _decide(proposal, ProposalStatus.REJECTED, user, reason)
    _note("law.rejected", proposal, user)


@transaction.atomic
def withdraw(proposal: Proposal, *, user: User, reason: str = "") -> None:
    """Take one's own proposal back. Raises LawDecided, and LawNotYours for another's."""
    check_may_draft(user, proposal.state)
    if user.pk != proposal.proposed_by:
        raise LawNotYours
    _decide(proposal, ProposalStatus.WITHDRAWN, user, reason)
    _note("law.withdrawn", proposal, user)


@transaction.atomic
def follow(state: str, *, user: User) -> None:
    """Be told when a State's law changes in this node; twice is once. Raises NotFound."""
    law_of(state)
    _, is_new = Subscription.objects.get_or_create(
        user_id=user.pk, state=state, defaults={"since": datetime.now(UTC)}
    )
    if is_new:
        record("law.followed", actor=user.actor, subject=("law", state), state=state)


@transaction.atomic
def unfollow(state: str, *, user: User) -> None:
    """Be told no longer; whoever was not told stays so."""
    gone, _ = Subscription.objects.filter(user_id=user.pk, state=state).delete()
    if gone:
        record("law.unfollowed", actor=user.actor, subject=("law", state), state=state)


def _tell_followers(proposal: Proposal, user: User) -> None:
    """Everybody who follows the State, but for the one who decided and knows."""
    numbers = Subscription.objects.filter(state=proposal.state).exclude(user_id=user.pk)
    people = User.objects.filter(pk__in=numbers.values("user_id"), is_active=True)
    tell(
        list(people),
        CHANGED,
        actor=user.actor,
        subject=("law", proposal.state),
        url=reverse("law:history", args=[proposal.state]),
        case_id=None,
        state=proposal.state,
    )


def _check_whole(state: str, content: dict[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The law with the changes. Raises LawOvertaken, LawUnchanged, LawInUse, LawFault."""
    whole = put_in(content, changes)
    if parts_of(whole) == parts_of(content):
        raise LawUnchanged
    if whole:
        read_state_law(whole, state, datetime.now(UTC).date())
    else:
        check_unused(state)
    return whole


def _check_verified(change: Change, beside: Iterable[Change], content: dict[str, Any]) -> None:
    """A cell becomes verified only from the same cell as it was read, whose words do not change,
    and neither do its source and its offence."""
    after = change.after or {}
    if after.get("status") != VERIFIED:
        return
    before = {**(change.before or {}), "status": VERIFIED}
    moved = {one.path for one in beside} & {*rests_on(change.path, {change.path: after})}
    if (change.before or {}).get("status") not in (READ, VERIFIED) or before != after or moved:
        raise NotVerified(path=change.path, title=title_of(change.path, parts_of(content)))


def _check_still_read(proposal: Proposal, content: dict[str, Any], changes: list[Change]) -> None:
    """What is verified was compared with a source and an offence that are still those.

    Raises LawOvertaken.
    """
    parts = parts_of(content)
    for change in no_longer_verified(content, changes):
        raise LawOvertaken(path=change.path, title=title_of(change.path, parts))
    moved = _changed_since(proposal)
    for change in changes:
        after = change.after or {}
        read_by = {*rests_on(change.path, {change.path: after})}
        if after.get("status") == VERIFIED and moved & read_by:
            raise LawOvertaken(path=change.path, title=title_of(change.path, parts))


def _changed_since(proposal: Proposal) -> set[str]:
    """The parts of the law that were changed after a proposal was written."""
    later = LawVersion.objects.filter(
        state=proposal.state, in_force_from__gte=proposal.proposed_at
    ).select_related("proposal")
    return {one.path for version in later for one in changes_of(version.proposal)}


def _same_open(
    state: str, written: list[dict[str, Any]], content: dict[str, Any], user: User
) -> Proposal | None:
    """One's own open proposal of the same changes that can still be put in force, if any."""
    waiting = Proposal.objects.filter(
        state=state, changes=written, proposed_by=user.pk, status=ProposalStatus.OPEN
    )
    for one in waiting:
        try:
            _check_still_read(one, content, changes_of(one))
        except LawOvertaken:
            continue
        return one
    return None


def _one_at_a_time(state: str) -> None:
    """Wait until nobody else changes this State's law: versions are numbered without gaps."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('law'), hashtext(%s))", [state])


def _decide(proposal: Proposal, status: ProposalStatus, user: User, reason: str) -> None:
    _one_at_a_time(proposal.state)
    mine = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if mine is None or mine.status != ProposalStatus.OPEN:
        raise LawDecided
    Proposal.objects.filter(pk=proposal.pk).update(
        status=status, decided_by=user.pk, decided_at=datetime.now(UTC), decision=reason
    )
    proposal.refresh_from_db()


def _note(verb: str, proposal: Proposal, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("law_proposal", proposal.pk),
        state=proposal.state,
        parts=len(proposal.changes),
    )

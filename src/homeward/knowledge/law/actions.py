"""Changing a law in two steps by two persons: proposed by one, decided by another."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.journal.actions import record
from homeward.knowledge.law.access import check_may_draft
from homeward.knowledge.law.changes import Change, put_in, to_json
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.errors import (
    LawDecided,
    LawSecondPerson,
    LawUnchanged,
    NotVerified,
)
from homeward.knowledge.law.models import LawVersion, Proposal, ProposalStatus, Subscription
from homeward.knowledge.law.queries import changes_of, content_of, law_of
from homeward.knowledge.law.statelaw import read_state_law

CHANGED = "law.changed"  # the kind of notice
VERIFIED, READ = str(Status.VERIFIED), str(Status.TEXT_READ).replace("_", " ")


@transaction.atomic
def propose(state: str, changes: Iterable[Change], *, reason: str, user: User) -> Proposal:
    """Write down changes for another person to decide; the same twice makes one proposal.

    Raises Forbidden, LawUnchanged, LawOvertaken, NotVerified, and LawFault where the law would not
    be right with them.
    """
    check_may_draft(user, state)
    wanted = [change for change in changes if change.before != change.after]
    if not wanted:
        raise LawUnchanged
    for change in wanted:
        _check_verified(change)
    read_state_law(put_in(content_of(state), wanted), state)
    written = [
        {"path": one.path, "before": to_json(one.before), "after": to_json(one.after)}
        for one in wanted
    ]
    waiting = Proposal.objects.filter(
        state=state, changes=written, proposed_by=user.pk, status=ProposalStatus.OPEN
    ).first()
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
def approve(proposal: Proposal, *, user: User) -> LawVersion:
    """Put a proposal in force. Raises LawSecondPerson, LawDecided, LawOvertaken, LawFault."""
    check_may_draft(user, proposal.state)
    if user.pk == proposal.proposed_by:
        raise LawSecondPerson
    _decide(proposal, ProposalStatus.APPROVED, user, "")
    content = put_in(content_of(proposal.state), changes_of(proposal))
    read_state_law(content, proposal.state)
    versions = LawVersion.objects.filter(state=proposal.state)
    last = versions.aggregate(last=Max("number"))["last"]
    version = LawVersion.objects.create(
        state=proposal.state,
        number=(last or 0) + 1,
        content=to_json(content),
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
    """Take one's own proposal back. Raises LawDecided, and LawSecondPerson for another's."""
    check_may_draft(user, proposal.state)
    if user.pk != proposal.proposed_by:
        raise LawSecondPerson
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


def _check_verified(change: Change) -> None:
    """A cell becomes verified only from the same cell as it was read, whose words do not change."""
    after = change.after or {}
    if after.get("status") != VERIFIED:
        return
    before = {**(change.before or {}), "status": VERIFIED}
    if (change.before or {}).get("status") not in (READ, VERIFIED) or before != after:
        raise NotVerified(path=change.path)


def _decide(proposal: Proposal, status: ProposalStatus, user: User, reason: str) -> None:
    # One law is changed by one person at a time: versions are numbered without gaps.
    locked = Proposal.objects.select_for_update().filter(state=proposal.state)
    mine = [one for one in locked if one.pk == proposal.pk]
    if not mine or mine[0].status != ProposalStatus.OPEN:
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
